//! Fetching, from a server in a thread of the test.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener};
use std::thread;
use std::time::Duration;

use uppdrag::preflight::fetch::{FetchError, FetchLimits, Fetcher};
use uppdrag::preflight::{Circumstances, Document, judge};

use super::super::program::uppdrag;
use super::{text, told};

/// A server that answers each request by its method and path, and then hangs up. It ends with the
/// test's process.
fn server(answer: impl Fn(&str, &str) -> Vec<u8> + Send + 'static) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { continue };
            let mut head = Vec::new();
            let mut byte = [0];
            while !head.ends_with(b"\r\n\r\n") && stream.read(&mut byte).is_ok_and(|n| n == 1) {
                head.push(byte[0]);
            }
            let head = String::from_utf8_lossy(&head).into_owned();
            let mut words = head.split(' ');
            let (method, path) = (words.next().unwrap_or(""), words.next().unwrap_or(""));
            let _ = stream.write_all(&answer(method, path));
        }
    });
    address
}

fn answer(status: u16, headers: &[(&str, &str)], body: &str) -> Vec<u8> {
    let mut answer = format!(
        "HTTP/1.1 {status} X\r\nConnection: close\r\nContent-Length: {}\r\n",
        body.len()
    );
    for (name, value) in headers {
        answer += name;
        answer += ": ";
        answer += value;
        answer += "\r\n";
    }
    (answer + "\r\n" + body).into_bytes()
}

fn limits() -> FetchLimits {
    FetchLimits {
        fetch_bytes: 1 << 20,
        ..FetchLimits::DEFAULT
    }
}

/// A catalogue server with much that is wrong.
fn catalogue_server() -> SocketAddr {
    let (rdf, turtle) = (text("right.rdf"), text("right.ttl"));
    server(move |_, path| match path {
        "/right" => answer(
            200,
            &[("Content-Type", "application/rdf+xml; charset=utf-8")],
            &rdf,
        ),
        "/moved" => answer(301, &[("Location", "/right")], ""),
        "/found" => answer(302, &[("Location", "/right")], ""),
        "/round" => answer(303, &[("Location", "/round")], ""),
        "/untyped" => answer(200, &[], &rdf),
        "/text" => answer(200, &[("Content-Type", "text/plain")], &rdf),
        "/turtle" => answer(200, &[("Content-Type", "text/turtle")], &turtle),
        "/html" => answer(
            200,
            &[("Content-Type", "text/html")],
            "<!DOCTYPE html><p>Log in",
        ),
        "/empty" => answer(200, &[("Content-Type", "application/rdf+xml")], " \n"),
        "/plain" => answer(
            200,
            &[("Content-Type", "application/rdf+xml")],
            &rdf[rdf.find("<rdf:RDF").unwrap()..]
                .replace("rdf:RDF>", "r:RDF>")
                .replace(
                    "<rdf:RDF",
                    "<r:RDF xmlns:r=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"",
                ),
        ),
        "/large" => answer(
            200,
            &[("Content-Type", "text/turtle")],
            &" ".repeat((1 << 20) + 1),
        ),
        "/cut" => {
            let mut cut = answer(200, &[("Content-Type", "application/rdf+xml")], &rdf);
            cut.truncate(cut.len() / 2);
            cut
        }
        "/private" => answer(302, &[("Location", "ftp://127.0.0.1/")], ""),
        _ => answer(404, &[], ""),
    })
}

#[test]
fn what_a_harvester_stumbles_over_is_seen() {
    let address = catalogue_server();
    let fetcher = Fetcher::new(limits(), true);
    for (path, expected) in [
        ("/right", vec![]),
        ("/moved", vec![]),
        (
            "/found",
            vec![
                "redirect-not-followed: the address answers with the redirect 302, which the harvester does not follow",
            ],
        ),
        (
            "/round",
            vec!["redirect-loop: the address redirects more than 5 times"],
        ),
        (
            "/untyped",
            vec![
                "content-type-missing: the answer has no Content-Type, by which CKAN picks its parser",
            ],
        ),
        (
            "/text",
            vec![
                "content-type-wrong: the Content-Type is text/plain, which is not what the bytes are",
            ],
        ),
        (
            "/turtle",
            vec!["not-rdf-xml: the address gives Turtle; dataportal.se harvests RDF/XML"],
        ),
        (
            "/html",
            vec!["html-page: it is a page for people (HTML), not RDF"],
        ),
        (
            "/empty",
            vec!["no-answer: the document cannot be fetched: it answers with nothing"],
        ),
        ("/plain", vec![]),
        (
            "/large",
            vec!["too-large: the document takes more than 1 MiB"],
        ),
        (
            "/gone",
            vec!["no-answer: the document cannot be fetched: it answers with status 404"],
        ),
    ] {
        let got = fetcher.fetch(&format!("http://{address}{path}")).unwrap();
        let circumstances = Circumstances {
            observed: got.observed,
            ..Circumstances::default()
        };
        let documents: Vec<_> = got
            .document
            .iter()
            .map(|(bytes, syntax)| Document {
                name: &got.name,
                bytes,
                syntax: *syntax,
            })
            .collect();
        let findings = judge(&documents, &circumstances).unwrap().findings;
        assert_eq!(told(&findings), expected, "{path}");
    }
}

