//! A person's own file: a link asks for it, a reload has kept it, and its numbers are the native ones.

use crate::page::Page;
use nearmiss::Experiment;
use nearmiss::game::strong_membership::Neighbour;
use nearmiss::work::{run, sha256_of};
use nearmiss_tests::{dist, location};
use std::io::Write;

#[tokio::test(flavor = "multi_thread")]
async fn a_link_to_own_data_asks_for_the_file() {
    let Some(dist) = dist("a_link_to_own_data_asks_for_the_file") else { return };
    let colours = ["red", "green", "blue"];
    let rows = (0..120)
        .map(|n| format!("{},{},{},{}\n", n * 7 % 50, colours[n * n % 3], n / 3 % 2, ["yes", "no"][n * 5 % 7 % 2]));
    let content = "size,colour,on,answer\n".to_string() + &rows.collect::<String>();
    let mut file = tempfile::Builder::new().suffix(".csv").tempfile().expect("a file can be made");
    file.write_all(content.as_bytes()).expect("it can be written");
    let page = Page::open(dist.clone(), crate::page::CHECK_INS).await;
    page.fingerprint().await;
    page.give_file(file.path()).await;
    page.click("Use these data").await;
    page.wait_until("the file is in use", "location.hash.includes('data=own')").await;
    let fingerprint = page.fingerprint().await;
    let link = page.fragment().await;
    assert!(link.contains(&sha256_of(content.as_bytes())));

    page.reload().await;
    assert_eq!(page.fingerprint().await, fingerprint, "after a reload, from the browser's own copy");

    let other = Page::open(dist, &link).await;
    assert!(other.error().await.contains("Choose or drop the same file"));
    other.drop_file("other.csv", &content.replace("red", "pink")).await;
    other
        .wait_until(
            "the wrong file is refused",
            "document.querySelector('[role=alert]')?.innerText.includes('SHA-256 differs')",
        )
        .await;
    other.drop_file("same.csv", &content).await;
    assert_eq!(other.fingerprint().await, fingerprint);
    other.close().await;
    page.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_real_location_file_gives_the_native_numbers() {
    let (Some(dist), Some(path)) = (
        dist("the_real_location_file_gives_the_native_numbers"),
        location("the_real_location_file_gives_the_native_numbers"),
    ) else {
        return;
    };
    let bytes = std::fs::read(&path).expect("the file can be read");
    let records = nearmiss::reading::read(&bytes, &Default::default(), usize::MAX).expect("it is the Location file");
    let decisions = nearmiss::reading::Decisions::Version2(records.options);
    let experiment = Experiment::own(sha256_of(&bytes), decisions, &records.dataset);
    let report = run(experiment, Some(&bytes)).expect("it can be attacked");

    let page = Page::open(dist, "#v=1&data=digits").await;
    page.fingerprint().await;
    page.give_file(&path).await;
    page.click("Use these data").await;
    page.wait_until("the file is in use", "location.hash.includes('data=own')").await;
    assert_eq!(page.fingerprint().await, report.fingerprint());
    let trial = &report.trials[0];
    let findings = &trial.findings;
    let membership = page.table("Membership attack results").await;
    assert_eq!(membership[1][1], format!("{:.3}", findings.membership["max_confidence"].auc));
    let strong = page.table("Strong membership by distance").await;
    let flips = findings.strong_membership.iter().filter(|game| game.neighbour == Neighbour::Flip);
    for (row, result) in strong[1..].iter().zip(flips) {
        let pair = &result.members.max_confidence;
        let expected = [result.distance.to_string(), format!("{:.3}", pair.auc), format!("{:.3}", pair.paired_success)];
        assert_eq!(row[..3], expected);
    }
    let guess = trial.guess.as_ref().expect("a record was guessed");
    let baselines = page.table("Baselines").await;
    assert_eq!(baselines[1][1], format!("{:.2}", guess.tally.by[0].mean_distance()));
    for (row, imputed) in baselines[2..].iter().zip(&guess.baselines) {
        assert_eq!(row[1], format!("{:.2}", imputed.distance), "{}", imputed.by.name());
    }
    page.close().await;
}
