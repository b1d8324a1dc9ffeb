//! Requests that are wrong as HTTP, or strange.

use super::sites::{PATHS, a_path};
use super::{Kind, Sent};
use crate::random::Random;

pub(super) const KINDS: &[Kind] = &[
    ("noise", noise),
    ("request line", request_line),
    ("fields", fields),
    ("long heads", long_heads),
    ("chunks", chunks),
    ("lengths", lengths),
    ("methods", methods),
    ("targets", targets),
    ("negotiation", negotiation),
];

/// A request that is well formed if its parts are.
pub(super) fn request(
    method: &str,
    target: impl AsRef<[u8]>,
    fields: &[(&str, &[u8])],
    body: &[u8],
) -> Vec<u8> {
    let mut bytes = [method.as_bytes(), b" ", target.as_ref(), b" HTTP/1.1\r\n"].concat();
    bytes.extend_from_slice(b"connection: close\r\n");
    if !fields.iter().any(|(name, _)| *name == "host") {
        bytes.extend_from_slice(b"host: t.example\r\n");
    }
    for (name, value) in fields {
        bytes.extend([name.as_bytes(), b": ", value, b"\r\n"].concat());
    }
    if !body.is_empty() {
        bytes.extend_from_slice(format!("content-length: {}\r\n", body.len()).as_bytes());
    }
    bytes.extend_from_slice(b"\r\n");
    bytes.extend_from_slice(body);
    bytes
}

pub(super) fn sent(bytes: Vec<u8>) -> Sent {
    Sent {
        bytes,
        is_broken_http: false,
    }
}

fn broken(bytes: Vec<u8>) -> Sent {
    Sent {
        is_broken_http: true,
        ..sent(bytes)
    }
}

fn get(random: &mut Random) -> Vec<u8> {
    let target = a_path(random);
    request("GET", target, &[("accept", b"text/turtle")], b"")
}

/// Bytes of other protocols, and requests with damage anywhere.
fn noise(random: &mut Random) -> Sent {
    let length = random.size(4000);
    broken(match random.below(6) {
        0 => random.bytes(length),
        1 => vec![random.of(b"\0 \r\n\x16\xff"); length],
        2 => b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0".to_vec(),
        3 => [
            b"\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03",
            &random.bytes(300)[..],
        ]
        .concat(),
        _ => {
            let whole = String::from_utf8(get(random)).unwrap();
            random.damaged(&whole)
        }
    })
}

fn request_line(random: &mut Random) -> Sent {
    let path = random.of(PATHS);
    let line = match random.below(14) {
        0 => format!("GET {path}"),
        1 => format!("GET  {path} HTTP/1.1"),
        2 => format!("GET {path} HTTP/9.9"),
        3 => format!("GET {path} HTTP/1.1 more"),
        4 => format!("GET\t{path}\tHTTP/1.1"),
        5 => format!(" GET {path} HTTP/1.1"),
        6 => format!("get {path} http/1.1"),
        7 => "GET HTTP/1.1".to_owned(),
        8 => format!("GET {path} HTTP/1.0"),
        9 => format!("GET {path}\0 HTTP/1.1"),
        10 => format!("GET {path}?{} HTTP/1.1", random.text()),
        11 => format!("{} {path} HTTP/1.1", random.text()),
        12 => format!("GET {} HTTP/1.1", random.text()),
        _ => "\r\n\r\n\r\n".to_owned(),
    };
    let end = random.of(&["\r\n", "\n", "\r", ""]);
    let rest = random.of(&["host: t\r\n\r\n", "\r\n", "host: t\n\n", ""]);
    broken(format!("{line}{end}{rest}").into_bytes())
}

