//! Listeners are notified of what became durable, in order, and their bugs stop nothing.

use std::sync::{Arc, Mutex};

use placet_store::Committed;

use crate::fixture::{Fixture, id, number, opening, stamp};
use crate::organize::set_password;

pub(crate) fn listeners_are_told(fixture: &mut Fixture) {
    let told: Arc<Mutex<Vec<Committed>>> = Arc::default();
    let tell = Arc::clone(&told);
    fixture
        .store()
        .on_commit(Box::new(|_| panic!("a defect of a listener")));
    fixture.store().on_commit(Box::new(move |committed| {
        tell.lock().unwrap().extend_from_slice(committed);
    }));
    fixture.open(1);
    fixture.store().append(opening(1)).unwrap_err();
    fixture.comment(1, "x").unwrap();
    set_password(fixture.store(), &stamp(1), "ada", "hash");
    fixture.close();
    let event = |position, version, name: &str| Committed {
        position,
        change: Some(id(1)),
        number: number(1),
        version,
        events: vec![name.to_owned()],
    };
    let of_organization = Committed {
        position: 2,
        change: None,
        number: String::new(),
        version: 1,
        events: vec!["PasswordSet".to_owned()],
    };
    let expected = [
        event(0, 1, "ChangeOpened"),
        event(1, 2, "CommentAdded"),
        of_organization,
    ];
    assert_eq!(*told.lock().unwrap(), expected);
}
