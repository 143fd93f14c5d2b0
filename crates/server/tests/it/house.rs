//! A server on a store of its own, with two organizations, and the means to talk to it.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, Response};
use jiff::Timestamp;
use placet_domain::ProcessName;
use placet_domain::change::Outcome;
use placet_domain::{decode, node};
use placet_engine::ports::{Attempt, Clock, Live, Report, Runner};
use placet_engine::{Engine, Options};
use placet_server::{Context, Reading, Settings};
use placet_store::Store;
use serde_json::Value;
use tempfile::TempDir;
use tower::ServiceExt as _;

/// Milliseconds since 1970, for every house of this test program: 2026-11-23T09:00:00Z.
static NOW_MS: AtomicI64 = AtomicI64::new(1_795_424_400_000);

fn now() -> Timestamp {
    Timestamp::from_millisecond(NOW_MS.load(Ordering::SeqCst)).unwrap()
}

/// A clock whose time a function sets, and a count from which its random bits are computed.
pub(crate) struct FixedClock(pub(crate) fn() -> Timestamp, pub(crate) AtomicU64);

impl Clock for FixedClock {
    fn now(&self) -> Timestamp {
        (self.0)()
    }

    fn draw(&self) -> u128 {
        // An odd factor spreads the count over all bits and repeats nothing.
        u128::from(self.1.fetch_add(1, Ordering::SeqCst))
            .wrapping_mul(0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835)
    }
}

/// Succeeds at once.
pub(crate) struct Willing;

impl Runner for Willing {
    fn run(&self, attempt: &Attempt, live: &dyn Live) -> Report {
        live.output(&format!("{} says hello\n", attempt.step));
        Outcome::Succeeded.into()
    }
}

/// Who belongs to the service platform.
pub(crate) const REQUESTER: &str = "owen.hughes";
pub(crate) const TEAM_LEAD: &str = "anna.lindgren";
pub(crate) const OTHER_LEAD: &str = "carlos.mendes";
pub(crate) const ADMINISTRATOR: &str = "gareth.price";
pub(crate) const AGENT: &str = "release-bot";
/// Who belongs to another organization of the same server.
pub(crate) const STRANGER: &str = "alice.moore";

/// A standard change: one Team Lead acknowledges it.
pub(crate) const STANDARD: &str = r#"{
  "process": "service-platform",
  "model": "standard",
  "fields": {
    "title": "Update the certificates",
    "summary": "The yearly exchange.",
    "priority": "Low",
    "business_justification": "They expire.",
    "services_affected": ["gateway"],
    "environment": "production",
    "impact": "Low",
    "probability": "Low",
    "testing_completed": ["staging run 12"],
    "monitoring_plan": "Expiry dates on the dashboard",
    "rollback_plan": "The old certificates are put back."
  },
  "plan": {"steps": [{
    "id": "exchange",
    "action": {"command": {"run": ["/usr/bin/true"]}},
    "check": {"command": {"run": ["/usr/bin/true"]}},
    "undo": "none",
    "estimate": "5m"
  }]}
}"#;

/// A server with its store.
pub(crate) struct House {
    pub(crate) engine: Arc<Engine>,
    pub(crate) context: Context,
    pub(crate) router: Router,
    pub(crate) dir: TempDir,
}

impl House {
    pub(crate) fn new() -> Self {
        Self::with(now, false)
    }

