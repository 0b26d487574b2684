use super::*;

/// The circles among made-up files of one package: each a list of its files, with what closes the shortest way round.
fn circles(files: &[(&str, &str)]) -> Vec<Vec<String>> {
    let files = files.iter().map(|(path, text)| (format!("p/src/{path}"), (*text).to_owned())).collect();
    let step = |edge: &graph::Edge| format!("{} -{}-> {}", edge.user, edge.names.join("+"), edge.definer);
    let without_folder = |step: String| step.replace("p/src/", "");
    let found = graph(&files, "p").circles();
    found.iter().map(|circle| circle.cycle.iter().map(step).map(without_folder).collect()).collect()
}

const NONE: Vec<Vec<String>> = Vec::new();

#[test]
fn a_circle_through_a_reexport_is_found() {
    let found = circles(&[
        ("lib.rs", "mod a; mod b; pub use b::Second;"),
        ("a/mod.rs", "mod inner; pub use inner::First as Renamed;"),
        ("a/inner.rs", "use crate::Second; pub struct First(Second);"),
        ("b.rs", "use crate::a::Renamed; pub struct Second(Box<Renamed>);"),
    ]);
    assert_eq!(found, [["a/inner.rs -Second-> b.rs", "b.rs -First-> a/inner.rs"]]);
}

#[test]
fn a_parent_that_registers_its_children_is_no_circle() {
    let registry = "mod child; mod kind; pub use kind::Kind; pub const ALL: &[&dyn Kind] = &[&child::Child];";
    let files = [("lib.rs", registry), ("kind.rs", "pub trait Kind {}")];
    assert_eq!(circles(&[&files[..], &[("child.rs", "use super::Kind; pub struct Child;")]].concat()), NONE);
    assert_eq!(
        circles(&[&files[..], &[("child.rs", "pub struct Child; fn n() { super::ALL.len() }")]].concat()),
        [["child.rs -ALL-> lib.rs", "lib.rs -Child-> child.rs"]]
    );
}

#[test]
fn a_name_that_the_parent_imports_for_itself_leads_to_its_definition() {
    let found = circles(&[
        ("lib.rs", "mod a; mod b;"),
        ("a/mod.rs", "mod inner; use crate::b::B; pub struct A(B, inner::Inner);"),
        ("a/inner.rs", "use super::B; pub struct Inner;"),
        ("b.rs", "pub struct B; fn f() { crate::a::inner::Inner }"),
    ]);
    assert_eq!(found, [["a/inner.rs -B-> b.rs", "b.rs -Inner-> a/inner.rs"]]);
}

#[test]
fn a_glob_counts_for_the_names_that_are_used() {
    let files = [("lib.rs", "mod a; mod b; mod c;"), ("b.rs", "pub use crate::c::*; pub struct B;")];
    let a = ("a.rs", "use crate::b::*; pub struct A(C);");
    let found = circles(&[&files[..], &[a, ("c.rs", "use crate::a::A; pub struct C;")]].concat());
    assert_eq!(found, [["a.rs -C-> c.rs", "c.rs -A-> a.rs"]]);
    assert_eq!(
        circles(
            &[&files[..], &[("a.rs", "use crate::b::*; pub struct A;"), ("c.rs", "use crate::a::A; pub struct C;")]]
                .concat()
        ),
        NONE
    );
}

#[test]
fn tests_inside_a_file_count_as_the_file() {
    let inline = "pub struct A; #[cfg(test)] mod tests { use super::*; use crate::b::B; }";
    let found =
        circles(&[("lib.rs", "mod a; mod b;"), ("a.rs", inline), ("b.rs", "use crate::a::A; pub struct B(A);")]);
    assert_eq!(found, [["a.rs -B-> b.rs", "b.rs -A-> a.rs"]]);
}

