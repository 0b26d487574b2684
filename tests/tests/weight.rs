//! What the page weighs: everything that it needs to start, compressed by gzip, without data and recorded results.
//!
//! Where it has become too much, the test says which groups of functions have grown since `weight.tsv` was written;
//! `NEARMISS_WRITE_WEIGHT=1 cargo xtask test --test weight` writes that file anew.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use wasmparser::{KnownCustom, Name, Parser, Payload, TypeRef};

/// Bytes that the page may weigh.
const MOST: usize = 800_000;
/// By group: bytes of its functions before they were compressed, when the file was written.
const RECORDED: &str = include_str!("weight.tsv");

#[test]
fn the_page_is_no_heavier_than_it_may_be() {
    let test = "the_page_is_no_heavier_than_it_may_be";
    let Some(dist) = nearmiss_tests::dist(test) else { return };
    if has_names(&dist) {
        assert!(std::env::var_os("CI").is_none(), "the page was built without wasm-opt");
        eprintln!("{test}: skipped, for the page was built without wasm-opt and is bigger than it need be");
        return;
    }
    let weight = nearmiss_browser::compressed_size(&dist);
    // Where another toolchain compiled it, its output lies elsewhere, and only the sum is known.
    let groups = std::fs::read(compiled()).map(|program| groups(&program)).unwrap_or_default();
    if std::env::var_os("NEARMISS_WRITE_WEIGHT").is_some() {
        let lines: String = groups.iter().map(|(group, bytes)| format!("{group}\t{bytes}\n")).collect();
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/weight.tsv");
        std::fs::write(path, lines).expect("it can be written");
    }
    assert!(
        weight <= MOST,
        "{weight} bytes by gzip, more than {MOST}. Functions, not compressed:\n{}",
        growth(&groups)
    );
}

/// The program as the compiler wrote it, with its functions' names.
fn compiled() -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
    let target = target.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../target"));
    target.join("wasm32-unknown-unknown/page/near_miss.wasm")
}

/// Whether the page's program names its functions, which wasm-opt takes away.
fn has_names(dist: &Path) -> bool {
    let mut files = std::fs::read_dir(dist).expect("the page is built").map(|entry| entry.expect("it can be listed"));
    let program = files.find(|file| file.path().extension().is_some_and(|ending| ending == "wasm"));
    let program = std::fs::read(program.expect("the page has a program").path()).expect("it can be read");
    let is_names =
        |payload: Payload<'_>| matches!(payload, Payload::CustomSection(section) if section.name() == "name");
    Parser::new(0).parse_all(&program).any(|payload| is_names(payload.expect("it is WebAssembly")))
}

/// Bytes of the functions of each group.
fn groups(program: &[u8]) -> BTreeMap<String, usize> {
    let (mut n_imported, mut sizes, mut names) = (0, Vec::new(), HashMap::new());
    for payload in Parser::new(0).parse_all(program) {
        match payload.expect("it is WebAssembly") {
            Payload::ImportSection(imports) => {
                let imports = imports.into_imports().map(|import| import.expect("it is an import"));
                n_imported = imports.filter(|import| matches!(import.ty, TypeRef::Func(_))).count();
            }
            Payload::CodeSectionEntry(body) => sizes.push(body.range().len()),
            Payload::CustomSection(section) => {
                let KnownCustom::Name(sections) = section.as_known() else { continue };
                for section in sections {
                    let Name::Function(functions) = section.expect("it is a section of names") else { continue };
                    names.extend(functions.into_iter().map(|name| {
                        let name = name.expect("it is a name");
                        (name.index as usize, name.name)
                    }));
                }
            }
            _ => {}
        }
    }
    let mut groups = BTreeMap::new();
    for (place, size) in sizes.into_iter().enumerate() {
        let name = names.get(&(n_imported + place)).copied().unwrap_or("without a name");
        *groups.entry(group(&format!("{:#}", rustc_demangle::demangle(name)))).or_insert(0) += size;
    }
    groups
}

/// What kind of thing a function does where that is many things' kind, else whose it is: a crate, or a module of ours.
fn group(name: &str) -> String {
    let kinds = [
        ("drop_in_place", "dropping"),
        ("Deserialize", "reading JSON and messages"),
        ("serde_core::de", "reading JSON and messages"),
        ("Serialize", "writing JSON and messages"),
        ("serde_core::ser", "writing JSON and messages"),
        ("slice::sort", "sorting"),
        ("btree", "maps of the library"),
        ("fmt::Debug", "debugging"),
    ];
    if let Some((_, kind)) = kinds.iter().find(|(part, _)| name.contains(part)) {
        return kind.to_string();
    }
    if name.starts_with("__wb") {
        return "between WebAssembly and JavaScript".to_string();
    }
    let path = name.trim_start_matches(['<', '&', '*']).trim_start_matches("mut ");
    let mut parts = path.split("::").map(|part| part.split(['<', '>', ' ', '[', '(']).next().unwrap_or(part));
    let first = parts.next().unwrap_or(path);
    if first.len() == 1 {
        return "for any type".to_string();
    }
    match parts.next().filter(|_| first.starts_with("nearmiss")) {
        Some(module) => format!("{first}::{module}"),
        None => first.to_string(),
    }
}

/// The groups that have grown, the most first.
fn growth(groups: &BTreeMap<String, usize>) -> String {
    let recorded: HashMap<&str, usize> = RECORDED
        .lines()
        .filter_map(|line| line.split_once('\t'))
        .map(|(group, bytes)| (group, bytes.parse().expect("it is a number")))
        .collect();
    let before = |group: &str| recorded.get(group).copied().unwrap_or(0);
    let mut grown: Vec<(i64, &String, usize)> =
        groups.iter().map(|(group, bytes)| (*bytes as i64 - before(group) as i64, group, *bytes)).collect();
    grown.sort_by_key(|(more, ..)| -more);
    let line = |(more, group, bytes): &(i64, &String, usize)| format!("{more:+8}  {group} ({bytes})\n");
    grown.iter().filter(|(more, ..)| *more > 0).take(20).map(line).collect()
}

#[test]
fn what_has_grown_comes_first() {
    let some = RECORDED.lines().next().and_then(|line| line.split_once('\t')).expect("a group is recorded");
    let groups = BTreeMap::from([
        ("new::thing".to_string(), 700),
        (some.0.to_string(), some.1.parse::<usize>().expect("it is a number") + 900),
    ]);
    let text = growth(&groups);
    assert!(text.lines().next().is_some_and(|line| line.contains("+900") && line.contains(some.0)), "{text}");
    assert!(text.lines().nth(1).is_some_and(|line| line.contains("+700") && line.contains("new::thing")), "{text}");
    assert_eq!(group("<nearmiss::work::Unit as core::clone::Clone>::clone"), "nearmiss::work");
    assert_eq!(group("core::ptr::drop_in_place<yew::Html>"), "dropping");
    assert_eq!(group("yew::scheduler::push"), "yew");
}
