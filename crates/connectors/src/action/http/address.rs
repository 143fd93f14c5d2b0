//! Which addresses a plan step may reach (T16).
//!
//! A person approved the text of the plan. They saw an address that is written there, such as `http://10.0.0.5/`, and
//! the target of a step is usually on a private network or on this very host. A name does not show where it leads, and
//! the owner of the name may change that after the approval. So a name may lead to public addresses, and to internal
//! ones only where the operator allowed their network. Link-local and metadata addresses are refused however they are
//! written: nothing is deployed there, while clouds hand out the host's own credentials to every caller there.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::network::Network;

/// Where clouds serve credentials, besides the link-local addresses: Amazon over IPv6, Alibaba, Oracle, Azure.
const METADATA: [IpAddr; 4] = [
    IpAddr::V6(Ipv6Addr::new(0xfd00, 0x0ec2, 0, 0, 0, 0, 0, 0x0254)),
    IpAddr::V4(Ipv4Addr::new(100, 100, 100, 200)),
    IpAddr::V4(Ipv4Addr::new(192, 0, 0, 192)),
    IpAddr::V4(Ipv4Addr::new(168, 63, 129, 16)),
];

/// The kind of place that an address belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Public,
    /// This host, or a network that is not public.
    Internal,
    /// Nothing is ever deployed there.
    Never,
}

/// Says why an address is refused, if it is. `host` is what the plan says.
pub(super) fn refusal(host: &str, ip: IpAddr, allowed: &[Network]) -> Option<String> {
    let canonical = ip.to_canonical();
    let carried = carried(ip);
    let worst = carried.map_or(place(canonical), |carried| match place(carried) {
        Place::Public => place(canonical),
        other => other,
    });
    let inner = carried.unwrap_or(canonical);
    match worst {
        Place::Never => Some(format!(
            "`{ip}` is a link-local, metadata or reserved address; clouds hand out credentials there, and it is never \
             asked"
        )),
        Place::Internal
            if !is_written(host, ip) && !allowed.iter().any(|network| network.contains(inner)) =>
        {
            Some(format!(
                "`{host}` leads to `{ip}`, an address of this host or of a private network, which nobody approved: \
                 write the address itself into the plan, or let the operator allow its network with \
                 `placet serve --http-allow`"
            ))
        }
        Place::Internal | Place::Public => None,
    }
}

/// Tells whether the plan contains this exact address, in the form in which people know it.
fn is_written(host: &str, ip: IpAddr) -> bool {
    let bare = host
        .strip_prefix('[')
        .and_then(|host| host.strip_suffix(']'))
        .unwrap_or(host);
    let is_local_name = host.eq_ignore_ascii_case("localhost");
    (is_local_name && ip.is_loopback())
        || bare
            .parse::<IpAddr>()
            .is_ok_and(|written| written == ip && carried(ip).is_none())
}

fn place(ip: IpAddr) -> Place {
    if METADATA.contains(&ip) || ip.is_unspecified() || ip.is_multicast() {
        return Place::Never;
    }
    match ip {
        IpAddr::V4(ip) => {
            let [first, second, third, _] = ip.octets();
            if ip.is_link_local() || first == 0 || first >= 240 {
                Place::Never
            } else if ip.is_loopback()
                || ip.is_private()
                // Shared between a provider and its customers (RFC 6598), protocol assignments, and test networks.
                || (first == 100 && (64..128).contains(&second))
                || (first, second, third) == (192, 0, 0)
                || (first == 198 && (18..20).contains(&second))
            {
                Place::Internal
            } else {
                Place::Public
            }
        }
        IpAddr::V6(ip) => {
            let first = ip.segments().first().copied().unwrap_or(0);
            if ip.is_unicast_link_local() {
                Place::Never
            } else if ip.is_loopback() || ip.is_unique_local() || first & 0xffc0 == 0xfec0 {
                Place::Internal
            } else {
                Place::Public
            }
        }
    }
}

