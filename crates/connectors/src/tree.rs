//! A directory tree: its digest, and its exact copy.

use std::ffi::OsStr;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read};
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _, symlink};
use std::path::{Component, Path, PathBuf};

use placet_domain::digest::Digest;
use sha2::{Digest as _, Sha256};

use crate::durable;

/// The most entries of a tree.
const ENTRIES_MAX: usize = 100_000;
/// Deepest nesting of directories.
const DEPTH_MAX: usize = 64;

/// Why a directory has no digest or cannot be copied.
#[derive(Debug)]
pub struct TreeError(String);

impl std::fmt::Display for TreeError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for TreeError {}

fn at(path: &Path) -> impl FnOnce(io::Error) -> TreeError + '_ {
    move |error| TreeError(format!("`{}`: {error}", path.display()))
}

/// The kind of an entry.
enum Kind {
    Directory,
    File,
    Link(PathBuf),
}

/// One entry, by its path below the root.
struct Entry {
    path: PathBuf,
    kind: Kind,
    mode: u32,
}

/// Computes the digest of a release directory: SHA-256 over a manifest of its entries.
///
/// The manifest has one line for each directory, file and symbolic link below the root, sorted by the bytes of the
/// path relative to it: `d MODE - PATH`, `f MODE SHA256 PATH` or `l 0777 SHA256 PATH`, each ended by a line feed. `MODE`
/// is the permission bits as four octal digits, `SHA256` the digest of the file's content or of the link's target in
/// hexadecimal digits. The root's own name and mode, owners and times do not count.
///
/// # Errors
/// Refuses special files, set-user-id files, paths with a line feed, symbolic links that lead out of the directory,
/// more than 100,000 entries, and files that cannot be read.
pub fn tree_digest(root: &Path) -> Result<Digest, TreeError> {
    let mut manifest = Vec::new();
    for entry in entries(root)? {
        let full = root.join(&entry.path);
        let (letter, digest) = match &entry.kind {
            Kind::Directory => ('d', "-".to_owned()),
            Kind::File => ('f', file_digest(&full).map_err(at(&full))?.0.to_string()),
            Kind::Link(target) => (
                'l',
                Digest::of_bytes(target.as_os_str().as_bytes()).to_string(),
            ),
        };
        manifest.extend_from_slice(format!("{letter} {:04o} {digest} ", entry.mode).as_bytes());
        manifest.extend_from_slice(entry.path.as_os_str().as_bytes());
        manifest.push(b'\n');
    }
    Ok(Digest::of_bytes(&manifest))
}

/// Returns the digest and the length of a file, read in pieces.
fn file_digest(path: &Path) -> io::Result<(Digest, u64)> {
    digest_of(&mut File::open(path)?, || Ok(()), |error| error)
}

/// Returns the digest and the length of what a reader provides, in pieces. `go_on` is called before each piece.
pub(crate) fn digest_of<E>(
    reader: &mut dyn Read,
    mut go_on: impl FnMut() -> Result<(), E>,
    failed: impl Fn(io::Error) -> E,
) -> Result<(Digest, u64), E> {
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 64 * 1024];
    let mut bytes = 0;
    loop {
        go_on()?;
        let count = reader.read(&mut buffer).map_err(&failed)?;
        if count == 0 {
            break;
        }
        bytes += count as u64;
        hash.update(buffer.get(..count).unwrap_or_default());
    }
    let hex: String = hash
        .finalize()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let digest = hex
        .parse()
        .map_err(|_| failed(io::Error::other("no digest")))?;
    Ok((digest, bytes))
}

