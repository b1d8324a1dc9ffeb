//! Where the server is reached: the beginning of every absolute IRI that it says of itself.

use axum::http::{HeaderMap, header};
use oxigraph::model::NamedNode;

use super::Site;

/// Longest `Host` that is repeated: that of a DNS name with a port (RFC 1035 §2.3.4).
const HOST_BYTES: usize = 255 + 6;

/// The address of the server's root, with a slash at its end.
///
/// It is the one that the operator has set ([`Site::with_address`]). Without one it is what the
/// client calls the server, by `http` and the `Host` of the request; what a proxy says in
/// `X-Forwarded-…` is not believed, as anybody can say it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Address(String);

impl Address {
    pub(super) fn of(site: &Site, headers: &HeaderMap) -> Self {
        if let Some(address) = &site.address {
            return Self(address.clone());
        }
        let host = headers.get(header::HOST).and_then(|it| it.to_str().ok());
        let host = host.filter(|host| is_host(host)).unwrap_or("localhost");
        Self(format!("http://{host}/"))
    }

    /// An IRI below the root; `path` has no slash at its beginning, and no character that an IRI
    /// does not.
    pub(super) fn iri(&self, path: &str) -> NamedNode {
        named_node_of(format!("{}{path}", self.0))
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "an address is an IRI, and the paths are those of the routes"
)]
fn named_node_of(text: String) -> NamedNode {
    NamedNode::new_unchecked(text)
}

/// Whether a `Host` can stand in an IRI: a name or a number, and a port.
fn is_host(host: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-_:[]".contains(&byte);
    !host.is_empty()
        && host.len() <= HOST_BYTES
        && host.bytes().all(plain)
        && NamedNode::new(format!("http://{host}/")).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frozen::Freezer;
    use crate::serve::Text;

    fn of(site: &Site, host: &str) -> String {
        let mut headers = HeaderMap::new();
        if let Ok(host) = host.parse() {
            headers.insert(header::HOST, host);
        }
        Address::of(site, &headers).0
    }

    #[test]
    fn the_address_is_that_of_the_operator_then_the_host() {
        let site = Site::new(
            Freezer::default().in_memory().unwrap(),
            Text::default(),
            Text::default(),
        );
        assert_eq!(of(&site, "data.example.org"), "http://data.example.org/");
        assert_eq!(of(&site, "[::1]:7878"), "http://[::1]:7878/");
        let long = "a".repeat(300);
        for bad in [
            "", "a b", "e.org/x", "a>b", "é.org", "a@b", &long, "[::1", "a:b:c",
        ] {
            assert_eq!(of(&site, bad), "http://localhost/", "{bad}");
        }
        let site = site.with_address("https://data.example.org/graph").unwrap();
        assert_eq!(of(&site, "other"), "https://data.example.org/graph/");
    }
}
