//! Packed dumps, and parts of them.

use super::*;

const PLAIN: &str = "<a:> <a:> <a:> .\n";

fn server() -> Server {
    let site = site_of(1)
        .with_dump("all.nt", "application/n-triples", PLAIN.as_bytes())
        .with_dump("all.nt.gz", "application/gzip", &b"gzipped"[..])
        .with_dump("all.nt.zst", "application/zstd", &b"zstd"[..])
        .with_dump("only.ttl", "text/turtle", &b"# nothing"[..]);
    Server::start(site)
}

#[test]
fn a_packed_form_is_sent_to_who_accepts_it() {
    let server = server();
    let mut tags = Vec::new();
    for (accepted, coding, body) in [
        ("", "", PLAIN),
        ("br", "", PLAIN),
        ("gzip", "gzip", "gzipped"),
        ("gzip, deflate, br, zstd", "zstd", "zstd"),
        ("zstd;q=0.1, gzip", "gzip", "gzipped"),
        ("gzip;q=0", "", PLAIN),
    ] {
        let fields = [("accept-encoding", accepted)];
        let dump = server.send("GET", "/dump/all.nt", &fields, b"");
        assert_eq!(
            (
                dump.status,
                dump.header("content-encoding"),
                dump.text().as_str()
            ),
            (200, coding, body),
            "{accepted}"
        );
        assert_eq!(dump.header("content-type"), "application/n-triples");
        assert_eq!(dump.header("vary"), "accept-encoding");
        let tag = dump.header("etag").to_owned();
        let fields = [("accept-encoding", accepted), ("if-none-match", &tag)];
        let known = server.send("GET", "/dump/all.nt", &fields, b"");
        assert_eq!((known.status, known.body.len()), (304, 0));
        tags.push(tag);
    }
    tags.sort_unstable();
    tags.dedup();
    assert_eq!(tags.len(), 3, "each form has its own tag");
    // A packed file that is asked for by its name is a file, not a form of one.
    let file = server.send(
        "GET",
        "/dump/all.nt.gz",
        &[("accept-encoding", "gzip")],
        b"",
    );
    assert_eq!(
        (file.header("content-type"), file.header("content-encoding")),
        ("application/gzip", "")
    );
    let only = server.send("GET", "/dump/only.ttl", &[("accept-encoding", "gzip")], b"");
    assert_eq!(
        (only.header("content-encoding"), only.header("vary")),
        ("", "")
    );
}

#[test]
fn a_download_goes_on_where_it_broke_off() {
    let server = server();
    let whole = server.get("/dump/all.nt");
    assert_eq!(whole.header("accept-ranges"), "bytes");
    let tag = whole.header("etag").to_owned();
    let part = |fields: &[(&str, &str)]| server.send("GET", "/dump/all.nt", fields, b"");
    for (range, sent, body) in [
        ("bytes=4-", "bytes 4-16/17", &PLAIN[4..]),
        ("bytes=0-3", "bytes 0-3/17", &PLAIN[..4]),
        ("bytes=-2", "bytes 15-16/17", &PLAIN[15..]),
        ("bytes=10-1000", "bytes 10-16/17", &PLAIN[10..]),
    ] {
        let answer = part(&[("range", range), ("if-range", &tag)]);
        assert_eq!(
            (
                answer.status,
                answer.header("content-range"),
                answer.text().as_str()
            ),
            (206, sent, body),
            "{range}"
        );
        assert_eq!(answer.header("etag"), tag);
    }
    // The part of a packed form is one of its bytes.
    let packed = part(&[("range", "bytes=2-"), ("accept-encoding", "gzip")]);
    assert_eq!((packed.status, packed.text().as_str()), (206, "ipped"));
    assert_eq!(packed.header("content-encoding"), "gzip");
    for range in ["bytes=17-", "bytes=5-4"] {
        let outside = part(&[("range", range)]);
        outside.problem(416, "range-outside");
        assert_eq!(outside.header("content-range"), "bytes */17");
    }
    for fields in [
        // Bytes that have changed since, several parts, and what is no range at all.
        [("range", "bytes=4-"), ("if-range", "\"of another build\"")],
        [("range", "bytes=0-1, 4-5"), ("if-range", &tag)],
        [("range", "lines=1-2"), ("x", "")],
        [("range", "bytes=a-b"), ("x", "")],
    ] {
        let answer = part(&fields);
        assert_eq!(
            (answer.status, answer.text().as_str()),
            (200, PLAIN),
            "{fields:?}"
        );
    }
    let head = server.send("HEAD", "/dump/all.nt", &[("range", "bytes=4-")], b"");
    assert_eq!((head.status, head.header("content-length")), (200, "17"));
}

#[test]
fn the_front_page_lists_a_file_once_with_its_packed_forms() {
    let page = server().get("/").text();
    let (_, files) = page.split_once("id=\"files\"").unwrap();
    // The heads, these two, and two of every site here.
    assert_eq!(files.matches("<tr>").count(), 5, "{files}");
    for link in [
        "all.nt\">all.nt",
        "all.nt.gz\">gz",
        "all.nt.zst\">zst",
        "only.ttl\">only.ttl",
    ] {
        assert!(
            files.contains(&format!("href=\"./dump/{link}</a>")),
            "{link}: {files}"
        );
    }
}
