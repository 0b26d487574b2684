//! The built page through a real browser, Chromium where not said otherwise: few tests, each a thing that a person does.
//!
//! What the page shows is compared with what the core computes natively here: to the last bit by the fingerprint, and
//! in the tables that a person reads.

mod access;
mod class;
mod firefox;
mod keys;
mod lacking;
mod lesson;
mod link_to_file;
mod offline;
mod own_file;
mod page;
mod site;
mod stillness;

use nearmiss::defence::Defence;
use nearmiss::experiment::PortionChoice;
use nearmiss::game::strong_membership::StrongMembershipConfig;
use nearmiss::matrix::MatrixConfig;
use nearmiss::source::DataSource;
use nearmiss::work::run;
use nearmiss::{Experiment, Report, SplitSizes};
use nearmiss_app::link::{self, PageSettings};
use nearmiss_tests::dist;
use page::{CHECK_INS, Page, shipped};
use std::io::Write;

/// The report of the digits experiment, computed natively: what the command prints is its fingerprint.
fn digits() -> Report {
    run(Experiment::digits(), Some(&shipped("digits.csv.gz"))).expect("the shipped experiment runs")
}

#[tokio::test(flavor = "multi_thread")]
async fn opening_the_page_leads_to_live_guesses_and_the_native_result() {
    let Some(dist) = dist("opening_the_page_leads_to_live_guesses_and_the_native_result") else { return };
    let page = Page::open(dist, CHECK_INS).await;
    let guesses = page.table("Guesses").await;
    assert_eq!(guesses[0], ["Rank", "Guess", "Confidence", "Distance"]);
    assert_eq!(guesses[1][1].len(), 15);
    let fingerprint = page.fingerprint().await;
    let report = run(Experiment::check_ins(), None).expect("the default experiment runs");
    assert_eq!(fingerprint, report.fingerprint());
    let membership = page.table("Membership attack results").await;
    for (row, name) in membership[1..].iter().zip(["max_confidence", "log_odds", "loss", "modified_entropy", "entropy"])
    {
        let result = &report.pooled.findings.membership[name];
        assert_eq!(row[1], format!("{:.3}", result.auc), "{name}");
        assert_eq!(row[3], format!("{:.3}", result.advantage), "{name}");
    }
    page.close().await;
}

