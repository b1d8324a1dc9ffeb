//! Where a publication is reached on the web.

use iri_string::types::UriStr;

/// The address of a publication's root: a URL of ASCII that ends in a slash.
///
/// Rules of web servers and names of files are made of it, so it holds no other characters than
/// those that mean themselves there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address(String);

impl Address {
    /// How an address is written.
    pub const HOW: &str = "write it like https://data.example.org/, without ? and #, and a host with \
        other letters than a to z in its form xn--…";

    /// An address as somebody writes it; the slash at its end may be left out.
    ///
    /// # Errors
    ///
    /// What is wrong, and how it has to be.
    pub fn of(text: &str) -> Result<Self, String> {
        let root = format!("{}/", text.trim_end_matches('/'));
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~:/[]&".contains(&byte);
        let is_web = root.starts_with("http://") || root.starts_with("https://");
        let has_host = UriStr::new(&root).is_ok_and(|uri| {
            let host = uri.authority_components().map(|it| it.host().to_owned());
            host.is_some_and(|host| !host.is_empty())
        });
        if is_web && has_host && root.bytes().all(plain) {
            Ok(Self(root))
        } else {
            let how = Self::HOW;
            Err(format!("{text} is not the address of a site: {how}"))
        }
    }

    /// The URL.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.0
    }

    /// Its path, which begins and ends with a slash: `/`, `/graph/`.
    #[must_use]
    pub fn path(&self) -> &str {
        let host = self.0.find("://").map_or(0, |at| at + 3);
        let path = self.0[host..]
            .find('/')
            .map_or(self.0.len(), |at| host + at);
        &self.0[path..]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_that_of_a_site() {
        for (text, path) in [
            ("https://e.org", "/"),
            ("https://e.org/", "/"),
            ("http://e.org:8080/a/b", "/a/b/"),
            ("http://[::1]:7878/", "/"),
        ] {
            assert_eq!(Address::of(text).unwrap().path(), path, "{text}");
        }
        for bad in [
            "e.org",
            "ftp://e.org/",
            "http:e.org/",
            "https://",
            "https://e.org/?a",
            "https://e.org/#a",
            "https://e.org/a b",
            "https://e.org/$x;",
            "https://e.org/%C3%A5/",
            "https://exämple.org/",
        ] {
            assert!(Address::of(bad).is_err(), "{bad}");
        }
    }
}
