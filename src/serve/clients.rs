//! Who asks how often: a limit of requests for each client address, and one of connections.
//!
//! The rate is the generic cell rate algorithm: of each client one moment is kept, by which all that
//! it asked so far is paid for. A request that would move it too far into the future is refused, and
//! how far too far is how long to wait. That is why this needs no library.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::Limits;

/// Whoever finds no place in the table.
const ALL_OTHERS: IpAddr = IpAddr::V6(Ipv6Addr::UNSPECIFIED);

/// A full table is searched for clients that can be forgotten no more often than this.
const BETWEEN_SWEEPS: Duration = Duration::from_secs(1);

/// The clients of the last moments.
pub(super) struct Clients {
    table: Mutex<Table>,
    /// Time that pays for a request; none is no limit.
    price: Option<Duration>,
    /// How far ahead of now the paid moment may be.
    credit: Duration,
    most: usize,
    most_connections: usize,
}

#[derive(Default)]
struct Table {
    clients: HashMap<IpAddr, Client>,
    swept: Option<Instant>,
}

struct Client {
    paid: Instant,
    connections: usize,
}

impl Client {
    /// Whether nothing is lost if it is forgotten.
    fn is_forgettable(&self, now: Instant) -> bool {
        self.connections == 0 && self.paid <= now
    }
}

impl Clients {
    pub(super) fn new(limits: &Limits) -> Self {
        let price = (limits.client_rate > 0).then(|| Duration::from_secs(1) / limits.client_rate);
        Self {
            table: Mutex::default(),
            price,
            credit: price
                .unwrap_or_default()
                .saturating_mul(limits.client_burst.saturating_sub(1)),
            most: limits.clients.max(1),
            most_connections: limits.client_connections,
        }
    }

    /// Lets a request in.
    ///
    /// # Errors
    ///
    /// The time after which the next request is let in, if none of the same client comes before.
    pub(super) fn admit(&self, address: IpAddr, now: Instant) -> Result<(), Duration> {
        let Some(price) = self.price else {
            return Ok(());
        };
        let mut table = self.table();
        let key = table.key(address, self.most, now);
        let client = table.client(key, now);
        let paid = client.paid.max(now);
        let ahead = paid - now;
        match ahead.checked_sub(self.credit) {
            None | Some(Duration::ZERO) => {}
            Some(wait) => return Err(wait),
        }
        client.paid = paid + price;
        Ok(())
    }

    /// Counts a connection until what is returned is dropped; `None` if the client has too many.
    pub(super) fn connect(self: &Arc<Self>, address: IpAddr, now: Instant) -> Option<Connected> {
        let mut table = self.table();
        let key = table.key(address, self.most, now);
        let client = table.client(key, now);
        if client.connections >= self.most_connections {
            return None;
        }
        client.connections += 1;
        Some(Connected {
            clients: Arc::clone(self),
            key,
        })
    }

    /// Clients in the table.
    pub(super) fn len(&self) -> usize {
        self.table().clients.len()
    }

    fn table(&self) -> MutexGuard<'_, Table> {
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Table {
    /// Where a client stands in the table, or may stand.
    fn key(&mut self, address: IpAddr, most: usize, now: Instant) -> IpAddr {
        let key = network(address);
        if self.clients.len() < most || self.clients.contains_key(&key) {
            return key;
        }
        let due = self.swept.is_none_or(|swept| now - swept >= BETWEEN_SWEEPS);
        if due {
            self.swept = Some(now);
            self.clients.retain(|_, client| !client.is_forgettable(now));
        }
        if self.clients.len() < most {
            key
        } else {
            ALL_OTHERS
        }
    }

    fn client(&mut self, key: IpAddr, now: Instant) -> &mut Client {
        self.clients.entry(key).or_insert(Client {
            paid: now,
            connections: 0,
        })
    }
}

/// A connection that is counted.
pub(super) struct Connected {
    clients: Arc<Clients>,
    key: IpAddr,
}

impl Drop for Connected {
    fn drop(&mut self) {
        if let Some(client) = self.clients.table().clients.get_mut(&self.key) {
            client.connections = client.connections.saturating_sub(1);
        }
    }
}

/// The client that an address stands for: an IPv4 address, or the /64 network of an IPv6 address,
/// which is what one subscriber has.
pub(super) fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => {
            let network = address.to_bits() & (u128::MAX << 64);
            IpAddr::V6(Ipv6Addr::from_bits(network))
        }
        address @ IpAddr::V4(_) => address,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn clients(rate: u32, burst: u32) -> Arc<Clients> {
        Arc::new(Clients::new(&Limits {
            client_rate: rate,
            client_burst: burst,
            clients: 3,
            client_connections: 2,
            ..Limits::DEFAULT
        }))
    }

