//! What a person who waits is told, on standard error: the numbers on standard output stay numbers.

/// A line on standard error; that nobody reads it is no failure.
macro_rules! say {
    ($($words:tt)*) => {{
        use std::io::Write as _;
        let _ = writeln!(std::io::stderr(), $($words)*);
    }};
}
pub(crate) use say;