    /// Returns a house whose sessions and tokens end by another clock, with cookies for https if `https` is set.
    pub(crate) fn with(clock: fn() -> Timestamp, https: bool) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let store =
            Store::create(&dir.path().join("store"), &[7; 32], "placet.test/house").unwrap();
        let engine = Engine::new(
            Arc::new(store),
            Arc::new(Willing),
            Arc::new(FixedClock(now, AtomicU64::new(1))),
            Options {
                runs_dir: dir.path().join("runs"),
                workers_max: 1,
            },
        );
        engine.start().unwrap();
        install(&engine, "service-platform");
        install(&engine, "itil4");
        let settings = Settings {
            clock,
            https,
            evidence_reader: |kind, _, bytes| match (kind.starts_with("test:"), bytes) {
                (false, _) => Ok(Reading::default()),
                (true, b"<testsuite tests=\"2\"/>") => Ok(Reading {
                    passed: Some(true),
                    summary: "2 tests, 0 failed".to_owned(),
                }),
                (true, _) => Err("this is no JUnit report".to_owned()),
            },
            // The reference is the secret.
            secret_reader: |reference| {
                let secret = reference.strip_prefix("file:");
                secret
                    .map(str::to_owned)
                    .ok_or_else(|| "no such file".to_owned())
            },
            ..Settings::default()
        };
        let context = Context::new(Arc::clone(&engine), settings).unwrap();
        let router = placet_server::router(&context);
        Self {
            engine,
            context,
            router,
            dir,
        }
    }

    /// Returns a token with every scope.
    pub(crate) fn as_person(&self, person: &str) -> String {
        self.token(person, "read write approve admin")
    }

    /// Opens the standard change and returns its number.
    pub(crate) async fn open_standard(&self) -> String {
        let requester = self.as_person(REQUESTER);
        let answer = self.post("/api/v1/changes", &requester, STANDARD).await;
        assert_eq!(answer.status, 201, "{}", answer.text);
        answer.json()["number"].as_str().unwrap().to_owned()
    }

    /// Takes the standard change to where it waits for its approval, and returns its number and digest.
    pub(crate) async fn submitted(&self) -> (String, String) {
        let number = self.open_standard().await;
        self.review(&number, &["technical"]).await
    }

    /// The same with a normal change, which the Engineering Manager and a stakeholder approve.
    pub(crate) async fn submitted_normal(&self) -> (String, String) {
        let normal = STANDARD
            .replace("\"model\": \"standard\"", "\"model\": \"normal\"")
            .replace(
                "\"fields\": {",
                "\"fields\": {\"stakeholders\": [\"patricia.gomez\"],",
            );
        let opened = self
            .done("/api/v1/changes", &self.as_person(REQUESTER), &normal)
            .await;
        let number = opened.json()["number"].as_str().unwrap().to_owned();
        self.review(&number, &["technical", "business"]).await
    }

    async fn review(&self, number: &str, kinds: &[&str]) -> (String, String) {
        let requester = self.as_person(REQUESTER);
        let base = format!("/api/v1/changes/{number}");
        self.done(&format!("{base}/submit"), &requester, "").await;
        for kind in kinds {
            let (reviewer, ticked) = match *kind {
                "technical" => (
                    "deborah.stone",
                    r#"["Code review completed", "Tests passing", "Security scan passed", "Performance impact assessed"]"#,
                ),
                _ => (
                    "patricia.gomez",
                    r#"["Stakeholders agree", "Customer impact assessed", "Communication plan ready",
                        "Training materials prepared"]"#,
                ),
            };
            let review = format!(r#"{{"kind": "{kind}", "passed": true, "ticked": {ticked}}}"#);
            let reviewer = self.as_person(reviewer);
            self.done(&format!("{base}/review"), &reviewer, &review)
                .await;
        }
        let detail = self.get(&base, &requester).await.json();
        assert_eq!(detail["phase"], "authorize", "{detail:#}");
        (
            number.to_owned(),
            detail["digest"].as_str().unwrap().to_owned(),
        )
    }

    pub(crate) async fn get(&self, path: &str, token: &str) -> Answer {
        self.send(call("GET", path).bearer(token)).await
    }

    pub(crate) async fn post(&self, path: &str, token: &str, json: &str) -> Answer {
        self.send(call("POST", path).bearer(token).json(json)).await
    }

    /// A call that must succeed.
    pub(crate) async fn done(&self, path: &str, token: &str, json: &str) -> Answer {
        let answer = self.post(path, token, json).await;
        assert!(
            answer.status < 300,
            "{path}: {} {}",
            answer.status,
            answer.text
        );
        answer
    }

    pub(crate) async fn send(&self, call: Call) -> Answer {
        Answer::of(self.open(call).await).await
    }

    /// Sends without reading the body of the answer.
    pub(crate) async fn open(&self, call: Call) -> Response<Body> {
        self.router.clone().oneshot(call.0).await.unwrap()
    }
}

