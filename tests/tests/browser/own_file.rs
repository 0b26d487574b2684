//! Files as people have them: the page shows how each is understood, and that can be corrected.

use crate::page::Page;
use nearmiss::reading::{ColumnKind, Given, Inspection, MAX_BYTES, Options, Reading, Table};
use nearmiss_tests::dist;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

const FILES: [&str; 12] = [
    "census_no_header.data",
    "quoted_names.csv",
    "windows1252.csv",
    "utf16.txt",
    "header_one_short.txt",
    "aligned_columns.data",
    "all_text_class_first.data",
    "amount_label.csv",
    "hostile_names.csv",
    "pandas_label_numbers.csv",
    "thousands_and_currency.csv",
    "postcodes.csv",
];

fn path(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("cases").join(file)
}

/// The heads of the first records: name and what it is taken for.
async fn heads(page: &Page) -> Vec<(String, String)> {
    let script = "return [...document.querySelectorAll('.own-file th')].map(head =>
        [head.querySelector('.column-name').textContent, head.querySelector('select').selectedOptions[0].textContent])";
    let heads = page.js(script, vec![]).await;
    let text = |value: &Value| value.as_str().expect("a text").to_string();
    let heads = heads.as_array().expect("a list").iter();
    heads.map(|pair| (text(&pair[0]), text(&pair[1]))).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dozen_files_are_shown_as_they_are_understood() {
    let Some(dist) = dist("a_dozen_files_are_shown_as_they_are_understood") else { return };
    let page = Page::open(dist, "#v=1&data=digits&epochs=1").await;
    let before = page.fingerprint().await;
    for file in FILES {
        let bytes = std::fs::read(path(file)).expect("it is there");
        let reading = Table::read(&bytes, Given::default(), MAX_BYTES).and_then(Reading::of).expect("a good file");
        let Inspection { columns, label, rows, .. } = Inspection::of(&reading, &Options::default());
        let label = label.expect("each has one").column;
        let wanted: Vec<(String, String)> = columns
            .iter()
            .enumerate()
            .map(|(place, column)| {
                let kind = if column.left_out.is_some() { ColumnKind::LeftOut } else { column.kind };
                let kind = if place + 1 == label { "the label" } else { kind.in_words() };
                (format!("{}. {}", place + 1, column.name), kind.to_string())
            })
            .collect();
        page.give_file(&path(file)).await;
        let first = json!(wanted[label - 1].0).to_string();
        let shown = format!(
            "[...document.querySelectorAll('.own-file .is-label .column-name')].some(name => name.textContent === {first})
             && document.querySelector('.own-file')?.innerText.includes('{rows} records')"
        );
        page.wait_until(file, &shown).await;
        assert_eq!(heads(&page).await, wanted, "{file}");
        assert_eq!(
            page.js("return document.querySelectorAll('.own-file b, .own-file script').length", vec![]).await,
            json!(0)
        );
    }
    assert_eq!(page.fingerprint().await, before, "nothing was computed on any of them");
    page.close().await;
}

/// A column is taken for something else by its head, the data are used, and a link repeats it.
#[tokio::test(flavor = "multi_thread")]
async fn a_corrected_reading_is_used_and_repeated() {
    let Some(dist) = dist("a_corrected_reading_is_used_and_repeated") else { return };
    let page = Page::open(dist.clone(), "#v=1&data=digits&epochs=1").await;
    page.fingerprint().await;
    page.give_file(&path("quoted_names.csv")).await;
    page.choose("Column 3, Pclass: taken for", "categories").await;
    page.wait_until(
        "the change is there",
        "document.querySelectorAll('.own-file th select')[2].selectedOptions[0].textContent === 'categories'",
    )
    .await;
    page.choose("Missing cells", "leave their record out").await;
    page.click("Use these data").await;
    page.wait_until("the data are in use", "location.hash.includes('drop_holes')").await;
    let (fingerprint, link) = (page.fingerprint().await, page.fragment().await);
    assert!(link.contains("data.csv.kinds=x1.1c1x1b1n3x1c1"), "{link}");
    let other = Page::open(dist, &link).await;
    other.give_file(&path("quoted_names.csv")).await;
    assert_eq!(other.fingerprint().await, fingerprint);
    other.close().await;
    page.close().await;
}

/// From the file to its results by keys alone; the focus is where one looks.
#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_used_by_keyboard() {
    let Some(dist) = dist("a_file_is_used_by_keyboard") else { return };
    let page = Page::open(dist, "#v=1&data=digits&epochs=1").await;
    page.fingerprint().await;
    // One that is no table, and is read otherwise.
    page.drop_file("two.txt", &"1 2\n1\n1 2 3\n1\n".repeat(20)).await;
    page.wait_until("it can be read otherwise", "document.activeElement.id === 'read-otherwise-heading'").await;
    page.tab_to("the separator", "focus.getAttribute('aria-label') === 'Between the cells'").await;
    page.give_file(&path("passenger_class.csv")).await;
    page.wait_until("the file is shown", "document.activeElement.id === 'own-file-heading'").await;
    page.tab_to("the label", "focus.getAttribute('aria-label') === 'The label'").await;
    page.press("\u{e013}").await;
    page.wait_until("another label", "document.querySelector('.own-file').innerText.includes('as you said')").await;
    page.press("\u{e015}").await;
    page.tab_to("the button", "focus.textContent === 'Use these data'").await;
    page.press("\u{e007}").await;
    page.wait_until("the data are in use", "location.hash.includes('data.csv.label')").await;
    page.wait_until("the focus is at the data", "document.activeElement.id === 'data-heading'").await;
    page.fingerprint().await;
    page.close().await;
}
