//! The site of files: every link leads somewhere, at any path; what did not change is not written
//! again; what is retired says so.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::dumps::{copy, files};
use super::program::{stdout_of, uppdrag_in};

/// A small dataset in a folder of its own, and its site.
struct Site(tempfile::TempDir);

impl Site {
    fn new() -> Self {
        let temp = tempfile::tempdir().unwrap();
        let base = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/bad-input/_base");
        copy(&base, &temp.path().join("data"));
        Self(temp)
    }

    fn build(&self) {
        stdout_of(&uppdrag_in(self.0.path(), ["build", "data", "--site"]));
    }

    fn public(&self) -> PathBuf {
        self.0.path().join("public")
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.public().join(path)).unwrap_or_else(|e| panic!("{path}: {e}"))
    }

    /// Changes a text in a file of the dataset.
    fn change(&self, file: &str, from: &str, to: &str) {
        let path = self.0.path().join("data").join(file);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{file} holds no {from}");
        fs::write(&path, text.replace(from, to)).unwrap();
    }

    /// All files by their paths, with their content and their time of change.
    fn files(&self) -> BTreeMap<String, (Vec<u8>, SystemTime)> {
        let files = files(&self.public()).into_iter();
        files
            .map(|(path, content)| {
                let metadata = fs::metadata(self.public().join(&path)).unwrap();
                (path, (content, metadata.modified().unwrap()))
            })
            .collect()
    }
}

