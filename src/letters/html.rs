//! A document as one HTML page that needs nothing else and prints well.
//!
//! **Invariant:** no script, no picture, no address is fetched; whatever the text says, it is text.

use super::blocks::{Block, Face, Span, blocks, is_place_to_sign};

/// How a page looks on the screen and on paper.
const STYLE: &str = include_str!("../../assets/documents/page.css");

/// The Markdown as a whole HTML page.
#[must_use]
pub fn page(title: &str, language: &str, markdown: &str) -> String {
    let mut out = String::with_capacity(markdown.len() * 2 + STYLE.len());
    out.push_str("<!doctype html>\n<html lang=\"");
    out.push_str(&escaped(language));
    out.push_str("\">\n<head>\n<meta charset=\"utf-8\">\n<title>");
    out.push_str(&escaped(title));
    out.push_str("</title>\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    // Nothing may be fetched or run, whatever a later reader makes of the page.
    out.push_str(
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n",
    );
    out.push_str("<style>\n");
    out.push_str(STYLE);
    out.push_str("</style>\n</head>\n<body>\n");
    let mut depth = 0;
    for block in blocks(markdown) {
        let wanted = match &block {
            Block::Item { depth, .. } => usize::from(*depth) + 1,
            _ => 0,
        };
        while depth < wanted {
            out.push_str("<ul>\n");
            depth += 1;
        }
        while depth > wanted {
            out.push_str("</ul>\n");
            depth -= 1;
        }
        put(&mut out, &block);
    }
    out.push_str(&"</ul>\n".repeat(depth));
    out.push_str("</body>\n</html>\n");
    out
}

fn put(out: &mut String, block: &Block) {
    match block {
        Block::Heading(level, spans) => tag(out, &format!("h{level}"), "", spans),
        Block::Paragraph(spans) => tag(out, "p", "", spans),
        Block::Quote(spans) => tag(out, "blockquote", "", spans),
        Block::Item { marker, spans, .. } if marker == "•" => tag(out, "li", "", spans),
        Block::Item { marker, spans, .. } => {
            out.push_str("<li class=\"numbered\"><span class=\"marker\">");
            out.push_str(&escaped(marker));
            out.push_str("</span>");
            words(out, spans);
            out.push_str("</li>\n");
        }
        Block::Rule => out.push_str("<hr>\n"),
        Block::Table(rows) => {
            out.push_str("<table>\n");
            for (number, row) in rows.iter().enumerate() {
                // A table whose head says nothing has none.
                if number == 0 && row.iter().all(Vec::is_empty) {
                    continue;
                }
                out.push_str("<tr>");
                for cell in row {
                    match (number, is_place_to_sign(cell)) {
                        (0, _) => tag(out, "th", "", cell),
                        (_, true) => out.push_str("<td class=\"sign\"></td>"),
                        (_, false) => tag(out, "td", "", cell),
                    }
                }
                out.push_str("</tr>\n");
            }
            out.push_str("</table>\n");
        }
    }
}

fn tag(out: &mut String, name: &str, attributes: &str, spans: &[Span]) {
    out.push_str(&format!("<{name}{attributes}>"));
    words(out, spans);
    out.push_str(&format!("</{name}>\n"));
}

fn words(out: &mut String, spans: &[Span]) {
    for span in spans {
        let text = escaped(&span.text).replace('\n', "<br>\n");
        match span.face {
            Face::Regular => out.push_str(&text),
            Face::Bold => out.push_str(&format!("<strong>{text}</strong>")),
            Face::Italic => out.push_str(&format!("<em>{text}</em>")),
        }
    }
}

/// Text as HTML shows it.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_holds_no_tag_of_the_text() {
        let markdown = format!(
            "# {}\n\n- one\n  - two\n\nend\n",
            crate::letters::markdown::text("<script>alert(1)</script>")
        );
        let page = page("A \"title\" <b>", "en", &markdown);
        assert!(page.contains("<h1>&lt;script&gt;alert(1)&lt;/script&gt;</h1>"));
        assert!(page.contains("<title>A &quot;title&quot; &lt;b&gt;</title>"));
        assert!(page.contains("<ul>\n<li>one</li>\n<ul>\n<li>two</li>\n</ul>\n</ul>\n<p>end</p>"));
        assert!(!page.contains("<script") && !page.contains("http://") && !page.contains("src="));
    }
}
