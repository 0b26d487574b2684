//! A folder of files as a page in a browser of its own: a static server, a driver, a new profile.

mod devtools;
mod host;

pub use host::{Host, Listener};

use axum::Router;
use axum::http::header::CONTENT_TYPE;
use axum::routing::get;
use fantoccini::{Client, ClientBuilder};
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use tower_http::services::ServeDir;

/// Serves a folder on this computer as long as the program runs; its address.
pub async fn serve(folder: impl AsRef<Path>) -> String {
    listen(Router::new().fallback_service(ServeDir::new(folder))).await
}

/// The same, but the page's first script, `boot.js`, begins with this one, which takes something of the browser away or
/// watches it. (The page's Content-Security-Policy forbids a script of its own.)
pub async fn serve_after(folder: impl AsRef<Path>, script: &str) -> String {
    let boot = std::fs::read_to_string(folder.as_ref().join("boot.js")).expect("the page is built");
    let answer = ([(CONTENT_TYPE, "text/javascript")], format!("{{ {script} }}\n{boot}"));
    let boot = get(|| std::future::ready(answer));
    listen(Router::new().route("/boot.js", boot).fallback_service(ServeDir::new(folder))).await
}

/// What lies beside a page that it doesn't need to start: itself as one file, and what keeps it for use without a network.
const BESIDE: [&str; 3] = ["nearmiss.html", "sw.js", "teaching.html"];

/// Bytes of the files of a folder, each compressed by gzip: what the page needs to start, since data and recorded results
/// lie in folders of their own.
///
/// # Panics
/// Where the folder or a file of it can't be read.
pub fn compressed_size(folder: impl AsRef<Path>) -> usize {
    let entries = std::fs::read_dir(folder).expect("the page is built");
    let files = entries
        .map(|entry| entry.expect("it can be listed").path())
        .filter(|path| path.is_file() && !BESIDE.iter().any(|name| path.ends_with(name)));
    let size = |path: PathBuf| {
        let mut packer = GzEncoder::new(Vec::new(), Compression::best());
        packer.write_all(&std::fs::read(path).expect("it can be read")).expect("memory takes it");
        packer.finish().expect("memory takes it").len()
    };
    files.map(size).sum()
}

async fn listen(files: Router) -> String {
    let (listener, address) = host::port().await;
    tokio::spawn(async move { axum::serve(listener, files).await });
    address
}

/// A browser; it ends with this.
#[derive(Debug)]
pub struct Browser {
    /// Steers it.
    pub client: Client,
    _driver: Driver,
    _profile: TempDir,
}

impl Browser {
    /// Starts the Chromium that `CHROMIUM` names, steered by the driver that `CHROMEDRIVER` names, or those on PATH.
    pub async fn start_chromium() -> Browser {
        let (profile, chromium) = (profile(), std::env::var("CHROMIUM").ok());
        let driver = Driver::start("CHROMEDRIVER", "chromedriver", &["--port=0"], "successfully on port ").await;
        let mut options = json!({ "args": [
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
            "--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage",
            "--window-size=1280,900", format!("--user-data-dir={}", profile.path().display()),
        ]});
        chromium.into_iter().for_each(|program| options["binary"] = Value::String(program));
        let logging = json!({ "browser": "ALL" });
        Browser::start(driver, profile, [("goog:chromeOptions", options), ("goog:loggingPrefs", logging)]).await
    }

    /// Starts the Firefox that `FIREFOX` names, steered by the driver that `GECKODRIVER` names, or those on PATH.
    pub async fn start_firefox() -> Browser {
        let (profile, firefox) = (profile(), std::env::var("FIREFOX").ok());
        let root = profile.path().to_str().expect("the folder's path is text");
        // The second port is one for another protocol: fixed, unless it is said.
        let arguments = ["--port=0", "--websocket-port=0", "--profile-root", root];
        let driver = Driver::start("GECKODRIVER", "geckodriver", &arguments, "Listening on 127.0.0.1:").await;
        let mut options = json!({ "args": ["-headless"] });
        firefox.into_iter().for_each(|program| options["binary"] = Value::String(program));
        Browser::start(driver, profile, [("moz:firefoxOptions", options)]).await
    }

    async fn start<const N: usize>(driver: Driver, profile: TempDir, capabilities: [(&str, Value); N]) -> Browser {
        let capabilities = capabilities.into_iter().map(|(name, value)| (name.to_string(), value)).collect();
        let client = ClientBuilder::new(hyper_util::client::legacy::connect::HttpConnector::new())
            .capabilities(capabilities)
            .connect(&format!("http://127.0.0.1:{}", driver.port))
            .await
            .expect("the browser starts");
        Browser { client, _driver: driver, _profile: profile }
    }
}

/// An empty folder; it ends with this.
fn profile() -> TempDir {
    tempfile::tempdir().expect("a folder can be made")
}

/// A program that steers a browser.
#[derive(Debug)]
struct Driver {
    process: Child,
    port: String,
}

impl Driver {
    /// Starts the driver that a variable of the environment names, or else the one of this name on PATH; it says which port
    /// it has taken behind these words.
    async fn start(variable: &str, name: &str, arguments: &[&str], before_port: &str) -> Driver {
        let program = std::env::var(variable).unwrap_or(name.to_string());
        let mut process = Command::new(program)
            .args(arguments)
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap_or_else(|error| panic!("{name} doesn't start ({error}); `cargo xtask test` installs it"));
        let mut lines = BufReader::new(process.stdout.take().expect("its output is piped")).lines();
        let port = loop {
            let line =
                lines.next_line().await.expect("its output can be read").expect("it names its port before it ends");
            if let Some((_, port)) = line.split_once(before_port) {
                break port.trim_end_matches('.').trim().to_string();
            }
        };
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        Driver { process, port }
    }
}

/// Asks the driver to end, and waits until it has: killed at once, geckodriver would leave its Firefox behind.
impl Drop for Driver {
    fn drop(&mut self) {
        let Some(id) = self.process.id() else { return };
        let asked = std::process::Command::new("kill").arg(id.to_string()).status();
        let mut n_looks = if asked.is_ok_and(|status| status.success()) { 200 } else { 0 };
        while n_looks > 0 && matches!(self.process.try_wait(), Ok(None)) {
            std::thread::sleep(Duration::from_millis(25));
            n_looks -= 1;
        }
    }
}
