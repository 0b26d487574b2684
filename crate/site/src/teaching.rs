//! The page for teachers, made of `docs/teaching.md`, so that whoever has the page has it, too.

use pulldown_cmark::{Options, Parser, html};

/// Its name beside the page.
pub const TEACHING: &str = "teaching.html";

const TEXT: &str = include_str!("../../../docs/teaching.md");

/// Readable in both themes, printable, and nothing that a policy would have to allow.
const STYLE: &str = "body{font:1.0625rem/1.55 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1.25rem}\
table{border-collapse:collapse;margin:1rem 0}td,th{border-bottom:1px solid #8888;padding:.3rem .8rem .3rem 0;text-align:left;vertical-align:top}\
code{overflow-wrap:anywhere}:root{color-scheme:light dark}";

/// As a page of its own.
pub(crate) fn page() -> String {
    let parser = Parser::new_ext(TEXT, Options::ENABLE_TABLES);
    let mut body = String::new();
    html::push_html(&mut body, parser);
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <title>Teaching with Near Miss</title><style>{STYLE}</style></head><body><main>\n<p><a href=\"./\">Near Miss</a></p>\n{body}</main></body></html>\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_for_teachers_has_headings_tables_and_no_script() {
        let page = page();
        assert!(page.contains("<h2>90 minutes</h2>") && page.contains("<td>") && !page.contains("<script"), "{page}");
        assert!(!page.contains("src=") && !page.contains("href=\"#"), "it leads nowhere but to the page");
    }
}
