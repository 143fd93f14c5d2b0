//! The measured values, and whether they reach their goals.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::disk::Disk;
use crate::figures::{FIGURES, Figure, Goal};
use crate::median::median;
use crate::outcome::Outcome;

/// One figure, measured several times.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Measured {
    pub(crate) values: Vec<f64>,
    /// CPU time of the server per operation, in milliseconds.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) cpu_ms: Vec<f64>,
    /// CPU time of the clients per operation, in milliseconds.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) client_cpu_ms: Vec<f64>,
    /// The speed of the disk just before each measurement.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) disk: Vec<Disk>,
}

impl Measured {
    pub(crate) fn value(&self) -> f64 {
        median(&self.values)
    }

    pub(crate) fn cpu(&self) -> Option<f64> {
        (!self.cpu_ms.is_empty()).then(|| median(&self.cpu_ms))
    }

    /// Returns the median time of an append to the disk, in milliseconds.
    pub(crate) fn sync_ms(&self) -> Option<f64> {
        let each: Vec<f64> = self.disk.iter().map(|disk| disk.p50_us / 1e3).collect();
        (!each.is_empty()).then(|| median(&each))
    }
}

/// All results of one run.
#[derive(Debug, Default)]
pub(crate) struct Results {
    pub(crate) figures: BTreeMap<String, Measured>,
    begun: Vec<&'static str>,
}

impl Results {
    pub(crate) fn begin(&mut self, row: &'static str) {
        self.begun.push(row);
    }

    pub(crate) fn add(&mut self, id: &str, value: f64) -> &mut Measured {
        let measured = self.figures.entry(id.to_owned()).or_default();
        measured.values.push(value);
        measured
    }

    /// Refuses a run in which a figure is missing or is not a number.
    pub(crate) fn check(&self) -> Outcome<()> {
        for figure in FIGURES
            .iter()
            .filter(|figure| self.begun.contains(&figure.row))
        {
            let value = self.figures.get(figure.id).map(Measured::value);
            // Without `perf` there are no counts, and a million changes are created only on request.
            let optional = figure.id.ends_with("-syncs") || figure.id == "list-million";
            match value {
                None if optional => {}
                Some(value) if value.is_finite() && value > 0.0 => {}
                other => return Err(format!("`{}` measured {other:?}", figure.id).into()),
            }
        }
        Ok(())
    }
}

/// The results that are kept in the repository.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Stored {
    pub(crate) machine: String,
    pub(crate) figures: BTreeMap<String, Measured>,
}

impl Stored {
    /// Takes over the measured values. Values of another machine are removed: a page shows one machine.
    pub(crate) fn renew(&mut self, machine: &str, results: &Results) {
        if self.machine != machine {
            self.figures.clear();
            machine.clone_into(&mut self.machine);
        }
        self.figures.extend(results.figures.clone());
    }
}

/// Tells whether a figure reaches its goal; none if it has no goal.
pub(crate) fn met(figure: &Figure, all: &BTreeMap<String, Measured>) -> Option<bool> {
    let measured = all.get(figure.id)?;
    let value = measured.value();
    let reached = match figure.goal {
        Goal::AtLeast(least) => value >= least,
        Goal::AtMost(most) => value <= most,
        Goal::Syncs(times, ms) => value <= times * measured.sync_ms()? + ms,
        Goal::PartOf(other, part) => value >= all.get(other)?.value() * part,
        Goal::None => return None,
    };
    let spares = match (figure.cpu_ms_max, measured.cpu()) {
        (Some(most), Some(cpu)) => cpu <= most,
        _ => true,
    };
    Some(reached && spares)
}
