//! Opens the bench's page and the page itself in one browser.

use crate::native::document::machine;
use crate::native::table::Results;
use nearmiss_browser::{Browser, serve};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Times that the page is opened: the first with an empty cache.
const N_LOADS: usize = 6;

/// What the numbers mean, and the numbers.
#[tokio::main]
pub async fn measure() -> (String, Results) {
    let folder = |name: &str| -> PathBuf {
        std::env::var_os(name).unwrap_or_else(|| panic!("{name} isn't set: run `cargo xtask bench`")).into()
    };
    let browser = Browser::start_chromium().await;
    let mut results = speeds(&browser, &folder("NEARMISS_BENCH")).await;
    page_loads(&browser, &folder("NEARMISS_DIST"), &mut results).await;
    (head(), results)
}

fn head() -> String {
    format!(
        "Chromium on {}, one thread where not said otherwise.\n\n\
        * The ceiling multiplies and adds in 128-bit registers alone.\n\
        * The training step is forward, backward and Adam of the paper's network, 446-[512 x 5]-30, at batch 128.\n\
        * Beside a memory-bound load means that another worker copies 256 MB back and forth meanwhile; the ceiling is the\n  \
        one that is reached at that same time.\n\
        * 2^15 completions are those of the `location` preset's first repeat, trained in full: two members and two\n  \
        non-members, the mean of the four. TensorFlow.js builds the completions' rows and asks about them by batches of\n  \
        4096, with fused layers.\n\
        * A repeat of `location` is training with its learning curve and everything that the report needs, on one worker;\n  \
        the estimate gives each of 8 such workers whole repeats.\n\
        * Two workers share blocks of completions, or trainings of two epochs.\n\
        * The page is opened on its default data. The transfer is all files but data and recorded results, by gzip.\n",
        machine()
    )
}

/// Runs the bench's page to its end.
async fn speeds(browser: &Browser, folder: &Path) -> Results {
    let address = serve(folder).await;
    browser.client.goto(&address).await.expect("the bench's page opens");
    let mut last = String::new();
    loop {
        tokio::time::sleep(Duration::from_secs(1)).await;
        let script =
            "return [window.results ?? null, window.failure ?? null, document.querySelector('#progress').textContent]";
        let state = browser.client.execute(script, vec![]).await.expect("the script runs");
        if let Value::String(failure) = &state[1] {
            panic!("the bench's page failed: {failure}");
        }
        if !state[0].is_null() {
            return serde_json::from_value(state[0].clone()).expect("results are lists of numbers");
        }
        let progress = state[2].as_str().unwrap_or_default();
        if progress != last {
            eprintln!("{progress}");
            last = progress.to_string();
        }
    }
}

/// Opens the page several times and follows it from navigation to the last result.
async fn page_loads(browser: &Browser, dist: &Path, results: &mut Results) {
    results.insert(
        "page: compressed transfer (kB)".to_string(),
        vec![nearmiss_browser::compressed_size(dist) as f64 / 1e3],
    );
    let address = serve(dist).await;
    let script = "
        const done = arguments[0], tasks = [];
        new PerformanceObserver(list => list.getEntries().forEach(entry => tasks.push([entry.startTime, entry.duration])))
            .observe({ type: 'longtask', buffered: true });
        let first, begun;
        const look = () => {
            // The bar moves as soon as a worker computes.
            if (!begun && document.querySelector('progress')?.value > 0) begun = performance.now();
            if (!first && document.querySelector(`table[aria-label='Guesses'] td`)) first = performance.now();
            if (document.querySelector('#fingerprint')) done([first, performance.now(), tasks, begun]);
            else setTimeout(look, 5);
        };
        look();";
    for load in 0..N_LOADS {
        eprintln!("Opening the page: {} of {N_LOADS}", load + 1);
        browser.client.goto("about:blank").await.expect("an empty page opens");
        browser.client.goto(&address).await.expect("the page opens");
        let found = browser.client.execute_async(script, vec![]).await.expect("the page finishes");
        let cache = if load == 0 { "empty cache" } else { "warm" };
        let mut keep = |what: &str, value: f64| {
            results.entry(format!("page: {what}, {cache} (ms)")).or_default().push(value);
        };
        keep("first guess", found[0].as_f64().unwrap_or(f64::NAN));
        keep("all results", found[1].as_f64().unwrap_or(f64::NAN));
        let begun = found[3].as_f64().unwrap_or(0.0);
        let tasks: Vec<(f64, f64)> = serde_json::from_value(found[2].clone()).expect("pairs of numbers");
        let longest = |tasks: &mut dyn Iterator<Item = &(f64, f64)>| tasks.map(|(_, ms)| *ms).fold(0.0, f64::max);
        keep(
            "longest task of the main thread before it computes, over 50",
            longest(&mut tasks.iter().filter(|t| t.0 < begun)),
        );
        keep(
            "longest task of the main thread while it computes, over 50",
            longest(&mut tasks.iter().filter(|t| t.0 >= begun)),
        );
    }
}
