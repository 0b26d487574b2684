//! Names the build, as for the page, and lists the data that ship with it, so that the program has them inside.

#[path = "../app/build.rs"]
mod build_name;

use std::fmt::Write;
use std::path::{Path, PathBuf};

const DATA: &str = "../../www/data";

fn main() {
    build_name::main();
    println!("cargo::rerun-if-changed={DATA}");
    let mut files: Vec<PathBuf> = std::fs::read_dir(DATA)
        .expect("the shipped data can be listed")
        .map(|entry| entry.expect("its entries can be read").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "gz"))
        .collect();
    files.sort();
    let mut list = String::from("&[");
    for file in files {
        let name = file.file_name().and_then(|name| name.to_str()).expect("names of shipped data are text");
        let path = file.canonicalize().expect("it was just listed");
        write!(list, "({:?}, include_bytes!({:?})), ", format!("data/{name}"), path).expect("memory takes every write");
    }
    list.push(']');
    let folder = std::env::var_os("OUT_DIR").expect("cargo says where generated code goes");
    std::fs::write(Path::new(&folder).join("shipped.rs"), list).expect("the list can be written");
}
