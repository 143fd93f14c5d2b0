//! Jobs exist exactly as they were committed, and each has only one owner at a time.

use placet_store::{Job, JobId};

use crate::fixture::{Fixture, append, at, comment, job, opening};

fn kinds(jobs: &[Job]) -> Vec<&str> {
    jobs.iter().map(|job| job.kind.as_str()).collect()
}

pub(crate) fn they_come_and_go_with_their_append(fixture: &mut Fixture) {
    let mut first = opening(1);
    first.jobs = vec![job("a", 10), job("b", 5)];
    let receipt = fixture.store().append(first).unwrap();
    fixture.reopen();
    let pending = fixture.store().pending_jobs().unwrap();
    assert_eq!(
        pending.iter().map(|job| job.id).collect::<Vec<_>>(),
        receipt.jobs
    );
    assert_eq!(kinds(&pending), ["a", "b"]);
    let a = job("a", 10);
    assert_eq!(
        (pending[0].change, &pending[0].body, pending[0].attempts),
        (a.change, &a.body, 0)
    );
    assert_eq!(
        pending[0].run_at.as_microsecond(),
        a.run_at.as_microsecond()
    );

    let (change, version) = fixture.load(1);
    let mut second = append(Some(change), version, vec![comment(3, "done")]);
    second.finished_jobs = vec![receipt.jobs[0], JobId(9_999)];
    second.jobs = vec![job("c", 1)];
    let receipt = fixture.store().append(second).unwrap();
    assert_eq!(kinds(&fixture.store().pending_jobs().unwrap()), ["b", "c"]);
    // An id is never reused, not even that of the last job.
    let next = fixture
        .store()
        .finish_job(receipt.jobs[0], vec![job("d", 1)])
        .unwrap();
    assert!(next[0] > receipt.jobs[0]);
}

pub(crate) fn one_owner_holds_a_job_until_its_lease_ends(fixture: &mut Fixture) {
    let store = fixture.store();
    let ids = store
        .add_jobs(vec![job("due", 10), job("later", 100)])
        .unwrap();
    assert_eq!(
        store.next_job_at().unwrap().unwrap().as_second(),
        at(10).as_second()
    );
    assert!(
        store
            .claim_jobs("one", at(9), at(60), 10)
            .unwrap()
            .is_empty()
    );
    let mine = store.claim_jobs("one", at(11), at(60), 10).unwrap();
    assert_eq!(
        (kinds(&mine), mine[0].attempts, mine[0].owner.as_deref()),
        (vec!["due"], 1, Some("one"))
    );
    assert!(
        store
            .claim_jobs("two", at(59), at(90), 10)
            .unwrap()
            .is_empty()
    );
    assert!(store.renew_lease(ids[0], "one", at(70)).unwrap());
    assert!(
        store
            .claim_jobs("two", at(60), at(90), 10)
            .unwrap()
            .is_empty()
    );
    let taken_over = store.claim_jobs("two", at(71), at(120), 10).unwrap();
    assert_eq!(
        (kinds(&taken_over), taken_over[0].attempts),
        (vec!["due"], 2)
    );
    assert!(!store.renew_lease(ids[0], "one", at(130)).unwrap());

    store.reschedule(ids[0], at(80), "no answer").unwrap();
    let again = store.claim_jobs("one", at(200), at(300), 1).unwrap();
    assert_eq!(
        (kinds(&again), again[0].error.as_deref()),
        (vec!["due"], Some("no answer"))
    );
}
