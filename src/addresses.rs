//! Which addresses of the network the program may reach when somebody else names them.
//!
//! Those that lead anywhere on the public internet, and none that stays within a machine, a
//! network of its own, or a special purpose: the registries of the IANA (RFC 6890), in which
//! "globally reachable" is false, and multicast.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::NextTimeout;

/// Resolves a name as the system does, and leaves out what must not be reached. It is asked again
/// for each redirect, so none leads where the first address could not.
#[derive(Debug)]
pub(crate) struct PublicResolver {
    inner: DefaultResolver,
    is_reachable: fn(IpAddr) -> bool,
}

impl PublicResolver {
    /// With the test of an address: [`is_public`], unless somebody asks for more.
    pub(crate) fn new(is_reachable: fn(IpAddr) -> bool) -> Self {
        Self {
            inner: DefaultResolver::default(),
            is_reachable,
        }
    }
}

impl Resolver for PublicResolver {
    fn resolve(
        &self,
        uri: &ureq::http::Uri,
        config: &ureq::config::Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let found = self.inner.resolve(uri, config, timeout)?;
        let mut reachable = self.empty();
        for address in &found {
            if (self.is_reachable)(address.ip()) {
                reachable.push(*address);
            }
        }
        if reachable.is_empty() {
            return Err(ureq::Error::HostNotFound);
        }
        Ok(reachable)
    }
}

/// First address of a block, and how many bits are the same in all of it.
type Block4 = ([u8; 4], u32);
type Block6 = ([u16; 8], u32);

/// <https://www.iana.org/assignments/iana-ipv4-special-registry>, with multicast (RFC 5771).
const SPECIAL_4: [Block4; 15] = [
    ([0, 0, 0, 0], 8),       // this network
    ([10, 0, 0, 0], 8),      // private
    ([100, 64, 0, 0], 10),   // shared by the customers of a provider
    ([127, 0, 0, 0], 8),     // loopback
    ([169, 254, 0, 0], 16),  // link-local, where clouds keep their keys
    ([172, 16, 0, 0], 12),   // private
    ([192, 0, 0, 0], 24),    // protocol assignments
    ([192, 0, 2, 0], 24),    // documentation
    ([192, 88, 99, 0], 24),  // 6to4 relays, given up
    ([192, 168, 0, 0], 16),  // private
    ([198, 18, 0, 0], 15),   // measurements
    ([198, 51, 100, 0], 24), // documentation
    ([203, 0, 113, 0], 24),  // documentation
    ([224, 0, 0, 0], 4),     // multicast
    ([240, 0, 0, 0], 4),     // reserved, and broadcast
];

/// Of IPv6 only this block is given out to the internet (RFC 4291 §2.5.4) …
const GLOBAL_6: Block6 = ([0x2000, 0, 0, 0, 0, 0, 0, 0], 3);

/// … without these: <https://www.iana.org/assignments/iana-ipv6-special-registry>.
const SPECIAL_6: [Block6; 4] = [
    ([0x2001, 0, 0, 0, 0, 0, 0, 0], 23), // protocol assignments, Teredo among them
    ([0x2001, 0xdb8, 0, 0, 0, 0, 0, 0], 32), // documentation
    ([0x2002, 0, 0, 0, 0, 0, 0, 0], 16), // 6to4, which holds an address of IPv4
    ([0x3fff, 0, 0, 0, 0, 0, 0, 0], 20), // documentation
];

/// Whether an address is one of the public internet.
pub(crate) fn is_public(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(address) => {
            let lies_in = |(first, bits): &Block4| {
                let different = address.to_bits() ^ Ipv4Addr::from(*first).to_bits();
                different.leading_zeros() >= *bits
            };
            !SPECIAL_4.iter().any(lies_in)
        }
        IpAddr::V6(address) => {
            let lies_in = |(first, bits): &Block6| {
                let different = address.to_bits() ^ Ipv6Addr::from(*first).to_bits();
                different.leading_zeros() >= *bits
            };
            lies_in(&GLOBAL_6) && !SPECIAL_6.iter().any(lies_in)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_near_is_not_public() {
        for address in [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "127.0.0.1",
            "127.255.255.255",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "192.0.2.1",
            "198.19.255.255",
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "64:ff9b::7f00:1",
            "fc00::1",
            "fd12:3456::1",
            "fe80::1",
            "ff02::1",
            "2001::1",
            "2001:db8::1",
            "2002:7f00:1::",
        ] {
            assert!(!is_public(address.parse().unwrap()), "{address}");
        }
    }

    #[test]
    fn what_is_far_is_public() {
        for address in [
            "1.1.1.1",
            "9.255.255.255",
            "11.0.0.0",
            "100.63.255.255",
            "100.128.0.0",
            "172.15.255.255",
            "172.32.0.0",
            "198.17.255.255",
            "198.20.0.0",
            "223.255.255.255",
            "2001:67c:1::1",
            "2620:0:860::1",
            "::ffff:1.1.1.1",
        ] {
            assert!(is_public(address.parse().unwrap()), "{address}");
        }
    }
}
