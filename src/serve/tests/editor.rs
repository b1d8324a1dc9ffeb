//! The query editor, and the pages of the named queries.

use super::*;
use crate::serve::editor;

#[test]
fn the_editor_has_a_policy_of_its_own_and_every_other_page_the_narrow_one() {
    let server = server();
    let editor = server.get("/sv/editor");
    let policy = editor.header("content-security-policy");
    // Scripts are allowed by their digests, and by nothing else.
    let page = editor.text();
    let scripts = policy.split("script-src ").nth(1).unwrap_or_default();
    let scripts = scripts.split(';').next().unwrap();
    let allowed = scripts.split(' ').filter(|it| !it.is_empty());
    let allowed: Vec<_> = allowed.map(|it| it.trim_matches('\'')).collect();
    assert_eq!(
        allowed.len(),
        editor::files().map_or(0, |it| it.scripts.len())
    );
    for digest in allowed {
        assert!(digest.starts_with("sha256-"), "{policy}");
        assert!(
            page.contains(&format!("integrity=\"{digest}\"")),
            "{digest}"
        );
    }
    assert!(!policy.contains("unsafe-inline") && !policy.contains("unsafe-eval"));
    for other in ["/sv/", "/sv/examples", "/sv/examples/q01"] {
        let policy = server
            .get(other)
            .header("content-security-policy")
            .to_owned();
        assert!(!policy.contains("script-src"), "{other}: {policy}");
    }
}

#[test]
fn the_page_of_the_editor_has_a_form_that_needs_no_script() {
    let page = server().get("/en/editor?q=q01").text();
    assert!(page.contains("action=\"../sparql\"") && page.contains("name=\"query\""));
    assert!(page.contains("30 seconds"));
    // What the script reads is data, which nothing runs, and cannot end its element.
    for script in page.split("<script").skip(1) {
        let head = script.split('>').next().unwrap();
        assert!(
            head.contains("type=\"application/") || head.contains("src=\"../editor/"),
            "{head}"
        );
    }
}

#[test]
fn files_of_the_editor_may_be_kept_and_others_are_not_there() {
    let server = server();
    assert_eq!(server.get("/editor/yasgui.js").status, 404);
    let Some(files) = editor::files() else {
        return; // It was built without the editor.
    };
    let scripts = files.scripts.into_iter().map(|(path, _)| path);
    let paths = scripts.chain(files.styles);
    for path in paths.chain([files.notices]) {
        let path = format!("/{path}");
        let file = server.get(&path);
        assert_eq!(file.status, 200, "{path}");
        assert!(file.header("cache-control").contains("immutable"));
        let tag = file.header("etag").to_owned();
        let again = server.send("GET", &path, &[("if-none-match", &tag)], b"");
        assert_eq!(again.status, 304, "{path}");
    }
}

#[test]
fn the_script_of_the_editor_is_sent_packed_to_who_takes_it() {
    let server = server();
    let Some(files) = editor::files() else {
        return; // It was built without the editor.
    };
    let path = format!("/{}", files.scripts[0].0);
    let plain = server.get(&path);
    assert_eq!(plain.header("vary"), "accept-encoding");
    assert_eq!(plain.header("content-encoding"), "");
    let accept = ("accept-encoding", "gzip, deflate, br, zstd");
    let packed = server.send("GET", &path, &[accept], b"");
    assert_eq!(packed.status, 200);
    assert_eq!(packed.header("content-encoding"), "gzip");
    assert_eq!(packed.header("vary"), "accept-encoding");
    assert!(packed.body.len() < plain.body.len() / 2);
    let mut unpacked = Vec::new();
    flate2::read::GzDecoder::new(packed.body.as_slice())
        .read_to_end(&mut unpacked)
        .unwrap();
    assert!(unpacked == plain.body);
    // The tag of one coding is not that of the other.
    let tag = packed.header("etag").to_owned();
    assert_ne!(tag, plain.header("etag"));
    let known = [accept, ("if-none-match", tag.as_str())];
    let again = server.send("GET", &path, &known, b"");
    assert_eq!((again.status, again.body.len()), (304, 0));
    assert_eq!(again.header("vary"), "accept-encoding");
    let other = server.send("GET", &path, &known[1..], b"");
    assert_eq!(other.status, 200);
    let refused = [("accept-encoding", "gzip;q=0, *;q=0.5")];
    let refused = server.send("GET", &path, &refused, b"");
    assert_eq!(refused.header("content-encoding"), "");
}

#[test]
fn a_named_query_has_a_page_with_its_answer() {
    let server = server();
    let list = server.get("/en/examples").text();
    assert!(list.contains("href=\"../en/examples/q01\"") && list.contains("How many?"));
    let page = server.get("/en/examples/q01").text();
    assert!(page.contains("<h1>How many?</h1>") && page.contains("<td data-label="));
    assert!(page.contains("format=csv") && page.contains("editor?q=q01"));
    assert_eq!(server.get("/en/examples/q99").status, 404);
}
