//! What a file says of itself, before any name is looked up: the modules, the items, the imports, the paths in its code.

use super::token::{Token, tokens};
use std::collections::BTreeSet;

/// A module as written: that of a file, or an inline one.
#[derive(Debug, Default)]
pub struct Module {
    /// Names of what is defined here.
    pub items: BTreeSet<String>,
    /// One for each name that a `use` brings, those inside functions included.
    pub imports: Vec<Import>,
    /// Paths in code, single names included.
    pub paths: BTreeSet<Vec<String>>,
    /// `mod name { … }`
    pub inline: Vec<(String, Module)>,
    /// `mod name;`
    pub outside: Vec<String>,
}

/// One name, or all of a module's names, brought by a `use`.
#[derive(Debug, PartialEq)]
pub struct Import {
    /// From where, segment by segment.
    pub path: Vec<String>,
    /// What it is called here.
    pub binding: Binding,
    /// Who may go on from here.
    pub reach: Reach,
}

/// What an import is called where it is imported.
#[derive(Debug, PartialEq)]
pub enum Binding {
    /// By a name.
    Name(String),
    /// Not at all: `as _`.
    Nameless,
    /// Each name by itself: `*`.
    Glob,
}

/// Whether an import is also an export.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Reach {
    /// Plain `use`: this module needs it.
    Private,
    /// `pub use` in any of its forms: others find it here.
    Reexport,
}

/// Words that are never the beginning of a path to an item.
const KEYWORDS: &[&str] = &[
    "as", "async", "await", "break", "const", "continue", "dyn", "else", "enum", "extern", "false", "fn", "for", "if",
    "impl", "in", "let", "loop", "match", "mod", "move", "mut", "pub", "ref", "return", "static", "struct", "trait",
    "true", "type", "unsafe", "use", "where", "while", "Self",
];

/// Words before the name of an item.
const ITEM_WORDS: &[&str] = &["fn", "struct", "enum", "union", "trait", "type", "const", "static"];

/// What the file with this text says.
pub fn parse(text: &str) -> Module {
    module(&tokens(text))
}

fn module(tokens: &[Token]) -> Module {
    let mut module = Module::default();
    let mut at = 0;
    while at < tokens.len() {
        let (reach, start) = visibility(tokens, end_of_attribute(tokens, at).unwrap_or(at));
        let word = tokens.get(start).and_then(Token::word);
        at = match (word, tokens.get(start + 1), tokens.get(start + 2)) {
            (Some("use"), ..) => import(tokens, start, reach, &mut module.imports),
            (Some("mod"), Some(Token::Word(name)), Some(Token::Sign(';'))) => {
                module.outside.push(name.clone());
                start + 3
            }
            (Some("mod"), Some(Token::Word(name)), Some(Token::Sign('{'))) => {
                let end = end_of_group(tokens, start + 2);
                module.inline.push((name.clone(), self::module(&tokens[start + 3..end - 1])));
                end
            }
            _ => {
                let end = end_of_item(tokens, start);
                let item = &tokens[start.min(end)..end];
                module.items.extend(name(item));
                code(item, &mut module);
                end
            }
        };
    }
    module
}

/// Where the attribute that begins at `start` ends, if one does. Attributes hold no paths that make an edge: what
/// they name are macros, settings and, in strings, functions of the same file.
fn end_of_attribute(tokens: &[Token], start: usize) -> Option<usize> {
    let bracket = match tokens.get(start..)? {
        [Token::Sign('#'), Token::Sign('['), ..] => start + 1,
        [Token::Sign('#'), Token::Sign('!'), Token::Sign('['), ..] => start + 2,
        _ => return None,
    };
    let end = end_of_group(tokens, bracket);
    Some(end_of_attribute(tokens, end).unwrap_or(end))
}

/// Whether what begins at `start` is public in any way, and where it goes on.
fn visibility(tokens: &[Token], start: usize) -> (Reach, usize) {
    match tokens.get(start..) {
        Some([Token::Word(word), Token::Sign('('), ..]) if word == "pub" => {
            (Reach::Reexport, end_of_group(tokens, start + 1))
        }
        Some([Token::Word(word), ..]) if word == "pub" => (Reach::Reexport, start + 1),
        _ => (Reach::Private, start),
    }
}

