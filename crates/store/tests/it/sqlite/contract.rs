//! Every promise of `contract`, run on SQLite.

use crate::contract::*;
use crate::fixture::Fixture;

// I10
#[test]
fn acknowledged_survives_reopening() {
    acknowledged::survives_reopening(&mut Fixture::new());
}

// I10
#[test]
fn acknowledged_is_in_the_ledger() {
    acknowledged::is_in_the_ledger(&mut Fixture::new());
}

// I10
#[test]
fn acknowledged_events_are_paged() {
    acknowledged::events_are_paged(&mut Fixture::new());
}

#[test]
fn blobs_content_survives() {
    blobs::content_survives(&mut Fixture::new());
}

#[test]
fn blobs_too_much_is_refused() {
    blobs::too_much_is_refused(&mut Fixture::new());
}

#[test]
fn commit_hooks_listeners_are_told() {
    commit_hooks::listeners_are_told(&mut Fixture::new());
}

#[test]
fn concurrency_nothing_is_lost() {
    concurrency::nothing_is_lost(&mut Fixture::new());
}

// T7
#[test]
fn fsck_what_is_derived_is_compared() {
    fsck::what_is_derived_is_compared(&mut Fixture::new());
}

#[test]
fn groups_a_failure_leaves_no_trace_and_the_others_go_on() {
    groups::a_failure_leaves_no_trace_and_the_others_go_on(&mut Fixture::new());
}

#[test]
fn groups_what_cannot_be_stored_is_refused() {
    groups::what_cannot_be_stored_is_refused(&mut Fixture::new());
}

#[test]
fn groups_rows_are_right_whoever_wrote_before() {
    groups::rows_are_right_whoever_wrote_before(&mut Fixture::new());
}

#[test]
fn idempotency_a_repetition_gives_the_first_receipt() {
    idempotency::a_repetition_gives_the_first_receipt(&mut Fixture::new());
}

#[test]
fn idempotency_another_request_under_the_key_is_refused() {
    idempotency::another_request_under_the_key_is_refused(&mut Fixture::new());
}

#[test]
fn idempotency_a_forgotten_key_counts_no_more() {
    idempotency::a_forgotten_key_counts_no_more(&mut Fixture::new());
}

#[test]
fn inbox_it_shows_what_waits() {
    inbox::it_shows_what_waits(&mut Fixture::new());
}

#[test]
fn jobs_they_come_and_go_with_their_append() {
    jobs::they_come_and_go_with_their_append(&mut Fixture::new());
}

#[test]
fn jobs_one_owner_holds_a_job_until_its_lease_ends() {
    jobs::one_owner_holds_a_job_until_its_lease_ends(&mut Fixture::new());
}

// I9
#[test]
fn ledger_roots_are_consistent() {
    ledger::roots_are_consistent(&mut Fixture::new());
}

// I9
#[test]
fn ledger_proofs_come_from_tiles() {
    ledger::proofs_come_from_tiles(&mut Fixture::new());
}

// I9
#[test]
fn ledger_checkpoints_are_signed_and_kept() {
    ledger::checkpoints_are_signed_and_kept(&mut Fixture::new());
}

#[test]
fn numbers_a_number_is_taken_once() {
    numbers::a_number_is_taken_once(&mut Fixture::new());
}

#[test]
fn numbers_numbers_may_arrive_in_any_order() {
    numbers::numbers_may_arrive_in_any_order(&mut Fixture::new());
}

#[test]
fn numbers_number_and_id_both_find_a_change() {
    numbers::number_and_id_both_find_a_change(&mut Fixture::new());
}

#[test]
fn organization_processes_keep_their_versions() {
    organization::processes_keep_their_versions(&mut Fixture::new());
}

#[test]
fn organization_people_and_delegations_are_kept() {
    organization::people_and_delegations_are_kept(&mut Fixture::new());
}

#[test]
fn organization_tokens_are_found_by_hash_until_revoked() {
    organization::tokens_are_found_by_hash_until_revoked(&mut Fixture::new());
}

#[test]
fn organization_passwords_and_sessions() {
    organization::passwords_and_sessions(&mut Fixture::new());
}

#[test]
fn paging_every_order_is_whole() {
    paging::every_order_is_whole(&mut Fixture::new());
}

#[test]
fn paging_rows_that_come_in_between_move_nothing() {
    paging::rows_that_come_in_between_move_nothing(&mut Fixture::new());
}

#[test]
fn paging_filters_hold() {
    paging::filters_hold(&mut Fixture::new());
}

#[test]
fn paging_a_cursor_of_another_list_is_refused() {
    paging::a_cursor_of_another_list_is_refused(&mut Fixture::new());
}

#[test]
fn search_words_find_changes() {
    search::words_find_changes(&mut Fixture::new());
}

// I11
#[test]
fn snapshots_a_snapshot_equals_the_replay() {
    snapshots::a_snapshot_equals_the_replay(&mut Fixture::new());
}

// I12
#[test]
fn targets_one_change_holds_a_target() {
    targets::one_change_holds_a_target(&mut Fixture::new());
}

#[test]
fn versions_a_stale_decision_is_refused() {
    versions::a_stale_decision_is_refused(&mut Fixture::new());
}

#[test]
fn versions_a_change_is_opened_once() {
    versions::a_change_is_opened_once(&mut Fixture::new());
}

#[test]
fn versions_an_append_without_events_is_refused() {
    versions::an_append_without_events_is_refused(&mut Fixture::new());
}

// I11
#[test]
fn views_rows_equal_the_fold() {
    views::rows_equal_the_fold(&mut Fixture::new());
}