/// Copies a tree into a directory that must not exist, and makes the copy durable. `go_on` is called before each entry.
pub(crate) fn copy<E: From<TreeError>>(
    from: &Path,
    to: &Path,
    mut go_on: impl FnMut() -> Result<(), E>,
) -> Result<(), E> {
    fs::create_dir(to).map_err(at(to))?;
    let entries = entries(from)?;
    for entry in &entries {
        go_on()?;
        let (source, target) = (from.join(&entry.path), to.join(&entry.path));
        match &entry.kind {
            // It is writable for us until it is filled; the modes of directories are set last.
            Kind::Directory => fs::create_dir(&target).map_err(at(&target))?,
            Kind::Link(link) => symlink(link, &target).map_err(at(&target))?,
            Kind::File => copy_file(&source, &target, entry.mode).map_err(at(&source))?,
        }
    }
    for entry in entries
        .iter()
        .rev()
        .filter(|entry| matches!(entry.kind, Kind::Directory))
    {
        let target = to.join(&entry.path);
        let set = || {
            durable::sync_dir(&target)?;
            fs::set_permissions(&target, fs::Permissions::from_mode(entry.mode))
        };
        set().map_err(at(&target))?;
    }
    let mode = fs::metadata(from).map_err(at(from))?.permissions().mode() & 0o777;
    fs::set_permissions(to, fs::Permissions::from_mode(mode)).map_err(at(to))?;
    Ok(durable::sync_dir(to).map_err(at(to))?)
}

fn copy_file(source: &Path, target: &Path, mode: u32) -> io::Result<()> {
    let mut from = File::open(source)?;
    let mut to = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(target)?;
    io::copy(&mut from, &mut to)?;
    to.set_permissions(fs::Permissions::from_mode(mode))?;
    to.sync_all()
}

/// Returns all entries below the root, sorted by the bytes of their paths.
fn entries(root: &Path) -> Result<Vec<Entry>, TreeError> {
    let mut found = Vec::new();
    let mut queue = vec![PathBuf::new()];
    while let Some(dir) = queue.pop() {
        let full = root.join(&dir);
        for item in fs::read_dir(&full).map_err(at(&full))? {
            let path = dir.join(item.map_err(at(&full))?.file_name());
            let entry = look(root, path)?;
            if matches!(entry.kind, Kind::Directory) {
                queue.push(entry.path.clone());
            }
            if found.len() >= ENTRIES_MAX || entry.path.components().count() > DEPTH_MAX {
                let root = root.display();
                return Err(TreeError(format!(
                    "`{root}` has more than {ENTRIES_MAX} entries or is nested deeper than {DEPTH_MAX}"
                )));
            }
            found.push(entry);
        }
    }
    found.sort_by(|a, b| {
        a.path
            .as_os_str()
            .as_bytes()
            .cmp(b.path.as_os_str().as_bytes())
    });
    Ok(found)
}

fn look(root: &Path, path: PathBuf) -> Result<Entry, TreeError> {
    let full = root.join(&path);
    let refuse = |reason: &str| Err(TreeError(format!("`{}` {reason}", full.display())));
    if path.as_os_str().as_bytes().contains(&b'\n') {
        return refuse("has a line feed in its name");
    }
    let meta = fs::symlink_metadata(&full).map_err(at(&full))?;
    let bits = meta.permissions().mode();
    let (kind, mode) = if meta.is_dir() {
        (Kind::Directory, bits & 0o777)
    } else if meta.is_file() {
        if bits & 0o6000 != 0 {
            return refuse(
                "would run as another user or group; a release must not contain such a file",
            );
        }
        (Kind::File, bits & 0o777)
    } else if meta.is_symlink() {
        let target = fs::read_link(&full).map_err(at(&full))?;
        if leads_out(&path, &target) {
            return refuse("is a symbolic link that leads out of the release");
        }
        (Kind::Link(target), 0o777)
    } else {
        return refuse("is neither a file nor a directory nor a symbolic link");
    };
    Ok(Entry { path, kind, mode })
}

/// Tells whether a link at `path` leaves the root, judged only by its text. Each link inside is judged as well, and
/// `..` after a name is refused, because the name could be a link.
fn leads_out(path: &Path, target: &Path) -> bool {
    let mut depth = path.components().count().saturating_sub(1);
    let mut went_down = false;
    for part in target.components() {
        match part {
            Component::Normal(_) => went_down = true,
            Component::CurDir => {}
            Component::ParentDir if went_down || depth == 0 => return true,
            Component::ParentDir => depth -= 1,
            Component::RootDir | Component::Prefix(_) => return true,
        }
    }
    target.as_os_str() == OsStr::new("")
}
