//! A file is found by its digest and has not changed.

use placet_domain::digest::Digest;
use placet_store::{BLOB_BYTES_MAX, StoreError};

use crate::fixture::Fixture;

pub(crate) fn content_survives(fixture: &mut Fixture) {
    for content in [&b""[..], b"log", &[0; 100_000]] {
        let digest = fixture.store().put_blob(content).unwrap();
        assert_eq!(digest, Digest::of_bytes(content));
        assert_eq!(fixture.store().put_blob(content).unwrap(), digest);
        fixture.reopen();
        assert_eq!(
            fixture.store().blob(&digest).unwrap().as_deref(),
            Some(content)
        );
    }
    assert_eq!(
        fixture.store().blob(&Digest::of_bytes(b"other")).unwrap(),
        None
    );
}

pub(crate) fn too_much_is_refused(fixture: &mut Fixture) {
    let refused = fixture
        .store()
        .put_blob(&vec![0; BLOB_BYTES_MAX + 1])
        .unwrap_err();
    assert!(matches!(refused, StoreError::Invalid { .. }), "{refused}");
}
