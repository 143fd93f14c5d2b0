//! Evidence: a file that must exist. Its digest is recorded, and a test report is also parsed.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use placet_domain::change::Evidence;
use placet_domain::digest::Digest;
use placet_domain::plan::{EvidenceAsked, EvidenceFormat};

use crate::junit::{JUNIT_BYTES_MAX, read_junit};
use crate::stage::Stage;
use crate::stop::Stop;
use crate::tree::digest_of;

/// Longest file of format `file`, in bytes. The file is read for its digest, and its content is not kept.
const FILE_BYTES_MAX: u64 = 16 << 30;

/// Looks for the evidence. It is reported even if it shows that the step failed.
pub(crate) fn run(stage: &mut Stage<'_>, asked: &EvidenceAsked) -> Result<(), Stop> {
    stage.may_go_on()?;
    let path = stage.path(&asked.path);
    let answered = &stage.record.answered;
    let cannot = |error: io::Error| {
        // A missing file is a clear answer. A file that may not be read, or not now, is not.
        answered.set(error.kind() == io::ErrorKind::NotFound);
        Stop::failed(format!(
            "evidence `{}`: `{}` cannot be read: {error}",
            asked.kind,
            path.display()
        ))
    };
    let refused = |why: String| {
        let (kind, path) = (&asked.kind, path.display());
        Stop::give_up(format!("evidence `{kind}`: `{path}` {why}"))
    };
    let bytes_max = match asked.format {
        EvidenceFormat::File => FILE_BYTES_MAX,
        EvidenceFormat::Junit => JUNIT_BYTES_MAX as u64,
    };
    // The file is checked before it is opened, because opening a device can have an effect, and again after it is
    // opened.
    let looks_regular = fs::metadata(&path).map_err(cannot)?.is_file();
    let file = looks_regular.then(|| open(&path)).transpose();
    let Some((file, length)) = file.map_err(cannot)?.flatten() else {
        return Err(refused("is not a regular file".to_owned()));
    };
    if length > bytes_max {
        let why = format!("is longer than {bytes_max} bytes, so it is not read");
        return Err(refused(why));
    }
    // One extra byte shows whether the file is as long as it claims. Files under /proc are not, and some never end.
    let mut content = file.take(length + 1);
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
            (evidence.sha256, evidence.bytes) =
                digest_of(&mut content, || stage.may_go_on(), cannot)?;
            evidence.summary = format!("{} bytes", evidence.bytes);
        }
        EvidenceFormat::Junit => {
            // The file is read once, so that the digest belongs to the text that was judged.
            let mut bytes = Vec::new();
            content.read_to_end(&mut bytes).map_err(cannot)?;
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
    if evidence.bytes != length {
        return Err(Stop::failed(format!(
            "evidence `{}`: `{}` is not as long as it says, or changes while it is read",
            asked.kind,
            path.display()
        )));
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
    // The file was read to its end, so its content is the answer.
    stage.record.answered.set(true);
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

/// Returns the file and its length, if it is a regular file. Never waits for a writer.
fn open(path: &Path) -> io::Result<Option<(File, u64)>> {
    let flags = rustix::fs::OFlags::NONBLOCK.bits().cast_signed();
    let file = OpenOptions::new()
        .read(true)
        .custom_flags(flags)
        .open(path)?;
    let meta = file.metadata()?;
    Ok(meta.is_file().then_some((file, meta.len())))
}
