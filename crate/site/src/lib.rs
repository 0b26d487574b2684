//! Finishes a page that Trunk has built: beside it comes the whole of it as one file, [`WHOLE`], and what keeps it in a
//! browser for use without a network, [`SERVICE_WORKER`]; and the page for teachers, [`TEACHING`].
//!
//! Both are made of what lies in the folder, whose scripts and styles have names that change with their content. The page
//! itself is told of both by attributes: where it isn't finished, it works all the same and offers neither.

mod alike;
mod bare;
mod failure;
mod folder;
mod markup;
mod names;
mod offline;
mod program;
mod teaching;
mod whole;

pub use failure::Failure;
pub use folder::{SERVICE_WORKER, WHOLE};
pub use offline::Offline;
pub use teaching::TEACHING;

use folder::Folder;
use names::Names;
use std::path::Path;

/// What starts the page.
const BOOT: &str = "boot.js";

/// Finishes the page in a folder, as Trunk left it or finished before. Gives the paths of files, if any, for which there was no
/// room in the page as one file.
///
/// # Errors
/// If a file can't be read or written, or the page hasn't the form that it has here.
pub fn finish(dist: &Path, offline: Offline) -> Result<Vec<String>, Failure> {
    let folder = Folder::new(dist);
    let page = bare::page(&offline::unfinished(&folder.text("index.html")?)?);
    let style = markup::path(markup::part(&page, "<link rel=\"stylesheet\"", ">")?, "href")?;
    folder.write(style, bare::style(&folder.text(style)?))?;
    folder.write(BOOT, bare::script(&folder.text(BOOT)?))?;
    pack_program(&page, &folder)?;
    let whole = whole::whole(&page, &folder)?;
    folder.write(WHOLE, whole.page)?;
    folder.write(TEACHING, teaching::page())?;
    offline::keep(&page, &folder, offline)?;
    Ok(whole.left_out)
}

/// Puts the functions of the page's program in an order in which it compresses better, and gives short names to what it
/// shares with its script.
fn pack_program(page: &str, folder: &Folder<'_>) -> Result<(), Failure> {
    let path = markup::path(markup::part(page, "<script defer src=\"./boot.js\"", "</script>")?, "data-wasm")?;
    let script = markup::path(markup::part(page, "<script defer id=\"code\"", "</script>")?, "src")?;
    let program = folder.bytes(path)?;
    let failed = |reason| Failure::Program { path: path.to_string(), reason };
    let names = Names::of(&program).map_err(failed)?;
    let Some(ordered) = program::ordered(&program, &names).map_err(failed)? else { return Ok(()) };
    folder.write(script, names.in_script(&bare::script(&folder.text(script)?)))?;
    folder.write(path, ordered)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use tempfile::TempDir;

    const PAGE: &str = r#"<html><head><meta http-equiv="Content-Security-Policy" content="script-src 'self'; style-src 'self'">
<link rel="stylesheet" href="./s.css"/>
<script defer id="code" src="./c.js"></script><script defer src="./boot.js" data-wasm="./p.wasm"></script>
<link rel="preload" href="./p.wasm" as="fetch"></head><body></body></html>"#;

    fn built() -> TempDir {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let write = |path: &str, text: &str| fs::write(folder.path().join(path), text).expect("it can be written");
        fs::create_dir(folder.path().join("data")).expect("it can be made");
        write("index.html", PAGE);
        write("s.css", "p {}");
        write("c.js", "let code;");
        write("boot.js", "start();");
        write("p.wasm", "\0asm\u{1}\0\0\0");
        write("data/a.csv", "1,2");
        folder
    }

    fn read(folder: &TempDir, path: &str) -> String {
        fs::read_to_string(folder.path().join(path)).expect("it is there")
    }

    #[test]
    fn one_file_names_no_other() {
        let folder = built();
        assert!(finish(folder.path(), Offline::Kept).expect("it is well formed").is_empty());
        let whole = read(&folder, WHOLE);
        assert!(!whole.contains("src=\"") && !whole.contains("href=") && !whole.contains("'self'"), "{whole}");
        for part in ["<style>p {}\n</style>", "let code;", "start();", "\"data/a.csv\":\"MSwy\"", "\"p.wasm\":\"H4sI"] {
            assert!(whole.contains(part), "{part} in {whole}");
        }
    }

    #[test]
    fn the_version_is_that_of_every_file_and_finishing_again_changes_nothing() {
        let folder = built();
        let finished = || {
            finish(folder.path(), Offline::Kept).expect("it is well formed");
            (read(&folder, "index.html"), read(&folder, SERVICE_WORKER), read(&folder, WHOLE))
        };
        let first = finished();
        assert!(first.0.contains("data-wasm=\"./p.wasm\"") && first.0.contains("offline.js?v="), "{}", first.0);
        assert!(first.1.contains("\"./\": ") && first.1.contains("\"data/a.csv\": "), "{}", first.1);
        assert!(!first.1.contains(WHOLE), "it isn't kept twice");
        assert_eq!(finished(), first);
        let version = |worker: &str| worker.lines().next().map(str::to_string);
        fs::write(folder.path().join("data/a.csv"), "1,3").expect("it can be written");
        assert_ne!(version(&finished().1), version(&first.1));
    }

    #[test]
    fn what_is_to_be_given_up_names_no_version() {
        let folder = built();
        finish(folder.path(), Offline::Kept).expect("it is well formed");
        finish(folder.path(), Offline::GivenUp).expect("it is well formed");
        assert!(read(&folder, SERVICE_WORKER).contains("unregister"));
        let page = read(&folder, "index.html");
        assert!(page.contains("data-whole") && !page.contains("?v=") && !page.contains("offline.js"), "{page}");
    }

    #[test]
    fn a_script_that_would_end_its_element_is_refused() {
        let folder = built();
        fs::write(folder.path().join("c.js"), "'</script>'").expect("it can be written");
        let failure = finish(folder.path(), Offline::Kept).expect_err("it can't stand in a page").to_string();
        assert!(failure.contains("c.js"), "{failure}");
    }
}
