//! Exports are read by `tools/verify.py`, which shares no code with the crate.

use std::path::{Path, PathBuf};
use std::process::Command;

use placet_ledger::{
    ExportError, Exporter, TileId, bundles_of, parse_entries, parse_hashes, root_of, tiles_of,
};

use crate::{entries, leaves_of, signed, signer};

const SIZES: [u64; 8] = [0, 1, 2, 255, 256, 257, 1000, 66_000];

/// Writes an export of `count` entries into an empty directory of its own.
fn export(name: &str, count: u64) -> PathBuf {
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&directory);
    let (entries, mut exporter) = (entries(count), Exporter::new());
    let leaves = leaves_of(&entries);
    let pushed = entries
        .iter()
        .zip(&leaves)
        .flat_map(|(entry, leaf)| exporter.push(entry, *leaf));
    let mut files: Vec<_> = pushed.flatten().collect();
    files.extend(
        exporter
            .finish(&signed(&leaves), signer().verifier_key())
            .unwrap(),
    );
    for file in files {
        let path = directory.join(file.path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        assert!(!path.exists(), "{} was written twice", path.display());
        std::fs::write(path, file.bytes).unwrap();
    }
    directory
}

/// Runs the Python verifier: whether it exits 0 (else 1), and all that it prints.
fn python(directory: &Path) -> (bool, String) {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tools/verify.py");
    let key = signer().verifier_key().to_string();
    let output = Command::new("python3")
        .arg(script)
        .arg("--ledger-only")
        .arg(directory)
        .arg(key)
        .output()
        .unwrap();
    let printed = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    assert!(matches!(output.status.code(), Some(0 | 1)), "{printed}");
    (output.status.success(), printed)
}

#[test]
fn python_verifies_every_export() {
    for count in SIZES {
        let directory = export(&format!("intact-{count}"), count);
        let root = root_of(&leaves_of(&entries(count)));
        let expected = format!(
            "ok: {count} entries, root {root}, origin {}\n",
            crate::ORIGIN
        );
        assert_eq!(python(&directory), (true, expected));
        std::fs::remove_dir_all(directory).unwrap();
    }
}

#[test]
fn an_export_has_exactly_the_files_of_its_size_and_they_read_back() {
    for count in SIZES {
        let directory = export(&format!("files-{count}"), count);
        let read = |tile: TileId| std::fs::read(directory.join(tile.to_string())).unwrap();
        let mut read_entries = Vec::new();
        for bundle in bundles_of(count) {
            let bytes = read(bundle);
            let entries = parse_entries(bundle, &bytes).unwrap();
            read_entries.extend(entries.into_iter().map(<[u8]>::to_vec));
        }
        assert_eq!(read_entries, entries(count));
        for tile in tiles_of(count) {
            assert_eq!(
                parse_hashes(tile, &read(tile)).unwrap().len(),
                usize::from(tile.width())
            );
        }
        let expected = bundles_of(count).chain(tiles_of(count)).count() + 2;
        assert_eq!(files_in(&directory), expected);
        std::fs::remove_dir_all(directory).unwrap();
    }
}

fn files_in(directory: &Path) -> usize {
    std::fs::read_dir(directory)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| if path.is_dir() { files_in(&path) } else { 1 })
        .sum()
}

#[test]
fn python_names_what_was_changed() {
    for (path, at, message) in [
        (
            "tile/entries/000",
            1990,
            "does not have the hash that tile/0/000 records",
        ),
        (
            "tile/entries/003.p/232",
            0,
            "entry 768 does not have the hash that tile/0/003.p/232 records",
        ),
        (
            "tile/0/001",
            32 * 44,
            "entry 300 does not have the hash that tile/0/001 records",
        ),
        (
            "tile/1/000.p/3",
            70,
            "hash 2 of level 1 does not have the hash",
        ),
        (
            "checkpoint",
            30,
            "checkpoint has a forged signature of `changes.example.com/ledger+",
        ),
    ] {
        let directory = export("changed", 1000);
        let file = directory.join(path);
        let mut bytes = std::fs::read(&file).unwrap();
        bytes[at] ^= 1;
        std::fs::write(file, bytes).unwrap();
        let (ok, printed) = python(&directory);
        assert!(!ok && printed.contains(message), "{path}: {printed}");
    }
}

#[test]
fn python_names_the_entry_that_was_cut_off() {
    let directory = export("cut", 1000);
    let file = directory.join("tile/entries/003.p/232");
    let bytes = std::fs::read(&file).unwrap();
    std::fs::write(file, &bytes[..bytes.len() - 1]).unwrap();
    let message = "wrong: entry 999 is cut off in tile/entries/003.p/232\n";
    assert_eq!(python(&directory), (false, message.to_owned()));
}

#[test]
fn python_notices_what_is_missing_or_left_over() {
    for (path, message) in [
        ("tile/entries/002", "No such file"),
        ("checkpoint", "No such file"),
    ] {
        let directory = export("missing", 1000);
        std::fs::remove_file(directory.join(path)).unwrap();
        let (ok, printed) = python(&directory);
        assert!(!ok && printed.contains(message), "{path}: {printed}");
    }
    for (path, message) in [
        (
            "tile/entries/001",
            "tile/entries/001 has bytes after entry 511",
        ),
        (
            "tile/1/000.p/3",
            "tile/1/000.p/3 has bytes after its 3 hashes",
        ),
    ] {
        let directory = export("surplus", 1000);
        let file = directory.join(path);
        let mut bytes = std::fs::read(&file).unwrap();
        bytes.push(0);
        std::fs::write(file, bytes).unwrap();
        let (ok, printed) = python(&directory);
        assert!(!ok && printed.contains(message), "{path}: {printed}");
    }
}

#[test]
fn python_catches_a_consistent_forgery_by_the_checkpoint() {
    let (directory, forged) = (export("forged", 1000), export("forged-by", 999));
    std::fs::copy(directory.join("checkpoint"), forged.join("checkpoint")).unwrap();
    assert!(!python(&forged).0);
    // All tiles and entries are another log's of the same size; only the root can tell.
    let (mut exporter, count) = (Exporter::new(), 3);
    for number in 0..count {
        let entry = [number];
        let files = exporter
            .push(&entry, placet_ledger::leaf_hash(&entry))
            .unwrap();
        assert_eq!(files, []);
    }
    let own = signed(&leaves_of(&entries(count.into())));
    let directory = export("forged-root", 0);
    for file in exporter.finish(&own, signer().verifier_key()).unwrap() {
        let path = directory.join(file.path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, file.bytes).unwrap();
    }
    let (ok, printed) = python(&directory);
    assert!(!ok && printed.contains("the checkpoint says"), "{printed}");
}

#[test]
fn an_export_of_another_size_than_its_checkpoint_is_refused() {
    let checkpoint = signed(&leaves_of(&entries(3)));
    let error = Exporter::new()
        .finish(&checkpoint, signer().verifier_key())
        .unwrap_err();
    assert_eq!(error, ExportError::Size { wanted: 3, size: 0 });
}
