//! Texts without what only people read: comments, and the blanks that lines begin with.

/// A script; of comments, those that have their lines to themselves.
pub(crate) fn script(text: &str) -> String {
    let is_comment = |line: &&str| ["//", "/*", "* ", "*/"].iter().any(|start| line.starts_with(start)) || *line == "*";
    joined(lines(text).filter(|line| !is_comment(line)))
}

/// A style sheet.
pub(crate) fn style(text: &str) -> String {
    joined(lines(&without(text, "/*", "*/")))
}

/// A page.
pub(crate) fn page(text: &str) -> String {
    joined(lines(&without(text, "<!--", "-->")))
}

fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim_start).filter(|line| !line.is_empty())
}

fn joined<'a>(lines: impl Iterator<Item = &'a str>) -> String {
    lines.fold(String::new(), |text, line| text + line + "\n")
}

/// Without the parts from this to that.
fn without(text: &str, start: &str, end: &str) -> String {
    let (mut kept, mut rest) = (String::with_capacity(text.len()), text);
    while let Some((before, part)) = rest.split_once(start) {
        kept.push_str(before);
        rest = part.split_once(end).map_or("", |(_, after)| after);
    }
    kept + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_indents_go_and_nothing_else() {
        assert_eq!(script("// a\n  /**\n   * b\n   */\n\n  f(1); // c\n  g();"), "f(1); // c\ng();\n");
        assert_eq!(style("/* a\n b */\np {\n  color: red; /* c */\n}\n"), "p {\ncolor: red; \n}\n");
        assert_eq!(page("<p>a</p>\n  <!-- b\n c -->\n  <p>d</p>"), "<p>a</p>\n<p>d</p>\n");
    }
}
