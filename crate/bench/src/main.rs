//! Opens the bench's page and the page itself in one browser, and writes what they measure: `target/bench.json` with
//! every round, `docs/speed.md` with medians. `cargo xtask bench` builds both and says where they are.

#[cfg(target_arch = "wasm32")]
fn main() {}

#[cfg(not(target_arch = "wasm32"))]
#[tokio::main]
async fn main() {
    let folder = |name: &str| -> std::path::PathBuf {
        std::env::var_os(name).unwrap_or_else(|| panic!("{name} isn't set: run `cargo xtask bench`")).into()
    };
    let browser = nearmiss_browser::Browser::start_chromium().await;
    let mut results = native::speeds(&browser, &folder("NEARMISS_BENCH")).await;
    native::page_loads(&browser, &folder("NEARMISS_DIST"), &mut results).await;
    let table = native::table(&results);
    println!("{table}");
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let json = serde_json::to_string_pretty(&results).expect("results are plain data");
    std::fs::create_dir_all(root.join("target")).expect("the folder can be made");
    std::fs::write(root.join("target/bench.json"), json).expect("the results can be written");
    std::fs::write(root.join("docs/speed.md"), native::document(&table)).expect("the table can be written");
}

#[cfg(not(target_arch = "wasm32"))]
mod native {
    use flate2::Compression;
    use flate2::write::GzEncoder;
    use nearmiss_browser::{Browser, serve};
    use serde_json::Value;
    use std::collections::BTreeMap;
    use std::fmt::Write as _;
    use std::io::Write as _;
    use std::path::Path;
    use std::time::Duration;

    /// By name, a number a round.
    type Results = BTreeMap<String, Vec<f64>>;

    /// Times that the page is opened: the first with an empty cache.
    const N_LOADS: usize = 6;

    /// What has to be reached: of the median, at least or at most.
    const AIMS: [(&str, f64, bool); 16] = [
        ("ratio to ceiling: forward, 4096 x 512 x 512", 0.80, true),
        ("ratio to ceiling: forward, 128 x 446 x 512", 0.70, true),
        ("ratio to ceiling: forward, 128 x 512 x 512", 0.70, true),
        ("ratio to ceiling: weight gradient, 512 x 128 x 512", 0.70, true),
        ("ratio to ceiling: weight gradient, 446 x 128 x 512", 0.70, true),
        ("ratio to ceiling: input gradient, 128 x 512 x 512", 0.70, true),
        ("ratio to ceiling: training step", 0.65, true),
        ("ratio to TensorFlow.js wasm: training step", 8.0, true),
        ("ratio to TensorFlow.js wasm: 2^15 completions", 10.0, true),
        ("ratio of two workers to one: inference", 1.8, true),
        ("ratio of two workers to one: repeats", 1.8, true),
        ("location, estimate: 50 repeats on 8 workers (min)", 20.0, false),
        ("memory of a worker, repeats (MB)", 150.0, false),
        ("page: compressed transfer (kB)", 500.0, false),
        ("page: first guess, empty cache (ms)", 2500.0, false),
        ("page: longest task of the main thread while it computes, over 50, warm (ms)", 0.0, false),
    ];

    /// Runs the bench's page to its end.
    pub async fn speeds(browser: &Browser, folder: &Path) -> Results {
        let address = serve(folder).await;
        browser.client.goto(&address).await.expect("the bench's page opens");
        let mut last = String::new();
        loop {
            tokio::time::sleep(Duration::from_secs(1)).await;
            let script = "return [window.results ?? null, window.failure ?? null, document.querySelector('#progress').textContent]";
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
    pub async fn page_loads(browser: &Browser, dist: &Path, results: &mut Results) {
        results.insert("page: compressed transfer (kB)".to_string(), vec![transfer(dist)]);
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

    /// kB of all that the page needs to start, each file compressed by gzip: without data and recorded results.
    fn transfer(dist: &Path) -> f64 {
        let files =
            std::fs::read_dir(dist).expect("the page is built").map(|entry| entry.expect("it can be listed").path());
        let size = |path: std::path::PathBuf| {
            let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
            encoder.write_all(&std::fs::read(path).expect("it can be read")).expect("memory takes it");
            encoder.finish().expect("memory takes it").len() as f64 / 1e3
        };
        files.filter(|path| path.is_file()).map(size).sum()
    }

    /// A row a name: median, least and greatest, what was aimed at.
    pub fn table(results: &Results) -> String {
        let mut table = "| what | median | from | to | aim |\n|---|---|---|---|---|\n".to_string();
        for (name, values) in results {
            let mut sorted = values.clone();
            sorted.sort_by(f64::total_cmp);
            let (median, last) = (sorted[sorted.len() / 2], sorted[sorted.len() - 1]);
            let aim = AIMS.iter().find(|(aimed, ..)| aimed == name).map_or(String::new(), |(_, value, at_least)| {
                let (is_met, sign) = if *at_least { (median >= *value, "≥") } else { (median <= *value, "≤") };
                format!("{sign} {value}{}", if is_met { "" } else { ", missed" })
            });
            let digits = if name.starts_with("ratio") { 2 } else { 1 };
            let _ =
                writeln!(table, "| {name} | {median:.digits$} | {:.digits$} | {last:.digits$} | {aim} |", sorted[0]);
        }
        table
    }

    /// The table with what it means.
    pub fn document(table: &str) -> String {
        let processor = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
        let model = processor.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
        let model = model.map_or("an unknown processor", |(_, name)| name);
        let n_cores = std::thread::available_parallelism().map_or(1, usize::from);
        format!(
            "# Speed\n\n\
            Written by `cargo xtask bench`: one run of Chromium on {model} with {n_cores} cores, one thread where not said\n\
            otherwise. Numbers without a unit are GFLOP/s, a multiplication and an addition each counted as one operation, \
            zeros\nthat are left out counted too. Ratios are formed within a round; medians are over rounds.\n\n\
            * The ceiling multiplies and adds in 128-bit registers alone.\n\
            * The training step is forward, backward and Adam of the paper's network, 446-[512 x 5]-30, at batch 128.\n\
            * 2^15 completions are those of the `location` preset's first repeat, trained in full: two members and two\n  \
            non-members, the mean of the four. TensorFlow.js builds the completions' rows and asks about them by batches of\n  \
            4096, with fused layers.\n\
            * A repeat of `location` is training with its learning curve and everything that the report needs, on one worker;\n  \
            the estimate gives each of 8 such workers whole repeats.\n\
            * Two workers share blocks of completions, or trainings of two epochs.\n\
            * The page is opened on its default data. The transfer is all files but data and recorded results, by gzip.\n\n\
            {table}"
        )
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn a_missed_aim_is_said() {
            let results = Results::from([("ratio of two workers to one: repeats".to_string(), vec![1.5, 1.9, 1.7])]);
            assert!(table(&results).contains("| 1.70 | 1.50 | 1.90 | ≥ 1.8, missed |"));
        }

        #[test]
        fn every_aim_has_its_sentence_in_the_page_of_the_bench() {
            let script = include_str!("../www/bench.js");
            for (name, ..) in AIMS.iter().filter(|(name, ..)| name.starts_with("ratio to ceiling: f")) {
                let shape = name.trim_start_matches("ratio to ceiling: ");
                assert!(script.contains(shape), "{shape}");
            }
        }
    }
}