/// Returns the IPv4 address that a translator or tunnel would extract from an IPv6 address: mapped, compatible, NAT64
/// (RFC 6052, and RFC 8215 for local use), 6to4 (RFC 3056).
fn carried(ip: IpAddr) -> Option<IpAddr> {
    let IpAddr::V6(ip) = ip else { return None };
    let parts = ip.segments();
    let of = |high: u16, low: u16| {
        let bits = u32::from(high) << 16 | u32::from(low);
        Some(IpAddr::V4(Ipv4Addr::from_bits(bits)))
    };
    match parts {
        // The unspecified address and loopback contain no IPv4 address.
        [0, 0, 0, 0, 0, 0, 0, 0 | 1] => None,
        [0, 0, 0, 0, 0, 0 | 0xffff, high, low]
        | [0, 0, 0, 0, 0xffff, 0, high, low]
        | [0x64, 0xff9b, 0, 0, 0, 0, high, low]
        | [0x64, 0xff9b, 1, _, _, _, high, low]
        | [0x2002, high, low, ..] => of(high, low),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn refused(host: &str, ip: &str, allowed: &[&str]) -> bool {
        let allowed: Vec<Network> = allowed.iter().map(|one| one.parse().unwrap()).collect();
        refusal(host, ip.parse().unwrap(), &allowed).is_some()
    }

    #[test]
    fn t16_metadata_and_reserved_addresses_are_refused_in_every_form_whatever_is_allowed() {
        for ip in [
            "169.254.169.254",
            "::ffff:169.254.169.254",
            "fe80::1",
            "febf::1",
            "64:ff9b::a9fe:a9fe",
            "64:ff9b:1::a9fe:a9fe",
            "2002:a9fe:a9fe::1",
            "::169.254.1.1",
            "::ffff:0:169.254.169.254",
            "fd00:ec2::254",
            "100.100.100.200",
            "192.0.0.192",
            "168.63.129.16",
            "0.0.0.0",
            "0.1.2.3",
            "::",
            "::ffff:0.0.0.0",
            "224.0.0.1",
            "255.255.255.255",
            "240.0.0.1",
            "ff02::1",
        ] {
            assert!(refused("a.example", ip, &["0.0.0.0/0", "::/0"]), "{ip}");
            assert!(refused(ip, ip, &["0.0.0.0/0", "::/0"]), "{ip} as written");
            assert!(refused(&format!("[{ip}]"), ip, &[]), "[{ip}]");
        }
    }

    #[test]
    fn t16_a_name_reaches_an_internal_address_only_where_the_operator_allows_it() {
        for (ip, network) in [
            ("127.0.0.1", "127.0.0.0/8"),
            ("10.0.0.1", "10.0.0.0/8"),
            ("172.16.3.4", "172.16.0.0/12"),
            ("192.168.1.1", "192.168.1.1"),
            ("100.64.0.1", "100.64.0.0/10"),
            ("198.18.0.1", "198.18.0.0/15"),
            ("::1", "::1"),
            ("fd12::1", "fd00::/8"),
            ("fec0::1", "fec0::/10"),
            ("::ffff:127.0.0.1", "127.0.0.0/8"),
            ("64:ff9b::7f00:1", "127.0.0.1"),
            ("64:ff9b:1::a00:1", "10.0.0.0/8"),
            ("2002:7f00:1::", "127.0.0.0/8"),
            ("::10.0.0.1", "10.0.0.0/8"),
        ] {
            assert!(refused("deploy.example", ip, &[]), "{ip}");
            assert!(refused("deploy.example", ip, &["203.0.113.0/24"]), "{ip}");
            assert!(!refused("deploy.example", ip, &[network]), "{ip}");
        }
        for ip in [
            "1.1.1.1",
            "2606:4700::1111",
            "169.253.0.1",
            "172.32.0.1",
            "100.128.0.1",
        ] {
            assert!(!refused("deploy.example", ip, &[]), "{ip}");
        }
    }

    #[test]
    fn t16_an_internal_address_counts_as_approved_only_in_its_plain_form() {
        for (host, ip) in [
            ("127.0.0.1", "127.0.0.1"),
            ("10.0.0.5", "10.0.0.5"),
            ("[::1]", "::1"),
            ("[fd12::1]", "fd12::1"),
            ("localhost", "127.0.0.1"),
            ("LOCALHOST", "::1"),
        ] {
            assert!(!refused(host, ip, &[]), "{host}");
        }
        for (host, ip) in [
            ("2130706433", "127.0.0.1"),
            ("0x7f000001", "127.0.0.1"),
            ("0177.0.0.1", "127.0.0.1"),
            ("127.1", "127.0.0.1"),
            ("127.0.0.1.", "127.0.0.1"),
            ("localhost.", "127.0.0.1"),
            ("localhost.evil.example", "127.0.0.1"),
            ("evil.localhost", "10.0.0.1"),
            ("localhost", "10.0.0.1"),
            ("[::ffff:127.0.0.1]", "::ffff:127.0.0.1"),
            ("[64:ff9b::7f00:1]", "64:ff9b::7f00:1"),
            ("10.0.0.5", "10.0.0.6"),
        ] {
            assert!(refused(host, ip, &[]), "{host}");
        }
    }
}
