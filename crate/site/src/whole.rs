//! The page as one file, which opens from disk: style and scripts stand in it, everything else as base64, and its policy
//! lets nothing in or out.

use crate::failure::Failure;
use crate::folder::Folder;
use crate::markup::{attribute, part, path};
use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};
use std::io::Write;

/// Bytes that the file may have.
const MOST: usize = 2_500_000;

/// Folders whose files it carries, if there is room.
const CARRIED: [&str; 2] = ["data/", "recorded/"];

/// The page as one file.
pub(crate) struct Whole {
    /// Its text.
    pub page: String,
    /// Files that it doesn't carry, because it would have more than [`MOST`] bytes.
    pub left_out: Vec<String>,
}

/// Makes it of the page as Trunk built it.
pub(crate) fn whole(page: &str, folder: &Folder) -> Result<Whole, Failure> {
    let style_link = part(page, "<link rel=\"stylesheet\"", ">")?;
    let style = fitting(folder, path(style_link, "href")?, "</style")?;
    let code_tag = part(page, "<script defer id=\"code\"", "</script>")?;
    let code = fitting(folder, path(code_tag, "src")?, "</script")?;
    let boot_tag = part(page, "<script defer src=\"./boot.js\"", "</script>")?;
    let boot = fitting(folder, "boot.js", "</script")?;
    let program = path(boot_tag, "data-wasm")?;
    let preload = part(page, "<link rel=\"preload\"", ">")?;
    let policy_tag = part(page, "<meta http-equiv=\"Content-Security-Policy\"", ">")?;
    let policy = policy(attribute(policy_tag, "content")?, &[&code, &boot], &style);

    let shell = page
        .replace(attribute(policy_tag, "content")?, &policy)
        .replace(style_link, &format!("<style>{style}</style>"))
        .replace(code_tag, "")
        .replace(boot_tag, "")
        .replace(preload, "");
    // At the end, as scripts that stand in the page itself don't wait for the rest of it.
    let (head, end) = shell.rsplit_once("</body>").ok_or_else(|| Failure::Form("</body>".to_string()))?;
    let scripts =
        format!("<script id=\"code\">{code}</script>\n<script data-wasm=\"{program}\">{boot}</script>\n</body>");
    let mut carried = format!("\"{program}\":\"{}\"", base64(&packed(&folder.bytes(program)?)));
    let mut n_bytes = head.len() + scripts.len() + end.len() + carried.len() + 100;
    let (mut files, mut left_out) = (Vec::new(), Vec::new());
    for path in folder.files()?.into_iter().filter(|path| CARRIED.iter().any(|folder| path.starts_with(folder))) {
        files.push((folder.bytes(&path)?, path));
    }
    files.sort_by_key(|(content, _)| content.len());
    for (content, path) in files {
        let entry = format!(",\n\"{path}\":\"{}\"", base64(&content));
        if n_bytes + entry.len() > MOST {
            left_out.push(path);
        } else {
            n_bytes += entry.len();
            carried.push_str(&entry);
        }
    }
    let page = format!("{head}<script id=\"carried\" type=\"application/json\">{{{carried}}}</script>\n{scripts}{end}");
    Ok(Whole { page, left_out })
}

/// A text that can stand in an element which ends like this.
fn fitting(folder: &Folder, path: &str, end: &'static str) -> Result<String, Failure> {
    let text = folder.text(path)?;
    match [end, "<!--"].into_iter().find(|mark| text.contains(mark)) {
        Some(mark) => Err(Failure::Unfit { path: path.to_string(), mark }),
        None => Ok(text),
    }
}

/// The page's policy for the page as one file: what it allowed from its own site is allowed no more, but these scripts and
/// this style, named by their SHA-256.
fn policy(policy: &str, scripts: &[&str], style: &str) -> String {
    let directive = |directive: &str| {
        let (name, sources) = directive.split_once(' ').unwrap_or((directive, ""));
        let own: Vec<String> = match name {
            "script-src" => scripts.iter().map(|script| hash(script)).collect(),
            "style-src" => vec![hash(style)],
            _ => Vec::new(),
        };
        let others = sources.split(' ').filter(|source| *source != "'self'").map(str::to_string);
        let sources: Vec<String> = own.into_iter().chain(others).collect();
        format!("{name} {}", if sources.is_empty() { "'none'".to_string() } else { sources.join(" ") })
    };
    policy.split("; ").map(directive).collect::<Vec<_>>().join("; ")
}

/// A script or style as a policy names it.
fn hash(text: &str) -> String {
    format!("'sha256-{}'", base64(&Sha256::digest(text.as_bytes())))
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::best());
    packer.write_all(bytes).and_then(|()| packer.finish()).expect("memory takes every write")
}

/// Bytes as text (RFC 4648, section 4).
fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let byte = |place: usize| u32::from(chunk.get(place).copied().unwrap_or(0));
        let word = byte(0) << 16 | byte(1) << 8 | byte(2);
        for place in 0..4 {
            let letter = ALPHABET[(word >> (18 - 6 * place) & 63) as usize];
            text.push(if place <= chunk.len() { char::from(letter) } else { '=' });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_that_of_the_rfc() {
        let cases =
            [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("foobar", "Zm9vYmFy")];
        for (bytes, text) in cases {
            assert_eq!(base64(bytes.as_bytes()), text);
        }
        assert_eq!(base64(&[0xfb, 0xff, 0xbf]), "+/+/");
    }

    #[test]
    fn the_policy_of_one_file_allows_nothing_from_a_site() {
        let own = policy(
            "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; worker-src 'self' blob:",
            &["", "x"],
            "",
        );
        assert_eq!(
            own,
            "default-src 'none'; script-src 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=' \
             'sha256-LXEWQrcmsEQBYnyp+6wy9chTD7GQPMTbAiWHF5IaSIE=' 'wasm-unsafe-eval'; connect-src 'none'; \
             worker-src blob:"
        );
    }
}
