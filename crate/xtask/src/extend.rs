//! Adds what docs/extending describes to a copy of the sources, and tests that: an attack, a defence, a data set and a
//! figure, each a patch of one new file and one line, have to leave everything else as it is.

use crate::failure::Failure;
use crate::process::{output_of, run};
use crate::workspace;
use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

/// How much is tested with them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// That everything registered is shown, and that fingerprints, presets, recorded results and links stay.
    Registries,
    /// Every test that needs no browser.
    All,
}

/// Tests that list what is registered by name: they alone may fail where something is added.
const LISTS_OF_NAMES: [&str; 3] = ["registered_names", "the_documentation_lists", "the_table_of_settings"];

/// Applies the patches to a copy and tests it.
pub fn extend(extent: Extent) -> Result<(), Failure> {
    eprintln!("Testing what docs/extending adds …");
    let folder = workspace::target().join("extend");
    let (fresh, tree) = (folder.join("fresh"), folder.join("tree"));
    copy(workspace::root(), &fresh)?;
    for patch in ["attack", "defence", "data-set", "figure"] {
        let patch = workspace::root().join("docs/extending").join(format!("{patch}.patch"));
        let mut apply = Command::new("git");
        // The copy lies inside a repository, which it isn't part of.
        apply.current_dir(&fresh).env("GIT_CEILING_DIRECTORIES", &folder).arg("apply").arg(&patch);
        run(&mut apply, &format!("git apply {}", patch.display()))?;
    }
    sync(&fresh, &tree)?;
    let mut test = workspace::cargo();
    // To cargo the packages of the two are the same: in one folder it would take those of one for those of the other.
    test.current_dir(&tree).env("CARGO_TARGET_DIR", folder.join("target")).arg("test");
    test.env("NEARMISS_DIST", "absent").env("NEARMISS_LOCATION", "absent");
    match extent {
        Extent::Registries => test.args(["-p", "nearmiss-tests", "--test", "registry", "--test", "report"]),
        Extent::All => test.args(["--workspace", "--exclude", "nearmiss-bench", "--exclude", "xtask"]),
    };
    test.arg("--");
    for name in LISTS_OF_NAMES {
        test.args(["--skip", name]);
    }
    run(&mut test, "cargo test of the extended sources")
}

/// Copies what git knows, and what isn't ignored.
fn copy(from: &Path, to: &Path) -> Result<(), Failure> {
    let mut list = Command::new("git");
    list.current_dir(from).args(["ls-files", "--cached", "--others", "--exclude-standard"]);
    let listed = output_of(&mut list).ok_or(Failure::Missing {
        what: "This isn't a git checkout".to_owned(),
        remedy: "clone the repository with git to test the patches of docs/extending.".to_owned(),
    })?;
    if to.exists() {
        fs::remove_dir_all(to).map_err(|source| Failure::File { path: to.to_owned(), source })?;
    }
    for name in listed.lines() {
        let (source, target) = (from.join(name), to.join(name));
        // A file that was removed and not committed yet is still listed.
        if source.is_file() {
            let copied = make_parent(&target).and_then(|()| fs::copy(&source, &target).map(drop));
            copied.map_err(|error| Failure::File { path: target, source: error })?;
        }
    }
    Ok(())
}

/// Makes one folder like another, touching only files that differ: what hasn't changed isn't compiled again.
fn sync(from: &Path, to: &Path) -> Result<(), Failure> {
    let failed = |path: &Path, source: io::Error| Failure::File { path: path.to_owned(), source };
    let wanted = files(from).map_err(|error| failed(from, error))?;
    for name in &wanted {
        let (source, target) = (from.join(name), to.join(name));
        let bytes = fs::read(&source).map_err(|error| failed(&source, error))?;
        if fs::read(&target).ok().as_ref() != Some(&bytes) {
            let written = make_parent(&target).and_then(|()| fs::write(&target, bytes));
            written.map_err(|error| failed(&target, error))?;
        }
    }
    if to.exists() {
        for name in files(to).map_err(|error| failed(to, error))?.difference(&wanted) {
            let path = to.join(name);
            fs::remove_file(&path).map_err(|error| failed(&path, error))?;
        }
    }
    Ok(())
}

fn make_parent(path: &Path) -> io::Result<()> {
    path.parent().map_or(Ok(()), fs::create_dir_all)
}

/// Every file below a folder, by its path there; what cargo has built there isn't looked at.
fn files(folder: &Path) -> io::Result<BTreeSet<PathBuf>> {
    fn collect(folder: &Path, below: &Path, found: &mut BTreeSet<PathBuf>) -> io::Result<()> {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let name = below.join(entry.file_name());
            if entry.file_type()?.is_dir() {
                collect(&entry.path(), &name, found)?;
            } else {
                found.insert(name);
            }
        }
        Ok(())
    }
    let mut found = BTreeSet::new();
    collect(folder, Path::new(""), &mut found)?;
    Ok(found)
}
