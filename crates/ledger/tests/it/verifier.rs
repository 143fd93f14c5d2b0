//! A forger with access to the database, and what the verifier says.

use placet_ledger::{Hash, Tampered, Verified, Verifier, leaf_hash, root_of};

use crate::{entries, leaves_of, naive_root, opened};

const SIZE: u64 = 40;

/// Rows as a database would hold them: position, entry, recorded leaf hash.
type Row = (u64, Vec<u8>, Hash);

fn rows() -> Vec<Row> {
    let entries = (0..SIZE).map(|n| format!("entry {n}").into_bytes());
    entries
        .enumerate()
        .map(|(n, entry)| (n as u64, entry.clone(), leaf_hash(&entry)))
        .collect()
}

/// Verifies against checkpoints that were signed at 10, 20 and 30 entries.
fn verify(rows: &[Row]) -> Result<Verified, Tampered> {
    let leaves: Vec<_> = self::rows().iter().map(|(.., leaf)| *leaf).collect();
    let checkpoints = [20, 30, 10].map(|size| opened(&leaves[..size]));
    let mut verifier = Verifier::new(&checkpoints);
    let pushed = rows
        .iter()
        .try_for_each(|(position, entry, leaf)| verifier.push(*position, entry, leaf));
    // A reader that goes on after the first error gets the error again.
    let finished = verifier.finish();
    match pushed {
        Err(tampered) => {
            assert_eq!(finished, Err(tampered.clone()));
            Err(tampered)
        }
        Ok(()) => finished,
    }
}

#[test]
fn an_intact_log_is_verified_as_far_as_it_is_signed_for() {
    let leaves: Vec<_> = rows().iter().map(|(.., leaf)| *leaf).collect();
    let verified = Verified {
        size: SIZE,
        root: root_of(&leaves),
        checkpoints: 3,
        covered: 30,
    };
    assert_eq!(verify(&rows()), Ok(verified));
}

#[test]
fn every_edited_entry_is_named() {
    for position in 0..SIZE {
        let mut rows = rows();
        rows[position as usize].1[0] ^= 1;
        let tampered = verify(&rows).unwrap_err();
        assert_eq!(tampered.position(), position);
        let message = tampered.to_string();
        assert!(
            message.starts_with(&format!("entry `{position}` hashes to")),
            "{message}"
        );
        assert!(message.ends_with("restore it from a backup or an export and verify again"));
    }
}

#[test]
fn every_edited_leaf_hash_is_named() {
    for position in 0..SIZE {
        let mut rows = rows();
        rows[position as usize].2 = leaf_hash(b"other");
        assert_eq!(verify(&rows).unwrap_err().position(), position);
    }
}

#[test]
fn an_entry_replaced_together_with_its_hash_breaks_the_next_checkpoint() {
    for position in 0..30 {
        let mut rows = rows();
        rows[position as usize].1 = b"forged".to_vec();
        rows[position as usize].2 = leaf_hash(b"forged");
        let Err(Tampered::Root { size, intact, .. }) = verify(&rows) else {
            panic!("{position}")
        };
        assert_eq!(
            (intact, size),
            (position / 10 * 10, position / 10 * 10 + 10)
        );
    }
}

#[test]
fn a_deleted_entry_is_named_whether_or_not_the_rest_is_renumbered() {
    for position in 0..29 {
        let mut rows = rows();
        rows.remove(position as usize);
        let gap = Tampered::Missing {
            position,
            found: position + 1,
        };
        assert_eq!(verify(&rows), Err(gap));
        for row in &mut rows[position as usize..] {
            row.0 -= 1;
        }
        let Err(Tampered::Root { intact, .. }) = verify(&rows) else {
            panic!("{position}")
        };
        assert_eq!(intact, position / 10 * 10);
    }
}

#[test]
fn swapped_and_repeated_entries_are_named() {
    let mut swapped = rows();
    swapped.swap(4, 7);
    assert_eq!(
        verify(&swapped),
        Err(Tampered::Missing {
            position: 4,
            found: 7
        })
    );
    // The contents change places, the positions stay: only the checkpoint tells.
    let mut contents = rows();
    contents.swap(14, 17);
    (contents[14].0, contents[17].0) = (14, 17);
    let Err(Tampered::Root {
        intact: 10,
        size: 20,
        ..
    }) = verify(&contents)
    else {
        panic!()
    };
    let mut repeated = rows();
    repeated.insert(9, repeated[3].clone());
    assert_eq!(
        verify(&repeated),
        Err(Tampered::OutOfOrder {
            position: 9,
            found: 3
        })
    );
}

#[test]
fn a_truncated_log_is_told_from_a_short_one() {
    for size in 0..30 {
        let truncated = Tampered::Truncated {
            size,
            checkpoint_size: 30,
        };
        assert_eq!(verify(&rows()[..size as usize]), Err(truncated));
    }
    assert_eq!(verify(&rows()[..30]).unwrap().covered, 30);
}

#[test]
fn a_forked_or_empty_log_is_compared_too() {
    let (leaves, other) = (leaves_of(&entries(3)), leaves_of(&entries(6))[3..].to_vec());
    let mut verifier = Verifier::new(&[opened(&leaves), opened(&other)]);
    let results: Vec<_> = (0..)
        .zip(entries(3))
        .map(|(n, e)| verifier.push(n, &e, &leaf_hash(&e)))
        .collect();
    assert!(
        matches!(results[2], Err(Tampered::Root { size: 3, .. })),
        "{results:?}"
    );
    assert_eq!(
        Verifier::new(&[opened(&[])]).finish().unwrap().checkpoints,
        1
    );
    assert_eq!(Verifier::new(&[]).finish().unwrap().covered, 0);
}

#[test]
fn the_tree_so_far_is_that_of_the_entries_so_far() {
    let mut verifier = Verifier::new(&[]);
    for (position, entry) in (0..).zip(entries(5)) {
        verifier.push(position, &entry, &leaf_hash(&entry)).unwrap();
        let leaves = leaves_of(&entries(position + 1));
        let tree = verifier.frontier();
        assert_eq!(
            (tree.size(), tree.root()),
            (position + 1, naive_root(&leaves))
        );
    }
}

/// Not a benchmark, only the number: `cargo test --release -p placet-ledger -- --ignored speed`.
#[test]
#[ignore = "prints a speed that only means something in release"]
fn speed() {
    let entry = [7; 200];
    let leaf = leaf_hash(&entry);
    let mut verifier = Verifier::new(&[]);
    let start = std::time::Instant::now();
    for position in 0..2_000_000 {
        verifier.push(position, &entry, &leaf).unwrap();
    }
    verifier.finish().unwrap();
    let rate = 2_000_000.0 / start.elapsed().as_secs_f64();
    assert!(
        rate > 1_000_000.0,
        "only {rate} entries of 200 bytes a second"
    );
    std::io::Write::write_all(&mut std::io::stderr(), format!("{rate:.0}/s\n").as_bytes()).unwrap();
}
