//! Notes: sizes, signatures, and what is refused.

#![allow(clippy::unwrap_used)]
use super::*;

// Signed by golang.org/x/mod/sumdb/note, whose format C2SP `signed-note` took over.
const VERIFIER: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
const SIGNER: &str =
    "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
const TEXT: &str = "If you think cryptography is the answer to your problem,\n\
                    then you don't know what your problem is.\n";
const LINE: &str = "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

fn keys() -> Vec<VerifierKey> {
    vec![VERIFIER.parse().unwrap()]
}

fn other_key() -> SignerKey {
    SignerKey::from_seed("witness.example".parse().unwrap(), &[5; 32])
}

#[test]
fn signing_gives_the_known_note_to_the_byte() {
    let note = Note::sign(TEXT, &SignerKey::from_secret_text(SIGNER).unwrap()).unwrap();
    assert_eq!(note.to_string(), format!("{TEXT}\n{LINE}"));
    assert_eq!(Note::parse(&note.to_string()), Ok(note.clone()));
    let (text, signed_by) = note.open(&keys()).unwrap();
    assert_eq!((text, signed_by.len()), (TEXT, 1));
}

#[test]
fn the_example_of_the_specification_is_read_with_its_empty_lines() {
    let text = "Ognuno sta solo sul cuor della terra\ntrafitto da un raggio di sole:\n\n\
                ed è subito sera.\n";
    let line = "— quasimodo.example/salvatore NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=\n";
    let note = Note::parse(&format!("{text}\n{line}")).unwrap();
    assert_eq!(note.unverified_text(), text);
    let signature = note.signatures().first().unwrap();
    assert_eq!(
        (signature.id.to_string().as_str(), signature.signature.len()),
        ("367ba04b", 64)
    );
    assert_eq!(note.to_string(), format!("{text}\n{line}"));
}

#[test]
fn further_signatures_are_kept_and_ignored_unless_asked_for() {
    let mut note = Note::parse(&format!("{TEXT}\n{LINE}")).unwrap();
    note.cosign(&other_key());
    let note = Note::parse(&note.to_string()).unwrap();
    assert_eq!(note.open(&keys()).unwrap().1.len(), 1);
    let both = [keys(), vec![other_key().verifier_key().clone()]].concat();
    assert_eq!(note.open(&both).unwrap().1.len(), 2);
}

#[test]
fn a_changed_text_or_signature_is_refused() {
    let note = format!("{}\n{LINE}", TEXT.replace("know", "knew"));
    let forged = NoteError::Forged("PeterNeumann".parse().unwrap());
    assert_eq!(
        Note::parse(&note).unwrap().open(&keys()),
        Err(forged.clone())
    );
    let note = format!("{TEXT}\n{LINE}").replace("NIuG", "NIuH");
    assert_eq!(Note::parse(&note).unwrap().open(&keys()), Err(forged));
    let error = Note::sign(TEXT, &other_key())
        .unwrap()
        .open(&keys())
        .unwrap_err();
    assert!(
        error.to_string().contains("not signed by `PeterNeumann`"),
        "{error}"
    );
}

#[test]
fn malformed_notes_are_refused_with_the_reason() {
    let line = |line: &str| NoteError::Line(line.to_owned());
    for (note, error) in [
        (String::new(), NoteError::NoSignatures),
        (TEXT.to_owned(), NoteError::NoSignatures),
        (format!("{TEXT}\n"), NoteError::NoSignatures),
        (format!("{TEXT}{LINE}"), NoteError::NoSignatures),
        (format!("a\tb\n\n{LINE}"), NoteError::Text),
        (
            format!("{TEXT}\n{}", LINE.trim_end()),
            line(LINE.trim_end()),
        ),
        (format!("{TEXT}\n- a b\n"), line("- a b\n")),
        (format!("{TEXT}\n— a AAAAAA==\n"), line("— a AAAAAA==\n")),
        (
            format!("{TEXT}\n— a+b {}", "AAAA".repeat(3)),
            line("— a+b AAAAAAAAAAAA"),
        ),
        (
            format!("{TEXT}\n{}", LINE.repeat(101)),
            NoteError::TooManySignatures(101),
        ),
        (
            format!("{}\n{LINE}", "a\n".repeat(500_000)),
            NoteError::TooLong(1_000_111),
        ),
    ] {
        assert_eq!(Note::parse(&note), Err(error));
    }
    assert_eq!(Note::sign("no newline", &other_key()), Err(NoteError::Text));
}

#[test]
fn the_longest_note_and_the_most_signatures_are_read() {
    let text = "a".repeat(NOTE_BYTES_MAX - LINE.len() - 2);
    assert!(Note::parse(&format!("{text}\n\n{LINE}")).is_ok());
    let longer = format!("{text}a\n\n{LINE}");
    assert_eq!(
        Note::parse(&longer),
        Err(NoteError::TooLong(NOTE_BYTES_MAX + 1))
    );
    assert!(Note::parse(&format!("{TEXT}\n{}", LINE.repeat(SIGNATURES_MAX))).is_ok());
}
