//! Which coding an answer is sent in: `Accept-Encoding` (RFC 9110 §12.5.3).

use axum::http::{HeaderMap, HeaderValue, header};

use crate::results::accept::weighted;

/// A content coding (RFC 9110 §8.4.1; RFC 8878 §7.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Coding {
    /// The bytes as they are.
    Identity,
    Gzip,
    Zstd,
}

impl Coding {
    /// What `Content-Encoding` says; nothing of bytes as they are.
    pub(super) fn header(self) -> Option<HeaderValue> {
        match self {
            Self::Identity => None,
            Self::Gzip => Some(HeaderValue::from_static("gzip")),
            Self::Zstd => Some(HeaderValue::from_static("zstd")),
        }
    }

    /// The coding that a client means by a name.
    fn named(name: &str) -> Option<Self> {
        let is = |known: &str| name.eq_ignore_ascii_case(known);
        if is("identity") {
            Some(Self::Identity)
        } else if is("gzip") || is("x-gzip") {
            Some(Self::Gzip)
        } else {
            is("zstd").then_some(Self::Zstd)
        }
    }
}

/// The coding of those offered that the client wants most; of equals, the one offered first.
///
/// The bytes as they are need not be offered: they are sent to a client that names no coding, wants
/// no other, or refuses everything, since no answer at all would help nobody. One that names another
/// coding and is silent about them gets the other.
pub(super) fn choose(request: &HeaderMap, offered: &[Coding]) -> Coding {
    let fields = request.get_all(header::ACCEPT_ENCODING).iter();
    let accepted: Vec<_> = fields
        .filter_map(|field| field.to_str().ok())
        .flat_map(weighted)
        .collect();
    // A name decides before `*`, wherever they stand.
    let weight = |coding: Coding| {
        let stated = |is: &dyn Fn(&str) -> bool| {
            let weights = accepted.iter().filter(|it| is(it.value));
            weights.map(|it| it.weight).max()
        };
        stated(&|name| Coding::named(name) == Some(coding)).or_else(|| stated(&|name| name == "*"))
    };
    let mut best = (Coding::Identity, weight(Coding::Identity).unwrap_or(0));
    for &coding in offered {
        let weight = weight(coding).unwrap_or(0);
        let wins = if best.0 == Coding::Identity {
            weight >= best.1
        } else {
            weight > best.1
        };
        if weight > 0 && wins {
            best = (coding, weight);
        }
    }
    best.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use Coding::{Gzip, Identity, Zstd};

    fn chosen(fields: &[&'static str], offered: &[Coding]) -> Coding {
        let mut headers = HeaderMap::new();
        for field in fields {
            headers.append(header::ACCEPT_ENCODING, HeaderValue::from_static(field));
        }
        choose(&headers, offered)
    }

    #[test]
    fn who_names_no_coding_gets_the_bytes_as_they_are() {
        for fields in [
            &[][..],
            &[""],
            &["identity"],
            &["br, deflate"],
            &["gzip;q=x"],
        ] {
            assert_eq!(chosen(fields, &[Zstd, Gzip]), Identity, "{fields:?}");
        }
    }

    #[test]
    fn of_what_is_wanted_equally_the_first_offered_is_sent() {
        for field in ["gzip, deflate, br, zstd", "ZSTD, X-Gzip", "*", "*;q=0.1"] {
            assert_eq!(chosen(&[field], &[Zstd, Gzip]), Zstd, "{field}");
            assert_eq!(chosen(&[field], &[Gzip, Zstd]), Gzip, "{field}");
            assert_eq!(chosen(&[field], &[]), Identity, "{field}");
        }
        assert_eq!(chosen(&["gzip", "zstd"], &[Zstd, Gzip]), Zstd);
        assert_eq!(chosen(&["gzip"], &[Zstd, Gzip]), Gzip);
    }

    #[test]
    fn weights_decide() {
        let offered = [Zstd, Gzip];
        assert_eq!(chosen(&["zstd;q=0.5, gzip;q=0.501"], &offered), Gzip);
        assert_eq!(chosen(&["gzip;q=0.001"], &offered), Gzip);
        assert_eq!(chosen(&["identity, gzip;q=0.9"], &offered), Identity);
        assert_eq!(chosen(&["identity;q=0.5, gzip;q=0.5"], &offered), Gzip);
        assert_eq!(chosen(&["gzip;q=0.5, *;q=0.8"], &offered), Zstd);
        // `*` speaks of the bytes as they are, too.
        assert_eq!(chosen(&["gzip;q=0.5, *;q=0.8"], &[Gzip]), Identity);
    }

    #[test]
    fn what_is_refused_is_not_sent() {
        let offered = [Zstd, Gzip];
        assert_eq!(chosen(&["zstd;q=0, gzip"], &offered), Gzip);
        assert_eq!(chosen(&["*, zstd;q=0"], &offered), Gzip);
        assert_eq!(chosen(&["*;q=0, gzip"], &offered), Gzip);
        assert_eq!(chosen(&["identity;q=0, zstd;q=0.2"], &offered), Zstd);
        for all in ["*;q=0", "identity;q=0, *;q=0.0", "gzip;q=0, zstd;q=0.000"] {
            assert_eq!(chosen(&[all], &offered), Identity, "{all}");
        }
    }

    #[test]
    fn a_header_says_the_coding_unless_it_is_none() {
        assert_eq!(Identity.header(), None);
        assert_eq!(Gzip.header().unwrap(), "gzip");
        assert_eq!(Zstd.header().unwrap(), "zstd");
    }
}
