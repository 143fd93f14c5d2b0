//! The HTTP client: bounded, without redirects, and exact about which requests may have arrived.

use std::error::Error as _;
use std::io;
use std::sync::OnceLock;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

use ureq::config::Config;
use ureq::tls::{PemItem, RootCerts, TlsConfig, parse_pem};
use ureq::unversioned::transport::DefaultConnector;
use ureq::{Agent, AsSendBody, Body, Error, Timeout, http};

use super::answer::Answer;
use super::lookup::{Guarded, NotFound, RefusedAddress};
use super::network::Network;
use super::request::Request;
use crate::stage::Stage;

/// Longest answer that is read, in bytes.
const ANSWER_BYTES_MAX: u64 = 1024 * 1024;
/// Longest time of one request.
const REQUEST_MAX: Duration = Duration::from_secs(120);
/// Longest time to connect.
const CONNECT_MAX: Duration = Duration::from_secs(10);
/// How often the client checks for a call-off.
const TICK: Duration = Duration::from_millis(20);
/// Where hosts keep the certificates they trust, including those of their organization.
const TRUSTED: [&str; 3] = [
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/cert.pem",
];

/// Why there is no answer.
pub(super) enum Failure {
    /// The request cannot be made.
    Refused(String),
    /// It did not arrive, or it did and the answer is not usable.
    Known(String),
    /// It may have arrived.
    NoAnswer(String),
    CalledOff,
}

/// A client for plan steps.
#[derive(Debug, Default)]
pub(crate) struct Client {
    agents: OnceLock<Agent>,
    /// The internal networks that names may lead to.
    pub(crate) allowed: Vec<Network>,
}

impl Client {
    fn agent(&self) -> Agent {
        let build = || {
            let tls = TlsConfig::builder().root_certs(trusted()).build();
            let config = Config::builder()
                .http_status_as_error(false)
                // The request goes only to the approved address.
                .max_redirects(0)
                .max_redirects_will_error(false)
                // A proxy would look up names by itself, bypassing the check.
                .proxy(None)
                // If the other side closed a reused connection, a request would end with an unknown outcome.
                .max_idle_connections(0)
                .timeout_connect(Some(CONNECT_MAX))
                .allow_non_standard_methods(true)
                .user_agent(concat!("placet/", env!("CARGO_PKG_VERSION")))
                .tls_config(tls)
                .build();
            Agent::with_parts(
                config,
                DefaultConnector::default(),
                Guarded::new(self.allowed.clone()),
            )
        };
        self.agents.get_or_init(build).clone()
    }

    /// Sends a request. It runs in its own thread, so that a call-off does not have to wait for the answer.
    pub(super) fn send(&self, stage: &Stage<'_>, request: &Request) -> Result<Answer, Failure> {
        let agent = self.agent();
        let timeout = stage.left().min(REQUEST_MAX);
        let (send, receive) = channel();
        let request = request.clone();
        std::thread::spawn(move || {
            let _ = send.send(exchange(&agent, &request, timeout));
        });
        loop {
            match receive.recv_timeout(TICK) {
                Ok(result) => return result,
                Err(RecvTimeoutError::Disconnected) => {
                    return Err(Failure::NoAnswer("the request was interrupted".to_owned()));
                }
                Err(RecvTimeoutError::Timeout) if stage.live.called_off() => {
                    return Err(Failure::CalledOff);
                }
                Err(RecvTimeoutError::Timeout) => {}
            }
        }
    }
}

fn exchange(agent: &Agent, request: &Request, timeout: Duration) -> Result<Answer, Failure> {
    let mut builder = http::Request::builder()
        .method(request.method.as_str())
        .uri(request.url.as_str());
    for (name, value) in &request.headers {
        builder = builder.header(name, value);
    }
    let mut response = match &request.body {
        Some(body) => answer(agent, builder.body(body.as_str()), timeout)?,
        None => answer(agent, builder.body(()), timeout)?,
    };
    let status = response.status().as_u16();
    let location = response
        .headers()
        .get("location")
        .and_then(|value| value.to_str().ok())
        .map(str::to_owned);
    let body = response
        .body_mut()
        .with_config()
        .limit(ANSWER_BYTES_MAX)
        .read_to_vec();
    let body = body.map_err(|error| match error {
        Error::BodyExceedsLimit(_) => Failure::Known(format!(
            "the answer is longer than {ANSWER_BYTES_MAX} bytes"
        )),
        error => Failure::Known(format!("answered {status}, and then: {}", describe(&error))),
    })?;
    Ok(Answer {
        status,
        location,
        body,
    })
}

fn answer(
    agent: &Agent,
    message: Result<http::Request<impl AsSendBody>, http::Error>,
    timeout: Duration,
) -> Result<http::Response<Body>, Failure> {
    // An error about a header does not contain its value.
    let message =
        message.map_err(|error| Failure::Refused(format!("the request is not valid: {error}")))?;
    let message = agent
        .configure_request(message)
        .timeout_global(Some(timeout))
        .build();
    agent.run(message).map_err(|error| classify(&error))
}

/// Distinguishes a request that certainly did not arrive from one that may have arrived.
fn classify(error: &Error) -> Failure {
    let text = describe(error);
    match error {
        Error::Other(inner) if inner.is::<RefusedAddress>() => Failure::Refused(text),
        Error::Other(inner) if inner.is::<NotFound>() => Failure::Known(text),
        Error::BadUri(_) | Error::Http(_) | Error::RequireHttpsOnly(_) => Failure::Refused(text),
        Error::HostNotFound | Error::ConnectionFailed | Error::Tls(_) | Error::TlsRequired => {
            Failure::Known(text)
        }
        Error::Timeout(Timeout::Resolve | Timeout::Connect) => Failure::Known(text),
        Error::Io(error) if is_before_sending(error.kind()) => Failure::Known(text),
        _ => Failure::NoAnswer(text),
    }
}

/// Tells whether only a lookup or a connection attempt can cause this error.
fn is_before_sending(kind: io::ErrorKind) -> bool {
    matches!(
        kind,
        io::ErrorKind::ConnectionRefused
            | io::ErrorKind::HostUnreachable
            | io::ErrorKind::NetworkUnreachable
            | io::ErrorKind::AddrNotAvailable
    )
}

fn describe(error: &Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(inner) = source {
        let inner_text = inner.to_string();
        if !text.contains(&inner_text) {
            text.push_str(": ");
            text.push_str(&inner_text);
        }
        source = inner.source();
    }
    text
}

/// Returns the host's trusted certificates, or those of Mozilla if the host has none.
fn trusted() -> RootCerts {
    let own = std::env::var("SSL_CERT_FILE").ok();
    let pem = own
        .iter()
        .map(String::as_str)
        .chain(TRUSTED)
        .find_map(|path| std::fs::read(path).ok());
    let certificates: Vec<_> = pem
        .iter()
        .flat_map(|pem| parse_pem(pem))
        .filter_map(|item| match item {
            Ok(PemItem::Certificate(certificate)) => Some(certificate),
            _ => None,
        })
        .collect();
    if certificates.is_empty() {
        RootCerts::WebPki
    } else {
        RootCerts::from(certificates)
    }
}
