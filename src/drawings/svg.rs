//! Writes SVG: elements in order, every value escaped.

use std::fmt::{Display, Write as _};

/// An SVG text that grows.
#[derive(Debug, Default)]
pub(super) struct Svg {
    text: String,
}

/// Attributes of an element.
pub(super) type Attributes<'a> = &'a [(&'a str, &'a dyn Display)];

impl Svg {
    /// An element without content.
    pub(super) fn empty(&mut self, name: &str, attributes: Attributes<'_>) {
        self.begin(name, attributes);
        self.text.push_str("/>");
    }

    /// An element with a text.
    pub(super) fn text(&mut self, name: &str, attributes: Attributes<'_>, text: &str) {
        self.begin(name, attributes);
        self.text.push('>');
        escape(text, &mut self.text);
        self.close(name);
    }

    /// One text on several lines, each with attributes of its own place. The blank between two
    /// lines parts their words for whoever hears them, and has no width.
    pub(super) fn lines<'a>(
        &mut self,
        attributes: Attributes<'_>,
        lines: impl IntoIterator<Item = (u32, &'a String)>,
    ) {
        self.open("text", &[]);
        for (at, (y, line)) in lines.into_iter().enumerate() {
            if at > 0 {
                self.text("tspan", &[("font-size", &0)], " ");
            }
            let mut place = attributes.to_vec();
            place.push(("y", &y));
            self.text("tspan", &place, line);
        }
        self.close("text");
    }

    pub(super) fn open(&mut self, name: &str, attributes: Attributes<'_>) {
        self.begin(name, attributes);
        self.text.push('>');
    }

    pub(super) fn close(&mut self, name: &str) {
        let _ = write!(self.text, "</{name}>");
    }

    /// A link that says `spoken`, or, if the address is not one to follow, its content alone.
    pub(super) fn link(
        &mut self,
        class: &str,
        href: Option<&str>,
        spoken: &str,
        content: impl FnOnce(&mut Self),
    ) {
        if let Some(href) = href.filter(|href| can_be_followed(href)) {
            self.open(
                "a",
                &[("class", &class), ("href", &href), ("aria-label", &spoken)],
            );
            content(self);
            self.close("a");
        } else {
            // `role`: without it the label of a group is not spoken.
            self.open(
                "g",
                &[("class", &class), ("role", &"img"), ("aria-label", &spoken)],
            );
            content(self);
            self.close("g");
        }
    }

    /// A line break, so that texts can be read and compared.
    pub(super) fn line(&mut self) {
        self.text.push('\n');
    }

    /// SVG that another writer made.
    pub(super) fn append(&mut self, svg: &str) {
        self.text.push_str(svg);
    }

    pub(super) fn finish(self) -> String {
        self.text
    }

    fn begin(&mut self, name: &str, attributes: Attributes<'_>) {
        let _ = write!(self.text, "<{name}");
        for (name, value) in attributes {
            let _ = write!(self.text, " {name}=\"");
            escape(&value.to_string(), &mut self.text);
            self.text.push('"');
        }
    }
}

/// Text and attribute values. What XML cannot hold and what would turn the direction of the text
/// around it becomes U+FFFD.
fn escape(value: &str, out: &mut String) {
    for character in value.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' | '\r' => out.push(' '),
            '\u{200E}'
            | '\u{200F}'
            | '\u{61C}'
            | '\u{202A}'..='\u{202E}'
            | '\u{2066}'..='\u{2069}'
            | '\u{FFFE}'
            | '\u{FFFF}' => out.push('\u{FFFD}'),
            other if other.is_control() => out.push('\u{FFFD}'),
            other => out.push(other),
        }
    }
}

/// Whether an address is one of the web or of this site: not a script.
fn can_be_followed(href: &str) -> bool {
    let Some((scheme, _)) = href.split_once(':') else {
        return !href.chars().any(char::is_control);
    };
    // A colon after the path has begun is no scheme. Browsers drop blanks and controls within one.
    let relative = scheme.contains(['/', '?', '#']) && !scheme.starts_with(char::is_whitespace);
    let web = scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https");
    (relative || web) && !href.chars().any(char::is_control)
}

/// A number with at most two decimals, the shortest way.
pub(super) fn number(value: f64) -> String {
    let rounded = format!("{value:.2}");
    let short = rounded.trim_end_matches('0').trim_end_matches('.');
    if short == "-0" { "0" } else { short }.to_owned()
}

/// The lines of a text, at most `most` of about `width` characters; an ellipsis stands for the
/// rest. Words longer than a line are cut.
pub(super) fn wrap(text: &str, width: usize, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut length = 0;
    let mut cut = false;
    'words: for word in text.split_whitespace() {
        let mut rest: Vec<char> = word.chars().collect();
        while !rest.is_empty() {
            let room = if lines.is_empty() {
                0
            } else {
                width.saturating_sub(length + 1)
            };
            if rest.len() <= room {
                if let Some(line) = lines.last_mut() {
                    line.push(' ');
                    line.extend(&rest);
                }
                length += 1 + rest.len();
                break;
            }
            if lines.len() == most {
                cut = true;
                break 'words;
            }
            let taken = rest.len().min(width.max(1));
            lines.push(rest.drain(..taken).collect());
            length = taken;
        }
    }
    if cut && let Some(line) = lines.last_mut() {
        let keep = line.chars().count().min(width.saturating_sub(1));
        *line = line.chars().take(keep).collect();
        line.truncate(line.trim_end().len());
        line.push('…');
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_controls_and_turned_text_are_shown_harmlessly() {
        let mut svg = Svg::default();
        svg.text(
            "text",
            &[("a", &"\"'><&\u{0}")],
            "</svg><script>\n\u{202E}]]>",
        );
        assert_eq!(
            svg.finish(),
            "<text a=\"&quot;'&gt;&lt;&amp;\u{FFFD}\">&lt;/svg&gt;&lt;script&gt; \u{FFFD}]]&gt;</text>"
        );
    }

    #[test]
    fn only_addresses_of_the_web_are_links() {
        for good in [
            "https://data.example.org/id/org/1",
            "HTTP://x/",
            "/doc/org/1?lang=sv#a:b",
            "../org/a",
            "org/a",
            "?at=1:2",
            "#x",
            "",
        ] {
            assert!(can_be_followed(good), "{good}");
        }
        for bad in [
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            " javascript:alert(1)",
            "java\nscript:alert(1)",
            "\u{1}javascript:alert(1)",
            "data:text/html,x",
            "vbscript:x",
            "file:///etc/passwd",
            "\tjavascript:/x",
        ] {
            assert!(!can_be_followed(bad), "{bad:?}");
            let mut svg = Svg::default();
            svg.link("x", Some(bad), "x", |_| {});
            assert!(!svg.finish().contains("href"), "{bad:?}");
        }
    }

    #[test]
    fn numbers_are_short() {
        let numbers = [0.0, -0.001, 12.0, 12.345, 100.5].map(number);
        assert_eq!(
            numbers,
            ["0", "0", "12", "12.35", "100.5"].map(str::to_owned)
        );
    }

    #[test]
    fn lines_are_broken_between_words_and_cut_after_the_last() {
        assert_eq!(wrap("a bc  def", 4, 3), ["a bc", "def"]);
        assert_eq!(wrap("abcdefghij kl", 4, 9), ["abcd", "efgh", "ij", "kl"]);
        assert_eq!(wrap("one two three four", 9, 1), ["one two…"]);
        assert_eq!(wrap("onetwothree", 5, 1), ["onet…"]);
        assert!(wrap("  ", 5, 2).is_empty());
    }
}
