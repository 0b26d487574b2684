//! Follows a path, through imports and re-exports, to the file that defines what it names.

use super::module::{Binding, Import};
use super::tree::{ModuleIdx, Tree};

/// What a path may lead to. A name may be two things at once: a module and a function.
#[derive(Debug, Clone, PartialEq)]
pub enum Target {
    /// A module, which is nothing to depend on by itself: what counts is what is used of it.
    Module(ModuleIdx),
    /// Something defined in a file of the program.
    Item {
        /// The file.
        file: String,
        /// What it is called there.
        name: String,
    },
    /// Something of another crate, or no name of a module at all: a variable, a generic parameter.
    Elsewhere,
}

/// Looks names up in a [`Tree`].
pub struct Resolver<'a> {
    tree: &'a Tree,
    /// Lookups that are under way. One of the same name within, as of `voter` in `pub use voter::voter`, finds only what
    /// is there without any import.
    open: Vec<(ModuleIdx, String)>,
}

impl<'a> Resolver<'a> {
    /// One for this tree.
    pub fn new(tree: &'a Tree) -> Resolver<'a> {
        Resolver { tree, open: Vec::new() }
    }

    /// What `path` leads to from inside the module `from`.
    pub fn path(&mut self, from: ModuleIdx, path: &[String]) -> Vec<Target> {
        let Some((first, rest)) = path.split_first() else { return Vec::new() };
        let mut targets = match first.as_str() {
            "crate" => vec![Target::Module(Tree::ROOT)],
            "self" => vec![Target::Module(from)],
            "super" => self.tree.node(from).parent.map(Target::Module).into_iter().collect(),
            name => self.name(from, name),
        };
        for segment in rest {
            targets = self.step(&targets, segment);
        }
        if targets.is_empty() { vec![Target::Elsewhere] } else { targets }
    }

    /// What `segment` is in what has been reached.
    fn step(&mut self, targets: &[Target], segment: &str) -> Vec<Target> {
        let module = targets.iter().find_map(|target| match target {
            Target::Module(idx) => Some(*idx),
            _ => None,
        });
        let Some(module) = module else {
            // The rest of the path is a variant, a constant or a function of what has been found.
            return targets.to_vec();
        };
        if segment == "super" {
            return self.tree.node(module).parent.map(Target::Module).into_iter().collect();
        }
        let found = self.name(module, segment);
        if found.is_empty() {
            // A path says that the module has it: it is made by a macro there.
            let file = self.tree.node(module).file.clone();
            return vec![Target::Item { file, name: segment.to_owned() }];
        }
        found
    }

    /// What `name` is in a module: defined there, imported by name, or else found through a `*`.
    fn name(&mut self, module: ModuleIdx, name: &str) -> Vec<Target> {
        let node = self.tree.node(module);
        let mut found: Vec<Target> = node.children.get(name).copied().map(Target::Module).into_iter().collect();
        if node.module.items.contains(name) {
            found.push(Target::Item { file: node.file.clone(), name: name.to_owned() });
        }
        let lookup = (module, name.to_owned());
        if self.open.contains(&lookup) {
            return found;
        }
        self.open.push(lookup);
        let is_named = |import: &&Import| matches!(&import.binding, Binding::Name(own) if own == name);
        for import in node.module.imports.iter().filter(is_named) {
            found.extend(self.path(module, &import.path));
        }
        if found.is_empty() {
            for import in node.module.imports.iter().filter(|import| import.binding == Binding::Glob) {
                for target in self.path(module, &import.path) {
                    if let Target::Module(idx) = target {
                        found.extend(self.name(idx, name));
                    }
                }
            }
        }
        self.open.pop();
        found
    }
}