    fn address(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn a_burst_is_let_in_and_then_one_request_each_interval() {
        let clients = clients(10, 5);
        let (one, now) = (address("192.0.2.1"), Instant::now());
        for _ in 0..5 {
            assert_eq!(clients.admit(one, now), Ok(()));
        }
        let wait = clients.admit(one, now).unwrap_err();
        assert_eq!(wait, Duration::from_millis(100));
        let early = now + wait.checked_sub(Duration::from_nanos(1)).unwrap();
        assert!(clients.admit(one, early).is_err());
        assert_eq!(clients.admit(one, now + wait), Ok(()));
        assert!(clients.admit(one, now + wait).is_err());
        assert_eq!(clients.admit(address("192.0.2.2"), now), Ok(()));
    }

    #[test]
    fn a_rate_of_zero_is_no_limit() {
        let clients = clients(0, 0);
        let now = Instant::now();
        assert!((0..10_000).all(|_| clients.admit(address("::1"), now).is_ok()));
        assert_eq!(clients.len(), 0);
    }

    #[test]
    fn an_ipv6_client_is_its_network_and_a_mapped_address_is_ipv4() {
        let of = |text| network(address(text));
        assert_eq!(of("2001:db8:1:2:3::4"), of("2001:db8:1:2:ffff::1"));
        assert_ne!(of("2001:db8:1:2::1"), of("2001:db8:1:3::1"));
        assert_eq!(of("::ffff:192.0.2.1"), address("192.0.2.1"));
    }

    #[test]
    fn the_table_is_bounded_and_forgets_only_who_has_nothing_to_pay() {
        let clients = clients(1, 1);
        let now = Instant::now();
        let of = |n: u8| IpAddr::from([192, 0, 2, n]);
        for n in 0..3 {
            assert_eq!(clients.admit(of(n), now), Ok(()));
        }
        // All others share one allowance.
        assert_eq!(clients.admit(of(3), now), Ok(()));
        assert!(clients.admit(of(4), now).is_err());
        assert!(clients.admit(of(0), now).is_err());
        assert_eq!(clients.len(), 4);
        let later = now + Duration::from_secs(2);
        assert_eq!(clients.admit(of(5), later), Ok(()));
        assert_eq!(clients.len(), 1);
    }

    #[test]
    fn a_client_has_so_many_connections_until_it_closes_one() {
        let clients = clients(1, 1);
        let (one, now) = (address("192.0.2.1"), Instant::now());
        let first = clients.connect(one, now).unwrap();
        let _second = clients.connect(one, now).unwrap();
        assert!(clients.connect(one, now).is_none());
        drop(first);
        assert!(clients.connect(one, now).is_some());
    }

    proptest! {
        #[test]
        fn the_time_to_wait_is_always_true(
            rate in 1_u32..1000,
            burst in 0_u32..100,
            pauses in prop::collection::vec(0_u64..50_000_000, 1..200),
        ) {
            let clients = clients(rate, burst);
            let one = address("192.0.2.1");
            let mut now = Instant::now();
            for pause in pauses {
                now += Duration::from_nanos(pause);
                if let Err(wait) = clients.admit(one, now) {
                    now += wait;
                    prop_assert_eq!(clients.admit(one, now), Ok(()));
                }
            }
        }
    }
}
