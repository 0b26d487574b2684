//! A folder of files as a page in a browser of its own: a static server, a driver, a new profile.

use axum::Router;
use axum::http::header::CONTENT_TYPE;
use axum::routing::get;
use fantoccini::{Client, ClientBuilder};
use serde_json::{Value, json};
use std::path::Path;
use std::process::Stdio;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use tower_http::services::ServeDir;

/// Serves a folder on this computer as long as the program runs; its address.
pub async fn serve(folder: impl AsRef<Path>) -> String {
    listen(Router::new().fallback_service(ServeDir::new(folder))).await
}

/// The same, but the page's first script, `boot.js`, begins with this one, which takes something of the browser away.
/// (The page's Content-Security-Policy forbids a script of its own.)
pub async fn serve_without(folder: impl AsRef<Path>, script: &str) -> String {
    let boot = std::fs::read_to_string(folder.as_ref().join("boot.js")).expect("the page is built");
    let answer = ([(CONTENT_TYPE, "text/javascript")], format!("{{ {script} }}\n{boot}"));
    let boot = get(|| std::future::ready(answer));
    listen(Router::new().route("/boot.js", boot).fallback_service(ServeDir::new(folder))).await
}

async fn listen(files: Router) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
    let address = format!("http://{}", listener.local_addr().expect("the port is known"));
    tokio::spawn(async move { axum::serve(listener, files).await });
    address
}

/// A browser; it ends with this.
#[derive(Debug)]
pub struct Browser {
    /// Steers it.
    pub client: Client,
    _driver: Child,
    _profile: tempfile::TempDir,
}

impl Browser {
    /// Starts the browser that `CHROMIUM` names, steered by the driver that `CHROMEDRIVER` names, or those on PATH.
    pub async fn start() -> Browser {
        let driver = std::env::var("CHROMEDRIVER").unwrap_or("chromedriver".to_string());
        let mut driver = Command::new(driver)
            .arg("--port=0")
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("chromedriver starts; `cargo xtask test` installs it");
        let mut lines = BufReader::new(driver.stdout.take().expect("its output is piped")).lines();
        let port = loop {
            let line =
                lines.next_line().await.expect("its output can be read").expect("it names its port before it ends");
            if let Some((_, port)) = line.split_once("successfully on port ") {
                break port.trim_end_matches('.').trim().to_string();
            }
        };
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });

        let profile = tempfile::tempdir().expect("a folder can be made");
        let mut options = json!({ "args": [
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
            "--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage",
            "--window-size=1280,900", format!("--user-data-dir={}", profile.path().display()),
        ]});
        if let Ok(browser) = std::env::var("CHROMIUM") {
            options["binary"] = Value::String(browser);
        }
        let mut capabilities = serde_json::Map::new();
        capabilities.insert("goog:chromeOptions".to_string(), options);
        capabilities.insert("goog:loggingPrefs".to_string(), json!({ "browser": "ALL" }));
        let client = ClientBuilder::new(hyper_util::client::legacy::connect::HttpConnector::new())
            .capabilities(capabilities)
            .connect(&format!("http://127.0.0.1:{port}"))
            .await
            .expect("the browser starts");
        Browser { client, _driver: driver, _profile: profile }
    }
}
