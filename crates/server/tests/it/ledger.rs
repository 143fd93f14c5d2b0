//! The ledger over HTTP, checked with the ledger's own arithmetic.

use placet_ledger::{Hash, InclusionProof, leaf_hash, root_of};

use crate::house::{ADMINISTRATOR, House, REQUESTER, call};

fn hash(hex: &str) -> Hash {
    let bytes: Vec<u8> = (0..hex.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap())
        .collect();
    Hash::from_slice(&bytes).unwrap()
}

#[tokio::test]
async fn a_receipt_leads_to_a_proof_that_holds() {
    let house = House::new();
    let token = house.as_person(REQUESTER);
    let number = house.open_standard().await;
    let receipt = house
        .done(
            &format!("/api/v1/changes/{number}/comment"),
            &token,
            r#"{"text": "here"}"#,
        )
        .await
        .json();
    let position = receipt["position"].as_u64().unwrap();
    let proof = house
        .get(&format!("/api/v1/ledger/proof?position={position}"), &token)
        .await
        .json();
    let inclusion = InclusionProof {
        index: position,
        size: proof["size"].as_u64().unwrap(),
        path: proof["path"]
            .as_array()
            .unwrap()
            .iter()
            .map(|sibling| hash(sibling.as_str().unwrap()))
            .collect(),
    };
    let root = hash(proof["root"].as_str().unwrap());
    let leaf = hash(proof["leaf_hash"].as_str().unwrap());
    inclusion.verify(&leaf, &root).unwrap();
    assert!(inclusion.verify(&leaf_hash(b"another"), &root).is_err());

    // The public hash tiles lead to the same root.
    let size = proof["size"].as_u64().unwrap();
    let tile = house
        .open(call("GET", &format!("/tile/0/000.p/{size}")))
        .await;
    let bytes = axum::body::to_bytes(tile.into_body(), usize::MAX)
        .await
        .unwrap();
    let leaves: Vec<Hash> = bytes
        .chunks(32)
        .map(|bytes| Hash::from_slice(bytes).unwrap())
        .collect();
    assert_eq!(root_of(&leaves), root);
    let beyond = house
        .send(call("GET", &format!("/tile/0/000.p/{}", size + 1)))
        .await;
    assert_eq!(beyond.status, 404);
    assert_eq!(
        house
            .get("/api/v1/ledger/proof?position=9999", &token)
            .await
            .status,
        404
    );
}

// T24: entries hold what happened in every organization.
#[tokio::test]
async fn entries_are_for_administrators_of_every_process_only() {
    let house = House::new();
    house.open_standard().await;
    assert_eq!(
        house
            .send(call("GET", "/tile/entries/000.p/1"))
            .await
            .status,
        401
    );
    for person in [REQUESTER, ADMINISTRATOR] {
        assert_eq!(
            house
                .get("/tile/entries/000.p/1", &house.as_person(person))
                .await
                .status,
            403,
            "{person}"
        );
    }
}
