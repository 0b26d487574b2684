//! Checks how files hang together: none depends on itself by way of others, and none is too long to be read at a sitting.
//!
//! A file depends on the file that *defines* what it uses, whichever path leads there: a `use`, or a path in code. Names
//! are followed through re-exports and through what a parent imports for itself. What a parent registers, it uses; that
//! is a circle only if the child uses something that the parent defines. Text is all that is looked at: no types, so that
//! a method is nobody's, and no macro is expanded.

mod graph;
mod module;
mod resolve;
mod token;
mod tree;

#[cfg(test)]
mod tests;

use crate::failure::Failure;
use crate::workspace;
use graph::{Circle, Graph};
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;
use tree::{Files, Tree};

/// What fits into a file of one idea.
const MAX_LINES: usize = 400;

/// Checks every crate of the workspace, and prints what is wrong.
pub fn check() -> Result<(), Failure> {
    let (mut n_files, mut n_edges, mut n_circles, mut n_long) = (0, 0, 0, 0);
    for (package, files) in packages()? {
        let graph = graph(&files, &package);
        n_files += files.len();
        n_edges += graph.n_edges();
        for circle in graph.circles() {
            n_circles += 1;
            eprintln!("{}", told(&circle));
        }
        for (path, n_lines) in long(&files) {
            n_long += 1;
            eprintln!("{path} has {n_lines} lines, more than {MAX_LINES}.");
        }
    }
    eprintln!("{n_files} files, {n_edges} times one uses another, {n_circles} circles, {n_long} files too long");
    if n_circles + n_long > 0 { Err(Failure::Structure { n_circles, n_long }) } else { Ok(()) }
}

/// The Rust files of each crate, by the crate's folder.
fn packages() -> Result<BTreeMap<String, Files>, Failure> {
    let crates = workspace::root().join("crate");
    let folders = folders(&crates).map_err(|source| Failure::File { path: crates.clone(), source })?;
    let mut packages = BTreeMap::new();
    for folder in folders {
        let package = format!("crate/{folder}");
        let mut files = Files::new();
        read(&crates.join(folder), &package, &mut files)?;
        packages.insert(package, files);
    }
    Ok(packages)
}

/// Who uses whom in the package that lies in `package`.
fn graph(files: &Files, package: &str) -> Graph {
    let mut graph = Graph::default();
    for root in tree::roots(files, package) {
        graph.add(&Tree::new(files, root));
    }
    graph
}

fn long(files: &Files) -> impl Iterator<Item = (&str, usize)> {
    files.iter().map(|(path, text)| (path.as_str(), text.lines().count())).filter(|(_, n_lines)| *n_lines > MAX_LINES)
}

/// A circle in words: its files, and a shortest way round with what is used at each step.
fn told(circle: &Circle) -> String {
    let mut told = format!("{} files use each other in a circle: {}\n", circle.files.len(), circle.files.join(", "));
    for edge in &circle.cycle {
        told.push_str(&format!("    {} uses {} of {}\n", edge.user, edge.names.join(", "), edge.definer));
    }
    told
}

fn folders(of: &Path) -> io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(of)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            names.push(entry.file_name().to_string_lossy().into_owned());
        }
    }
    Ok(names)
}

/// Reads the Rust files in `folder`, which goes by the name `name`, and in the folders inside.
fn read(folder: &Path, name: &str, files: &mut Files) -> Result<(), Failure> {
    let failed = |source| Failure::File { path: folder.to_owned(), source };
    for entry in fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let own_name = format!("{name}/{}", path.file_name().unwrap_or_default().to_string_lossy());
        if path.is_dir() {
            read(&path, &own_name, files)?;
        } else if own_name.ends_with(".rs") {
            let text = fs::read_to_string(&path).map_err(|source| Failure::File { path: path.clone(), source })?;
            files.insert(own_name, text);
        }
    }
    Ok(())
}