fn fields(random: &mut Random) -> Sent {
    let length = random.size(300);
    let value = random.field(length);
    let field = match random.below(12) {
        0 => b"no colon".to_vec(),
        1 => [b": ", &value[..]].concat(),
        2 => [b"a b: ", &value[..]].concat(),
        3 => b"x : y".to_vec(),
        4 => b" folded: y".to_vec(),
        5 => b"x: a\r\n\tfolded".to_vec(),
        6 => b"x: a\0b".to_vec(),
        7 => b"x: a\rb".to_vec(),
        8 => ["x-å: ", "y"].concat().into_bytes(),
        9 => [&value[..], b": y"].concat(),
        10 => [b"x: ", &random.bytes(length)[..]].concat(),
        _ => b"host: a\r\nhost: b".to_vec(),
    };
    let path = a_path(random);
    let head = format!("GET {path} HTTP/1.1\r\nhost: t\r\nconnection: close\r\n");
    broken([head.as_bytes(), &field, b"\r\n\r\n"].concat())
}

/// Heads near the limits of their length, and over them.
fn long_heads(random: &mut Random) -> Sent {
    let length = random.of(&[1000, 8000, 33_000, 66_000, 200_000]);
    sent(match random.below(4) {
        0 => request("GET", "/", &[("x-long", &vec![b'a'; length])], b""),
        1 => request("GET", format!("/{}", "a".repeat(length)), &[], b""),
        2 => {
            let query = "a=b&".repeat(length / 4);
            request("GET", format!("{}?{query}", random.of(PATHS)), &[], b"")
        }
        _ => {
            let fields = "x: y\r\n".repeat(length / 6);
            format!("GET / HTTP/1.1\r\nhost: t\r\nconnection: close\r\n{fields}\r\n").into_bytes()
        }
    })
}

const QUERY: &[u8] = b"ASK {}";

fn posted(fields: &str, body: &[u8]) -> Vec<u8> {
    let head = format!(
        "POST /sparql HTTP/1.1\r\nhost: t\r\nconnection: close\r\n\
         content-type: application/sparql-query\r\n{fields}\r\n"
    );
    [head.as_bytes(), body].concat()
}

fn chunks(random: &mut Random) -> Sent {
    let body = match random.below(12) {
        0 => "6\r\nASK {}\r\n0\r\n\r\n".to_owned(),
        1 => "6\r\nASK {}\r\n".to_owned(),
        2 => "7\r\nASK {}\r\n0\r\n\r\n".to_owned(),
        3 => "zz\r\nASK {}\r\n0\r\n\r\n".to_owned(),
        4 => "ffffffffffffffffff\r\nASK {}\r\n".to_owned(),
        5 => "-1\r\nASK {}\r\n0\r\n\r\n".to_owned(),
        6 => "6;x=\"\r\nASK {}\r\n0\r\n\r\n".to_owned(),
        7 => "6\nASK {}\n0\n\n".to_owned(),
        8 => "0x6\r\nASK {}\r\n0\r\n\r\n".to_owned(),
        9 => format!(
            "6\r\nASK {{}}\r\n0\r\n{}\r\n",
            "x: y\r\n".repeat(random.size(4000))
        ),
        10 => format!(
            "6;{}\r\nASK {{}}\r\n0\r\n\r\n",
            "a".repeat(random.size(40_000))
        ),
        _ => format!("{}0\r\n\r\n", "1\r\n#\r\n".repeat(1 + random.size(20_000))),
    };
    let coding = random.of(&[
        "transfer-encoding: chunked\r\n",
        "transfer-encoding: chunked\r\n",
        "transfer-encoding: chunked\r\ncontent-length: 6\r\n",
        "content-length: 6\r\ntransfer-encoding: chunked\r\n",
        "transfer-encoding: gzip, chunked\r\n",
        "transfer-encoding: chunked, identity\r\n",
        "transfer-encoding: xchunked\r\n",
        "transfer-encoding: chunked\r\ntransfer-encoding: chunked\r\n",
        "transfer-encoding: \x0bchunked\r\n",
    ]);
    broken(posted(coding, body.as_bytes()))
}

