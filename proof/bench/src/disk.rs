//! The speed of the disk itself, for comparison with the durable rows.

use std::fs::File;
use std::io::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use crate::outcome::Outcome;

/// The size of one append: a page of the log.
const APPEND_BYTES: usize = 4096;

/// How fast an append of 4 KiB becomes durable.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(crate) struct Disk {
    /// Half of the appends with `fdatasync` took at most this long, in microseconds.
    pub(crate) p50_us: f64,
    /// Appends per second, one after the other.
    pub(crate) per_second: f64,
}

/// Appends and syncs repeatedly for a while.
pub(crate) fn measure(dir: &Path, time: Duration) -> Outcome<Disk> {
    let path = dir.join("fdatasync.probe");
    let mut file = File::create(&path)?;
    let bytes = [0x5a_u8; APPEND_BYTES];
    let mut took = Vec::new();
    let began = Instant::now();
    while began.elapsed() < time || took.is_empty() {
        let one = Instant::now();
        file.write_all(&bytes)?;
        file.sync_data()?;
        took.push(one.elapsed().as_secs_f64() * 1e6);
    }
    let per_second = took.len() as f64 / began.elapsed().as_secs_f64();
    std::fs::remove_file(&path)?;
    Ok(Disk {
        p50_us: crate::median::median(&took),
        per_second,
    })
}
