//! Stores that released programs wrote, at the console: judged by the second verifier, and refused when they are newer.

use std::path::{Path, PathBuf};
use std::process::Command;

use rusqlite::Connection;

use crate::house::House;

/// Stores that the slow verifier judges; every store is opened by the tests of the server.
const STORES: usize = 2;

/// Unpacks a golden store as the data directory `data` of the house.
fn unpack(house: &House, archive: &Path) -> PathBuf {
    let data = house.path("data");
    let _ = std::fs::remove_dir_all(&data);
    std::fs::create_dir(&data).unwrap();
    let mut tar = Command::new("tar");
    tar.arg("-xzf").arg(archive).arg("-C").arg(&data);
    assert!(tar.status().unwrap().success());
    data
}

fn archives() -> Vec<PathBuf> {
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../proof/golden/910edbb");
    let files = std::fs::read_dir(golden).unwrap().flatten();
    let files = files.map(|file| file.path());
    files
        .filter(|path| path.to_string_lossy().ends_with(".tar.gz"))
        .collect()
}

// I1 to I10, I12: the export of an older program's store is justified, by a verifier that shares no code with it.
#[test]
fn the_verifier_in_python_finds_the_history_of_an_older_program_justified() {
    let house = House::empty();
    for archive in archives().iter().take(STORES) {
        unpack(&house, archive);
        let export = house.path("export");
        let _ = std::fs::remove_dir_all(&export);
        house.run("fsck --data data").done();
        house.run("ledger verify --data data").done();
        house.run("ledger export --data data --to export").done();
        let verifier = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tools/verify.py");
        let said = Command::new("python3")
            .arg(verifier)
            .arg(&export)
            .output()
            .unwrap();
        let text = String::from_utf8_lossy(&said.stdout);
        assert!(text.starts_with("ok:"), "{}: {text}", archive.display());
    }
}

// T25: a store that a newer program wrote is refused in a sentence that says what to do, and nothing is written to it.
#[test]
fn t25_a_store_of_a_newer_program_is_refused_with_a_remedy() {
    let house = House::empty();
    let data = unpack(&house, archives().first().unwrap());
    let database = Connection::open(data.join("placet.db")).unwrap();
    let newer = "INSERT INTO migrations VALUES (99, '0099_later', 'x')";
    database.execute(newer, []).unwrap();
    let count = || -> (u64, u64) {
        let all = "SELECT (SELECT count(*) FROM migrations), (SELECT count(*) FROM events)";
        let row = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?));
        database.query_row(all, [], row).unwrap()
    };
    let before = count();
    for line in [
        "serve --data data --listen 127.0.0.1:0",
        "fsck --data data",
        "migrate --data data",
        "init --data data --process itil4",
        "ledger export --data data --to export",
        "token create --data data --person niklas.berg",
    ] {
        let said = house.run(line);
        assert_eq!(said.code, 1, "{line}: {}", said.all());
        assert!(said.out.is_empty(), "{line}: {}", said.out);
        for part in ["has schema `99`", "knows `", "start the newer program"] {
            assert!(said.err.contains(part), "{line}: {}", said.err);
        }
    }
    assert_eq!(count(), before);
}