impl Drop for House {
    fn drop(&mut self) {
        self.engine.stop();
    }
}

fn install(engine: &Engine, name: &str) {
    let root = format!("{}/../..", env!("CARGO_MANIFEST_DIR"));
    let source = std::fs::read_to_string(format!("{root}/processes/{name}.yaml")).unwrap();
    let name: ProcessName = engine
        .install_process(None, &source)
        .map_err(|_| name)
        .unwrap();
    let people = std::fs::read(format!("{root}/examples/people-{name}.yaml")).unwrap();
    let directory = decode(&node::read(&people).unwrap()).unwrap();
    engine.set_people(None, &name, &directory).unwrap();
}

/// A call that is being written.
pub(crate) struct Call(Request<Body>);

pub(crate) fn call(method: &str, path: &str) -> Call {
    Call(
        Request::builder()
            .method(method)
            .uri(path)
            .body(Body::empty())
            .unwrap(),
    )
}

impl Call {
    pub(crate) fn header(mut self, name: &'static str, value: &str) -> Self {
        self.0.headers_mut().insert(name, value.parse().unwrap());
        self
    }

    /// Adds another header of an existing name.
    pub(crate) fn and(mut self, name: &'static str, value: &str) -> Self {
        self.0.headers_mut().append(name, value.parse().unwrap());
        self
    }

    pub(crate) fn without(mut self, name: &str) -> Self {
        self.0.headers_mut().remove(name);
        self
    }

    pub(crate) fn to(mut self, path: &str) -> Self {
        *self.0.uri_mut() = path.parse().unwrap();
        self
    }

    pub(crate) fn into_request(self) -> Request<Body> {
        self.0
    }

    pub(crate) fn bearer(self, token: &str) -> Self {
        self.header("authorization", &format!("Bearer {token}"))
    }

    pub(crate) fn json(self, text: &str) -> Self {
        self.header("content-type", "application/json")
            .body(text.to_owned())
    }

    pub(crate) fn form(self, text: &str) -> Self {
        self.header("content-type", "application/x-www-form-urlencoded")
            .body(text.to_owned())
    }

    pub(crate) fn body(mut self, body: impl Into<Body>) -> Self {
        *self.0.body_mut() = body.into();
        self
    }
}

/// An answer, read to its end.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Answer {
    pub(crate) async fn of(response: Response<Body>) -> Self {
        let status = response.status().as_u16();
        let headers = response.headers().clone();
        let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap();
        Self {
            status,
            headers,
            text: String::from_utf8_lossy(&bytes).into_owned(),
        }
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("{} {}", self.status, self.text))
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    /// A refusal as a person reads it: status, then each reason with its place and remedy.
    pub(crate) fn refusal(&self) -> String {
        assert_eq!(
            self.header("content-type"),
            "application/problem+json",
            "{} {}",
            self.status,
            self.text
        );
        let problem = self.json();
        assert_eq!(problem["status"], self.status);
        assert_eq!(
            problem["id"].as_str().unwrap().len(),
            16,
            "an id that is in the log"
        );
        let mut lines = vec![format!(
            "{} {}",
            self.status,
            problem["title"].as_str().unwrap()
        )];
        for reason in problem["reasons"].as_array().unwrap() {
            let text = |key: &str| reason[key].as_str().unwrap().to_owned();
            let place = if text("place").is_empty() {
                String::new()
            } else {
                format!(" ({})", text("place"))
            };
            lines.push(format!(
                "{}: {}{place}; {}",
                text("code"),
                text("message"),
                text("hint")
            ));
        }
        lines.join("\n")
    }
}
