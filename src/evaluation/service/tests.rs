//! Calls to an endpoint on this machine, which only these tests may reach.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};

use super::*;

const ROWS: &str = "HTTP/1.1 200 OK\r\nContent-Type: application/sparql-results+json\r\n\
                    Connection: close\r\n\r\n";

/// An endpoint that gives these answers one after the other and tells what it was asked.
fn endpoint(answers: Vec<String>) -> (String, std::thread::JoinHandle<Vec<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let serving = std::thread::spawn(move || {
        let mut asked = Vec::new();
        for answer in answers {
            let (stream, _) = listener.accept().unwrap();
            asked.push(read_request(&stream));
            // The client may have gone when it has seen enough.
            let _ = (&stream).write_all(answer.as_bytes());
        }
        asked
    });
    (format!("http://{address}/"), serving)
}

/// The body of a request.
fn read_request(stream: &TcpStream) -> String {
    let mut reader = BufReader::new(stream);
    let mut length = 0;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        if line == "\r\n" {
            break;
        }
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    String::from_utf8(body).unwrap()
}

fn caller(prefixes: &[&str]) -> Caller {
    let mut services = Services::default();
    for prefix in prefixes {
        services.allow(prefix).unwrap();
    }
    let mut caller = Caller::new(services, None);
    caller.is_reachable = |_| true;
    caller
}

fn results(numbers: usize) -> String {
    let row = r#"{"x":{"type":"uri","value":"http://e.org/a"}}"#;
    let rows = vec![row; numbers].join(",");
    format!(r#"{{"head":{{"vars":["x"]}},"results":{{"bindings":[{rows}]}}}}"#)
}

const QUERY: &str = "SELECT * WHERE { ?x ?p ?o }";

#[test]
fn an_allowed_endpoint_is_asked() {
    let (iri, serving) = endpoint(vec![format!("{ROWS}{}", results(2))]);
    let (variables, rows) = caller(&[&iri])
        .call(&format!("{iri}sparql"), QUERY)
        .unwrap();
    assert_eq!(variables, [Variable::new("x").unwrap()]);
    assert_eq!(rows.len(), 2);
    assert_eq!(serving.join().unwrap(), [QUERY]);
}

#[test]
fn a_near_address_is_refused_although_its_iri_is_allowed() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    listener.set_nonblocking(true).unwrap();
    for host in [
        "127.0.0.1",
        "localhost",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "0.0.0.0",
        "2130706433",
    ] {
        let iri = format!("http://{host}:{port}/sparql");
        let mut services = Services::default();
        services.allow(&format!("http://{host}:{port}/")).unwrap();
        let refused = Caller::new(services, None).call(&iri, QUERY).err().unwrap();
        assert!(
            matches!(refused, ServiceError::NotPublic(_) | ServiceError::Call(..)),
            "{host}: {refused}"
        );
    }
    assert!(listener.accept().is_err(), "somebody called");
}

#[test]
fn an_iri_that_only_looks_allowed_is_refused() {
    let caller = caller(&["https://allowed.example/sparql/"]);
    for iri in [
        "https://other.example/",
        "https://allowed.example/",
        "https://allowed.example/sparql",
        "http://allowed.example/sparql/",
        "https://allowed.example/sparql/../admin",
        "https://allowed.example/sparql/%2E%2e/admin",
        "https://allowed.example:8080/sparql/",
        "https://allowed.example@other.example/sparql/",
        "file:///etc/passwd",
        "https://allowed.example/sparql/#x",
    ] {
        let refused = caller.call(iri, QUERY).err().unwrap();
        assert!(
            matches!(refused, ServiceError::NotAllowed(_)),
            "{iri}: {refused}"
        );
    }
    for prefix in [
        "https://e.example",
        "https://",
        "file:///",
        "ftp://e.example/",
        "https://a@b/",
    ] {
        assert!(Services::default().allow(prefix).is_err(), "{prefix}");
    }
}

#[test]
fn a_redirect_is_followed_only_to_what_is_allowed() {
    let redirect = |to: &str| {
        format!(
            "HTTP/1.1 307 Temporary Redirect\r\nLocation: {to}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        )
    };
    let (second, serving) = endpoint(vec![format!("{ROWS}{}", results(1))]);
    let (first, redirecting) = endpoint(vec![redirect(&second)]);
    let (_, rows) = caller(&[&first, &second]).call(&first, QUERY).unwrap();
    assert_eq!(rows.len(), 1);
    assert_eq!(redirecting.join().unwrap(), [QUERY]);
    assert_eq!(serving.join().unwrap(), [QUERY]);

    let (first, redirecting) = endpoint(vec![redirect("http://169.254.169.254/latest/")]);
    let refused = caller(&[&first]).call(&first, QUERY).err().unwrap();
    assert!(matches!(refused, ServiceError::NotAllowed(_)), "{refused}");
    redirecting.join().unwrap();

    let again = vec![redirect("/again"); SERVICE_REDIRECTS + 1];
    let (first, redirecting) = endpoint(again);
    let refused = caller(&[&first]).call(&first, QUERY).err().unwrap();
    assert!(matches!(refused, ServiceError::Redirects(_)), "{refused}");
    redirecting.join().unwrap();
}

#[test]
fn an_answer_is_whole_or_an_error() {
    let ask = |answer: String, change: fn(&mut Services)| {
        let (iri, serving) = endpoint(vec![answer]);
        let mut caller = caller(&[&iri]);
        change(&mut caller.services);
        let answered = caller.call(&iri, QUERY);
        serving.join().unwrap();
        answered.err().unwrap()
    };
    let whole = format!("{ROWS}{}", results(3));
    let refused = ask(whole.clone(), |services| services.rows = 2);
    assert!(matches!(refused, ServiceError::Rows(_, 2)), "{refused}");
    let refused = ask(whole.clone(), |services| services.bytes = 50);
    assert!(matches!(refused, ServiceError::Bytes(_, 50)), "{refused}");
    let cut = whole[..whole.len() - 5].to_owned();
    let refused = ask(cut, |_| ());
    assert!(matches!(refused, ServiceError::Malformed(..)), "{refused}");
    let status = "HTTP/1.1 500 Oh\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".to_owned();
    let refused = ask(status, |_| ());
    assert!(matches!(refused, ServiceError::Status(_, 500)), "{refused}");
    let page = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi";
    let refused = ask(page.to_owned(), |_| ());
    assert!(matches!(refused, ServiceError::Malformed(..)), "{refused}");
}

#[test]
fn an_endpoint_that_does_not_answer_is_left() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let iri = format!("http://{}/", listener.local_addr().unwrap());
    let mut caller = caller(&[&iri]);
    caller.services.time = Duration::from_millis(50);
    let refused = caller.call(&iri, QUERY).err().unwrap();
    assert!(matches!(refused, ServiceError::Call(..)), "{refused}");
    // The query's own end comes first if it is sooner.
    caller.services.time = Duration::from_secs(3600);
    caller.deadline = Some(Instant::now() + Duration::from_millis(50));
    let refused = caller.call(&iri, QUERY).err().unwrap();
    assert!(matches!(refused, ServiceError::Call(..)), "{refused}");
}
