//! What every answer must be, whatever was asked.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpStream};
use std::time::Duration;

use serde_json::Value;

use super::Sent;

/// An element that requests bring: no page may have it.
const MARK: &str = "<hostile";

/// What would tell of the machine or of a failure within: no answer may have it.
const TELLTALES: [&str; 5] = [
    "panicked at",
    "stack backtrace",
    ".cargo/registry",
    "root:x:0:0",
    "No such file or directory",
];

/// Headers of every answer.
const EVERYWHERE: [(&str, &str); 2] = [
    ("access-control-allow-origin", "*"),
    ("x-content-type-options", "nosniff"),
];

/// What came back until the end of the connection.
pub(super) struct Answered {
    bytes: Vec<u8>,
    /// Of the first answer that is not provisional.
    head: Option<Head>,
}

struct Head {
    status: u16,
    fields: Vec<(String, String)>,
    /// Where the body begins.
    end: usize,
}

impl Head {
    fn field(&self, name: &str) -> Option<&str> {
        let found = self.fields.iter().find(|(it, _)| it == name);
        found.map(|(_, value)| value.as_str())
    }
}

impl Answered {
    /// Sends a request on a connection of its own.
    pub(super) fn to(address: &str, sent: &Sent) -> Self {
        let mut stream = TcpStream::connect(address).unwrap();
        let patience = Some(Duration::from_secs(30));
        stream.set_read_timeout(patience).unwrap();
        stream.set_write_timeout(patience).unwrap();
        // A server that has seen enough closes while more is sent.
        let _ = stream.write_all(&sent.bytes);
        if sent.is_broken_http {
            // There will be no more: it need not wait.
            let _ = stream.shutdown(Shutdown::Write);
        }
        let mut bytes = Vec::new();
        let _ = stream.read_to_end(&mut bytes);
        let head = head_of(&bytes);
        Self { bytes, head }
    }

    pub(super) fn status(&self) -> Option<u16> {
        self.head.as_ref().map(|head| head.status)
    }

    pub(super) fn shown(&self) -> String {
        let bytes = &self.bytes[..self.bytes.len().min(2000)];
        String::from_utf8_lossy(bytes).into_owned()
    }

    /// What is wrong with it, if something is.
    pub(super) fn check(&self, sent: &Sent, hidden: &[String]) -> Result<(), String> {
        let Some(head) = &self.head else {
            // It may have been told to go on, and did not.
            let told = self.bytes.strip_prefix(b"HTTP/1.1 100 Continue\r\n\r\n");
            return match (told.unwrap_or(&self.bytes).is_empty(), sent.is_broken_http) {
                (true, true) => Ok(()),
                (true, false) => Err("no answer".to_owned()),
                (false, _) => Err("an answer without a head".to_owned()),
            };
        };
        let text = String::from_utf8_lossy(&self.bytes);
        let hidden = hidden.iter().map(String::as_str);
        if let Some(told) = hidden.chain(TELLTALES).find(|it| text.contains(it)) {
            return Err(format!("it tells {told}"));
        }
        for (name, value) in EVERYWHERE {
            if head.field(name) != Some(value) {
                return Err(format!("{name} is not {value}"));
            }
        }
        if head.field("x-request-id").is_none() {
            return Err("it has no id".to_owned());
        }
        if head.field("x-injected").is_some() {
            return Err("the request wrote into its head".to_owned());
        }
        let mut body = &self.bytes[head.end..];
        let media_type = head.field("content-type").unwrap_or_default();
        if media_type.starts_with("text/html") && text.contains(MARK) {
            return Err("the request wrote into its page".to_owned());
        }
        let is_head = sent.bytes.starts_with(b"HEAD ");
        let has_body = !is_head && !matches!(head.status, 204 | 304);
        match head.field("content-length").map(str::parse::<usize>) {
            Some(Ok(length)) if has_body => {
                // Behind it may be the answer to what is left of the request.
                body = body.get(..length).ok_or("its body is cut")?;
            }
            None if has_body && head.field("transfer-encoding").is_none() => {
                return Err("nothing says where its body ends".to_owned());
            }
            _ => {}
        }
        if head.status >= 400 && has_body && !media_type.starts_with("text/html") {
            let problem: Value = serde_json::from_slice(body)
                .map_err(|_| format!("a problem of {media_type} is no JSON"))?;
            if problem["status"] != head.status || problem["detail"].as_str().is_none() {
                return Err("a problem without its status and a reason".to_owned());
            }
            // A limit of the README: of time, memory, rows.
            if head.status >= 500 && problem["limit"]["name"].is_null() {
                return Err("an error of the server that is no limit".to_owned());
            }
        } else if head.status >= 500 || head.status < 200 {
            return Err("an error of the server".to_owned());
        }
        Ok(())
    }
}

fn head_of(bytes: &[u8]) -> Option<Head> {
    let mut begin = 0;
    loop {
        let rest = bytes.get(begin..)?;
        let end = rest.windows(4).position(|it| it == b"\r\n\r\n")?;
        let text = String::from_utf8_lossy(&rest[..end]);
        let mut lines = text.split("\r\n");
        let mut first = lines.next()?.split(' ');
        first.next().filter(|it| it.starts_with("HTTP/1."))?;
        let status = first.next()?.parse().ok()?;
        begin += end + 4;
        if (100..200).contains(&status) {
            continue;
        }
        let fields = lines.filter_map(|line| line.split_once(": "));
        let fields = fields.map(|(name, value)| (name.to_lowercase(), value.to_owned()));
        return Some(Head {
            status,
            fields: fields.collect(),
            end: begin,
        });
    }
}
