//! What keeps the page in a browser: a service worker that knows every file and its content, and the page's part in it.

use crate::bare;
use crate::failure::Failure;
use crate::folder::{Folder, SERVICE_WORKER, WHOLE};
use crate::markup::{attribute, part};
use flate2::read::GzDecoder;
use sha2::{Digest, Sha256};
use std::fmt::Write;
use std::io::Read;

/// The service worker, behind what it has to know.
const KEEPS: &str = include_str!("../../../www/sw.js");

/// What takes its place where nothing is to be kept.
const GIVES_UP: &str = include_str!("../../../www/online/sw.js");

/// What registers it and tells of it.
const TELLS: &str = include_str!("../../../www/offline.js");

/// Where the page's part lies.
const TELLING: &str = "offline.js";

/// How the element begins that starts the page.
const BOOT: &str = "<script defer src=\"./boot.js";

/// What the page's part stands before, and so behind what starts the page.
const END: &str = "</head>";

/// Whether browsers keep the page for use without a network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Offline {
    /// They do: as a person uses it.
    Kept,
    /// They don't, and give up what they kept: while the page is being written, only what was built last should be seen.
    GivenUp,
}

/// Writes both, and tells the page of them and of [`WHOLE`].
pub(crate) fn keep(page: &str, folder: &Folder, offline: Offline) -> Result<(), Failure> {
    let boot = part(page, BOOT, ">")?;
    let whole = boot.replace(" data-wasm", &format!(" data-whole=\"{WHOLE}\" data-wasm"));
    folder.write("index.html", page.replace(boot, &whole))?;
    if offline == Offline::GivenUp {
        return folder.write(SERVICE_WORKER, GIVES_UP);
    }

    folder.write(TELLING, bare::script(TELLS))?;
    let files = folder.files()?;
    let version = version(&files, folder)?;
    // Both scripts are asked for by this version, whatever the browser has kept of others.
    let versioned = whole.replace("./boot.js\"", &format!("./boot.js?v={version}\" data-version=\"{version}\""));
    let telling = format!("<script defer src=\"./{TELLING}?v={version}\"></script>");
    folder.write("index.html", page.replace(boot, &versioned).replace(END, &format!("{telling}{END}")))?;

    let mut list = format!("const VERSION = \"{version}\";\nconst FILES = {{\n");
    for path in files {
        let digest = hex(&Sha256::digest(content(folder.bytes(&path)?)));
        // Some hosts lead from index.html to the folder, and what a browser was led to can't be shown as a page.
        let path = if path == "index.html" { "./" } else { &path };
        writeln!(list, "  \"{path}\": \"{digest}\",").expect("memory takes every write");
    }
    folder.write(SERVICE_WORKER, format!("{list}}};\n{KEEPS}"))
}

/// The page as Trunk left it, whether or not it has been finished before.
pub(crate) fn unfinished(page: &str) -> Result<String, Failure> {
    let boot = part(page, BOOT, ">")?;
    let plain = format!("{BOOT}\" data-wasm=\"{}\">", attribute(boot, "data-wasm")?);
    let page = page.replace(boot, &plain);
    let telling = part(&page, &format!("<script defer src=\"./{TELLING}"), "</script>").map(str::to_string);
    Ok(telling.map_or(page.clone(), |telling| page.replace(&telling, "")))
}

/// A name for what the page consists of: it changes whenever any file does.
fn version(files: &[String], folder: &Folder) -> Result<String, Failure> {
    let mut all = Sha256::new();
    all.update(KEEPS);
    for path in files {
        all.update(path);
        all.update([0]);
        all.update(Sha256::digest(folder.bytes(path)?));
    }
    Ok(hex(&all.finalize()[..8]))
}

/// What is in a file; unpacked where it is packed by gzip, as some hosts let the browser do that.
fn content(bytes: Vec<u8>) -> Vec<u8> {
    let mut unpacked = Vec::new();
    match GzDecoder::new(&bytes[..]).read_to_end(&mut unpacked) {
        Ok(_) => unpacked,
        Err(_) => bytes,
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}
