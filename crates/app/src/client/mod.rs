//! The client of the HTTP API.

mod address;
mod sse;

use std::io::Read as _;
use std::time::Duration;

use placet_api::Problem;
use serde::Serialize;
use serde::de::DeserializeOwned;
use ureq::http::{Request, Response, StatusCode, header};
use ureq::{Agent, Body};

pub use address::Address;
pub use sse::{Events, Message};

use crate::failure::{Exit, Failure, exit_of_status};

/// Where the server is by default.
pub const URL_DEFAULT: &str = "http://127.0.0.1:8080";

/// Longest time to open a connection.
const CONNECT: Duration = Duration::from_secs(10);
/// Longest time for one call; the server gives up earlier and says so.
const CALL: Duration = Duration::from_secs(60);
/// Longest time for an upload.
const UPLOAD: Duration = Duration::from_secs(320);
/// Longest silence of a stream: the server sends a heartbeat every fifteen seconds.
const SILENCE: Duration = Duration::from_secs(45);
/// Pause before a call is repeated after the connection was lost.
const REPEAT_PAUSE: Duration = Duration::from_millis(500);
/// Largest answer that is read.
const ANSWER_BYTES_MAX: u64 = 64 << 20;

/// A server and the caller's token.
#[derive(Debug, Clone)]
pub struct Client {
    agent: Agent,
    base: String,
    token: Option<String>,
}

