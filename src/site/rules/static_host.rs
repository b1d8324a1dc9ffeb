//! The rules for hosts of static files that read `_headers` and `_redirects` from the root of the
//! site, as Netlify does, and look for a file before they follow a redirect: else one for `doc/…` takes
//! the data with it. They know neither `Accept` nor 410.

use std::fmt::Write as _;

use super::{FEED, FOR_EVER, HEADERS, MEDIA_TYPES, Rules};

impl Rules {
    /// `_headers`
    pub(super) fn headers(&self) -> String {
        let root = &self.root;
        let mut text = format!("{root}*\n");
        // Writing to a string cannot fail; so below.
        for (name, value) in HEADERS {
            let _ = writeln!(text, "  {name}: {value}");
        }
        for (ending, media_type) in MEDIA_TYPES {
            let _ = writeln!(text, "{root}*.{ending}\n  Content-Type: {media_type}");
        }
        // A later rule does not replace a header but adds to it, so what is said of these alone is not
        // said of all: the hosts let anything else be kept after asking by themselves. One `*` a path.
        for stream in ["resources", "catalogue"] {
            let _ = writeln!(text, "{root}{FEED}{stream}/0*\n  Cache-Control: {FOR_EVER}");
        }
        text
    }

    /// `_redirects`: the first row that fits counts.
    pub(super) fn redirects(&self) -> String {
        let root = &self.root;
        let mut text = String::new();
        for (key, path) in &self.merged {
            for place in ["id", "doc", "sv/doc", "en/doc"] {
                let _ = writeln!(text, "{root}{place}/{key} {root}{place}/{path} 301");
            }
        }
        if let Some(version) = &self.version {
            let _ = writeln!(text, "{root}{version} {root}sv/ns.html 302");
        }
        let _ = write!(
            text,
            "{root}id/* {root}doc/:splat 303\n\
             {root}doc/:type/:key {root}sv/doc/:type/:key.html 302\n\
             {root}doc/:type/:key/:part {root}sv/doc/:type/:key/:part.html 302\n\
             {root}ns {root}sv/ns.html 302\n\
             {root}catalog {root}catalog.rdf 200\n\
             {root}datasets/dcat {root}catalog.rdf 200\n\
             {root}dataset/* {root}catalog 303\n\
             {root}service/* {root}catalog 303\n\
             {root}publisher {root}catalog 303\n\
             {root}contact {root}catalog 303\n"
        );
        text
    }
}
