//! The modules of a program, each with the file that it is in.

use super::module::{Module, parse};
use std::collections::BTreeMap;

/// Rust files by path, with `/` between folders.
pub type Files = BTreeMap<String, String>;

/// A module's number in its [`Tree`].
pub type ModuleIdx = usize;

/// A module and its place.
#[derive(Debug)]
pub struct Node {
    /// What it says of itself.
    pub module: Module,
    /// The file that it is in.
    pub file: String,
    /// Modules inside, by name.
    pub children: BTreeMap<String, ModuleIdx>,
    /// The module around it; none for the root.
    pub parent: Option<ModuleIdx>,
}

/// Every module that a root file leads to, the root first.
#[derive(Debug)]
pub struct Tree {
    nodes: Vec<Node>,
}

impl Tree {
    /// The root module.
    pub const ROOT: ModuleIdx = 0;

    /// The tree of the program whose root file is `root`, which must be one of `files`. A module whose file is elsewhere
    /// (`#[path]`, or made by a build script) is left out.
    pub fn new(files: &Files, root: &str) -> Tree {
        let mut tree = Tree { nodes: Vec::new() };
        let folder = root.rsplit_once('/').map_or("", |(folder, _)| folder);
        tree.add(parse(&files[root]), root, folder, None, files);
        tree
    }

    /// All modules with their numbers.
    pub fn modules(&self) -> impl Iterator<Item = (ModuleIdx, &Node)> {
        self.nodes.iter().enumerate()
    }

    /// The module of this number.
    pub fn node(&self, idx: ModuleIdx) -> &Node {
        &self.nodes[idx]
    }

    /// `folder` is where the files of its child modules lie.
    fn add(
        &mut self,
        mut module: Module,
        file: &str,
        folder: &str,
        parent: Option<ModuleIdx>,
        files: &Files,
    ) -> ModuleIdx {
        let inline = std::mem::take(&mut module.inline);
        let outside = std::mem::take(&mut module.outside);
        let own = self.nodes.len();
        self.nodes.push(Node { module, file: file.to_owned(), children: BTreeMap::new(), parent });
        for (name, child) in inline {
            let child = self.add(child, file, &format!("{folder}/{name}"), Some(own), files);
            self.nodes[own].children.insert(name, child);
        }
        for name in outside {
            let inside = format!("{folder}/{name}");
            let found =
                [format!("{inside}.rs"), format!("{inside}/mod.rs")].into_iter().find(|path| files.contains_key(path));
            if let Some(path) = found {
                let child = self.add(parse(&files[&path]), &path, &inside, Some(own), files);
                self.nodes[own].children.insert(name, child);
            }
        }
        own
    }
}

/// The files among `files` that cargo takes for the roots of programs and libraries, `package` being the folder with
/// the manifest: the library, the programs, the tests, benches and examples beside them.
pub fn roots<'a>(files: &'a Files, package: &str) -> Vec<&'a str> {
    let is_root = |path: &str| {
        let Some(path) = path.strip_prefix(package).and_then(|path| path.strip_prefix('/')) else { return false };
        matches!(
            path.split('/').collect::<Vec<_>>().as_slice(),
            ["src", "lib.rs" | "main.rs"]
                | ["src", "bin", _]
                | ["tests" | "benches" | "examples", _]
                | ["tests" | "benches" | "examples", _, "main.rs"]
        )
    };
    files.keys().map(String::as_str).filter(|path| is_root(path)).collect()
}