/// How a program is linked decides whether anything in it is vectorised: the one that ships has to be.
#[test]
fn the_program_multiplies_and_adds_in_simd_registers() {
    let Some(dist) = dist("the_program_multiplies_and_adds_in_simd_registers") else { return };
    let files = std::fs::read_dir(dist).expect("the page is built").map(|entry| entry.expect("it can be read").path());
    let program = files.filter(|path| path.extension().is_some_and(|e| e == "wasm")).collect::<Vec<_>>();
    let [program] = &program[..] else { panic!("one program: {program:?}") };
    let program = std::fs::read(program).expect("it can be read");
    // The opcodes of f32x4.mul and f32x4.add; a tile alone has eight of each.
    for opcode in [[0xfd, 0xe6, 0x01], [0xfd, 0xe4, 0x01]] {
        let n = program.windows(3).filter(|bytes| *bytes == opcode).count();
        assert!(n >= 16, "{n} instructions {opcode:x?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_number_of_workers_changes_no_bit() {
    let Some(dist) = dist("the_number_of_workers_changes_no_bit") else { return };
    let expected = digits().fingerprint();
    let page = Page::open(dist, "#v=1&data=digits").await;
    assert_eq!(page.fingerprint().await, expected);
    for n_workers in ["1", "2", "4"] {
        page.choose("Workers", n_workers).await;
        page.click("Reset").await;
        page.wait_until("the result is gone", "!document.querySelector('#fingerprint')").await;
        page.click("Train").await;
        assert_eq!(page.fingerprint().await, expected, "{n_workers} workers");
    }
    page.close().await;
}

/// Check-ins with an attacker's third, quick in a browser.
fn small_check_ins() -> Experiment {
    let mut experiment = Experiment::check_ins();
    experiment.data = DataSource::check_ins(600);
    experiment.split = SplitSizes { n_members: 200, n_non_members: 200 };
    experiment.training.hidden = vec![32];
    experiment.training.epochs = 15;
    experiment.n_scored = 100;
    experiment.strong_membership.distances = vec![1];
    experiment.strong_membership.n_originals = 50;
    experiment.attribute_inference.portion = PortionChoice::Mrmr(6);
    experiment
}

/// `location-quick` in small: its five layers and three repeats, few units and records.
fn small_location() -> Experiment {
    let mut experiment = Experiment::location_quick();
    experiment.data = DataSource::check_ins(500);
    experiment.split = SplitSizes { n_members: 400, n_non_members: 100 };
    experiment.training.hidden = vec![32; 5];
    experiment.training.epochs = 10;
    experiment.n_scored = 100;
    experiment.strong_membership = StrongMembershipConfig { distances: vec![1, 2, 10], n_originals: 30, n_variants: 2 };
    experiment.attribute_inference.portion = PortionChoice::Mrmr(8);
    experiment.attribute_inference.n_targets = 3;
    experiment
}

#[tokio::test(flavor = "multi_thread")]
async fn repeats_give_the_native_result_and_are_shown_together() {
    let Some(dist) = dist("repeats_give_the_native_result_and_are_shown_together") else { return };
    let report = run(small_location(), None).expect("the experiment runs");
    let page = Page::open(dist, &format!("#{}", link::write(&small_location(), &PageSettings::default()))).await;
    for n_workers in ["1", "4"] {
        page.choose("Workers", n_workers).await;
        page.click("Reset").await;
        page.wait_until("the result is gone", "!document.querySelector('#fingerprint')").await;
        page.click("Train").await;
        assert_eq!(page.fingerprint().await, report.fingerprint(), "{n_workers} workers");
    }
    page.click("computed in this tab").await;
    let pooled = &report.pooled.findings;
    let beside = page.table("Beside the paper").await;
    let auc = &pooled.membership["max_confidence"];
    assert!(
        beside[1][1].starts_with(&format!("{:.3} (", auc.auc))
            && beside[1][1].ends_with("t over repeats on these data)")
    );
    assert_eq!(beside[1][2], "0.872", "what the paper states");
    let games = page.table("Advantage in the four games").await;
    // Definition 1, three distances of Definition 2, Definition 3, and 4 for alpha from 0 to 8.
    assert_eq!(games.len(), 1 + 1 + 3 + 1 + 9);
    let inference = pooled.attribute_inference.as_ref().expect("targets were asked for");
    assert_eq!(games[14][4], format!("{:.3}", inference.max_confidence.advantage[8]));
    page.close().await;
}

fn named(name: &str, values: &[f64]) -> Defence {
    Defence::named(name, values).expect("it is registered")
}

/// Few models and two defences, quick in a browser.
fn small_matrix() -> MatrixConfig {
    MatrixConfig {
        n_shadows: 2,
        n_subjects: 60,
        n_copies: 20,
        n_unknown: 2,
        n_targets: 4,
        defences: vec![Defence::default(), named("dp_sgd", &[1.0, 1.0]), named("mem_guard", &[])],
        ..MatrixConfig::default()
    }
}

/// Station 5: the page's matrix is the library's, to the last bit; masking fails against labels, and a defence chosen there
/// reaches the other stations.
#[tokio::test(flavor = "multi_thread")]
async fn every_attack_is_tried_on_every_defence() {
    let Some(dist) = dist("every_attack_is_tried_on_every_defence") else { return };
    let plain = small_check_ins();
    let tried = Experiment { matrix: Some(small_matrix()), ..plain.clone() };
    let report = run(tried.clone(), None).expect("the experiment runs");
    let matrix = report.trials[0].matrix.as_ref().expect("it was asked for");
    let page = Page::open(dist, &format!("#{}", link::write(&tried, &PageSettings::default()))).await;
    assert_eq!(page.fingerprint().await, report.fingerprint());
    let table = page.table("Attacks by defence").await;
    assert_eq!(table.len(), 1 + 3);
    let place = |title: &str| table[0].iter().position(|cell| cell == title).expect("the attack has a column");
    let (confidence, labels) = (place("Max-confidence"), place("Noise (labels of noisy copies)"));
    assert!(table[3][0] == "MemGuard" && table[3][confidence].starts_with("0.50"), "{:?}", table[3]);
    assert_eq!(table[3][labels], table[1][labels], "labels say what they said");
    let auc = matrix.rows[1].attack("max_confidence").expect("it was carried out").membership.auc;
    assert!(table[2][confidence].starts_with(&format!("{auc:.2}")));
    // Attacks with means of their own stand beside the others.
    let results = page.table("Membership attack results").await;
    assert_eq!(results.len(), 1 + matrix.rows[0].attacks.len());
    let attributes = page.table("Attribute attacks by defence").await;
    assert_eq!((attributes.len(), attributes[0].len()), (1 + 3, 1 + 7 + 2));
    let strongest = page.table("The strongest attack of each kind of access").await;
    assert_eq!(strongest.len(), 1 + matrix.rows[0].strongest.len() + 1, "{strongest:?}");
    page.click("Remove").await;
    let alone = run(plain.clone(), None).expect("the experiment runs");
    assert_eq!(page.fingerprint().await, alone.fingerprint());
    page.choose("Defence", "MemGuard").await;
    let guarded = run(Experiment { defence: named("mem_guard", &[]), ..plain }, None).expect("the experiment runs");
    page.wait_until(
        "the defence is on",
        &format!("document.querySelector('#fingerprint')?.innerText === '{}'", guarded.fingerprint()),
    )
    .await;
    assert_eq!(page.table("Membership attack results").await[1][1], "0.500");
    page.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_experiment_goes_on_after_a_reload() {
    let Some(dist) = dist("a_long_experiment_goes_on_after_a_reload") else { return };
    let long = Experiment { repeats: 1000, ..small_location() };
    let page = Page::open(dist, &format!("#{}", link::write(&long, &PageSettings::default()))).await;
    page.click("computed in this tab").await;
    let n_done = "parseInt(document.querySelector('.provenance').innerText.match(/, ([\\d,]+) of/)[1])";
    page.wait_until("some repeats are done", &format!("{n_done} >= 4")).await;
    page.reload().await;
    page.click("Resume").await;
    page.click("computed in this tab").await;
    page.wait_until("they are there again", &format!("{n_done} >= 4")).await;
    page.fill("Repeats in this tab", "5").await;
    let expected = run(Experiment { repeats: 5, ..small_location() }, None).expect("the experiment runs");
    assert_eq!(page.fingerprint().await, expected.fingerprint());
    page.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn recorded_results_are_shown_as_such_and_can_be_computed_here() {
    let Some(dist) = dist("recorded_results_are_shown_as_such_and_can_be_computed_here") else { return };
    let page = Page::open(dist, CHECK_INS).await;
    let before = page.fingerprint().await;
    page.choose("Experiment", "Digits").await;
    let expected = digits().fingerprint();
    let says = format!("document.querySelector('.provenance.recorded')?.innerText.includes('{expected}')");
    page.wait_until("the recorded result is marked with its fingerprint", &says).await;
    assert_eq!(page.fingerprint().await, before, "the tab's own result stays");
    page.click("Run it here").await;
    page.wait_until("it runs", "location.hash.includes('data=digits')").await;
    assert_eq!(page.fingerprint().await, expected);
    page.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pausing_stepping_reloading_and_sharing_change_no_bit() {
    let Some(dist) = dist("pausing_stepping_reloading_and_sharing_change_no_bit") else { return };
    let page = Page::open(dist.clone(), "#v=1&data=digits&epochs=300").await;
    page.click("Pause").await;
    page.wait_until("training is paused", "document.body.innerText.includes('Training is paused')").await;
    let paused = page.activity().await;
    page.click("Step").await;
    page.wait_until("a step was made", &format!("document.querySelector('.progress span').innerText !== '{paused}' && document.body.innerText.includes('Training is paused')")).await;
    page.click("Train").await;
    let fingerprint = page.fingerprint().await;
    page.reload().await;
    assert_eq!(page.fingerprint().await, fingerprint, "after a reload");
    let link = page.fragment().await;
    let other = Page::open(dist, &link).await;
    assert_eq!(other.fingerprint().await, fingerprint, "in another profile");
    other.close().await;
    page.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn features_and_records_can_be_chosen() {
    let Some(dist) = dist("features_and_records_can_be_chosen") else { return };
    let page = Page::open(dist, CHECK_INS).await;
    let before = page.fingerprint().await;
    let first = page.table("Guesses").await;
    // One of the unknown features becomes known.
    page.js("document.querySelector('[aria-label=Features] [aria-pressed=true]').click()", vec![]).await;
    page.wait_until("14 are unknown", "document.body.innerText.includes('Unknown: 14 of 446')").await;
    page.wait_until(
        "half as many completions are tried",
        "document.body.innerText.includes('16,384 of 16,384 completions tried')",
    )
    .await;
    let second = page.table("Guesses").await;
    assert_eq!(second[1][1].len(), 14);
    assert_ne!(first, second);
    assert_ne!(page.fingerprint().await, before);
    page.click("None").await;
    page.wait_until(
        "it says that there is nothing to guess",
        "document.body.innerText.includes('No feature is marked unknown')",
    )
    .await;
    page.click("15 most informative (mRMR)").await;
    page.wait_until("all are tried", "document.body.innerText.includes('32,768 of 32,768 completions tried')").await;
    assert_eq!(page.fingerprint().await, before, "the same question has the same answer");
    page.choose("Guess by", "Log-odds (never saturates)").await;
    page.click("Run on many records").await;
    let advantage = page.table("Advantage by alpha").await;
    assert_eq!(advantage.len(), 17);
    page.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_input_is_explained_and_nothing_is_lost() {
    let Some(dist) = dist("bad_input_is_explained_and_nothing_is_lost") else { return };
    let page = Page::open(dist, "#v=1&data=digits").await;
    let fingerprint = page.fingerprint().await;
    let one_class = "a,b\n".to_string() + &"1,x\n".repeat(40);
    let wide = "x,".repeat(100_000);
    let uneven: String = (0..60).map(|n| if n % 3 == 1 { "1\n".to_string() } else { format!("{n},a\n") }).collect();
    let unique: String = (0..60).map(|n| format!("n{n},1\n")).collect();
    let stray: String = (0..60).map(|n| format!("{n},{}a\n", if n % 20 == 5 { "\"" } else { "" })).collect();
    let cases = [
        ("", "empty"),
        ("a,b\n1,2\n", "1 record"),
        (&one_class, "No column can be the label"),
        (&uneven, "Line 2 has 1 cell(s), but 40 others have 2"),
        (&stray, "A quote opens on line 6"),
        ("PK\u{3}\u{4} table.csv", "zip archive"),
        ("<!DOCTYPE html><title>404</title>", "web page"),
        (&wide, "100001 columns"),
        (&unique, "No column can be the label"),
    ];
    for (content, expected) in cases {
        page.drop_file("broken.csv", content).await;
        page.wait_until(expected, &format!("document.querySelector('[role=alert]')?.innerText.includes('{expected}')"))
            .await;
        assert_eq!(page.fingerprint().await, fingerprint, "after “{expected}”");
        page.click("Close this message").await;
    }
    let mut huge = tempfile::Builder::new().suffix(".csv").tempfile().expect("a file can be made");
    huge.as_file_mut().set_len(200 << 20).expect("it can be made large");
    huge.flush().expect("it can be written");
    page.give_file(huge.path()).await;
    assert!(page.error().await.contains("200 MB"));
    page.click("Close this message").await;

    page.type_fragment("#v=1&data=digits&epochs=soon").await;
    assert!(page.error().await.contains("“epochs” is “soon”"));
    assert_eq!(page.fingerprint().await, fingerprint, "after a broken link");
    assert!(page.fragment().await.contains("data=digits"), "the address is right again");
    page.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broken_link_opens_the_default_and_says_so() {
    let Some(dist) = dist("a_broken_link_opens_the_default_and_says_so") else { return };
    let page = Page::open(dist, "#v=1&data=everything").await;
    assert!(page.error().await.contains("“everything”"));
    let expected = run(Experiment::check_ins(), None).expect("the default experiment runs").fingerprint();
    assert_eq!(page.fingerprint().await, expected);
    page.close().await;
}