/// Where the group that the bracket at `start` opens ends, its closing bracket included.
fn end_of_group(tokens: &[Token], start: usize) -> usize {
    let mut depth = 0;
    for (at, token) in tokens.iter().enumerate().skip(start) {
        match token {
            Token::Sign('(' | '[' | '{') => depth += 1,
            Token::Sign(')' | ']' | '}') => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return at + 1;
        }
    }
    tokens.len()
}

/// An item ends with a semicolon, or with the first pair of braces that is in no other bracket.
fn end_of_item(tokens: &[Token], start: usize) -> usize {
    let mut at = start;
    while at < tokens.len() {
        match tokens[at] {
            Token::Sign(';') => return at + 1,
            Token::Sign('{') => return end_of_group(tokens, at),
            Token::Sign('(' | '[') => at = end_of_group(tokens, at),
            _ => at += 1,
        }
    }
    tokens.len()
}

/// What an item calls itself. An `impl` has no name: what it adds is found by the type.
fn name(item: &[Token]) -> Option<String> {
    for (at, token) in item.iter().enumerate() {
        match (token.word(), item.get(at + 1..)) {
            (Some("impl"), _) => return None,
            (Some("macro_rules"), Some([Token::Sign('!'), Token::Word(name), ..])) => return Some(name.clone()),
            (Some("static"), Some([Token::Word(word), Token::Word(name), ..])) if word == "mut" => {
                return Some(name.clone());
            }
            (Some(word), Some([Token::Word(name), ..]))
                if ITEM_WORDS.contains(&word) && !KEYWORDS.contains(&name.as_str()) =>
            {
                return Some(name.clone());
            }
            _ => {}
        }
    }
    None
}

/// The paths and the imports inside an item.
fn code(item: &[Token], module: &mut Module) {
    let mut at = 0;
    while at < item.len() {
        if let Some(end) = end_of_attribute(item, at) {
            at = end;
        } else if item[at].word() == Some("use") && item.get(at + 1) != Some(&Token::Sign('<')) {
            at = import(item, at, Reach::Private, &mut module.imports);
        } else if item[at].word() == Some("pub") {
            at = visibility(item, at).1;
        } else if item[at].word().is_some() {
            let (path, end) = path(item, at);
            if is_use(item, at, end) {
                module.paths.insert(path);
            }
            at = end;
        } else {
            at += 1;
        }
    }
}

fn path(tokens: &[Token], start: usize) -> (Vec<String>, usize) {
    let mut path = vec![tokens[start].word().unwrap_or_default().to_owned()];
    let mut at = start + 1;
    while let Some([Token::Separator, Token::Word(word), ..]) = tokens.get(at..) {
        path.push(word.clone());
        at += 2;
    }
    (path, at)
}

/// Whether the path from `start` to `end` names something from elsewhere: no field or method, no keyword, no path
/// that begins outside the crate, and no name that is being given.
fn is_use(tokens: &[Token], start: usize, end: usize) -> bool {
    let before = start.checked_sub(1).map(|at| &tokens[at]);
    if matches!(before, Some(Token::Sign('.') | Token::Separator)) {
        return false;
    }
    let first = tokens[start].word().unwrap_or_default();
    if KEYWORDS.contains(&first) {
        return false;
    }
    if end > start + 1 {
        return true;
    }
    let is_given = matches!(before.and_then(Token::word), Some("fn" | "let" | "mut" | "ref"))
        || tokens.get(end) == Some(&Token::Sign(':'));
    !(is_given && first.starts_with(char::is_lowercase))
}

/// Reads the `use` at `start`, unless it begins with `::`, which leads out of the crate; where it ends.
fn import(tokens: &[Token], start: usize, reach: Reach, imports: &mut Vec<Import>) -> usize {
    let mut end = start;
    while end < tokens.len() && tokens[end] != Token::Sign(';') {
        end += 1;
    }
    let branch = &tokens[start + 1..end];
    if branch.first() != Some(&Token::Separator) {
        tree(branch, &[], reach, imports);
    }
    end + 1
}

