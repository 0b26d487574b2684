//! Servers that do more than serve a folder as long as the program runs.

use axum::Router;
use axum::http::header::ACCESS_CONTROL_ALLOW_ORIGIN;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tower_http::services::ServeDir;

/// Serves a folder below a path, until it is stopped.
#[derive(Debug)]
pub struct Host {
    /// Where the folder is, without a `/` at its end.
    pub address: String,
    stop: oneshot::Sender<()>,
    serving: JoinHandle<()>,
}

impl Host {
    /// Serves a folder below this path, which begins with `/` and has none at its end.
    pub async fn start(folder: impl AsRef<Path>, path: &str) -> Host {
        let (listener, address) = port().await;
        let files = Router::new().nest_service(path, ServeDir::new(folder));
        let (stop, stopped) = oneshot::channel();
        let serving = tokio::spawn(async move {
            let stopped = async { drop(stopped.await) };
            let served = axum::serve(listener, files).with_graceful_shutdown(stopped).await;
            served.expect("it serves until it is stopped");
        });
        Host { address: format!("{address}{path}"), stop, serving }
    }

    /// Answers no more, whoever asks.
    ///
    /// # Panics
    /// If the server has failed.
    pub async fn stop(self) {
        // It is gone if nobody hears this.
        let _ = self.stop.send(());
        self.serving.await.expect("it ends");
    }
}

/// Another site: it answers everything to everyone and counts.
#[derive(Debug)]
pub struct Listener {
    /// Where it is, without a `/` at its end.
    pub address: String,
    n_asked: Arc<AtomicUsize>,
}

impl Listener {
    /// Starts it; it answers as long as the program runs.
    pub async fn start() -> Listener {
        let (listener, address) = port().await;
        let n_asked = Arc::new(AtomicUsize::new(0));
        let counted = n_asked.clone();
        let answer = move || {
            counted.fetch_add(1, Ordering::SeqCst);
            std::future::ready(([(ACCESS_CONTROL_ALLOW_ORIGIN, "*")], "heard"))
        };
        tokio::spawn(async move { axum::serve(listener, Router::new().fallback(answer)).await });
        Listener { address, n_asked }
    }

    /// How many requests have reached it.
    pub fn n_asked(&self) -> usize {
        self.n_asked.load(Ordering::SeqCst)
    }
}

/// A port of this computer, and its address.
pub(crate) async fn port() -> (TcpListener, String) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
    let address = format!("http://{}", listener.local_addr().expect("the port is known"));
    (listener, address)
}
