//! Networks that the operator names, such as `10.0.0.0/8`.

use std::net::IpAddr;
use std::str::FromStr;

/// A range of addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    base: IpAddr,
    prefix_bits: u8,
}

impl Network {
    /// Tells whether an address belongs to the network.
    pub(super) fn contains(&self, ip: IpAddr) -> bool {
        match (self.base, ip) {
            (IpAddr::V4(base), IpAddr::V4(ip)) => {
                let shift = 32 - u32::from(self.prefix_bits);
                u64::from(base.to_bits()) >> shift == u64::from(ip.to_bits()) >> shift
            }
            (IpAddr::V6(base), IpAddr::V6(ip)) => {
                let host_bits = 128 - u32::from(self.prefix_bits);
                // A shift by all bits is not a valid shift.
                (base.to_bits() ^ ip.to_bits())
                    .checked_shr(host_bits)
                    .unwrap_or(0)
                    == 0
            }
            _ => false,
        }
    }
}

impl FromStr for Network {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("`{text}` is not a network: write it like 10.0.0.0/8 or 127.0.0.1");
        let (base, prefix) = match text.split_once('/') {
            Some((base, prefix)) => (base, Some(prefix)),
            None => (text, None),
        };
        let base: IpAddr = base.parse().map_err(|_| wrong())?;
        let most = if base.is_ipv4() { 32 } else { 128 };
        let prefix_bits = match prefix {
            None => most,
            Some(prefix) => prefix
                .parse()
                .ok()
                .filter(|bits| *bits <= most)
                .ok_or_else(wrong)?,
        };
        Ok(Self { base, prefix_bits })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_network_holds_what_its_prefix_says() {
        let holds = |network: &str, ip: &str| {
            network
                .parse::<Network>()
                .unwrap()
                .contains(ip.parse().unwrap())
        };
        assert!(holds("10.0.0.0/8", "10.255.0.1") && !holds("10.0.0.0/8", "11.0.0.1"));
        assert!(holds("10.1.2.3", "10.1.2.3") && !holds("10.1.2.3", "10.1.2.4"));
        assert!(holds("0.0.0.0/0", "203.0.113.9") && !holds("0.0.0.0/0", "::1"));
        assert!(holds("fd00::/8", "fd12::1") && !holds("fd00::/8", "fe00::1"));
        assert!(holds("::/0", "::1") && holds("::1", "::1") && !holds("::1", "::2"));
        for wrong in [
            "",
            "10.0.0.0/33",
            "10/8",
            "::/129",
            "host",
            "1.2.3.4/",
            "1.2.3.4/-1",
        ] {
            assert!(wrong.parse::<Network>().is_err(), "{wrong}");
        }
    }
}
