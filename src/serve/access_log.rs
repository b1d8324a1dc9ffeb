//! One entry for each request, given to whoever keeps the log.
//!
//! It holds no text of a query unless the operator asks for it, and no time of day: the library reads
//! no clock, so the log itself adds the time.

use std::net::IpAddr;
use std::sync::Arc;

use serde::Serialize;

/// Longest path that is logged whole, in bytes.
const PATH_BYTES: usize = 512;

/// One request.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Entry {
    /// Id of the request, as in the answer.
    pub request: String,
    /// Address of the client.
    pub client: IpAddr,
    /// HTTP method; `-` if the request could not be read.
    pub method: String,
    /// Path without parameters, which may hold a query; cut if it is very long.
    pub path: String,
    /// HTTP status; 499 if the client left before it was answered.
    pub status: u16,
    /// Bytes of the body of the answer.
    pub bytes: u64,
    /// Time from the head of the request to the end of the answer, in milliseconds.
    pub ms: u64,
    /// The limit that was met.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<String>,
    /// Whether the answer broke off before its end.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub cut: bool,
    /// The query, if queries are logged.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub query: Option<String>,
}

impl Entry {
    /// A request that is not answered yet.
    pub(super) fn of(request: String, client: IpAddr, method: &str, path: &str) -> Self {
        Self {
            request,
            client,
            method: method.to_owned(),
            path: cut(path),
            status: 0,
            bytes: 0,
            ms: 0,
            limit: None,
            cut: false,
            query: None,
        }
    }
}

/// Takes entries; must not wait, for it is called where requests are answered.
pub type Log = Arc<dyn Fn(&Entry) + Send + Sync>;

/// A path as it is logged.
fn cut(path: &str) -> String {
    let mut end = path.len().min(PATH_BYTES);
    while !path.is_char_boundary(end) {
        end -= 1;
    }
    path[..end].to_owned()
}

/// The text of a query, on its way from the endpoint to the log.
#[derive(Clone)]
pub(super) struct LoggedQuery(pub(super) String);
