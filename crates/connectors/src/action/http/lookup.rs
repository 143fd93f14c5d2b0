//! Looking up names.

use std::net::IpAddr;

use ureq::Error;
use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::NextTimeout;

use super::address::refusal;
use super::network::Network;

/// Looks up a name once and refuses addresses that are not allowed. The connection goes to the addresses that were
/// checked, so a name that resolves differently the second time gains nothing.
#[derive(Debug)]
pub(super) struct Guarded {
    names: Box<dyn Resolver>,
    allowed: Vec<Network>,
}

impl Guarded {
    /// Asks the operating system.
    pub(super) fn new(allowed: Vec<Network>) -> Self {
        Self {
            names: Box::new(DefaultResolver::default()),
            allowed,
        }
    }
}

impl Resolver for Guarded {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, Error> {
        let found = self
            .names
            .resolve(uri, config, timeout)
            .map_err(|error| match error {
                // This is kept apart from connection errors, after which a request may have arrived.
                Error::Io(error) => Error::Other(Box::new(NotFound(error))),
                other => other,
            })?;
        let host = uri.host().unwrap_or_default();
        let refuse = |ip: IpAddr| refusal(host, ip, &self.allowed);
        match found.iter().find_map(|address| refuse(address.ip())) {
            None => Ok(found),
            Some(reason) => Err(Error::Other(Box::new(RefusedAddress(reason)))),
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

/// An address that was refused, and why.
#[derive(Debug)]
pub(super) struct RefusedAddress(String);

impl std::fmt::Display for RefusedAddress {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for RefusedAddress {}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::net::{SocketAddr, TcpListener};
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use ureq::unversioned::transport::DefaultConnector;

    use super::*;

    /// A name server controlled by an attacker: each query gets the next answer, and the last one repeats.
    #[derive(Debug)]
    struct Rebinding {
        answers: Vec<SocketAddr>,
        asked: Arc<AtomicUsize>,
    }

    impl Resolver for Rebinding {
        fn resolve(
            &self,
            _: &Uri,
            _: &Config,
            _: NextTimeout,
        ) -> Result<ResolvedSocketAddrs, Error> {
            let number = self.asked.fetch_add(1, Ordering::Relaxed);
            let mut found = self.empty();
            found.push(*self.answers.get(number).or(self.answers.last()).unwrap());
            Ok(found)
        }
    }

    /// Starts a listener here, and returns the result of a request to `name` with these answers.
    fn ask(
        answers: &[&str],
        allowed: &[&str],
        times: usize,
    ) -> (Vec<Result<u16, String>>, usize, usize) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let arrived = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&arrived);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                count.fetch_add(1, Ordering::SeqCst);
                use std::io::{Read as _, Write as _};
                let mut stream = stream.unwrap();
                let _ = stream.read(&mut [0; 4096]);
                let _ = stream
                    .write_all(b"HTTP/1.1 200 X\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            }
        });
        let asked = Arc::new(AtomicUsize::new(0));
        let names = Rebinding {
            answers: answers
                .iter()
                .map(|ip| SocketAddr::new(ip.parse().unwrap(), port))
                .collect(),
            asked: Arc::clone(&asked),
        };
        let guarded = Guarded {
            names: Box::new(names),
            allowed: allowed.iter().map(|one| one.parse().unwrap()).collect(),
        };
        let config = Config::builder()
            .proxy(None)
            .timeout_connect(Some(std::time::Duration::from_millis(300)))
            .build();
        let agent = ureq::Agent::with_parts(config, DefaultConnector::default(), guarded);
        let results = (0..times)
            .map(|_| {
                let answer = agent.get(format!("http://name.example:{port}/")).call();
                answer
                    .map(|answer| answer.status().as_u16())
                    .map_err(|error| error.to_string())
            })
            .collect();
        (
            results,
            asked.load(Ordering::SeqCst),
            arrived.load(Ordering::SeqCst),
        )
    }

    // 192.0.2.1 is reserved for documentation: nothing answers there.
    #[test]
    fn t16_a_name_that_is_rebound_to_this_host_reaches_nothing() {
        let (results, asked, arrived) = ask(&["192.0.2.1", "127.0.0.1"], &[], 2);
        assert_eq!((asked, arrived), (2, 0), "{results:?}");
        // The first request went to the address that was checked, and the name was not looked up again.
        assert!(
            !results[0].as_ref().unwrap_err().contains("nobody approved"),
            "{results:?}"
        );
        assert!(
            results[1].as_ref().unwrap_err().contains("nobody approved"),
            "{results:?}"
        );
    }

    // The control: the same name is reached once its network is allowed, and is looked up once per request.
    #[test]
    fn t16_an_allowed_network_is_reached() {
        let (results, asked, arrived) = ask(&["127.0.0.1"], &["127.0.0.0/8"], 2);
        assert_eq!((results, asked, arrived), (vec![Ok(200), Ok(200)], 2, 2));
    }
}
