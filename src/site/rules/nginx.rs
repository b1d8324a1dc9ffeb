//! The rules for [nginx](https://nginx.org/en/docs/), as a file for `conf.d`.

use std::fmt::Write as _;

use super::{
    AFTER_ASKING, DESCRIBED, FEED, FOR_EVER, HEADERS, MEDIA_TYPES, RULES, Rules, extensions,
};

/// Media types of what is not RDF.
const OTHER_TYPES: [(&str, &str); 6] = [
    ("html", "text/html"),
    ("css", "text/css"),
    ("xml", "application/xml"),
    ("json", "application/json"),
    ("txt", "text/plain"),
    ("csv", "text/csv"),
];

impl Rules {
    /// `server/nginx.conf`
    pub(super) fn nginx(&self) -> String {
        let (root, start) = (&self.root, self.start());
        let data = extensions();
        let mut text = format!(
            "# How nginx serves the site at {address}\n\
             # Copy it to /etc/nginx/conf.d/ and set listen, server_name and root: the folder that holds\n\
             # the site{below}.\n\n",
            address = self.address,
            below = if root == "/" {
                String::new()
            } else {
                format!(" as its folder {}", root.trim_matches('/'))
            },
        );
        // Maps are read from the top; the first pattern that fits counts.
        map(
            &mut text,
            "$http_accept $uppdrag_form",
            &[
                ("default", "none"),
                ("\"\"", "html"),
                (r#""~*text/html|application/xhtml\+xml""#, "html"),
                (r#""~*^(?:(?!application/ld\+json).)*text/turtle""#, "ttl"),
                (r#""~*application/ld\+json""#, "jsonld"),
                (r#""~*\*/\*|text/\*""#, "html"),
            ],
        );
        map(
            &mut text,
            "$http_accept $uppdrag_catalog",
            &[
                ("default", "rdf"),
                (r#""~*text/html|application/xhtml\+xml""#, "html"),
                (
                    r#""~*^(?:(?!application/(?:rdf\+xml|ld\+json)).)*text/turtle""#,
                    "ttl",
                ),
                (
                    r#""~*^(?:(?!application/rdf\+xml).)*application/ld\+json""#,
                    "jsonld",
                ),
            ],
        );
        map(
            &mut text,
            "$uppdrag_catalog $uppdrag_data",
            &[("default", "$uppdrag_catalog"), ("html", "rdf")],
        );
        map(
            &mut text,
            "$http_accept_language $uppdrag_language",
            &[
                ("default", "sv"),
                (r#""~*^(?:(?!(?:^|[,\s])sv\b).)*(?:^|[,\s])en\b""#, "en"),
            ],
        );
        // What a path names, and the form that its ending asks for.
        let key =
            format!(r#""~{start}(?:(?:sv|en)/)?(?:id|doc)/(?<named>.+?)(?:\.(?:html|{data}))?$""#);
        map(
            &mut text,
            "$uri $uppdrag_key",
            &[("default", "\"\""), (&key, "$named")],
        );
        let folder = format!(r#""~{start}(?<folder>(?:(?:sv|en)/)?(?:id|doc))/""#);
        map(
            &mut text,
            "$uri $uppdrag_place",
            &[("default", "\"\""), (&folder, "$folder")],
        );
        let ending = format!(r#""~\.(?<ending>html|{data})$""#);
        map(
            &mut text,
            "$uri $uppdrag_ending",
            &[("default", "\"\""), (&ending, "$ending")],
        );
        map(
            &mut text,
            "$uppdrag_ending $uppdrag_as",
            &[("default", "$uppdrag_ending"), ("\"\"", "$uppdrag_form")],
        );
        map(
            &mut text,
            "$uppdrag_ending $uppdrag_dot",
            &[("default", "."), ("\"\"", "\"\"")],
        );
        map(
            &mut text,
            "$uppdrag_as $uppdrag_tongue",
            &[("default", "\"\""), ("html", "$uppdrag_language/")],
        );
        self.retired(&mut text);
        let at = escaped(root);
        let page = format!(r#""~^(?:200|206|304):{at}{FEED}.+/[0-9]+\.[a-z]+$""#);
        let (for_ever, after) = (format!("\"{FOR_EVER}\""), format!("\"{AFTER_ASKING}\""));
        map(
            &mut text,
            "$status:$request_uri $uppdrag_keep",
            &[("default", &after), (&page, &for_ever)],
        );
        let ontology = self.ontology();
        let (by_accept, by_both) = (
            format!(r#""~^[0-9]+:{at}(?:id/|datasets/dcat(?:\?|$))""#),
            format!(r#""~^[0-9]+:{at}(?:doc/[^.?]+|{ontology}|catalog|)(?:\?|$)""#),
        );
        // The pages of what is not there and of what is gone are given in a language, too.
        map(
            &mut text,
            "$status:$request_uri $uppdrag_vary",
            &[
                ("default", "\"\""),
                (r#""~^4(?:04|10):""#, "\"Accept, Accept-Language\""),
                (&by_accept, "\"Accept\""),
                (&by_both, "\"Accept, Accept-Language\""),
            ],
        );
        self.server(&mut text);
        text
    }

    /// What became of keys that name nothing now.
    fn retired(&self, text: &mut String) {
        let pattern = |key: &String| format!("\"~^{}$\"", escaped(key));
        let quoted = |value: &str| format!("\"{}\"", value.replace('"', "%22").replace('$', "%24"));
        let rows = |rows: Vec<(String, String)>| {
            let mut all = vec![("default".to_owned(), "\"\"".to_owned())];
            all.extend(rows);
            all
        };
        let gone = self
            .withdrawn
            .iter()
            .map(|key| (pattern(key), "1".to_owned()));
        let here = self.merged.iter();
        let here = here.map(|(key, path)| (pattern(key), quoted(path)));
        for (variable, entries) in [
            ("$uppdrag_gone", rows(gone.collect())),
            ("$uppdrag_now", rows(here.collect())),
        ] {
            let entries: Vec<(&str, &str)> = entries
                .iter()
                .map(|(key, value)| (key.as_str(), value.as_str()))
                .collect();
            map(text, &format!("$uppdrag_key {variable}"), &entries);
        }
    }

    fn server(&self, text: &mut String) {
        let (root, start, ontology) = (&self.root, self.start(), self.ontology());
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "server {{\n    listen 80;\n    server_name _;\n    root /srv/www;\n\n    \
             charset utf-8;\n    etag on;\n    absolute_redirect off;\n    default_type application/octet-stream;\n    types {{"
        );
        for (ending, media_type) in OTHER_TYPES.into_iter().chain(MEDIA_TYPES) {
            let _ = writeln!(text, "        \"{media_type}\" {ending};");
        }
        text.push_str("    }\n");
        for (name, value) in HEADERS {
            let _ = writeln!(text, "    add_header {name} \"{value}\" always;");
        }
        let _ = write!(
            text,
            r"    add_header Cache-Control $uppdrag_keep always;
    add_header Vary $uppdrag_vary always;

    error_page 404 {root}$uppdrag_language/404.html;
    error_page 410 @gone;
    location @gone {{
        try_files {root}${{uppdrag_tongue}}doc/$uppdrag_key.$uppdrag_as =410;
    }}

    if ($uppdrag_gone) {{ return 410; }}
    if ($uppdrag_now) {{ return 301 {root}$uppdrag_place/$uppdrag_now$uppdrag_dot$uppdrag_ending; }}

    # A thing is described elsewhere: on a page, or in data.
    location ~ {start}id/ {{
        if (!-f $document_root{root}sv/doc/$uppdrag_key.html) {{ return 404; }}
        if ($uppdrag_ending) {{ return 303 {root}doc/$uppdrag_key.$uppdrag_ending; }}
        if ($uppdrag_form = none) {{ return 406; }}
        if ($uppdrag_form = html) {{ return 303 {root}doc/$uppdrag_key; }}
        return 303 {root}doc/$uppdrag_key.$uppdrag_form;
    }}

    # Links of pages are relative, so a page is given under the name of its file.
    location ~ {start}doc/ {{
        if (!-f $document_root{root}sv/doc/$uppdrag_key.html) {{ return 404; }}
        if ($uppdrag_as = none) {{ return 406; }}
        if ($uppdrag_as = html) {{ return 302 {root}$uppdrag_language/doc/$uppdrag_key.html; }}
        try_files {root}doc/$uppdrag_key.$uppdrag_as =404;
    }}

    location ~ {start}(?:{ontology})$ {{
        if ($uppdrag_form = none) {{ return 406; }}
        if ($uppdrag_form = html) {{ return 302 {root}$uppdrag_language/ns.html; }}
        try_files {root}ns.$uppdrag_form =404;
    }}

    location = {root}catalog {{
        if ($uppdrag_catalog = html) {{ return 302 {root}$uppdrag_language/catalog.html; }}
        try_files {root}catalog.$uppdrag_catalog =404;
    }}
    # Where Swedish harvesters look: never a page.
    location = {root}datasets/dcat {{
        try_files {root}catalog.$uppdrag_data =404;
    }}
    location ~ {start}(?:{DESCRIBED})$ {{
        return 303 {root}catalog;
    }}

    location = {root} {{
        if ($uppdrag_language = en) {{ return 302 {root}en/; }}
        try_files {root}index.html =404;
    }}

    # The packed form of a file that was packed beforehand.
    location {root}dump/ {{
        gzip_static on;
        gzip_vary on;
        try_files $uri =404;
    }}

    location ~ {start}(?:{RULES})$ {{
        return 404;
    }}

    # Links of pages are relative, so a folder is given with its slash.
    location ~ {start}(?:sv|en)$ {{
        return 301 $uri/;
    }}

    location {root} {{
        try_files $uri $uri.html ${{uri}}index.html =404;
    }}
}}
"
        );
    }
}

fn map(text: &mut String, variables: &str, rows: &[(&str, &str)]) {
    let _ = writeln!(text, "map {variables} {{");
    for (key, value) in rows {
        let _ = writeln!(text, "    {key} {value};");
    }
    text.push_str("}\n\n");
}

/// A text within a pattern.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if !c.is_ascii_alphanumeric() && !"/-_".contains(c) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}
