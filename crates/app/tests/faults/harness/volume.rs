//! File systems of their own for the server's data, to be taken away from it. They need root.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use placet_proof::{Report, Settings};

use super::world::World;

/// Says that a test run may go without what only root can do.
const NO_ROOT: &str = "PLACET_PROOF_NO_ROOT";
/// Longest time until no process uses a volume anymore.
const IDLE: Duration = Duration::from_secs(20);
/// The smallest xfs is 300 MiB; the file has holes.
const XFS_MIB: u64 = 320;

/// Runs a suite with the server's data on a volume of their own. One that fails leaves its directory behind.
pub(crate) fn on_a_volume(
    suite: &'static str,
    settings: Settings,
    make: impl FnOnce(&Path) -> Volume,
    run: impl FnOnce(&mut World, &Volume, &mut Report),
) {
    if !may_mount(suite) {
        return;
    }
    let mut report = Report::begin(suite, settings);
    let dir = tempfile::tempdir().unwrap().keep();
    let volume = make(&dir);
    let mut world = World::with_data(&dir, &volume.at.join("data"), settings.seed);
    run(&mut world, &volume, &mut report);
    report.end();
    drop((world, volume));
    std::fs::remove_dir_all(&dir).unwrap();
}

/// A mounted file system; unmounted when it is dropped.
pub(crate) struct Volume {
    pub(crate) at: PathBuf,
    /// The image, of one that lies in a file.
    image: Option<PathBuf>,
}

impl Volume {
    /// Creates an xfs in a file.
    pub(crate) fn xfs(dir: &Path) -> Self {
        let image = dir.join("image");
        let file = std::fs::File::create(&image).unwrap();
        file.set_len(XFS_MIB << 20).unwrap();
        must("mkfs.xfs", &["-q".as_ref(), image.as_ref()]);
        let volume = Self {
            at: dir.join("volume"),
            image: Some(image),
        };
        std::fs::create_dir(&volume.at).unwrap();
        volume.mount();
        volume
    }

    /// Creates a file system in memory with room for this many MiB.
    pub(crate) fn tmpfs(dir: &Path, mib: u64) -> Self {
        let volume = Self {
            at: dir.join("volume"),
            image: None,
        };
        std::fs::create_dir(&volume.at).unwrap();
        let size = format!("-osize={mib}m,mode=0700");
        must(
            "mount",
            &[
                "-t".as_ref(),
                "tmpfs".as_ref(),
                size.as_ref(),
                "placet".as_ref(),
                volume.at.as_ref(),
            ],
        );
        volume
    }

    /// Power goes: whatever was not synced is lost, and nothing is written any more (`XFS_IOC_GOINGDOWN` without
    /// flushing the log).
    pub(crate) fn cut(&self) {
        must(
            "xfs_io",
            &[
                "-x".as_ref(),
                "-c".as_ref(),
                "shutdown".as_ref(),
                self.at.as_ref(),
            ],
        );
    }

    /// Restores the power. No process may still use the volume.
    pub(crate) fn restore(&self) {
        let since = Instant::now();
        while let Err(said) = run("umount", &[self.at.as_ref()]) {
            assert!(since.elapsed() < IDLE, "still in use: {said}");
            std::thread::sleep(Duration::from_millis(10));
        }
        self.mount();
    }

    fn mount(&self) {
        let image = self.image.as_ref().unwrap();
        must(
            "mount",
            &["-oloop".as_ref(), image.as_ref(), self.at.as_ref()],
        );
    }
}

impl Drop for Volume {
    fn drop(&mut self) {
        // A test that failed leaves processes behind; the volume goes with the last of them.
        let _ = run("umount", &["-l".as_ref(), self.at.as_ref()]);
    }
}

/// Tells whether the suite can have volumes on this machine. If it cannot, the suite fails, unless the environment
/// allows a run without it.
fn may_mount(suite: &str) -> bool {
    let why = if !rustix::process::geteuid().is_root() {
        "it needs root to mount a file system"
    } else if run("xfs_io", &["-V".as_ref()]).is_err() {
        "it needs the Debian package xfsprogs"
    } else if !Path::new("/dev/loop-control").exists() {
        "it needs loop devices"
    } else {
        return true;
    };
    println!("SKIPPED: {suite}: {why}");
    assert!(
        std::env::var_os(NO_ROOT).is_some_and(|value| value == "1"),
        "{suite} was not run: {why}; {NO_ROOT}=1 lets a test run go without it"
    );
    false
}

fn must(program: &str, arguments: &[&std::ffi::OsStr]) {
    if let Err(said) = run(program, arguments) {
        panic!("{program} {arguments:?}: {said}");
    }
}

fn run(program: &str, arguments: &[&std::ffi::OsStr]) -> Result<(), String> {
    let output = Command::new(program)
        .args(arguments)
        .output()
        .map_err(|error| error.to_string())?;
    match output.status.success() {
        true => Ok(()),
        false => Err(String::from_utf8_lossy(&output.stderr).into_owned()),
    }
}