/// What is sent with a call.
enum Load<'a> {
    Nothing,
    Json(&'a [u8]),
    File(&'a [u8]),
}

impl Client {
    /// Returns a client of the server at `url` with a token.
    ///
    /// # Errors
    /// `url` is not the address of a server, or the token is not a valid token.
    pub fn new(url: &str, token: Option<String>) -> Result<Self, Failure> {
        let base = url.trim_end_matches('/').to_owned();
        let host = base
            .strip_prefix("http://")
            .or_else(|| base.strip_prefix("https://"))
            .unwrap_or_default();
        if host.is_empty() || !base.chars().all(|c| c.is_ascii_graphic()) {
            let hint = format!("write it like `{URL_DEFAULT}`, in PLACET_URL or after --url");
            return Err(Failure::new(
                Exit::Usage,
                format!("`{url}` is not the address of a server"),
                hint,
            ));
        }
        if token
            .as_ref()
            .is_some_and(|token| !token.chars().all(|c| c.is_ascii_graphic()))
        {
            let hint = "a token is one word that begins with `plc_`; copy it again";
            return Err(Failure::new(
                Exit::Usage,
                "PLACET_TOKEN holds more than a token",
                hint,
            ));
        }
        let mut config = Agent::config_builder()
            .http_status_as_error(false)
            // A redirect would carry the token elsewhere; the person should name the right address instead.
            .max_redirects(0)
            .max_redirects_will_error(false)
            .user_agent(concat!("placet/", env!("CARGO_PKG_VERSION")))
            .timeout_connect(Some(CONNECT));
        if ["127.", "localhost", "[::1]"]
            .iter()
            .any(|own| host.starts_with(own))
        {
            // A proxy cannot reach this host's own addresses.
            config = config.proxy(None);
        }
        Ok(Self {
            agent: Agent::new_with_config(config.build()),
            base,
            token,
        })
    }

    /// Returns the server's address.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// Reads.
    ///
    /// # Errors
    /// The server refuses, cannot be reached, or answers something else.
    pub fn get<T: DeserializeOwned>(&self, address: &Address) -> Result<T, Failure> {
        self.call("GET", address, &Load::Nothing, &[], CALL)
    }

    /// Sends a command under a new idempotency key. When the connection is lost, it is sent once more and carried out
    /// only once. With `version` it is carried out only on that version.
    ///
    /// # Errors
    /// The server refuses, cannot be reached, or answers something else.
    pub fn post<T: DeserializeOwned>(
        &self,
        address: &Address,
        body: &impl Serialize,
        version: Option<u64>,
    ) -> Result<T, Failure> {
        let body =
            serde_json::to_vec(body).map_err(|error| Failure::failed(error.to_string(), ""))?;
        let mut headers = vec![("Idempotency-Key", fresh_key()?)];
        headers.extend(version.map(|version| ("If-Match", format!("\"{version}\""))));
        self.call("POST", address, &Load::Json(&body), &headers, CALL)
    }

    /// Sends a file.
    ///
    /// # Errors
    /// The server refuses, cannot be reached, or answers something else.
    pub fn upload<T: DeserializeOwned>(
        &self,
        address: &Address,
        bytes: &[u8],
    ) -> Result<T, Failure> {
        self.call(
            "POST",
            address,
            &Load::File(bytes),
            &[("Idempotency-Key", fresh_key()?)],
            UPLOAD,
        )
    }

    /// Listens to what happens from now on, or after the event with this id.
    ///
    /// # Errors
    /// The server refuses or cannot be reached.
    pub fn listen(&self, address: &Address, last: Option<&str>) -> Result<Events, Failure> {
        let mut request = self
            .request("GET", address)
            .header(header::ACCEPT, "text/event-stream");
        if let Some(last) = last {
            request = request.header("Last-Event-ID", last);
        }
        let request = request.body(()).map_err(|error| self.unsendable(&error))?;
        let request = self
            .agent
            .configure_request(request)
            .timeout_per_read(Some(SILENCE))
            .build();
        let response = self
            .agent
            .run(request)
            .map_err(|error| self.unreachable(&error))?;
        if response.status() != StatusCode::OK {
            return Err(self.refusal(response));
        }
        Ok(Events::new(response.into_body().into_reader()))
    }

    fn call<T: DeserializeOwned>(
        &self,
        method: &str,
        address: &Address,
        load: &Load<'_>,
        headers: &[(&str, String)],
        timeout: Duration,
    ) -> Result<T, Failure> {
        let send = || self.send(method, address, load, headers, timeout);
        // The key makes the second call safe: the server does it once and answers with the first receipt.
        let response = match send() {
            Err(error) if is_lost(&error) => {
                std::thread::sleep(REPEAT_PAUSE);
                send()
            }
            Ok(response) if response.status() == StatusCode::SERVICE_UNAVAILABLE => {
                std::thread::sleep(REPEAT_PAUSE);
                send()
            }
            other => other,
        };
        let response = response.map_err(|error| self.unreachable(&error))?;
        if !response.status().is_success() {
            return Err(self.refusal(response));
        }
        let status = response.status();
        let bytes = read(response).map_err(|error| self.unreachable(&error))?;
        serde_json::from_slice(&bytes).map_err(|error| {
            let message = format!(
                "`{}` answered {status} with something unexpected: {error}",
                self.base
            );
            Failure::failed(
                message,
                "check that PLACET_URL names a Placet server of this version",
            )
        })
    }

    fn send(
        &self,
        method: &str,
        address: &Address,
        load: &Load<'_>,
        headers: &[(&str, String)],
        timeout: Duration,
    ) -> Result<Response<Body>, ureq::Error> {
        let mut request = self
            .request(method, address)
            .header(header::ACCEPT, "application/json");
        for (name, value) in headers {
            request = request.header(*name, value);
        }
        let (media, bytes) = match load {
            Load::Nothing => {
                let request = self
                    .agent
                    .configure_request(request.body(())?)
                    .timeout_global(Some(timeout))
                    .build();
                return self.agent.run(request);
            }
            Load::Json(bytes) => ("application/json", bytes),
            Load::File(bytes) => ("application/octet-stream", bytes),
        };
        let request = request.header(header::CONTENT_TYPE, media).body(*bytes)?;
        self.agent.run(
            self.agent
                .configure_request(request)
                .timeout_global(Some(timeout))
                .build(),
        )
    }

    fn request(&self, method: &str, address: &Address) -> ureq::http::request::Builder {
        let request = Request::builder()
            .method(method)
            .uri(format!("{}{address}", self.base));
        match &self.token {
            Some(token) => request.header(header::AUTHORIZATION, format!("Bearer {token}")),
            None => request,
        }
    }

    fn refusal(&self, response: Response<Body>) -> Failure {
        let status = response.status();
        if let Some(target) = response
            .headers()
            .get(header::LOCATION)
            .filter(|_| status.is_redirection())
        {
            let target = String::from_utf8_lossy(target.as_bytes());
            let message = format!("`{}` says to go to `{target}`", self.base);
            return Failure::failed(
                message,
                "set PLACET_URL to the address of the server itself",
            );
        }
        let bytes = read(response).unwrap_or_default();
        match serde_json::from_slice::<Problem>(&bytes) {
            Ok(problem) => problem.into(),
            Err(_) => {
                let message = format!("`{}` answered {status}", self.base);
                let hint =
                    "check that PLACET_URL names a Placet server, and check any proxy in between";
                Failure::new(exit_of_status(status.as_u16().into()), message, hint)
            }
        }
    }

    fn unreachable(&self, error: &ureq::Error) -> Failure {
        let hint = "check PLACET_URL and that `placet serve` runs there";
        Failure::failed(format!("`{}` cannot be reached: {error}", self.base), hint)
    }

    fn unsendable(&self, error: &ureq::http::Error) -> Failure {
        Failure::failed(
            format!("the call to `{}` cannot be made: {error}", self.base),
            "check PLACET_URL and PLACET_TOKEN",
        )
    }
}

/// Tells whether the connection failed, so that the call may or may not have arrived.
fn is_lost(error: &ureq::Error) -> bool {
    matches!(
        error,
        ureq::Error::Io(_) | ureq::Error::ConnectionFailed | ureq::Error::Protocol(_)
    )
}

fn read(response: Response<Body>) -> Result<Vec<u8>, ureq::Error> {
    let mut bytes = Vec::new();
    let mut reader = response
        .into_body()
        .into_with_config()
        .limit(ANSWER_BYTES_MAX)
        .reader();
    reader.read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Generates a key that no other call has.
fn fresh_key() -> Result<String, Failure> {
    let mut bytes = [0_u8; 16];
    getrandom::fill(&mut bytes).map_err(|error| {
        Failure::failed(format!("the system provides no random bytes: {error}"), "")
    })?;
    Ok(format!("{:032x}", u128::from_be_bytes(bytes)))
}
