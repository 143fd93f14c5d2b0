//! HTTP requests: one request, or repeated requests until the answer is as expected.

mod address;
mod answer;
mod client;
mod lookup;
mod network;
mod request;

use std::time::{Duration, Instant};

use placet_domain::plan::Http;
use serde_json::Value;

use crate::once::once;
use crate::secret::{Redactor, resolve_header};
use crate::stage::Stage;
use crate::stop::Stop;

pub(crate) use client::Client;
use client::Failure;
pub use network::Network;
use request::Request;

/// Pauses between repeated requests, from the first to the longest.
const PAUSE_MIN: Duration = Duration::from_millis(25);
const PAUSE_MAX: Duration = Duration::from_secs(1);

impl Client {
    /// Sends the request and judges the answer.
    pub(crate) fn run(&self, stage: &mut Stage<'_>, http: &Http) -> Result<(), Stop> {
        let (request, redactor) = prepare(stage, http).map_err(Stop::give_up)?;
        let safe = http.is_safe();
        if http.within.is_some() && !safe && !stage.repeatable {
            return Err(Stop::give_up(format!(
                "`within` would send {} again and again: it is for GET, HEAD and steps declared idempotent",
                http.method
            )));
        }
        if safe {
            let output = self.ask(stage, http, &request, &redactor)?;
            stage.say(&output);
            return Ok(());
        }
        once(
            stage,
            |_| Ok(Value::Null),
            |stage, _| self.ask(stage, http, &request, &redactor),
        )
    }

    /// Repeats the request until the answer is as expected or its time is out. Returns the part of the answer to show.
    fn ask(
        &self,
        stage: &Stage<'_>,
        http: &Http,
        request: &Request,
        redactor: &Redactor,
    ) -> Result<String, Stop> {
        let within = http
            .within
            .map_or(Duration::ZERO, |within| within.0.unsigned_abs());
        let until = Instant::now() + within.min(stage.left());
        let mut pause = PAUSE_MIN;
        loop {
            stage.may_go_on()?;
            stage.record.answered.set(false);
            let problem = match self.send(stage, request) {
                Ok(answer) => match answer.problem(http, redactor) {
                    None => return Ok(redactor.whole(&answer.shown(request))),
                    Some(problem) => {
                        stage.record.answered.set(answer.tells_of_the_target());
                        problem
                    }
                },
                Err(Failure::CalledOff) if request.repeatable => return Err(Stop::called_off()),
                Err(Failure::CalledOff) => {
                    return Err(Stop::give_up(
                        "called off while the request was on its way; it may have arrived",
                    ));
                }
                Err(Failure::Known(problem)) => problem,
                Err(Failure::NoAnswer(problem)) if request.repeatable => problem,
                Err(Failure::NoAnswer(problem)) => {
                    return Err(Stop::unknown(redactor.whole(&format!(
                        "{} {} was sent and not answered ({problem}); it may have arrived, and it is not idempotent, \
                         so it is not sent again",
                        request.method, request.url
                    ))));
                }
                Err(Failure::Refused(problem)) => {
                    return Err(Stop::give_up(redactor.whole(&problem)));
                }
            };
            if Instant::now() + pause > until {
                let asked = if within.is_zero() {
                    String::new()
                } else {
                    format!(" (asked for {within:?})")
                };
                let message = format!("{} {}: {problem}{asked}", request.method, request.url);
                return Err(Stop::failed(redactor.whole(&message)));
            }
            stage.sleep(pause)?;
            pause = (pause * 2).min(PAUSE_MAX);
        }
    }
}

/// Resolves the references of the plan, or returns every reason why the request cannot be made.
fn prepare(stage: &Stage<'_>, http: &Http) -> Result<(Request, Redactor), String> {
    let mut problems = Vec::new();
    let mut secrets = Vec::new();
    let mut headers = vec![
        (
            "Idempotency-Key".to_owned(),
            stage.attempt.idempotency_key.clone(),
        ),
        ("Placet-Fence".to_owned(), stage.attempt.fence.to_string()),
    ];
    for (name, value) in &http.headers {
        headers.retain(|(own, _)| !own.eq_ignore_ascii_case(name));
        match resolve_header(value) {
            // The client detects this only after it has connected, and then it looks as if something was sent.
            Ok((value, _)) if name.eq_ignore_ascii_case("authorization") && !value.is_ascii() => {
                problems.push(format!("header `{name}`: credentials are plain ASCII"));
            }
            Ok((value, secret)) => {
                headers.push((name.clone(), value));
                secrets.extend(secret);
            }
            Err(problem) => problems.push(format!("header `{name}`: {problem}")),
        }
    }
    if !http.url.starts_with("http://") && !http.url.starts_with("https://") {
        problems.push(format!(
            "`{}` is neither an http nor an https address",
            http.url
        ));
    }
    if authority(&http.url).contains('@') {
        problems.push(
            "the address has a user before its host, which hides where it leads: send credentials as a header"
                .to_owned(),
        );
    }
    if !problems.is_empty() {
        return Err(problems.join("; "));
    }
    let request = Request {
        method: http.method.clone(),
        url: http.url.clone(),
        headers,
        body: http.body.clone(),
        repeatable: stage.repeatable,
    };
    Ok((request, Redactor::new(secrets.iter().map(String::as_str))))
}

/// Returns what is between the scheme and the path.
fn authority(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split(['/', '?', '#', '\\']).next().unwrap_or(rest)
}