/// One branch of a `use`: `a::b`, `a as b`, `a::*`, `a::{…}`.
fn tree(branch: &[Token], stem: &[String], reach: Reach, imports: &mut Vec<Import>) {
    let mut path = stem.to_vec();
    let mut at = 0;
    loop {
        match branch.get(at..) {
            Some([Token::Separator, ..]) => at += 1,
            Some([Token::Sign('*'), ..]) => {
                imports.push(Import { path, binding: Binding::Glob, reach });
                return;
            }
            Some([Token::Sign('{'), ..]) => {
                let group = &branch[at + 1..end_of_group(branch, at) - 1];
                branches(group).into_iter().for_each(|branch| tree(branch, &path, reach, imports));
                return;
            }
            Some([Token::Word(word), Token::Word(name), ..]) if word == "as" => {
                let binding = if name == "_" { Binding::Nameless } else { Binding::Name(name.clone()) };
                imports.push(Import { path, binding, reach });
                return;
            }
            // `a::{self}` is `a`; a path that is `self` alone, or begins with it, keeps it.
            Some([Token::Word(word), ..]) if word == "self" && !path.is_empty() => at += 1,
            Some([Token::Word(word), ..]) => {
                path.push(word.clone());
                at += 1;
            }
            _ => break,
        }
    }
    if let Some(name) = path.last().cloned() {
        imports.push(Import { path, binding: Binding::Name(name), reach });
    }
}

/// What commas part, outside of braces.
fn branches(group: &[Token]) -> Vec<&[Token]> {
    let mut found = Vec::new();
    let mut start = 0;
    let mut at = 0;
    while at < group.len() {
        match group[at] {
            Token::Sign(',') => {
                found.push(&group[start..at]);
                start = at + 1;
                at += 1;
            }
            Token::Sign('{') => at = end_of_group(group, at),
            _ => at += 1,
        }
    }
    // A comma may follow the last branch, too.
    found.extend((start < group.len()).then_some(&group[start..]));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn imports(text: &str) -> Vec<String> {
        let show = |import: &Import| match &import.binding {
            Binding::Name(name) if import.path.last() == Some(name) => import.path.join("::"),
            Binding::Name(name) => format!("{} as {name}", import.path.join("::")),
            Binding::Nameless => format!("{} as _", import.path.join("::")),
            Binding::Glob => format!("{}::*", import.path.join("::")),
        };
        parse(text).imports.iter().map(show).collect()
    }

    #[test]
    fn nested_braces_are_one_import_a_name() {
        assert_eq!(
            imports("use crate::{a::{self, B as C, d::{E, F}}, g::*, H as _,};"),
            ["crate::a", "crate::a::B as C", "crate::a::d::E", "crate::a::d::F", "crate::g::*", "crate::H as _"]
        );
        assert_eq!(imports("use self::a::B; use super::super::C;"), ["self::a::B", "super::super::C"]);
    }

    #[test]
    fn imports_inside_functions_count() {
        assert_eq!(imports("impl A { fn f() -> impl B + use<'_> { use crate::c::D; } }"), ["crate::c::D"]);
    }

    #[test]
    fn items_are_those_of_the_module_itself() {
        let module = parse(
            "#[derive(A)] pub(crate) struct B<T>(T); const fn c() { struct D; } impl E { fn f() {} }
             pub const G: H = H { i: 1 }; macro_rules! j { () => {} } static mut K: u8 = 0; type L = fn(u8);
             mod m; mod n { fn o() {} }",
        );
        assert_eq!(module.items.iter().collect::<Vec<_>>(), ["B", "G", "K", "L", "c", "j"]);
        assert_eq!(module.outside, ["m"]);
        assert_eq!(module.inline[0].1.items.iter().collect::<Vec<_>>(), ["o"]);
    }

    #[test]
    fn fields_methods_and_names_being_given_are_no_paths() {
        let module = parse("fn f(a: crate::b::C) { let d = a.e().0.g::<H>(); ..i::j(); K { l: 1 }; ::m::n(); }");
        let paths: Vec<String> = module.paths.iter().map(|path| path.join("::")).collect();
        assert_eq!(paths, ["H", "K", "a", "crate::b::C", "i::j"]);
    }
}
