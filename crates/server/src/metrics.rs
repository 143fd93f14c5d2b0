//! `/metrics`, as Prometheus reads it.

use std::fmt::Write as _;
use std::time::Duration;

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

use crate::auth::Scope;
use crate::context::{Context, Inner};
use crate::failure::Failure;
use crate::routes::{Access, Answer, Route};

/// Upper bounds of the latency buckets, in seconds.
const BUCKETS_SECONDS: [f64; 12] = [
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 30.0,
];

const MEDIA: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Call {
    method: String,
    route: String,
    status: u16,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct ByRoute {
    route: String,
}

/// What is counted while serving.
pub(crate) struct Metrics {
    registry: Registry,
    calls: Family<Call, Counter>,
    seconds: Family<ByRoute, Histogram>,
}

impl Metrics {
    pub(crate) fn new() -> Self {
        let calls = Family::<Call, Counter>::default();
        let seconds =
            Family::<ByRoute, Histogram>::new_with_constructor(|| Histogram::new(BUCKETS_SECONDS));
        let mut registry = Registry::with_prefix("placet");
        registry.register(
            "http_calls",
            "Calls by method, route and status",
            calls.clone(),
        );
        registry.register(
            "http_call_seconds",
            "Time until the answer begins, in seconds",
            seconds.clone(),
        );
        Self {
            registry,
            calls,
            seconds,
        }
    }

    /// Counts one call. `route` is the pattern, never the address, so that the number of series is bounded.
    pub(crate) fn observe(&self, method: &str, route: &str, status: u16, took: Duration) {
        // A method that nobody defined could be any text.
        let known = ["GET", "HEAD", "POST", "DELETE"].contains(&method);
        let method = if known { method } else { "OTHER" }.to_owned();
        self.calls
            .get_or_create(&Call {
                method,
                route: route.to_owned(),
                status,
            })
            .inc();
        self.seconds
            .get_or_create(&ByRoute {
                route: route.to_owned(),
            })
            .observe(took.as_secs_f64());
    }

    fn text(&self) -> Result<String, Failure> {
        let mut text = String::new();
        encode(&mut text, &self.registry)
            .map_err(|error| Failure::internal(format!("metrics: {error}")))?;
        Ok(text.trim_end_matches("# EOF\n").to_owned())
    }
}

/// `GET /metrics`.
pub(crate) fn route() -> Route {
    // The handler asks again whether the settings open it to everybody.
    Route::get(
        "/metrics",
        Access::Visitor,
        "Metrics for Prometheus; needs the scope `read` unless opened.",
        Answer::raw("application/openmetrics-text"),
        show,
    )
}

async fn show(
    State(context): State<Context>,
    call: axum::extract::Request,
) -> Result<Response, Failure> {
    let asker = call.extensions().get::<crate::auth::Asker>();
    if !context.settings().open_metrics {
        let asker = asker.ok_or_else(crate::guard::unauthenticated)?;
        crate::guard::check_scope(asker, Scope::Read)?;
        // Sums over all processes tell strangers about teams that are not theirs.
        if !asker.is_administrator() {
            return Err(crate::guard::administrators_only());
        }
    }
    let text = context.blocking(whole).await?;
    Ok(([(header::CONTENT_TYPE, MEDIA)], text).into_response())
}

fn whole(inner: &Inner) -> Result<String, Failure> {
    let mut text = inner.metrics.text()?;
    let mut gauge = |name: &str, help: &str, rows: &[(String, f64)]| {
        // Writing to a String cannot fail.
        let _ = writeln!(
            text,
            "# HELP placet_{name} {help}.\n# TYPE placet_{name} gauge"
        );
        for (labels, value) in rows {
            let _ = writeln!(text, "placet_{name}{labels} {value}");
        }
    };
    inner.gauges(&mut gauge)?;
    if let Some(seconds) = cpu_seconds() {
        gauge(
            "process_cpu_seconds",
            "Processor time of this process so far",
            &[(String::new(), seconds)],
        );
    }
    text.push_str("# EOF\n");
    Ok(text)
}

/// Processor time of this process, from Linux's `/proc/self/stat`: fields 14 and 15, in ticks of 10 ms.
fn cpu_seconds() -> Option<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    // The command's name may hold spaces; it ends with the last parenthesis.
    let (_, rest) = stat.rsplit_once(')')?;
    let ticks: u32 = rest
        .split_whitespace()
        .skip(11)
        .take(2)
        .filter_map(|field| field.parse::<u32>().ok())
        .sum();
    Some(f64::from(ticks) / 100.0)
}
