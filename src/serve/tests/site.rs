//! What every site has: front page, dumps, methods, and the headers of all answers.

use super::*;

#[test]
fn a_wrong_method_is_told_the_right_ones() {
    let server = server();
    for (target, allow) in [
        ("/", "GET, HEAD, OPTIONS"),
        ("/sparql", "GET, HEAD, POST, OPTIONS"),
        ("/dump/all.nt", "GET, HEAD, OPTIONS"),
        ("/graphs?default", "GET, HEAD, OPTIONS"),
        ("/graphs/0", "GET, HEAD, OPTIONS"),
        ("/.well-known/void", "GET, HEAD, OPTIONS"),
    ] {
        let answer = server.send("DELETE", target, &[], b"");
        answer.problem(405, "method-not-allowed");
        assert_eq!(answer.header("allow"), allow);
        let answer = server.send(
            "OPTIONS",
            target,
            &[
                ("origin", "https://e.org"),
                ("access-control-request-method", "POST"),
            ],
            b"",
        );
        assert_eq!((answer.status, answer.body.len()), (204, 0));
        assert_eq!(answer.header("access-control-allow-methods"), allow);
        assert_eq!(answer.header("access-control-allow-origin"), "*");
        assert!(
            answer
                .header("access-control-allow-headers")
                .contains("Content-Type")
        );
    }
}

#[test]
fn every_answer_is_open_to_scripts_of_other_sites_and_runs_none() {
    let server = server();
    for target in [
        "/",
        "/sparql",
        "/sparql?query=ASK%7B%7D",
        "/dump/index.html",
        "/dump/none",
        "/none",
        "/style.css",
    ] {
        let answer = server.get(target);
        assert_eq!(
            answer.header("access-control-allow-origin"),
            "*",
            "{target}"
        );
        assert_eq!(
            answer.header("x-content-type-options"),
            "nosniff",
            "{target}"
        );
        assert!(
            answer
                .header("content-security-policy")
                .starts_with("default-src 'none'"),
            "{target}"
        );
    }
    assert!(
        server
            .get("/dump/index.html")
            .header("content-security-policy")
            .contains("sandbox")
    );
    server.get("/none").problem(404, "not-found");
}

#[test]
fn the_front_page_says_what_this_is_in_two_languages() {
    let server = server();
    let swedish = server.get("/");
    assert_eq!(swedish.header("content-language"), "sv");
    assert_eq!(swedish.header("vary"), "accept-language");
    let page = swedish.text();
    assert!(
        page.contains("<html lang=\"sv\">")
            && page.contains("<h1>Länsstyrelser &#60;&#38;&#62;</h1>")
    );
    assert!(page.contains("Hur många är &#34;de&#34;?") && page.contains("href=\"./en/\""));
    assert!(page.contains("href=\"./dump/1.0/all%20nt.gz\"") && page.contains("4\u{a0}byte<"));
    // Data for search engines, which nothing runs.
    let scripts: Vec<_> = page.match_indices("<script").collect();
    assert_eq!(scripts.len(), 1);
    assert!(page.contains("<script type=\"application/ld+json\">{"));
    assert!(!page.contains(" style=") && !page.contains(" onclick"));
    let english = server.get("/?lang=en").text();
    assert!(english.contains("<html lang=\"en\">") && english.contains("How many?"));
    let editor = server.get("/editor?lang=en&q=q01").text();
    assert!(editor.contains(&format!("\n{COUNT}</textarea>")));
    let by_header = server.send("GET", "/", &[("accept-language", "en;q=0.8, fi")], b"");
    assert_eq!(by_header.header("content-language"), "en");
}

#[test]
fn the_links_of_the_front_page_lead_somewhere() {
    let server = server();
    let page = server.get("/").text();
    let mut followed = 0;
    for link in page.split("href=\"").skip(1) {
        let target = link.split('"').next().unwrap().replace("&#38;", "&");
        let Some(target) = target.strip_prefix("./") else {
            continue;
        };
        // The graph of these tests has no ontology.
        if target == "sv/ns" {
            continue;
        }
        let target = target.split('#').next().unwrap();
        assert_eq!(server.get(&format!("/{target}")).status, 200, "{target}");
        followed += 1;
    }
    assert!(followed >= 7, "{page}");
}

#[test]
fn a_dump_comes_with_its_type_and_digest() {
    let server = server();
    let dump = server.get("/dump/all.nt");
    assert_eq!(
        (dump.status, dump.text().as_str()),
        (200, "<a:> <a:> <a:> .\n")
    );
    assert_eq!(dump.header("content-type"), "application/n-triples");
    let packed = server.get("/dump/1.0/all%20nt.gz");
    assert_eq!(
        (
            packed.header("content-type"),
            packed.header("content-encoding")
        ),
        ("application/gzip", "")
    );
    assert_eq!(packed.body, [0x1F, 0x8B, 8, 0]);
    let tag = dump.header("etag").to_owned();
    assert_eq!(tag.len(), 66);
    for field in [tag.clone(), format!("\"x\", W/{tag}"), "*".to_owned()] {
        let fresh = server.send("GET", "/dump/all.nt", &[("if-none-match", &field)], b"");
        assert_eq!(
            (fresh.status, fresh.body.len(), fresh.header("etag")),
            (304, 0, tag.as_str())
        );
    }
    assert_eq!(
        server
            .send("GET", "/dump/all.nt", &[("if-none-match", "\"x\"")], b"")
            .status,
        200
    );
    let head = server.send("HEAD", "/dump/all.nt", &[], b"");
    assert_eq!(
        (head.status, head.body.len(), head.header("content-length")),
        (200, 0, "17")
    );
    for target in [
        "/dump/none",
        "/dump/",
        "/dump/../Cargo.toml",
        "/dump/%2e%2e/all.nt",
        "/dump/%FF",
    ] {
        server.get(target).problem(404, "not-found");
    }
}
