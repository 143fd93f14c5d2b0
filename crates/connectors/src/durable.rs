//! Files that survive a power failure.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::Path;

use placet_teeth::{Point, point};

/// How many directories above a new entry are synced with it: step, change, and the directory that holds them.
const ANCESTORS_SYNCED: usize = 4;

/// Creates a directory and its parents, for the server's own user only.
pub(crate) fn make_dirs(path: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(path)
}

/// Makes the entries of a directory durable.
pub(crate) fn sync_dir(path: &Path) -> io::Result<()> {
    File::open(path)?.sync_all()
}

/// Makes a directory's own entry in the tree durable. This is needed once, after its first file is durable.
///
/// We cannot have created an ancestor that we may not open, so it is skipped.
pub(crate) fn sync_ancestors(path: &Path) -> io::Result<()> {
    for ancestor in path.ancestors().skip(1).take(ANCESTORS_SYNCED) {
        match sync_dir(ancestor) {
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied => break,
            other => other?,
        }
    }
    Ok(())
}

/// Writes a file so that a reader, even after a power failure, sees all of it or none.
pub(crate) fn replace(dir: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
    let temporary = dir.join(format!("{name}.tmp"));
    let mut file =
        private(OpenOptions::new().write(true).create(true).truncate(true)).open(&temporary)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    drop(file);
    point(Point::FileWritten);
    point(Point::ShimFileWritten);
    fs::rename(&temporary, dir.join(name))?;
    point(Point::FileNamed);
    point(Point::ShimFileNamed);
    sync_dir(dir)
}

/// Creates a file that must not exist yet and makes it and its path durable.
pub(crate) fn create_new(dir: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
    let mut file = private(OpenOptions::new().write(true).create_new(true)).open(dir.join(name))?;
    file.write_all(bytes)?;
    file.sync_all()?;
    sync_dir(dir)?;
    sync_ancestors(dir)
}

/// Returns the bytes of a file, or `None` if the file does not exist.
pub(crate) fn read(path: &Path) -> io::Result<Option<Vec<u8>>> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// The files of an attempt are accessible only to the server's own user.
pub(crate) fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    options.mode(0o600)
}
