//! Which file uses what of which other file, and where that goes round in a circle.

use super::module::Reach;
use super::resolve::{Resolver, Target};
use super::tree::{ModuleIdx, Tree};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// For each file, the files whose items it uses, and those items' names.
#[derive(Debug, Default)]
pub struct Graph {
    edges: BTreeMap<String, BTreeMap<String, BTreeSet<String>>>,
}

/// Files each of which leads to each other one.
#[derive(Debug, PartialEq)]
pub struct Circle {
    /// All of them, in alphabetical order.
    pub files: Vec<String>,
    /// A shortest way round.
    pub cycle: Vec<Edge>,
}

/// A file that uses items of another one.
#[derive(Debug, PartialEq)]
pub struct Edge {
    /// The file that uses.
    pub user: String,
    /// What it uses.
    pub names: Vec<String>,
    /// The file that defines them.
    pub definer: String,
}

impl Graph {
    /// Adds what the modules of a program use of each other's files.
    ///
    /// Re-exports are no uses: they are the way to what is used. A `mod` is none either.
    pub fn add(&mut self, tree: &Tree) {
        for (idx, node) in tree.modules() {
            for import in &node.module.imports {
                if import.reach == Reach::Private {
                    self.add_path(tree, idx, &import.path);
                }
            }
            for path in &node.module.paths {
                self.add_path(tree, idx, path);
            }
        }
    }

    /// How many pairs of a file and another one that it uses.
    pub fn n_edges(&self) -> usize {
        self.edges.values().map(BTreeMap::len).sum()
    }

    /// Every circle, by its first file.
    pub fn circles(&self) -> Vec<Circle> {
        let reached: BTreeMap<&str, BTreeSet<&str>> =
            self.edges.keys().map(|file| (file.as_str(), self.reached_from(file))).collect();
        let mut circles = Vec::new();
        let mut done = BTreeSet::new();
        for (file, ahead) in &reached {
            if done.contains(file) || !ahead.contains(file) {
                continue;
            }
            let leads_back = |other: &&str| reached.get(other).is_some_and(|reached| reached.contains(file));
            let files: Vec<&str> = ahead.iter().copied().filter(leads_back).collect();
            done.extend(files.iter().copied());
            let shortest = files.iter().filter_map(|start| self.way_round(start)).min_by_key(Vec::len);
            circles.push(Circle {
                files: files.iter().map(|file| (*file).to_owned()).collect(),
                cycle: shortest.unwrap_or_default(),
            });
        }
        circles
    }

    fn add_path(&mut self, tree: &Tree, from: ModuleIdx, path: &[String]) {
        let user = &tree.node(from).file;
        for target in Resolver::new(tree).path(from, path) {
            if let Target::Item { file: definer, name } = target
                && definer != *user
            {
                self.edges.entry(user.clone()).or_default().entry(definer).or_default().insert(name);
            }
        }
    }

    fn used_by(&self, file: &str) -> impl Iterator<Item = &str> {
        self.edges.get(file).into_iter().flat_map(|used| used.keys().map(String::as_str))
    }

    /// Every file that `start` leads to, in one step or more.
    fn reached_from<'a>(&'a self, start: &str) -> BTreeSet<&'a str> {
        let mut reached = BTreeSet::new();
        let mut ahead: Vec<&str> = self.used_by(start).collect();
        while let Some(file) = ahead.pop() {
            if reached.insert(file) {
                ahead.extend(self.used_by(file));
            }
        }
        reached
    }

    /// A shortest way from `start` back to it.
    fn way_round(&self, start: &str) -> Option<Vec<Edge>> {
        let mut user_of: BTreeMap<&str, &str> = BTreeMap::new();
        let mut ahead = VecDeque::from([start]);
        while let Some(user) = ahead.pop_front() {
            for file in self.used_by(user) {
                if !user_of.contains_key(file) {
                    user_of.insert(file, user);
                    ahead.push_back(file);
                }
            }
        }
        let mut cycle = Vec::new();
        let mut definer = start;
        loop {
            let user = *user_of.get(definer)?;
            let names = self.edges[user][definer].iter().cloned().collect();
            cycle.push(Edge { user: user.to_owned(), names, definer: definer.to_owned() });
            if user == start {
                cycle.reverse();
                return Some(cycle);
            }
            definer = user;
        }
    }
}