#[test]
fn tests_in_a_file_of_their_own_may_use_both() {
    let files = [
        ("lib.rs", "mod a; mod b;"),
        ("a.rs", "pub struct A; #[cfg(test)] mod tests;"),
        ("a/tests.rs", "use super::*; use crate::b::B; fn f(a: A, b: B) {}"),
        ("b.rs", "use crate::a::A; pub struct B(A);"),
    ];
    assert_eq!(circles(&files), NONE);
    let helper = ("b.rs", "use crate::a::A; pub struct B(A); #[cfg(test)] mod tests { use crate::a::tests::f; }");
    assert_eq!(circles(&[files[0], files[1], files[2], helper]), [["a/tests.rs -B-> b.rs", "b.rs -f-> a/tests.rs"]]);
}

#[test]
fn a_module_counts_by_what_is_used_of_it() {
    let files = [
        ("lib.rs", "mod a; mod b; pub fn run() {}"),
        ("b.rs", "use crate::a::{self as first}; pub fn b() { first::a() }"),
    ];
    assert_eq!(circles(&[&files[..], &[("a.rs", "use crate::b; pub fn a() {}")]].concat()), NONE);
    assert_eq!(
        circles(&[&files[..], &[("a.rs", "use crate::b; pub fn a() { fn f() { b::b() } }")]].concat()),
        [["a.rs -b-> b.rs", "b.rs -a-> a.rs"]]
    );
}

#[test]
fn a_function_called_like_its_module_is_found_in_it() {
    let found = circles(&[
        ("lib.rs", "mod source; mod voter;"),
        ("source/mod.rs", "mod voter; pub use voter::voter;"),
        ("source/voter.rs", "use crate::voter::Kind; pub fn voter() {}"),
        ("voter.rs", "use crate::source; pub struct Kind; fn f() { source::voter() }"),
    ]);
    assert_eq!(found, [["source/voter.rs -Kind-> voter.rs", "voter.rs -voter-> source/voter.rs"]]);
}

#[test]
fn a_macro_and_a_variant_belong_to_the_file_that_defines_them() {
    let found = circles(&[
        ("main.rs", "macro_rules! say { () => {} } pub(crate) use say; mod a; fn main() { a::Kind::One; }"),
        ("a.rs", "pub enum Kind { One } fn f() { crate::say!() }"),
    ]);
    assert_eq!(found, [["a.rs -say-> main.rs", "main.rs -Kind-> a.rs"]]);
}

#[test]
fn a_shortest_way_round_is_told_with_all_files() {
    let files: Files = [
        ("p/src/lib.rs", "mod a; mod b; mod c;"),
        ("p/src/a.rs", "use crate::b::B; use crate::c::C; pub struct A;"),
        ("p/src/b.rs", "use crate::c::C; pub struct B;"),
        ("p/src/c.rs", "use crate::a::A; pub struct C;"),
    ]
    .into_iter()
    .map(|(path, text)| (path.to_owned(), text.to_owned()))
    .collect();
    let graph = graph(&files, "p");
    assert_eq!(graph.n_edges(), 4);
    let [circle] = &graph.circles()[..] else { panic!("one circle") };
    assert_eq!(
        told(circle),
        "3 files use each other in a circle: p/src/a.rs, p/src/b.rs, p/src/c.rs\n    \
         p/src/a.rs uses C of p/src/c.rs\n    p/src/c.rs uses A of p/src/a.rs\n"
    );
}

#[test]
fn a_file_is_long_from_the_line_after_the_last_allowed() {
    let files: Files = [("a.rs", MAX_LINES), ("b.rs", MAX_LINES + 1)]
        .into_iter()
        .map(|(path, n_lines)| (path.to_owned(), "\n".repeat(n_lines)))
        .collect();
    assert_eq!(long(&files).collect::<Vec<_>>(), [("b.rs", MAX_LINES + 1)]);
}

#[test]
fn every_crate_of_the_workspace_has_a_root() {
    for (package, files) in packages().expect("the sources can be read") {
        assert!(!tree::roots(&files, &package).is_empty(), "{package} has no root file");
    }
}
