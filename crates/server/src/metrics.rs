//! The registry of what is counted while serving.

use std::time::Duration;

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

/// Upper bounds of the latency buckets, in seconds.
const BUCKETS_SECONDS: [f64; 12] = [
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 30.0,
];

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
        // An undefined method could be any text.
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

    /// Writes what was counted in the OpenMetrics text format, without its last line.
    pub(crate) fn text(&self) -> Result<String, std::fmt::Error> {
        let mut text = String::new();
        encode(&mut text, &self.registry)?;
        Ok(text.trim_end_matches("# EOF\n").to_owned())
    }
}