/// The file that a link of a page leads to. Pages that stand for others are shown at any path, so
/// theirs begin at the root of the host.
fn target(page: &str, link: &str) -> String {
    let from_root = link.strip_prefix("/some/where/");
    let mut parts: Vec<&str> = match from_root {
        Some(_) => Vec::new(),
        None => page.split('/').collect(),
    };
    parts.pop();
    for part in from_root.unwrap_or(link).split('/') {
        match part {
            "." => {}
            ".." => assert!(
                parts.pop().is_some(),
                "{link} of {page} leads out of the site"
            ),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// Values of the attributes `href`, `src` and `action`.
fn links(html: &str) -> Vec<String> {
    let mut found = Vec::new();
    for attribute in [" href=\"", " src=\"", " action=\""] {
        for part in html.split(attribute).skip(1) {
            let value = part.split('"').next().unwrap_or_default();
            found.push(value.replace("&amp;", "&").replace("&#38;", "&"));
        }
    }
    found
}

#[test]
fn every_link_leads_to_a_file_wherever_the_site_lies() {
    let site = Site::new();
    let address = "\n[site]\naddress = \"https://open.example.org/some/where/\"\nsparql = false\n";
    site.change(
        "uppdrag.toml",
        "\n[contact]",
        &format!("{address}\n[contact]"),
    );
    site.build();
    let files = site.files();
    let mut count = 0;
    for (path, (content, _)) in files.iter().filter(|(path, _)| is_html(path)) {
        let html = String::from_utf8(content.clone()).unwrap();
        for link in links(&html) {
            if link.contains("://") || link.starts_with("data:") || link.starts_with("mailto:") {
                continue;
            }
            count += 1;
            let (file, anchor) = link.split_once('#').unwrap_or((&link, ""));
            let target = match file {
                "" => path.clone(),
                file => target(path, file),
            };
            let Some((content, _)) = files.get(&target) else {
                panic!("{link} of {path} leads nowhere");
            };
            if !anchor.is_empty() && is_html(&target) {
                let target = String::from_utf8_lossy(content);
                assert!(
                    target.contains(&format!(" id=\"{anchor}\"")),
                    "{link} of {path}: no anchor"
                );
            }
        }
    }
    assert!(count > 10_000, "{count} links");

    // Each page is the same in the other language, whatever was chosen, and needs no server.
    for (path, (content, _)) in files.iter().filter(|(path, _)| is_html(path)) {
        let html = String::from_utf8_lossy(content);
        assert!(!html.contains("<form"), "{path}");
        let Some((language, rest)) = path.split_once('/') else {
            continue;
        };
        for tag in ["sv", "en"] {
            let alternate = format!("<link rel=\"alternate\" hreflang=\"{tag}\" href=\"");
            let link = html
                .split(&alternate)
                .nth(1)
                .and_then(|it| it.split('"').next());
            let link = link.unwrap_or_else(|| panic!("{path} has no {alternate}"));
            assert_eq!(
                target(path, link),
                format!("{tag}/{rest}"),
                "{path}, {language}"
            );
        }
    }

    let map = site.read("sitemap.xml");
    let root = "https://open.example.org/some/where/";
    for address in map.split("<loc>").skip(1) {
        let address = address.split('<').next().unwrap_or_default();
        let path = address
            .strip_prefix(root)
            .unwrap_or_else(|| panic!("{address}"));
        assert!(files.contains_key(path), "{path} is not there");
    }
    assert!(map.contains("/en/doc/org/alfa.html"));
    assert!(
        site.read("server/nginx.conf")
            .contains("location ~ ^/some/where/id/ {")
    );
}

#[test]
fn what_did_not_change_is_the_same_file() {
    let site = Site::new();
    site.build();
    let first = site.files();
    site.build();
    let second = site.files();
    let contents = |files: &BTreeMap<String, (Vec<u8>, SystemTime)>| -> Vec<(String, Vec<u8>)> {
        let files = files.iter();
        files
            .map(|(path, (content, _))| (path.clone(), content.clone()))
            .collect()
    };
    assert!(
        contents(&first) == contents(&second),
        "two builds of the same data differ"
    );

    // One label, of the day after.
    site.change("places.yaml", "Exempel län", "Annat län");
    site.change(
        "uppdrag.toml",
        "modified = \"2026-01-01\"",
        "modified = \"2026-01-02\"",
    );
    let before = site.0.path().join("before");
    copy(&site.public(), &before);
    site.build();
    let mut third = site.files();
    // The feeds have a page more, in which the place is updated and nothing else.
    let (page, _) = third.remove("feed/resources/000002.ttl").unwrap();
    let page = String::from_utf8(page).unwrap();
    assert_eq!(page.matches("tree:member").count(), 1, "{page}");
    assert!(
        page.contains("as:Update") && page.contains("Annat län"),
        "{page}"
    );
    assert!(third.remove("feed/catalogue/000002.trig").is_some());
    let told = stdout_of(&uppdrag_in(site.0.path(), ["diff", "before", "public"]));
    assert!(
        told.starts_with("1 resource: 0 added, 0 removed, 1 changed\n"),
        "{told}"
    );
    assert!(
        told.contains("“Exempel län” (sv) → “Annat län” (sv)"),
        "{told}"
    );
    assert!(second.keys().eq(third.keys()), "files came or went");
    let mut changed = BTreeSet::new();
    for (path, (content, time)) in &third {
        let (before, time_before) = &second[path];
        if content == before {
            assert_eq!(time, time_before, "{path} was written again");
        } else {
            changed.insert(path.as_str());
        }
    }
    // Whatever mentions the place, and nothing else.
    let mentions = |path: &str, label: &str| {
        let html = String::from_utf8_lossy(&third[path].0);
        html.contains(label) || html.contains("Annat%20l%C3%A4n")
    };
    for path in third.keys().filter(|path| is_page(path)) {
        // These tell the sizes of the dumps, and their dates.
        let lists_files = path.ends_with("/catalog.html")
            || path.matches('/').count() == 1 && path.ends_with("/index.html");
        let expected = mentions(path, "Annat län") || lists_files;
        assert_eq!(changed.contains(path.as_str()), expected, "{path}");
    }
    assert!(changed.contains("sv/doc/place/exempel-lan.html"));
    assert!(changed.contains("doc/place/exempel-lan.ttl"));
    assert!(changed.contains("catalog.rdf"));
    assert!(!changed.contains("sv/doc/org/alfa.html"));
    assert!(!changed.contains("ontology/uppdrag.ttl"));
}

#[test]
fn what_is_only_pointed_at_is_a_link_to_outside() {
    let site = Site::new();
    // Pages of these would take the path of another, or one that no file can have.
    let addresses = [
        "https://w3id.org/uppdrag/id/org/alfa",
        "https://w3id.org/uppdrag/id/theme/v%C3%A5ld",
        "https://data.example.org/id/org/alfa?x=1",
        "https://data.example.org/id/org/alfa/top/../x",
    ];
    let record = |address: &&str| {
        format!(
            "- {{ key: l{}, from: org/alfa, relation: see-also, to: \"{address}\", evidence: [page:1] }}\n",
            address.len()
        )
    };
    let records: Vec<String> = addresses.iter().map(record).collect();
    fs::write(site.0.path().join("data/links.yaml"), records.concat()).unwrap();
    site.build();
    let page = site.read("sv/doc/org/alfa.html");
    for address in addresses {
        assert!(page.contains(&format!("href=\"{address}\"")), "{address}");
    }
}

fn is_html(path: &str) -> bool {
    Path::new(path)
        .extension()
        .is_some_and(|extension| extension == "html")
}

/// Files that the site adds to a build.
fn is_page(path: &str) -> bool {
    ["sv/", "en/", "doc/"]
        .iter()
        .any(|folder| path.starts_with(folder))
}

#[test]
fn what_is_retired_has_a_page_and_a_rule() {
    let site = Site::new();
    site.build();
    site.change("agencies.yaml", "key: beta", "key: gamma");
    site.change("groups.yaml", "beta", "gamma");
    site.change(
        "identifiers.csv",
        "org/beta,2026-01-01,current,,,,Beta",
        "org/beta,2026-01-01,merged,2026-02-01,org/gamma,new name,Beta",
    );
    let register = site.0.path().join("data/identifiers.csv");
    let rows = fs::read_to_string(&register).unwrap()
        + "org/omega,2026-01-01,withdrawn,2026-02-01,,never was,Omega\n";
    fs::write(&register, rows).unwrap();
    site.build();

    let tombstone = site.read("sv/doc/org/omega.html");
    assert!(
        ["never was", "1 februari 2026", "aktör"]
            .iter()
            .all(|told| tombstone.contains(told)),
        "{tombstone}"
    );
    assert!(
        site.read("doc/org/omega.ttl")
            .contains("owl:deprecated true")
    );
    let merged = site.read("en/doc/org/beta.html");
    assert!(merged.contains("/en/doc/org/gamma.html"), "{merged}");
    assert!(
        site.read("doc/org/beta.ttl")
            .contains("dcterms:isReplacedBy")
    );
    let rules = site.read("server/nginx.conf");
    assert!(
        rules.contains("\"~^org/omega$\" 1;") && rules.contains("\"~^org/beta$\" \"org/gamma\";")
    );
    assert!(
        site.read("sv/doc/org/beta.html").contains(">Beta</a>"),
        "by its name"
    );
    let rules = site.read(".htaccess");
    assert!(
        rules.contains("(?:id|doc)/org/omega(?:\\.[a-z]+)?$ - [G]"),
        "{rules}"
    );
    assert!(
        site.read("_redirects")
            .contains("/id/org/beta /id/org/gamma 301\n")
    );
    let register = fs::read_to_string(register).unwrap();
    assert!(
        register.contains("\norg/gamma,2026-01-01,current,,,,Beta\n"),
        "{register}"
    );
    assert!(register.contains("org/beta,2026-01-01,merged,2026-02-01,org/gamma,new name,Beta\n"));
    assert!(!site.read("sitemap.xml").contains("org/omega"));
}
