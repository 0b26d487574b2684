//! Cuts Rust source into tokens: as much of the language as finding names needs.
//!
//! Comments vanish. A string, a character or a number becomes a [`Token::Literal`], so that nothing in it is taken for
//! a name; a lifetime becomes a literal, too.

/// The smallest piece of a program that a name's meaning may depend on.
#[derive(Debug, Clone, PartialEq)]
pub enum Token {
    /// A keyword or a name; `r#type` comes without its `r#`.
    Word(String),
    /// Any other character.
    Sign(char),
    /// `::`
    Separator,
    /// `..` and its relatives: what follows is no field of what precedes.
    Range,
    /// A value written down, or a lifetime.
    Literal,
}

impl Token {
    /// The word, if it is one.
    pub fn word(&self) -> Option<&str> {
        match self {
            Token::Word(word) => Some(word),
            _ => None,
        }
    }
}

/// The tokens of `text`, in order.
pub fn tokens(text: &str) -> Vec<Token> {
    let text: Vec<char> = text.chars().collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let (token, end) = match text[at] {
            c if c.is_whitespace() => (None, at + 1),
            '/' if text.get(at + 1) == Some(&'/') => (None, end_of_line(&text, at)),
            '/' if text.get(at + 1) == Some(&'*') => (None, end_of_block_comment(&text, at)),
            '"' => (Some(Token::Literal), end_of_string(&text, at)),
            '\'' => (Some(Token::Literal), end_of_quote(&text, at)),
            c if c.is_ascii_digit() => (Some(Token::Literal), end_of_number(&text, at)),
            c if is_of_word(c) => word(&text, at),
            ':' if text.get(at + 1) == Some(&':') => (Some(Token::Separator), at + 2),
            '.' if text.get(at + 1) == Some(&'.') => (Some(Token::Range), end_while(&text, at, |c| c == '.')),
            c => (Some(Token::Sign(c)), at + 1),
        };
        found.extend(token);
        at = end;
    }
    found
}

fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn end_while(text: &[char], start: usize, belongs: impl Fn(char) -> bool) -> usize {
    text[start..].iter().position(|c| !belongs(*c)).map_or(text.len(), |n| start + n)
}

fn end_of_line(text: &[char], start: usize) -> usize {
    end_while(text, start, |c| c != '\n')
}

fn end_of_block_comment(text: &[char], start: usize) -> usize {
    let mut depth = 0;
    let mut at = start;
    while at + 1 < text.len() {
        match [text[at], text[at + 1]] {
            ['/', '*'] => depth += 1,
            ['*', '/'] => depth -= 1,
            _ => {
                at += 1;
                continue;
            }
        }
        at += 2;
        if depth == 0 {
            return at;
        }
    }
    text.len()
}

/// `start` is the opening quote.
fn end_of_string(text: &[char], start: usize) -> usize {
    let mut at = start + 1;
    while at < text.len() && text[at] != '"' {
        at += if text[at] == '\\' { 2 } else { 1 };
    }
    at + 1
}

/// `start` is the first `#`, or the quote, after the `r`.
fn end_of_raw_string(text: &[char], start: usize) -> usize {
    let quote = end_while(text, start, |c| c == '#');
    let n_marks = quote - start;
    let mut at = quote + 1;
    while at < text.len() {
        let closes = text[at] == '"' && text[at + 1..].iter().take_while(|c| **c == '#').count() >= n_marks;
        at += 1;
        if closes {
            return at + n_marks;
        }
    }
    text.len()
}

/// A character or a lifetime: a character is closed by a quote, behind one character or behind an escape.
fn end_of_quote(text: &[char], start: usize) -> usize {
    match (text.get(start + 1), text.get(start + 2)) {
        (Some('\\'), _) => end_while(text, start + 3, |c| c != '\'') + 1,
        (Some(_), Some('\'')) => start + 3,
        _ => end_while(text, start + 1, is_of_word),
    }
}

/// `1.5` is one number; `1.max(2)` and `1..2` begin with the number 1.
fn end_of_number(text: &[char], start: usize) -> usize {
    let whole = end_while(text, start, is_of_word);
    let has_fraction = text.get(whole) == Some(&'.') && text.get(whole + 1).is_some_and(char::is_ascii_digit);
    if has_fraction { end_while(text, whole + 1, is_of_word) } else { whole }
}

fn word(text: &[char], start: usize) -> (Option<Token>, usize) {
    let end = end_while(text, start, is_of_word);
    let word: String = text[start..end].iter().collect();
    let next = text.get(end);
    match (word.as_str(), next) {
        ("r", Some('#')) if text.get(end + 1).is_some_and(|c| is_of_word(*c)) => {
            let raw_end = end_while(text, end + 1, is_of_word);
            (Some(Token::Word(text[end + 1..raw_end].iter().collect())), raw_end)
        }
        ("r" | "br" | "cr", Some('#' | '"')) => (Some(Token::Literal), end_of_raw_string(text, end)),
        ("b" | "c", Some('"')) => (Some(Token::Literal), end_of_string(text, end)),
        ("b", Some('\'')) => (Some(Token::Literal), end_of_quote(text, end)),
        _ => (Some(Token::Word(word)), end),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        tokens(text).iter().filter_map(Token::word).map(str::to_owned).collect()
    }

    #[test]
    fn comments_and_strings_hold_no_words() {
        assert_eq!(words("a // b\nc /* d /* e */ f */ g"), ["a", "c", "g"]);
        assert_eq!(words(r###"a "b \" c" d r#"e " f"# g b"h" 'i' '\'' j"###), ["a", "d", "g", "j"]);
    }

    #[test]
    fn a_lifetime_is_no_open_character() {
        assert_eq!(words("fn f<'a>(x: &'a str, y: char) { y == 'b' }"), ["fn", "f", "x", "str", "y", "char", "y"]);
    }

    #[test]
    fn a_number_ends_before_its_method() {
        assert_eq!(words("1.max(2.5e3); 0..n; 0x_ff"), ["max", "n"]);
        assert!(tokens("..n").contains(&Token::Range));
    }

    #[test]
    fn a_raw_name_is_a_name() {
        assert_eq!(words("r#type r#\"type\"#"), ["type"]);
    }
}
