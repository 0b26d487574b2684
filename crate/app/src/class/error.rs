//! Why a code, or a file, gives no result.

/// Of this form.
pub(super) const VERSION: u8 = 1;
/// Letters of a code.
pub(super) const N_LETTERS: usize = 20;

/// Why a code gives no result. Each sentence begins with the code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CodeError {
    /// Another number of letters.
    #[error(
        "“{0}” has {1} letters; a code has {N_LETTERS}, five groups of four. Is a part missing, or something added?"
    )]
    Length(String, usize),
    /// The letter that no code has.
    #[error("“{0}” has a U, which is in no code. Is it a V?")]
    Letter(String),
    /// Its check is wrong.
    #[error("“{0}” has a wrong letter, or two that changed places. Have it read out again.")]
    Mistyped(String),
    /// Of another form.
    #[error("“{0}” is of version {1} of these codes; here only {VERSION} is known. Use the same version of this page.")]
    Version(String, u8),
    /// Of something else.
    #[error(
        "“{0}” (number {1}) is a result of another experiment than the one above: other data or settings, or another seed before the number was chosen. Let everybody start from your link, and ask what they ask about attributes."
    )]
    Foreign(String, u8),
    /// It is there already.
    #[error("“{0}” (number {1}) is here already.")]
    Again(String, u8),
    /// Another result has its number.
    #[error(
        "“{0}”: number {1} is here already with another result. Do two people have the same number? The first stays; remove it to take this one."
    )]
    Taken(String, u8),
    /// There is no more room.
    #[error("“{0}”: {1} results are kept here, and no more. Remove some.")]
    Full(String, usize),
    /// A file that is none.
    #[error("“{0}” is no result file of this page, or was changed.")]
    NoFile(String),
}
