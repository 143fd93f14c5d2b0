//! Evidence: a file that must be there, with its digest, read if it is a test report.

use std::fs;

use placet_domain::change::Evidence;
use placet_domain::digest::Digest;
use placet_domain::plan::{EvidenceAsked, EvidenceFormat};

use crate::junit::{JUNIT_BYTES_MAX, read_junit};
use crate::stage::{Stage, Stop};
use crate::tree::file_digest;

/// Looks for the evidence; what was found is reported even when it speaks against the step.
pub(crate) fn run(stage: &mut Stage<'_>, asked: &EvidenceAsked) -> Result<(), Stop> {
    stage.may_go_on()?;
    let path = stage.path(&asked.path);
    // A file that is there or not there is a clear answer either way.
    stage.record.answered.set(true);
    let cannot = |error: std::io::Error| {
        Stop::failed(format!(
            "evidence `{}`: `{}` cannot be read: {error}",
            asked.kind,
            path.display()
        ))
    };
    let meta = fs::metadata(&path).map_err(cannot)?;
    if !meta.is_file() {
        return Err(Stop::give_up(format!(
            "evidence `{}`: `{}` is not a regular file",
            asked.kind,
            path.display()
        )));
    }
    let mut evidence = Evidence {
        kind: asked.kind.clone(),
        name: path
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default(),
        sha256: Digest::of_bytes(b""),
        bytes: 0,
        passed: None,
        summary: String::new(),
    };
    let mut problem = None;
    match asked.format {
        EvidenceFormat::File => {
            (evidence.sha256, evidence.bytes) = file_digest(&path).map_err(cannot)?;
            evidence.summary = format!("{} bytes", evidence.bytes);
        }
        EvidenceFormat::Junit => {
            if meta.len() > JUNIT_BYTES_MAX as u64 {
                let message = format!(
                    "`{}` is longer than {JUNIT_BYTES_MAX} bytes, so it is not read",
                    path.display()
                );
                return Err(Stop::give_up(message));
            }
            // Read once, so that the digest is that of the text that was judged.
            let bytes = fs::read(&path).map_err(cannot)?;
            (evidence.sha256, evidence.bytes) = (Digest::of_bytes(&bytes), bytes.len() as u64);
            match read_junit(&bytes) {
                Ok(summary) => {
                    evidence.passed = Some(summary.passed());
                    evidence.summary = summary.to_string();
                    problem = (!summary.passed()).then(|| summary.to_string());
                }
                Err(error) => {
                    evidence.passed = Some(false);
                    evidence.summary.clone_from(&error);
                    problem = Some(error);
                }
            }
        }
    }
    stage.say(&format!(
        "{}: {}, sha256 {}\n",
        evidence.kind, evidence.summary, evidence.sha256
    ));
    if let Some(expected) = asked.sha256.filter(|expected| *expected != evidence.sha256) {
        problem = Some(format!(
            "its SHA-256 is {}, but {expected} was approved",
            evidence.sha256
        ));
    }
    stage.record.evidence = Some(evidence);
    match problem {
        None => Ok(()),
        Some(problem) => Err(Stop::failed(format!(
            "evidence `{}` in `{}`: {problem}",
            asked.kind,
            path.display()
        ))),
    }
}
