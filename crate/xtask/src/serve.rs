//! Serves the files of one directory to this computer alone.
//!
//! It answers as any host of static pages does, and sends no header that the page would then rely on elsewhere.
//! Whoever wants the page rebuilt at every saved file runs `trunk serve` instead.

use crate::failure::Failure;
use std::fs;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Component, Path, PathBuf};
use std::thread;
use std::time::Duration;

/// A browser's request is far shorter.
const REQUEST_LIMIT_BYTES: u64 = 64 * 1024;

/// Browsers open connections that they may never use.
const IDLE_LIMIT: Duration = Duration::from_secs(30);

/// What is sent back: status line, kind of content, content.
struct Answer {
    status: &'static str,
    content_type: &'static str,
    content: Vec<u8>,
}

/// Takes the port.
pub fn listen(port: u16) -> Result<TcpListener, Failure> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).map_err(|source| Failure::Listen { port, source })
}

/// Prints the page's address and answers until this program is ended.
pub fn serve(listener: &TcpListener, directory: &Path) -> Result<(), Failure> {
    let address = listener.local_addr().map_err(|source| Failure::Listen { port: 0, source })?;
    println!("Near Miss is at http://{address}/");
    eprintln!("Ctrl-C ends it.");
    for stream in listener.incoming() {
        // A connection that fails concerns only the browser that opened it, which tries again by itself.
        let Ok(stream) = stream else { continue };
        let directory = directory.to_owned();
        thread::spawn(move || {
            let _ = converse(&stream, &directory);
        });
    }
    Ok(())
}

/// Reads one request and answers it.
fn converse(mut stream: &TcpStream, directory: &Path) -> io::Result<()> {
    stream.set_read_timeout(Some(IDLE_LIMIT))?;
    let mut lines = BufReader::new(stream.take(REQUEST_LIMIT_BYTES)).lines();
    let request = lines.next().transpose()?.unwrap_or_default();
    // The headers are read, so that closing the connection doesn't cut the answer short, and mean nothing here.
    for line in lines {
        if line?.is_empty() {
            break;
        }
    }
    let mut words = request.split(' ');
    let (method, target) = (words.next(), words.next().unwrap_or_default());
    let answer = match method {
        Some("GET" | "HEAD") => answer(directory, target),
        _ => refusal("405 Method Not Allowed"),
    };
    write!(
        stream,
        "HTTP/1.1 {}\r\nContent-Type: {}\r\nContent-Length: {}\r\nCache-Control: no-cache\r\nConnection: close\r\n\r\n",
        answer.status,
        answer.content_type,
        answer.content.len()
    )?;
    if method != Some("HEAD") {
        stream.write_all(&answer.content)?;
    }
    stream.flush()
}

fn answer(directory: &Path, target: &str) -> Answer {
    let file = file_of(target).map(|file| directory.join(file));
    match file.and_then(|file| Some((content_type(&file), fs::read(file).ok()?))) {
        Some((content_type, content)) => Answer { status: "200 OK", content_type, content },
        None => refusal("404 Not Found"),
    }
}

fn refusal(status: &'static str) -> Answer {
    Answer { status, content_type: "text/plain; charset=utf-8", content: status.into() }
}

/// The file that a request's target names, relative to the directory served; none if it would lie outside.
/// The page's file names need no percent-encoding, so none is undone.
fn file_of(target: &str) -> Option<PathBuf> {
    let path = target.split(['?', '#']).next()?.strip_prefix('/')?;
    if path.is_empty() {
        return Some("index.html".into());
    }
    let path = Path::new(path);
    let inside = path.components().all(|component| matches!(component, Component::Normal(_)));
    inside.then(|| path.to_owned())
}

fn content_type(file: &Path) -> &'static str {
    match file.extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("json") => "application/json",
        Some("csv") => "text/csv; charset=utf-8",
        Some("gz") => "application/gzip",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("txt" | "md") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_names_a_file_whatever_its_query() {
        assert_eq!(file_of("/"), Some("index.html".into()));
        assert_eq!(file_of("/?seed=1"), Some("index.html".into()));
        assert_eq!(file_of("/data/a.csv?x"), Some("data/a.csv".into()));
    }

    #[test]
    fn no_target_leads_out_of_the_directory() {
        for target in ["/../secret", "/data/../../secret", "//etc/passwd", "relative", ""] {
            assert_eq!(file_of(target), None, "{target}");
        }
    }

    #[test]
    fn a_port_in_use_is_told_with_another_to_try() {
        let first = listen(0).expect("some port is free");
        let port = first.local_addr().expect("it is bound").port();
        let failure = listen(port).unwrap_err().to_string();
        assert!(failure.contains(&format!("Port {port} is in use")), "{failure}");
        assert!(failure.contains("--port"), "{failure}");
    }

    #[test]
    fn a_served_file_arrives_whole() {
        let directory = Path::new(env!("CARGO_MANIFEST_DIR"));
        let listener = listen(0).expect("some port is free");
        let address = listener.local_addr().expect("it is bound");
        thread::spawn(move || serve(&listener, directory));
        let mut stream = TcpStream::connect(address).expect("it listens");
        write!(stream, "GET /Cargo.toml HTTP/1.1\r\nHost: here\r\n\r\n").expect("it reads");
        let mut reply = String::new();
        stream.read_to_string(&mut reply).expect("it answers");
        let (head, content) = reply.split_once("\r\n\r\n").expect("a head ends in an empty line");
        assert!(head.starts_with("HTTP/1.1 200 OK"));
        assert_eq!(content, fs::read_to_string(directory.join("Cargo.toml")).unwrap());
    }
}
