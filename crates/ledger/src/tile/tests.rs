//! Tiles: their paths and their widths.

#![allow(clippy::unwrap_used)]
use super::*;
use crate::hash::leaf_hash;
use crate::subtree::subtrees_of;
use crate::tree::root_of;

fn hashes(level: u8, index: u64, width: u16) -> TileId {
    TileId::new(TileKind::Hashes { level }, index, width).unwrap()
}

#[test]
fn paths_are_spelled_as_in_the_specification() {
    let entries = TileId::new(TileKind::Entries, 0, 17).unwrap();
    for (tile, path) in [
        (hashes(0, 1_234_067, 256), "tile/0/x001/x234/067"),
        (hashes(0, 0, 256), "tile/0/000"),
        (hashes(0, 273, 112), "tile/0/273.p/112"),
        (hashes(63, 1000, 1), "tile/63/x001/000.p/1"),
        (
            hashes(1, u64::MAX, 256),
            "tile/1/x018/x446/x744/x073/x709/x551/615",
        ),
        (entries, "tile/entries/000.p/17"),
    ] {
        assert_eq!(tile.to_string(), path);
        assert_eq!(path.parse(), Ok(tile));
    }
}

#[test]
fn other_spellings_are_refused() {
    for path in [
        "",
        "tile",
        "tile/0",
        "tile/0/",
        "/tile/0/000",
        "tile/00/000",
        "tile/64/000",
        "tile/-1/000",
        "tile/0/0",
        "tile/0/0000",
        "tile/0/x000/001",
        "tile/0/001/002",
        "tile/0/x001",
        "tile/0/+01",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/01",
        "tile/0/000.p/",
        "tile/data/000",
        "tile/entries/000/",
        "tile/0/x018/x446/x744/x073/x709/x551/616",
    ] {
        assert_eq!(
            path.parse::<TileId>(),
            Err(TileError::Path(path.to_owned())),
            "{path}"
        );
    }
}

#[test]
fn a_size_splits_as_in_the_specification() {
    let tiles: Vec<_> = tiles_of(70_000).collect();
    assert_eq!(tiles.len(), 273 + 1 + 1 + 1 + 1);
    let last = [hashes(0, 272, 256), hashes(0, 273, 112), hashes(1, 0, 256)];
    assert_eq!(tiles.get(272..275).unwrap(), last);
    assert_eq!(
        tiles.get(275..).unwrap(),
        [hashes(1, 1, 17), hashes(2, 0, 1)]
    );
    assert_eq!(
        tiles_of(256).collect::<Vec<_>>(),
        [hashes(0, 0, 256), hashes(1, 0, 1)]
    );
    assert_eq!(tiles_of(0).count() + bundles_of(0).count(), 0);
    let bundles: Vec<_> = bundles_of(257).map(|bundle| bundle.to_string()).collect();
    assert_eq!(bundles, ["tile/entries/000", "tile/entries/001.p/1"]);
}

#[test]
fn a_tile_that_is_not_as_wide_as_its_name_says_is_refused() {
    let leaves = [leaf_hash(b"a"), leaf_hash(b"b")];
    let bytes = encode_hashes(&leaves);
    assert_eq!(parse_hashes(hashes(0, 0, 2), &bytes).unwrap(), leaves);
    for (width, cut) in [(1, 64), (3, 64), (2, 63), (2, 0)] {
        let error = parse_hashes(hashes(0, 0, width), bytes.get(..cut).unwrap());
        assert!(
            matches!(error, Err(TileError::HashBytes { .. })),
            "{width} {cut}"
        );
    }
}

#[test]
fn every_subtree_is_found_in_its_tile() {
    let leaves: Vec<_> = (0..1024_u64).map(|n| leaf_hash(&n.to_be_bytes())).collect();
    let subtrees = subtrees_of(&leaves);
    for level in 0..=10_u8 {
        for index in 0..1024_u64 >> level {
            let node = Node { level, index };
            let (tile, range) = TileId::holding(node);
            let TileKind::Hashes { level: tile_level } = tile.kind() else {
                unreachable!()
            };
            let first = tile.index() * 256;
            let contents: Vec<_> = (first..first + 256)
                .map_while(|index| {
                    subtrees(Node {
                        level: tile_level * 8,
                        index,
                    })
                })
                .collect();
            assert_eq!(
                root_of(contents.get(range).unwrap()),
                subtrees(node).unwrap(),
                "{node:?}"
            );
        }
    }
}
