//! Whose word is taken for the address of a client: proxies that the operator trusts.

use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;

use axum::http::{HeaderMap, HeaderName};

const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// A network of addresses, as `192.0.2.0/24`, `2001:db8::/32` or a single address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    length: u8,
}

impl FromStr for Network {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wanted = || format!("{text} is no network: write 192.0.2.0/24 or 2001:db8::/32");
        let (address, length) = match text.split_once('/') {
            Some((address, length)) => (address, Some(length)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().map_err(|_| wanted())?;
        let longest = if address.is_ipv4() { 32 } else { 128 };
        let length = match length {
            Some(length) => length.parse().map_err(|_| wanted())?,
            None => longest,
        };
        if length > longest {
            return Err(wanted());
        }
        Ok(Self { address, length })
    }
}

impl Network {
    /// Whether an address lies in it.
    #[must_use]
    pub fn contains(&self, address: IpAddr) -> bool {
        match (self.address, address.to_canonical()) {
            (IpAddr::V4(network), IpAddr::V4(address)) => {
                let differ = network.to_bits() ^ address.to_bits();
                differ.leading_zeros() >= u32::from(self.length)
            }
            (IpAddr::V6(network), IpAddr::V6(address)) => {
                let differ = network.to_bits() ^ address.to_bits();
                differ.leading_zeros() >= u32::from(self.length)
            }
            _ => false,
        }
    }
}

/// The client of a request: who opened the connection, or, if that is a trusted proxy, the last
/// address of `X-Forwarded-For` that is none. What stands to the left of that anybody may have
/// written.
pub(super) fn client_of(peer: IpAddr, headers: &HeaderMap, trusted: &[Network]) -> IpAddr {
    let is_trusted = |address| trusted.iter().any(|network| network.contains(address));
    if !is_trusted(peer) {
        return peer;
    }
    let fields: Vec<&str> = headers
        .get_all(FORWARDED_FOR)
        .iter()
        .map(|field| field.to_str().unwrap_or_default())
        .collect();
    let mut client = peer;
    for entry in fields.iter().rev().flat_map(|field| field.rsplit(',')) {
        let Some(address) = address(entry.trim()) else {
            break;
        };
        client = address;
        if !is_trusted(address) {
            break;
        }
    }
    client
}

/// An address, with or without a port.
fn address(text: &str) -> Option<IpAddr> {
    let bare = text.trim_start_matches('[').trim_end_matches(']');
    let with_port = || Some(text.parse::<SocketAddr>().ok()?.ip());
    bare.parse().ok().or_else(with_port)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn network(text: &str) -> Network {
        text.parse().unwrap()
    }

    #[test]
    fn a_network_holds_the_addresses_that_begin_as_it_does() {
        let contains = |net: &str, address: &str| network(net).contains(address.parse().unwrap());
        assert!(contains("192.0.2.0/24", "192.0.2.255"));
        assert!(contains("192.0.2.0/24", "::ffff:192.0.2.7"));
        assert!(!contains("192.0.2.0/24", "192.0.3.0"));
        assert!(contains("0.0.0.0/0", "255.0.0.1") && !contains("0.0.0.0/0", "::1"));
        assert!(contains("2001:db8::/33", "2001:db8:7fff::1"));
        assert!(!contains("2001:db8::/33", "2001:db8:8000::1"));
        assert!(contains("::1", "::1") && !contains("::1", "::2"));
        for wrong in ["", "192.0.2.0/33", "::/129", "192.0.2/24", "a/1", "::/-1"] {
            assert!(wrong.parse::<Network>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_client_is_the_last_address_that_is_no_trusted_proxy() {
        let trusted = [network("127.0.0.0/8"), network("10.0.0.0/8")];
        let of = |peer: &str, fields: &[&str]| {
            let mut headers = HeaderMap::new();
            for field in fields {
                headers.append(FORWARDED_FOR, field.parse().unwrap());
            }
            client_of(peer.parse().unwrap(), &headers, &trusted).to_string()
        };
        // Nobody else's word is taken.
        assert_eq!(of("192.0.2.1", &["192.0.2.9"]), "192.0.2.1");
        assert_eq!(of("127.0.0.1", &[]), "127.0.0.1");
        assert_eq!(of("127.0.0.1", &["192.0.2.9"]), "192.0.2.9");
        // A client that writes the field itself changes nothing.
        assert_eq!(
            of("127.0.0.1", &["1.1.1.1, 192.0.2.9, 10.1.1.1"]),
            "192.0.2.9"
        );
        assert_eq!(of("127.0.0.1", &["1.1.1.1", "192.0.2.9"]), "192.0.2.9");
        assert_eq!(of("127.0.0.1", &["unknown, 10.1.1.1"]), "10.1.1.1");
        assert_eq!(of("127.0.0.1", &["[2001:db8::1]:443"]), "2001:db8::1");
        assert_eq!(of("127.0.0.1", &["[2001:db8::1]"]), "2001:db8::1");
        assert_eq!(of("127.0.0.1", &["192.0.2.9:443"]), "192.0.2.9");
    }
}
