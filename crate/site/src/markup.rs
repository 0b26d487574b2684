//! The few parts of index.html that finishing changes, found as text: what Trunk writes is known.

use crate::failure::Failure;

/// The part of a page from where it begins like this to where it next ends like that.
pub(crate) fn part<'a>(page: &'a str, beginning: &str, end: &str) -> Result<&'a str, Failure> {
    let found = page.find(beginning).map(|start| &page[start..]);
    let part = found.and_then(|rest| rest.find(end).map(|length| &rest[..length + end.len()]));
    part.ok_or_else(|| Failure::Form(format!("{beginning}…{end}")))
}

/// The value of an attribute of an element.
pub(crate) fn attribute<'a>(element: &'a str, name: &str) -> Result<&'a str, Failure> {
    let rest = element.split_once(&format!(" {name}=\"")).map(|(_, rest)| rest);
    let value = rest.and_then(|rest| rest.split_once('"')).map(|(value, _)| value);
    value.ok_or_else(|| Failure::Form(format!("{name} in {element}")))
}

/// The path of a file in the page's folder, as an attribute names it.
pub(crate) fn path<'a>(element: &'a str, name: &str) -> Result<&'a str, Failure> {
    attribute(element, name).map(|path| path.trim_start_matches("./"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = r#"<link a="1"><script id="code" src="./x.js"></script><script></script>"#;

    #[test]
    fn a_part_ends_where_it_first_can() {
        let script = part(PAGE, "<script", "</script>").expect("it is there");
        assert_eq!(script, r#"<script id="code" src="./x.js"></script>"#);
        assert_eq!(path(script, "src").expect("it has one"), "x.js");
    }

    #[test]
    fn what_is_missing_is_named() {
        let failure = part(PAGE, "<style", "</style>").expect_err("there is no style").to_string();
        assert!(failure.contains("<style"), "{failure}");
        let failure = attribute("<a b=\"1\">", "href").expect_err("it has none").to_string();
        assert!(failure.contains("href"), "{failure}");
    }
}
