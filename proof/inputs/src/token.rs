//! Credentials: the `Authorization` and `Cookie` headers of a call, through the real router.

use std::sync::{Arc, OnceLock};

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderValue, Request, header};
use jiff::Timestamp;
use placet_domain::change::Outcome;
use placet_engine::ports::{Attempt, Clock, Live, Report, Runner};
use placet_engine::{Engine, Options};
use placet_server::{Context, Settings};
use placet_store::Store;
use tempfile::TempDir;
use tokio::runtime::Runtime;
use tower::ServiceExt as _;

/// Only real credentials are accepted, and none crash the server. The first line is the token, the second the cookie.
pub(crate) fn token(bytes: &[u8]) {
    let house = House::get();
    let mut lines = bytes.splitn(2, |byte| *byte == b'\n');
    let mut call = Request::get("/api/v1/me");
    for name in [header::AUTHORIZATION, header::COOKIE] {
        let value = lines.next().map(HeaderValue::from_bytes);
        if let Some(Ok(value)) = value {
            call = call.header(name, value);
        }
    }
    let call = call.body(Body::empty()).expect("headers are valid");
    let answer = house.runtime.block_on(house.router.clone().oneshot(call));
    let Ok(answer) = answer;
    assert_eq!(
        answer.status().as_u16(),
        401,
        "credentials that belong to no person: {bytes:?}"
    );
}

struct House {
    runtime: Runtime,
    router: Router,
    _dir: TempDir,
}

impl House {
    fn get() -> &'static Self {
        static HOUSE: OnceLock<House> = OnceLock::new();
        HOUSE.get_or_init(Self::new)
    }

    fn new() -> Self {
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("store");
        let store = Store::create(&path, &[7; 32], "placet.test/fuzz").expect("a store");
        let options = Options {
            runs_dir: dir.path().join("runs"),
            workers_max: 1,
        };
        let engine = Engine::new(Arc::new(store), Arc::new(Idle), Arc::new(Still), options);
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .expect("a runtime");
        let context = Context::new(engine, Settings::default()).expect("a server");
        Self {
            router: placet_server::router(&context),
            runtime,
            _dir: dir,
        }
    }
}

/// Runs nothing: no change exists.
struct Idle;

impl Runner for Idle {
    fn run(&self, _attempt: &Attempt, _live: &dyn Live) -> Report {
        Outcome::Succeeded.into()
    }
}

/// A clock that does not move.
struct Still;

impl Clock for Still {
    fn now(&self) -> Timestamp {
        Timestamp::UNIX_EPOCH
    }

    fn draw(&self) -> u128 {
        1
    }
}
