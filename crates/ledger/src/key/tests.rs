//! Keys: their text, their id, and what is refused.

#![allow(clippy::unwrap_used)]
use super::*;

// The key pair of golang.org/x/mod/sumdb/note, whose format C2SP `signed-note` took over.
const VERIFIER: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
const SIGNER: &str =
    "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";

#[test]
fn a_known_pair_belongs_together_and_is_written_as_read() {
    let signer = SignerKey::from_secret_text(SIGNER).unwrap();
    assert_eq!(signer.verifier_key(), &VERIFIER.parse().unwrap());
    assert_eq!(signer.verifier_key().to_string(), VERIFIER);
    assert_eq!(signer.to_secret_text(), SIGNER);
}

#[test]
fn a_mangled_verifier_key_is_refused() {
    for cut in 0..VERIFIER.len() {
        let (head, tail) = VERIFIER.split_at(cut);
        assert!(head.parse::<VerifierKey>().is_err(), "{head}");
        assert!(cut == 0 || tail.parse::<VerifierKey>().is_err(), "{tail}");
        let mut bytes = VERIFIER.as_bytes().to_vec();
        *bytes.get_mut(cut).unwrap() += 1;
        let changed = String::from_utf8(bytes).unwrap();
        assert!(changed.parse::<VerifierKey>().is_err(), "{changed}");
    }
    // An unknown algorithm and a key that is too long, both with a matching id.
    for bad in [
        "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==",
    ] {
        assert_eq!(
            bad.parse::<VerifierKey>(),
            Err(KeyError::NotVerifier(bad.to_owned()))
        );
    }
}

#[test]
fn the_secret_stays_out_of_debug_and_errors() {
    let signer = SignerKey::from_secret_text(SIGNER).unwrap();
    let shown = format!("{signer:?}");
    assert_eq!(shown, "SignerKey(PeterNeumann+c74f20a3, secret hidden)");
    let changed = SIGNER.replace("c74f20a3", "c74f20a4");
    let error = SignerKey::from_secret_text(&changed).unwrap_err();
    assert_eq!(
        error,
        KeyError::WrongId {
            found: KeyId([0xc7, 0x4f, 0x20, 0xa4])
        }
    );
    assert!(!format!("{error} {error:?}").contains("AYEK"));
}

#[test]
fn names_that_would_break_a_signature_line_are_refused() {
    for bad in ["", "a b", "a+b", "a\nb", "a\u{2003}b", "a\u{0}"] {
        assert_eq!(bad.parse::<KeyName>(), Err(KeyError::Name(bad.to_owned())));
    }
}

#[test]
fn a_small_order_public_key_is_refused() {
    let name = "a".parse().unwrap();
    let mut identity = [0; 32];
    identity[0] = 1;
    let id = KeyId::of_ed25519(&name, &VerifyingKey::from_bytes(&identity).unwrap());
    let text = format!("{name}+{id}+{}", encode_key(&identity));
    assert!(matches!(
        text.parse::<VerifierKey>(),
        Err(KeyError::NotVerifier(_))
    ));
}

// As logs and failing tests show it.
#[test]
fn the_id_of_a_key_is_shown_as_it_is_written() {
    let key: VerifierKey = VERIFIER.parse().unwrap();
    assert_eq!(
        format!("{} {:?}", key.id(), key.id()),
        "c74f20a3 KeyId(c74f20a3)"
    );
}