#[test]
fn a_catalogue_that_breaks_off_is_not_taken_for_a_small_one() {
    let address = catalogue_server();
    let fetched = Fetcher::new(limits(), true)
        .fetch(&format!("http://{address}/cut"))
        .unwrap();
    assert!(fetched.document.is_none());
    assert_eq!(fetched.observed[0].rule, "no-answer");
}

#[test]
fn no_address_of_this_machine_is_asked_unless_that_is_allowed() {
    let address = catalogue_server();
    let url = format!("http://{address}/right");
    let refused = Fetcher::new(limits(), false).fetch(&url).unwrap_err();
    assert!(matches!(refused, FetchError::NotPublic(_)), "{refused}");
    for local in [
        "http://localhost/",
        "http://[::1]/",
        "http://169.254.169.254/latest/",
        "http://0x7f000001/",
    ] {
        assert!(
            Fetcher::new(limits(), false).fetch(local).is_err(),
            "{local}"
        );
    }
    let not_web = Fetcher::new(limits(), true)
        .fetch("file:///etc/passwd")
        .unwrap_err();
    assert!(matches!(not_web, FetchError::NotWeb(_)));
    let redirected = Fetcher::new(limits(), true).fetch(&format!("http://{address}/private"));
    assert!(matches!(redirected, Err(FetchError::NotWeb(_))));

    let output = uppdrag(["preflight", &url]);
    assert_eq!(output.status.code(), Some(2));
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert!(stderr.contains("--allow-local"), "{stderr}");
}

#[test]
fn addresses_of_the_data_are_tried() {
    let address = server(|method, path| match (method, path) {
        ("HEAD", "/page") => answer(405, &[], ""),
        (_, "/page" | "/file") => answer(200, &[], ""),
        (_, "/moved") => answer(302, &[("Location", "/file")], ""),
        (_, "/round") => answer(302, &[("Location", "/round")], ""),
        _ => answer(404, &[], ""),
    });
    let addresses = ["/page", "/file", "/moved", "/round", "/gone"]
        .map(|path| format!("http://{address}{path}"));
    let fetcher = Fetcher::new(limits(), true);
    let (answers, observed) = fetcher.try_addresses(&addresses, "catalog.rdf");
    let found: Vec<bool> = addresses.iter().map(|address| answers[address]).collect();
    assert_eq!(found, [true, true, true, false, false]);
    assert_eq!(observed.len(), 2);
    let circumstances = Circumstances {
        observed,
        ..Circumstances::default()
    };
    let findings = judge(&[], &circumstances).unwrap().findings;
    let gone = format!(
        "address-does-not-answer: an address of the data does not answer: <http://{address}/gone>: status 404"
    );
    assert!(told(&findings).contains(&gone), "{:?}", told(&findings));

    // Nothing near is tried unasked, and no more than the limit.
    let (answers, _) = Fetcher::new(limits(), false).try_addresses(&addresses[..1], "catalog.rdf");
    assert_eq!(answers.values().collect::<Vec<_>>(), [&false]);
    let few = FetchLimits {
        tried_addresses: 1,
        ..limits()
    };
    assert_eq!(
        Fetcher::new(few, true)
            .try_addresses(&addresses, "catalog.rdf")
            .0
            .len(),
        1
    );
    let none = FetchLimits {
        addresses_time: Duration::ZERO,
        ..limits()
    };
    assert!(
        Fetcher::new(none, true)
            .try_addresses(&addresses, "catalog.rdf")
            .0
            .is_empty()
    );
}

#[test]
fn points_are_counted_for_addresses_that_answer() {
    let turtle = text("right.ttl");
    let document = Document::named("right.ttl", turtle.as_bytes());
    let answers = uppdrag::preflight::addresses(&document)
        .into_iter()
        .map(|address| (address, true));
    let circumstances = Circumstances {
        answers: answers.collect(),
        ..Circumstances::default()
    };
    let scores = judge(&[document], &circumstances).unwrap().scores;
    assert_eq!(
        (scores[0].points, scores[0].not_tried, scores[0].rating),
        (405, 0, "excellent")
    );
}
