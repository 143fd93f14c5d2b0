//! Which addresses a plan step may reach.
//!
//! Targets that people type in elsewhere, such as webhooks, are kept away from loopback and private networks. A plan
//! step is not: a person approved the exact address, and what a step deploys to is mostly on a private network or on
//! this very host. Link-local addresses are refused all the same (T16): nothing is deployed there, while clouds hand
//! out the host's own credentials to whoever asks.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use ureq::Error;
use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::NextTimeout;

/// Amazon's metadata service by IPv6, which is not link-local.
const METADATA_V6: Ipv6Addr = Ipv6Addr::new(0xfd00, 0x0ec2, 0, 0, 0, 0, 0, 0x0254);

/// Looks names up and refuses what is not allowed. The connection goes to the addresses that were judged, so a name
/// that answers differently the second time gains nothing.
#[derive(Debug, Default)]
pub(super) struct Guarded(DefaultResolver);

impl Resolver for Guarded {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, Error> {
        let found = self
            .0
            .resolve(uri, config, timeout)
            .map_err(|error| match error {
                // Told apart from an error of the connection, after which a request may have arrived.
                Error::Io(error) => Error::Other(Box::new(NotFound(error))),
                other => other,
            })?;
        match found.iter().map(SocketAddr::ip).find(|ip| is_refused(*ip)) {
            None => Ok(found),
            Some(ip) => Err(Error::Other(Box::new(RefusedAddress(ip)))),
        }
    }
}

/// A name that could not be looked up.
#[derive(Debug)]
pub(super) struct NotFound(std::io::Error);

impl std::fmt::Display for NotFound {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for NotFound {}

/// An address that is not asked.
#[derive(Debug)]
pub(super) struct RefusedAddress(IpAddr);

impl std::fmt::Display for RefusedAddress {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "`{}` is a link-local address, where clouds hand out credentials; it is never asked",
            self.0
        )
    }
}

impl std::error::Error for RefusedAddress {}

fn is_refused(ip: IpAddr) -> bool {
    match ip.to_canonical() {
        IpAddr::V4(ip) => ip.is_link_local(),
        IpAddr::V6(ip) => {
            ip.is_unicast_link_local() || ip == METADATA_V6 || embedded_link_local(ip)
        }
    }
}

/// 169.254.0.0/16 behind the well-known prefix of NAT64 (RFC 6052) or in the obsolete compatible form.
fn embedded_link_local(ip: Ipv6Addr) -> bool {
    let parts = ip.segments();
    matches!(
        parts,
        [0x64, 0xff9b, 0, 0, 0, 0, 0xa9fe, _] | [0, 0, 0, 0, 0, 0, 0xa9fe, _]
    )
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    // T16
    #[test]
    fn metadata_addresses_are_refused_in_every_form_and_private_ones_are_not() {
        for ip in [
            "169.254.169.254",
            "::ffff:169.254.169.254",
            "fe80::1",
            "febf::1",
            "64:ff9b::a9fe:a9fe",
            "::169.254.1.1",
            "fd00:ec2::254",
        ] {
            assert!(is_refused(ip.parse().unwrap()), "{ip}");
        }
        for ip in [
            "127.0.0.1",
            "10.0.0.1",
            "192.168.1.1",
            "::1",
            "fd00::1",
            "1.1.1.1",
            "169.253.0.1",
        ] {
            assert!(!is_refused(ip.parse().unwrap()), "{ip}");
        }
    }
}