fn lengths(random: &mut Random) -> Sent {
    let length = random.of(&[
        "0",
        "5",
        "7",
        "100",
        "-6",
        "+6",
        "6, 6",
        "6 6",
        "0x6",
        "six",
        "",
        "18446744073709551615",
        "99999999999999999999999",
        "2000000",
        "6\r\ncontent-length: 7",
        "6\r\ncontent-length: 6",
        "6\r\nexpect: 100-continue",
        "6\r\nexpect: 200-ok",
        "6\r\ncontent-encoding: gzip",
        "6\r\nupgrade: h2c\r\nhttp2-settings: AAMAAABk",
    ]);
    broken(posted(&format!("content-length: {length}\r\n"), QUERY))
}

fn methods(random: &mut Random) -> Sent {
    let path = a_path(random);
    let method = random.of(&[
        "HEAD",
        "OPTIONS",
        "PUT",
        "DELETE",
        "PATCH",
        "TRACE",
        "CONNECT",
        "POST",
        "PROPFIND",
        "QUERY",
        "PURGE",
        "get",
        "G'ET",
        "A",
        "M-SEARCH",
        "UPDATE",
        "LOCK",
        "SUBSCRIBE",
    ]);
    let body: &[u8] = if random.one_in(2) {
        b"<a:b> <a:b> <a:b> ."
    } else {
        b""
    };
    let bytes = request(method, &path, &[("content-type", b"text/turtle")], body);
    Sent {
        is_broken_http: method == "CONNECT",
        ..sent(bytes)
    }
}

/// Targets in absolute form and others, with hosts that lie.
fn targets(random: &mut Random) -> Sent {
    let path = a_path(random);
    let target = match random.below(10) {
        0 => format!("http://t.example{path}"),
        1 => format!("http://evil.example:99999{path}"),
        2 => format!("https://user:password@evil.example{path}"),
        3 => format!("//evil.example{path}"),
        4 => format!("///{path}"),
        5 => format!("file://{path}"),
        6 => "*".to_owned(),
        7 => "evil.example:80".to_owned(),
        8 => format!("{path}#fragment"),
        _ => path,
    };
    let host = random.of(&[
        "",
        "t",
        "evil.example",
        "evil.example:99999",
        "a b",
        "<hostile>",
        "\"><hostile>",
        "å.example",
        "[::1",
        "[::1]:7",
        "127.0.0.1/../x",
        "user@evil.example",
        "evil.example, t",
        "%00",
    ]);
    let forwarded = random.of(&["https", "javascript", "<hostile>", ""]);
    let bytes = request(
        random.of(&["GET", "HEAD", "OPTIONS"]),
        &target,
        &[
            ("host", host.as_bytes()),
            ("x-forwarded-host", b"evil.example\"><hostile>"),
            ("x-forwarded-proto", forwarded.as_bytes()),
            ("x-forwarded-for", b"127.0.0.1, <hostile>, ::1"),
            ("forwarded", b"for=\"[::1\";host=evil.example"),
        ],
        b"",
    );
    sent(bytes)
}

fn negotiation(random: &mut Random) -> Sent {
    let path = a_path(random);
    let length = random.size(3000);
    let garbage = random.field(length);
    let name = random.of(&[
        "accept",
        "accept-language",
        "accept-encoding",
        "accept-charset",
        "if-none-match",
        "if-match",
        "if-modified-since",
        "range",
        "x-request-id",
        "cookie",
        "authorization",
        "origin",
        "access-control-request-headers",
        "content-type",
        "te",
    ]);
    let value: Vec<u8> = match random.below(8) {
        0 => garbage,
        1 => b"text/html;q=9, text/turtle;q=-1, */*;q=x, /, ;;;, \"".to_vec(),
        2 => "a/b;q=0.001,".repeat(random.size(1500)).into_bytes(),
        3 => b"*".to_vec(),
        4 => b"W/\"x\", \"\", \"unclosed, *".to_vec(),
        5 => b"bytes=9-1,-5,0-,99999999999999999999-".to_vec(),
        6 => b"sv;q=0.5,,en-;q=1.0000,*-x;q=nan,\x80".to_vec(),
        _ => "\"abc\",".repeat(random.size(5000)).into_bytes(),
    };
    sent(request("GET", path, &[(name, &value)], b""))
}
