//! Gives page and worker the name of their build: a hash of everything that their messages depend on. A host may serve
//! a new page with an old worker from a cache; the two then differ in this name.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

/// Sets the environment variable NEARMISS_BUILD for the package that is built.
pub fn main() {
    let mut files = Vec::new();
    for folder in ["src", "../core/src"] {
        println!("cargo::rerun-if-changed={folder}");
        collect(Path::new(folder), &mut files);
    }
    files.sort();
    let mut hash = DefaultHasher::new();
    for file in files {
        std::fs::read(&file).expect("a source file can be read").hash(&mut hash);
    }
    println!("cargo::rustc-env=NEARMISS_BUILD={:016x}", hash.finish());
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a source folder can be read") {
        let path = entry.expect("its entries can be read").path();
        if path.is_dir() { collect(&path, files) } else { files.push(path) }
    }
}
