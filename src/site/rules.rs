//! What a web server has to be told: media types, content negotiation, what moved and what is gone.
//!
//! The same rules four times, as far as each server can carry them out:
//!
//! | | [nginx] | [Apache] | static hosts |
//! |---|---|---|---|
//! | file | `server/nginx.conf` | `.htaccess` | `_headers`, `_redirects` |
//! | media types, CORS, caching | yes | yes | yes |
//! | `id/…` to its page | 303 by `Accept` | 303 by `Accept` | 303 to the page |
//! | `doc/…` by `Accept` and `Accept-Language` | yes | yes | the page in Swedish |
//! | merged | 301 | 301 | 301 |
//! | withdrawn | 410 with its tombstone | 410 with one page for all | the tombstone |
//! | no such thing | 404 in the language | 303 to the 404, in one language | 404 |
//! | no such form | 406 | the page | the page |
//! | packed dumps by `Accept-Encoding` | yes | no | no |
//!
//! Neither server weighs `Accept` by its `q` values: who accepts HTML gets the page, else the first
//! syntax of data counts that the header names.
//!
//! [nginx]: https://nginx.org/en/docs/
//! [Apache]: https://httpd.apache.org/docs/2.4/

mod apache;
mod nginx;
mod static_host;

use super::data_extensions;
use crate::address::Address;
use crate::resource::Retired;
use crate::vocab::CONCEPT_BASE;

/// The rules of a site.
#[derive(Debug, Clone)]
pub struct Rules {
    /// The root of the site on its host: `/`, `/graph/`.
    root: String,
    address: String,
    /// `type/key` of what was withdrawn.
    withdrawn: Vec<String>,
    /// `type/key` of what was merged, and of what stands for it.
    merged: Vec<(String, String)>,
    /// Path of the ontology's version, if it has one: `ns/1.0.0`.
    version: Option<String>,
}

/// Media types of the files, by their endings.
const MEDIA_TYPES: [(&str, &str); 9] = [
    ("ttl", "text/turtle; charset=utf-8"),
    ("jsonld", "application/ld+json"),
    ("rdf", "application/rdf+xml"),
    ("nt", "application/n-triples"),
    ("nq", "application/n-quads"),
    ("trig", "application/trig"),
    ("frozen", "application/octet-stream"),
    ("gz", "application/gzip"),
    ("zst", "application/zstd"),
];

/// Headers of every answer.
const HEADERS: [(&str, &str); 4] = [
    ("Access-Control-Allow-Origin", "*"),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Content-Security-Policy", POLICY),
];

/// The pages are without script of any kind.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; \
                      form-action 'none'; frame-ancestors 'none'";

/// How long files may be kept: a page of a feed that is full for ever, anything else after asking, which
/// hosts of files say by themselves.
const FOR_EVER: &str = "public, max-age=31536000, immutable";
const AFTER_ASKING: &str = "no-cache";

/// Below it, a feed's pages stay as they are: `feed/resources/000001.ttl`.
const FEED: &str = "feed/";

impl Rules {
    /// The rules of a site at an address, with what became of the IRIs that name nothing now, and
    /// the path of the version that the ontology has, `ns/1.0.0`.
    #[must_use]
    pub fn of(
        address: &Address,
        base: &str,
        retired: &[(String, Retired)],
        version: Option<String>,
    ) -> Self {
        let local = |iri: &str| {
            let local = iri
                .strip_prefix(base)
                .or_else(|| iri.strip_prefix(CONCEPT_BASE));
            local.map(ToOwned::to_owned)
        };
        let mut rules = Self {
            root: address.path().to_owned(),
            address: address.text().to_owned(),
            withdrawn: Vec::new(),
            merged: Vec::new(),
            version,
        };
        for (iri, what) in retired {
            let Some(key) = local(iri) else {
                continue;
            };
            match what {
                Retired::Withdrawn(_) => rules.withdrawn.push(key),
                Retired::MergedInto(into) => {
                    rules.merged.extend(local(into).map(|into| (key, into)));
                }
            }
        }
        rules
    }

    /// The files of the rules, each with its path.
    #[must_use]
    pub fn files(&self) -> [(&'static str, String); 5] {
        [
            ("server/nginx.conf", self.nginx()),
            (".htaccess", self.apache()),
            ("_headers", self.headers()),
            ("_redirects", self.redirects()),
            (
                "robots.txt",
                format!(
                    "User-agent: *\nAllow: /\nSitemap: {}sitemap.xml\n",
                    self.address
                ),
            ),
        ]
    }
}

/// What the catalogue names beside its files, and describes itself.
const DESCRIBED: &str = "(?:dataset|service)/.+|publisher|contact";

/// Files that are meant for the server, not for who reads the site.
const RULES: &str = r"\.htaccess|_headers|_redirects|server/.*";

impl Rules {
    /// How a pattern for paths of the site begins: `^/`, `^/v1\.0/`.
    fn start(&self) -> String {
        format!("^{}", nginx::escaped(&self.root))
    }

    /// A pattern for the paths of the ontology.
    fn ontology(&self) -> String {
        let versions = self.version.iter().map(|path| nginx::escaped(path));
        let paths: Vec<String> = std::iter::once("ns".to_owned()).chain(versions).collect();
        paths.join("|")
    }
}

/// Endings of data, joined for a pattern: `ttl|jsonld`.
fn extensions() -> String {
    data_extensions().join("|")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    /// The rules of a site, each with the path of its file.
    fn rules_at(address: &str) -> BTreeMap<&'static str, String> {
        let address = Address::of(address).unwrap();
        let version = Some("ns/1.0.0".to_owned());
        let rules = Rules::of(&address, "https://e.org/id/", &[], version);
        rules.files().into_iter().collect()
    }

    #[test]
    fn a_root_is_no_pattern() {
        let rules = rules_at("https://e.org/v1.0/");
        for file in ["server/nginx.conf", ".htaccess"] {
            let rules = &rules[file];
            assert!(!rules.contains("^/v1.0"), "{rules}");
            assert!(rules.contains(r"^/v1\.0/"), "{rules}");
        }
        assert!(rules["server/nginx.conf"].contains("location = /v1.0/catalog {"));
    }

    #[test]
    fn headers_are_those_that_every_host_knows() {
        let rules = rules_at("https://e.org/some/where/");
        let mut kept = Vec::new();
        let mut path = "";
        for line in rules["_headers"].lines() {
            let Some(header) = line.strip_prefix("  ") else {
                assert!(line.starts_with("/some/where/"), "{line}");
                assert!(line.matches('*').count() == 1, "{line}");
                path = line;
                continue;
            };
            let (name, value) = header.split_once(": ").unwrap();
            assert!(
                name.bytes()
                    .all(|byte| byte.is_ascii_alphabetic() || byte == b'-'),
                "{line}"
            );
            if name == "Cache-Control" {
                kept.push((path, value));
            }
        }
        let feeds = ["resources", "catalogue"].map(|it| format!("/some/where/feed/{it}/0*"));
        assert_eq!(kept, feeds.each_ref().map(|path| (path.as_str(), FOR_EVER)));
    }

    #[test]
    fn packed_files_have_their_own_types() {
        let rules = rules_at("https://e.org/");
        for (file, rule) in [
            ("server/nginx.conf", "        \"application/zstd\" zst;\n"),
            (".htaccess", "AddType \"application/zstd\" .zst\n"),
            ("_headers", "/*.zst\n  Content-Type: application/zstd\n"),
        ] {
            let rules = &rules[file];
            assert_eq!(rules.matches(rule).count(), 1, "{rules}");
        }
    }
}
