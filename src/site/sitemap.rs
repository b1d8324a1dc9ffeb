//! `sitemap.xml` (<https://www.sitemaps.org/protocol.html>): every page in both languages.
//!
//! There is no `lastmod`: nothing knows a day on which a page changed.

use std::fmt::Write as _;

use super::Address;
use crate::pages::file_of;
use crate::resource::Language;

/// Addresses in one file (sitemaps.org: at most 50,000).
const ADDRESSES: usize = 50_000;

/// The map of pages, given by their paths below the language, and, if it takes more than one file,
/// an index of its parts; each with its path.
pub(super) fn files(address: &Address, paths: &[String]) -> Vec<(String, String)> {
    let mut parts: Vec<String> = paths
        .chunks(ADDRESSES / Language::ALL.len())
        .map(|paths| part(address, paths))
        .collect();
    if parts.len() <= 1 {
        let text = parts.pop().unwrap_or_else(|| part(address, &[]));
        return vec![("sitemap.xml".to_owned(), text)];
    }
    let mut index = head("sitemapindex", "");
    let mut files = Vec::new();
    for (number, text) in parts.into_iter().enumerate() {
        let path = format!("sitemap-{}.xml", number + 1);
        // Writing to a string cannot fail; so below.
        let _ = writeln!(
            index,
            "<sitemap><loc>{}{path}</loc></sitemap>",
            xml(address.text())
        );
        files.push((path, text));
    }
    index.push_str("</sitemapindex>\n");
    files.push(("sitemap.xml".to_owned(), index));
    files
}

fn head(root: &str, more: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <{root} xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\"{more}>\n"
    )
}

fn part(address: &Address, paths: &[String]) -> String {
    let mut text = head("urlset", " xmlns:xhtml=\"http://www.w3.org/1999/xhtml\"");
    let root = xml(address.text());
    for path in paths {
        let file = xml(&file_of(path));
        let mut links = String::new();
        for language in Language::ALL {
            let tag = language.tag();
            let _ = write!(
                links,
                "<xhtml:link rel=\"alternate\" hreflang=\"{tag}\" href=\"{root}{tag}/{file}\"/>"
            );
        }
        for language in Language::ALL {
            let _ = writeln!(
                text,
                "<url><loc>{root}{}/{file}</loc>{links}</url>",
                language.tag()
            );
        }
    }
    text.push_str("</urlset>\n");
    text
}

/// A text within XML.
fn xml(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_map_of_more_pages_than_a_file_holds_has_an_index() {
        let address = Address::of("https://e.org/a&b/").unwrap();
        let paths: Vec<String> = (0..ADDRESSES)
            .map(|number| format!("doc/org/{number}"))
            .collect();
        let one = files(&address, &paths[..2]);
        assert_eq!(one.len(), 1);
        assert!(
            one[0]
                .1
                .contains("<loc>https://e.org/a&amp;b/en/doc/org/1.html</loc>")
        );
        let several = files(&address, &paths);
        assert_eq!(several.len(), 3);
        assert_eq!(several[0].1.matches("<loc>").count(), ADDRESSES);
        assert!(
            several[2]
                .1
                .contains("<loc>https://e.org/a&amp;b/sitemap-2.xml</loc>")
        );
    }
}
