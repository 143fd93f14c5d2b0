#!/usr/bin/env python3
"""The controls of verify.py: a check that cannot fail has shown nothing.

Usage: test_verify.py EXPORT, an export of a history in which one change ended well and one was backed
out (the test `the_verifier_in_python_...` of the command line makes it). Each control changes the
events, lays the ledger out anew and signs it with a key of its own, so that the log is in order and
only the justification fails; then the verifier must say which invariant is broken, and why.
"""
from __future__ import annotations

import base64
import copy
import hashlib
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
from typing import Any, Callable, Optional

import verify

EXPORT = pathlib.Path(".")
SEED = hashlib.sha512(b"a key that signs tampered histories").digest()
ORIGIN = "tampered.example/log"


def sign(message: bytes) -> bytes:
    """Ed25519, RFC 8032, with the secret scalar and prefix made of SEED."""
    scalar = int.from_bytes(SEED[:32], "little") % verify.ORDER
    public = PUBLIC
    r = int.from_bytes(hashlib.sha512(SEED[32:] + message).digest(), "little") % verify.ORDER
    nonce = pack(BASE.times(r))
    h = int.from_bytes(hashlib.sha512(nonce + public + message).digest(), "little") % verify.ORDER
    return nonce + ((r + h * scalar) % verify.ORDER).to_bytes(32, "little")


def pack(point: Any) -> bytes:
    inverse = pow(point[2], -1, verify.P)
    x, y = point[0] * inverse % verify.P, point[1] * inverse % verify.P
    return (y | (x & 1) << 255).to_bytes(32, "little")


BASE = verify.Multiples(verify.read_point((4 * pow(5, -1, verify.P) % verify.P).to_bytes(32, "little")))
PUBLIC = pack(BASE.times(int.from_bytes(SEED[:32], "little") % verify.ORDER))
SHORT = hashlib.sha256(ORIGIN.encode() + b"\n\x01" + PUBLIC).digest()[:4]
KEY = ORIGIN + "+" + SHORT.hex() + "+" + base64.b64encode(b"\x01" + PUBLIC).decode()


def checkpoint(size: int, root: bytes) -> str:
    text = f"{ORIGIN}\n{size}\n{base64.b64encode(root).decode()}\n"
    signature = base64.b64encode(SHORT + sign(text.encode())).decode()
    return f"{text}\n\u2014 {ORIGIN} {signature}\n"


class Copy:
    """A history that may be changed and written out again."""

    def __init__(self) -> None:
        ledger = verify.check_ledger(EXPORT, None, [])
        self.entries = [json.loads(entry) for entry in ledger.entries]
        self.files: dict[str, bytes] = {}
        self.acks: list[Any] = []
        self.effects: list[Any] = []
        self.renumber = True
        opened = [e for e in self.entries if e["event"]["type"] == "ChangeOpened"]
        self.good, self.backed_out = (e["stream"] for e in opened)

    def find(self, stream: str, kind: str, nth: int = 0, **parts: Any) -> int:
        found = [i for i, e in enumerate(self.entries) if e["stream"] == stream
                 and e["event"]["type"] == kind
                 and all(e["event"].get(name) == value for name, value in parts.items())]
        return found[nth]

    def event(self, stream: str, kind: str, nth: int = 0, **parts: Any) -> Any:
        return self.entries[self.find(stream, kind, nth, **parts)]["event"]

    def vote(self, person: str, stream: Optional[str] = None) -> Any:
        return next(e for e in self.entries if e["stream"] == (stream or self.good)
                    and e["event"]["type"] == "ApprovalGiven"
                    and e["event"]["approval"]["person"] == person)

    def insert(self, at: int, event: Any, by: Optional[str] = "olga", stream: str = "") -> None:
        """Puts an event before position `at`, at the instant of what stands there."""
        stream = stream or self.entries[min(at, len(self.entries) - 1)]["stream"]
        when = self.entries[min(at, len(self.entries) - 1)]["at"]
        self.entries.insert(at, {"at": when, "by": by, "event": event, "stream": stream,
                                 "version": 0})

    def people(self, change: Callable[[Any], None], before: Optional[int] = None) -> None:
        """Changes the people from the start, or from a position on."""
        first = self.find("organization", "PeopleReplaced")
        if before is None:
            change(self.entries[first]["event"]["directory"])
            return
        event = copy.deepcopy(self.entries[first]["event"])
        change(event["directory"])
        self.insert(before, event, None, "organization")

    def move(self, at: int, to: int) -> None:
        entry = self.entries.pop(at)
        self.entries.insert(to if to < at else to - 1, entry)

    def write(self, directory: pathlib.Path, notes: tuple[str, ...] = ()) -> None:
        versions: dict[str, int] = {}
        data = []
        for entry in self.entries:
            versions[entry["stream"]] = versions.get(entry["stream"], 0) + 1
            if self.renumber:
                entry = {**entry, "version": versions[entry["stream"]]}
            data.append(verify.canonical(entry).encode())
        shutil.copytree(EXPORT / "processes", directory / "processes")
        for path, content in self.files.items():
            (directory / path).parent.mkdir(parents=True, exist_ok=True)
            (directory / path).write_bytes(content)
        lay_out(directory, data, notes)


def lay_out(directory: pathlib.Path, entries: list[bytes], notes: tuple[str, ...] = ()) -> None:
    """Writes tiles, head and key of these entries."""
    leaves = [hashlib.sha256(b"\x00" + entry).digest() for entry in entries]
    bundled = [len(entry).to_bytes(2, "big") + entry for entry in entries]
    level, hashes = 0, leaves
    while hashes or level == 0:
        for kind, records in [(str(level), hashes)] + ([("entries", bundled)] if level == 0 else []):
            for first in range(0, len(records), 256):
                width = min(256, len(records) - first)
                name = f"tile/{kind}/{first // 256:03d}" + (f".p/{width}" if width < 256 else "")
                (directory / name).parent.mkdir(parents=True, exist_ok=True)
                (directory / name).write_bytes(b"".join(records[first:first + width]))
        hashes = [verify.root_of(hashes[i:i + 256]) for i in range(0, len(hashes) - 255, 256)]
        level += 1
    (directory / "checkpoint").write_text(checkpoint(len(entries), verify.root_of(leaves)))
    (directory / "key").write_text(KEY + "\n")
    if notes:
        (directory / "checkpoints.jsonl").write_text("".join(json.dumps(n) + "\n" for n in notes))


# What is done to the history, the invariant that must be named, and a word of the reason.

def vote_removed(h: Copy) -> None:
    h.entries.remove(h.vote("emil"))


def vote_of_requester(h: Copy) -> None:
    vote = h.vote("emil")
    vote["by"] = vote["event"]["approval"]["person"] = "olga"
    h.people(lambda d: d["people"]["olga"]["roles"].append("engineering_manager"))


def vote_of_agent(h: Copy) -> None:
    vote = h.vote("emil")
    vote["by"] = vote["event"]["approval"]["person"] = "robot"
    h.people(lambda d: d["people"].update(
        robot={"name": "R", "kind": "agent", "principal": "tina", "roles": ["engineering_manager"]}))


def vote_in_anothers_name(h: Copy) -> None:
    h.vote("emil")["by"] = "lars"


def vote_for_another_digest(h: Copy) -> None:
    h.vote("emil")["event"]["approval"]["digest"] = "0" * 64


def vote_of_another_round(h: Copy) -> None:
    h.vote("emil")["event"]["approval"]["round"] = 2


def vote_without_the_role(h: Copy) -> None:
    h.people(lambda d: d["people"]["emil"].update(roles=[]))


def vote_of_an_editor(h: Copy) -> None:
    plan = copy.deepcopy(h.event(h.good, "ChangeOpened")["plan"])
    event = {"type": "ChangeEdited", "plan": plan, "material": False}
    h.insert(h.entries.index(h.vote("emil")), event, "emil")


def vote_of_the_implementer(h: Copy) -> None:
    start = h.find(h.good, "ChangeStarted")
    h.entries[start]["by"] = h.entries[start]["event"]["implementer"] = "emil"


def two_accounts_of_one_person(h: Copy) -> None:
    h.people(lambda d: d["people"]["paul"].update(also=["emil"]))


def second_account_of_requester(h: Copy) -> None:
    h.people(lambda d: d["people"]["emil"].update(also=["olga"]))


def delegate_of_requester(h: Copy) -> None:
    delegation = {"from": "olga", "to": "rita", "roles": ["team_lead"],
                  "since": "2020-01-01T00:00:00Z", "until": "2090-01-01T00:00:00Z"}

    def give(d: Any) -> None:
        d["people"]["olga"]["roles"].append("team_lead")
        d["people"]["rita"] = {"name": "Rita", "roles": []}
        d["delegations"] = [delegation]
    h.people(give)
    vote = h.vote("lars")
    vote["by"] = vote["event"]["approval"]["person"] = "rita"
    vote["event"]["approval"]["capacities"] = [{"role": "team_lead", "on_behalf_of": "olga"}]


def delegation_that_ended(h: Copy) -> None:
    delegate_of_requester(h)
    delegation = h.event("organization", "PeopleReplaced")["directory"]["delegations"][0]
    delegation.update({"from": "lars", "until": "2021-01-01T00:00:00Z"})


def role_lost_before_the_start(h: Copy) -> None:
    h.people(lambda d: d["people"]["emil"].update(roles=[]), h.find(h.good, "ChangeStarted"))


def role_lost_between_steps(h: Copy) -> None:
    at = h.find(h.good, "StepStarted", step="two")
    h.people(lambda d: d["people"]["lars"].update(roles=[]), at)


def authorization_removed(h: Copy) -> None:
    h.entries.pop(h.find(h.good, "ChangeAuthorized"))


def authorized_by_requester(h: Copy) -> None:
    h.event(h.good, "ChangeAuthorized")["by"].append("olga")


def authorized_before_the_last_vote(h: Copy) -> None:
    h.move(h.find(h.good, "ChangeAuthorized"), h.entries.index(h.vote("lars")))


def plan_edited_after_votes(h: Copy) -> None:
    plan = copy.deepcopy(h.event(h.good, "ChangeOpened")["plan"])
    plan["steps"][2]["action"]["command"]["run"] = ["/bin/false"]
    event = {"type": "ChangeEdited", "plan": plan, "material": True}
    h.insert(h.find(h.good, "ChangeStarted"), event, "tina")


def edit_taken_back_after_votes(h: Copy) -> None:
    event = {"type": "DigestChanged", "digest": h.event(h.good, "ChangeAuthorized")["digest"],
             "voided": 3}
    h.insert(h.find(h.good, "ChangeAuthorized"), event)


def edit_that_hides(h: Copy) -> None:
    event = {"type": "ChangeEdited", "fields": {"title": "Another"}, "material": False}
    h.insert(h.find(h.good, "ChangeSubmitted"), event)


def plan_edited_in_the_run(h: Copy) -> None:
    plan = copy.deepcopy(h.event(h.good, "ChangeOpened")["plan"])
    plan["steps"][2]["timeout"] = "1h"
    event = {"type": "ChangeEdited", "plan": plan, "material": True}
    h.insert(h.find(h.good, "StepStarted", step="last"), event, "tina")


def digest_of_something_else(h: Copy) -> None:
    h.event(h.good, "DigestChanged")["digest"] = "1" * 64


def requirement_with_more(h: Copy) -> None:
    slots = h.event(h.good, "ApprovalRequested")["slots"]
    slots.append({**slots[0], "id": "more", "eligible": [{"role": "cto"}]})


def checklist_not_ticked(h: Copy) -> None:
    h.event(h.good, "ApprovalRequested")["slots"][0]["checklist"] = ["Read it"]


def succession_not_open(h: Copy) -> None:
    for slot in h.event(h.good, "ApprovalRequested")["slots"]:
        slot["eligible"][0]["opens_after"] = "2h"


def held(h: Copy) -> None:
    h.insert(h.find(h.good, "StepStarted", step="two"), {"type": "ChangeHeld", "reason": "r"})


def paused(h: Copy) -> None:
    h.insert(h.find(h.good, "StepStarted", step="two"), {"type": "RunPaused", "reason": "r"})


def condition_open(h: Copy) -> None:
    h.vote("emil")["event"]["conditions"] = ["Tell support"]


def started_twice(h: Copy) -> None:
    at = h.find(h.good, "ChangeStarted")
    h.entries.insert(at + 1, copy.deepcopy(h.entries[at]))


def started_too_early(h: Copy) -> None:
    h.event(h.good, "ChangeScheduled")["schedule"] = {"start": "2090-01-01T00:00:00Z"}


def attempt_begun_twice(h: Copy) -> None:
    at = h.find(h.good, "StepStarted", step="two")
    h.entries.insert(at + 1, copy.deepcopy(h.entries[at]))


def attempt_left_out(h: Copy) -> None:
    h.event(h.good, "StepStarted", step="two")["attempt"] = 2
    h.event(h.good, "StepSucceeded", step="two")["attempt"] = 2


def repeated_without_an_order(h: Copy) -> None:
    at = h.find(h.backed_out, "StepFailed", step="last")
    begun = copy.deepcopy(h.entries[h.find(h.backed_out, "StepStarted", step="last")])
    failed = copy.deepcopy(h.entries[at])
    begun["event"]["attempt"] = failed["event"]["attempt"] = 2
    begun["at"] = failed["at"]
    h.entries[at + 1:at + 1] = [begun, failed]


def done_step_begins_again(h: Copy) -> None:
    at = h.find(h.good, "StepStarted", step="last")
    h.insert(at, {"type": "StepStarted", "step": "one", "direction": "forward", "attempt": 2}, None)


def outcome_without_a_start(h: Copy) -> None:
    h.entries.pop(h.find(h.good, "StepStarted", step="two"))


def outcome_twice(h: Copy) -> None:
    at = h.find(h.good, "StepSucceeded", step="two")
    h.entries.insert(at + 1, copy.deepcopy(h.entries[at]))


def outcome_of_another_attempt(h: Copy) -> None:
    h.event(h.good, "StepSucceeded", step="two")["attempt"] = 7


def before_what_it_waits_for(h: Copy) -> None:
    h.move(h.find(h.good, "StepStarted", step="two"), h.find(h.good, "StepSucceeded", step="one"))


def step_of_no_plan(h: Copy) -> None:
    at = h.find(h.good, "StepStarted", step="two")
    h.insert(at, {"type": "StepStarted", "step": "extra", "direction": "forward", "attempt": 1}, None)


def finished_too_early(h: Copy) -> None:
    for kind in ("StepStarted", "StepSucceeded"):
        h.entries.pop(h.find(h.good, kind, step="last"))


def forward_after_back_out(h: Copy) -> None:
    at = h.find(h.backed_out, "BackoutStarted")
    event = {"type": "StepStarted", "step": "last", "direction": "forward", "attempt": 2}
    h.insert(at + 1, event, None, h.backed_out)


def canceled_in_the_run(h: Copy) -> None:
    at = h.find(h.good, "StepStarted", step="two")
    h.insert(at, {"type": "ChangeCanceled", "reason": "r"})


def step_of_an_ended_change(h: Copy) -> None:
    h.insert(h.find(h.good, "StepStarted", step="two"),
             {"type": "StateEntered", "state": "canceled", "phase": "canceled"})


def reopened(h: Copy) -> None:
    h.insert(len(h.entries), {"type": "StateEntered", "state": "verified", "phase": "review"},
             "olga", h.good)


def phase_that_is_not_the_states(h: Copy) -> None:
    h.event(h.good, "StateEntered", state="in_review")["phase"] = "scheduled"


def backed_out_without_undo(h: Copy) -> None:
    h.entries.pop(h.find(h.backed_out, "StepStarted", step="one", direction="undo"))
    h.entries.pop(h.find(h.backed_out, "StepUndone", step="one"))


def backed_out_without_checks(h: Copy) -> None:
    h.entries.pop(h.find(h.backed_out, "StepStarted", direction="after_back_out"))


def undone_in_plan_order(h: Copy) -> None:
    for kind in ("StepUndone", "StepStarted"):
        parts = {"direction": "undo"} if kind == "StepStarted" else {}
        h.move(h.find(h.backed_out, kind, step="one", **parts),
               h.find(h.backed_out, "StepStarted", step="two", direction="undo"))


def scope_too_small(h: Copy) -> None:
    h.event(h.backed_out, "BackoutStarted")["scope"].remove("one")


def undone_without_an_attempt(h: Copy) -> None:
    h.entries.pop(h.find(h.backed_out, "StepStarted", step="two", direction="undo"))


def failed_undo_counts(h: Copy) -> None:
    undone = h.event(h.backed_out, "StepUndone", step="one")
    undone.update(type="UndoFailed", message="m")


def closed_as_successful(h: Copy) -> None:
    h.insert(len(h.entries), {"type": "ChangeClosed", "code": "successful"}, "olga", h.backed_out)


def two_holders(h: Copy) -> None:
    h.entries.append(h.entries.pop(h.find(h.good, "RunFinished")))


def clock_set_back(h: Copy) -> None:
    h.entries[h.find(h.good, "StepStarted", step="two")]["at"] = "2020-01-01T00:00:00Z"


def version_left_out(h: Copy) -> None:
    h.entries.pop(h.find(h.good, "TasksTicked"))
    h.renumber = False


def another_process(h: Copy) -> None:
    digest = h.event(h.good, "ChangeOpened")["process_digest"]
    lax = (EXPORT / "processes" / f"{digest}.yaml").read_text() + "# lax\n"
    other = hashlib.sha256(lax.encode()).hexdigest()
    h.files[f"processes/{other}.yaml"] = lax.encode()
    h.event(h.good, "ChangeOpened")["process_digest"] = other


def ratified_by_nobody(h: Copy) -> None:
    slots = h.event(h.good, "ApprovalRequested")["slots"]
    slots.append({**slots[0], "id": "afterwards", "timing": "after"})
    h.insert(h.find(h.good, "RunFinished"), {"type": "ChangeRatified", "by": ["emil"]}, None)


def closed_without_ratification(h: Copy) -> None:
    slots = h.event(h.good, "ApprovalRequested")["slots"]
    slots.append({**slots[0], "id": "afterwards", "timing": "after"})


def predecessor_open(h: Copy) -> None:
    h.event(h.good, "ChangeOpened")["fields"]["dependencies"] = ["CR-0002"]


def resumed_by_nobody(h: Copy) -> None:
    h.insert(h.find(h.good, "RunFinished"), {"type": "RunResumed"}, None)


def acknowledged_and_lost(h: Copy) -> None:
    h.acks.append({"change": "CR-0001", "version": 999, "position": 3})


def acknowledged_beyond_the_end(h: Copy) -> None:
    h.acks.append({"change": h.good, "version": 1, "position": 10**6})


def effect_without_intent(h: Copy) -> None:
    h.effects.append({"change": "CR-0001", "step": "two", "attempt": 2})


def effect_before_its_intent(h: Copy) -> None:
    h.effects.append({"change": "CR-0001", "step": "two", "attempt": 1, "fence": 3})


def effect_twice(h: Copy) -> None:
    h.effects += [{"change": "CR-0001", "step": "two", "attempt": 1}] * 2


def effect_of_what_never_began(h: Copy) -> None:
    done = h.event(h.good, "StepSucceeded", step="last")
    done.update(type="StepNotStarted", direction="forward")
    h.effects.append({"change": "CR-0001", "step": "last", "attempt": 1})


def reported_by_a_command(h: Copy) -> None:
    done = h.event(h.good, "StepSucceeded", step="last")
    done.update(type="StepReported", note="done by hand")


CONTROLS: list[tuple[Callable[[Copy], None], str, str]] = [
    (vote_removed, "I2", "approvals are missing"),
    (vote_of_requester, "I7", "`olga` contributed"),
    (vote_of_agent, "I7", "`robot` contributed, is no human"),
    (vote_in_anothers_name, "I7", "was recorded by `lars`"),
    (vote_for_another_digest, "I8", "the vote is for 0000"),
    (vote_of_another_round, "I8", "round 2 in round 1"),
    (vote_without_the_role, "I7", "`emil` contributed"),
    (vote_of_an_editor, "I7", "`emil` contributed"),
    (vote_of_the_implementer, "I2", "no longer count"),
    (two_accounts_of_one_person, "I2", "approvals are missing"),
    (second_account_of_requester, "I7", "`emil` contributed"),
    (delegate_of_requester, "I7", "`rita` contributed"),
    (delegation_that_ended, "I7", "`rita` contributed"),
    (role_lost_before_the_start, "I2", "no longer count"),
    (role_lost_between_steps, "I2", "`two` begins and approvals"),
    (authorization_removed, "I2", "nothing is authorized"),
    (authorized_by_requester, "I7", "`olga` counts"),
    (authorized_before_the_last_vote, "I2", "approvals are missing"),
    (plan_edited_after_votes, "I8", "what would run is"),
    (edit_taken_back_after_votes, "I2", "approvals are missing"),
    (edit_that_hides, "I8", "not material"),
    (plan_edited_in_the_run, "I8", "changed after the start"),
    (digest_of_something_else, "I8", "the content has digest"),
    (requirement_with_more, "I2", "more"),
    (checklist_not_ticked, "I2", "approvals are missing"),
    (succession_not_open, "I2", "approvals are missing"),
    (held, "I4", "the change is held"),
    (paused, "I4", "while the run is paused"),
    (condition_open, "I2", "a condition of an approval"),
    (started_twice, "I3", "started a second time"),
    (started_too_early, "I2", "it is planned for"),
    (attempt_begun_twice, "I3", "follows attempt 1"),
    (attempt_left_out, "I3", "follows attempt 0"),
    (repeated_without_an_order, "I3", "not idempotent"),
    (done_step_begins_again, "I3", "although it is succeeded"),
    (outcome_without_a_start, "I1", "which did not begin"),
    (outcome_twice, "I1", "has ended"),
    (reported_by_a_command, "I1", "is reported and is not a manual step"),
    (outcome_of_another_attempt, "I1", "attempt 7"),
    (before_what_it_waits_for, "I2", "before `one` is done"),
    (step_of_no_plan, "I8", "not in the plan"),
    (finished_too_early, "I1", "`last` is not done"),
    (forward_after_back_out, "I4", "after the back-out began"),
    (canceled_in_the_run, "I4", "canceled while"),
    (step_of_an_ended_change, "I5", "`two` begins although"),
    (reopened, "I5", "although the change is closed"),
    (phase_that_is_not_the_states, "I2", "is of phase assess"),
    (backed_out_without_undo, "I6", "`one` is not undone"),
    (backed_out_without_checks, "I6", "checks afterwards did not pass"),
    (undone_in_plan_order, "I6", "before that of `two`"),
    (scope_too_small, "I6", "leaves out `one`"),
    (undone_without_an_attempt, "I6", "undone without an attempt"),
    (failed_undo_counts, "I6", "`one` is not undone"),
    (closed_as_successful, "I6", "its run is backed_out"),
    (two_holders, "I12", "is held by CR-0001"),
    (clock_set_back, "T19", "is before"),
    (version_left_out, "I9", "follows version"),
    (another_process, "I2", "was not installed"),
    (ratified_by_nobody, "I2", "afterwards"),
    (closed_without_ratification, "I2", "ratification is missing"),
    (predecessor_open, "I2", "must be done first"),
    (resumed_by_nobody, "I2", "names nobody"),
    (acknowledged_and_lost, "I10", "is not in the log"),
    (acknowledged_beyond_the_end, "I10", "was acknowledged at position 1000000"),
    (effect_without_intent, "I1", "without an earlier intent"),
    (effect_before_its_intent, "I1", "without an earlier intent"),
    (effect_twice, "I3", "more than one effect"),
    (effect_of_what_never_began, "I1", "never begun"),
]


class Controls(unittest.TestCase):
    def setUp(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.at = pathlib.Path(self.folder.name)

    def judge(self, history: Copy, notes: tuple[str, ...] = ()) -> tuple[int, str]:
        shutil.rmtree(self.at / "copy", ignore_errors=True)
        history.write(self.at / "copy", notes)
        arguments = []
        for name in ("acks", "effects"):
            lines = "".join(json.dumps(line) + "\n" for line in getattr(history, name))
            (self.at / name).write_text(lines)
            arguments += [f"--{name}", str(self.at / name)]
        return self.run_verifier(self.at / "copy", *arguments)

    def run_verifier(self, directory: pathlib.Path, *arguments: str) -> tuple[int, str]:
        script = str(pathlib.Path(__file__).with_name("verify.py"))
        done = subprocess.run([sys.executable, script, str(directory), *arguments],
                              capture_output=True, text=True, check=False)
        self.assertEqual(done.stderr, "")
        return done.returncode, done.stdout

    def test_a_copy_in_which_nothing_was_changed_is_justified(self) -> None:
        history = Copy()
        place = history.find(history.good, "ChangeOpened")
        history.acks.append({"change": "CR-0001", "version": 1, "position": place})
        history.effects.append({"change": "CR-0001", "step": "two", "attempt": 1, "fence": 99})
        code, said = self.judge(history)
        self.assertEqual(code, 0, said)
        self.assertIn("1 acknowledgments, 1 effects", said)

    def test_every_tampering_is_found_and_named(self) -> None:
        for tamper, invariant, reason in CONTROLS:
            with self.subTest(tamper.__name__):
                history = Copy()
                tamper(history)
                code, said = self.judge(history)
                named = [line for line in said.splitlines() if f": {invariant}: " in line]
                self.assertEqual(code, 1)
                self.assertTrue(any(reason in line for line in named), said)

    def test_a_rewritten_or_cut_log_does_not_fit_its_earlier_checkpoints(self) -> None:
        history = Copy()
        history.write(self.at / "before")
        note = (self.at / "before" / "checkpoint").read_text()
        self.assertEqual(self.judge(history, (note,))[0], 0)
        history.vote("emil")["event"]["approval"]["comment"] = "another word"
        self.assertIn("history was rewritten", self.judge(history, (note,))[1])
        shorter = Copy()
        shorter.entries.pop()
        self.assertIn("it was cut off", self.judge(shorter, (note,))[1])
        kept = self.at / "kept"
        kept.write_text(note)
        shutil.rmtree(self.at / "copy")
        shorter.write(self.at / "copy")
        said = self.run_verifier(self.at / "copy", "--checkpoint", str(kept))[1]
        self.assertIn("it was cut off", said)

    def test_files_beside_the_log_are_what_the_ledger_names(self) -> None:
        history = Copy()
        digest = history.event(history.good, "ChangeOpened")["process_digest"]
        history.files[f"processes/{digest}.yaml"] = b"process: another\n"
        self.assertIn("is not the file that the ledger names", self.judge(history)[1])
        # An event that is too long for the log stands beside it.
        history = Copy()
        entry = history.vote("emil")
        text = verify.canonical(entry["event"])
        name = hashlib.sha256(text.encode()).hexdigest()
        long = Copy()
        place = long.entries.index(long.vote("emil"))
        del long.entries[place]["event"]
        long.entries[place]["event_sha256"] = name
        self.assertIn("No such file", self.judge(long)[1])
        long.files[f"events/{name}.json"] = text.encode()
        self.assertEqual(self.judge(long)[0], 0)
        long.files[f"events/{name}.json"] = text.replace("fine", "good").encode()
        self.assertIn("is not the event that the ledger names", self.judge(long)[1])

    def test_entries_are_canonical(self) -> None:
        for old, new in ((b'"by":', b'"by": '), (b'{"at":', b'{"at":"","at":')):
            entries = verify.check_ledger(EXPORT, None, []).entries
            entries[3] = entries[3].replace(old, new, 1)
            shutil.rmtree(self.at, ignore_errors=True)
            shutil.copytree(EXPORT / "processes", self.at / "processes")
            lay_out(self.at, entries)
            self.assertIn("entry 3: it is not canonical", self.run_verifier(self.at)[1])

    def test_what_others_signed_does_not_count(self) -> None:
        Copy().write(self.at / "copy")
        key = (EXPORT / "key").read_text().strip()
        self.assertIn("is not signed by", self.run_verifier(self.at / "copy", key)[1])

    def test_numbers_and_texts_are_written_as_rfc_8785_says(self) -> None:
        value = json.loads(r'{"n":[333333333.33333329,1E30,4.50,2e-3,1e-27,-0.0,1e21,1e20,0.000001,-1.5e-7],'
                           r'"s":"\u20ac$\u000F\u000aA'"'"r'B\"\\","\u20ac":1,"\ud83d\ude00":2,"\ufb33":3}')
        wanted = ('{"n":[333333333.3333333,1e+30,4.5,0.002,1e-27,0,1e+21,100000000000000000000,0.000001,-1.5e-7],'
                  '"s":"\u20ac$\\u000f\\nA\'B\\"\\\\","\u20ac":1,"\U0001f600":2,"\ufb33":3}')
        self.assertEqual(verify.canonical(value), wanted)

    def test_the_subset_of_yaml(self) -> None:
        text = ('# c\na: {b: [x, "y, z",\n  \'it\'\'s\'], n: 3}  # c\nlist:\n- one\n-  k: v\n   w: 1.5\n'
                'long: first\n  second # c\ntext: >-\n  folded\n  more\n\nraw: |\n  x\n   y\n"q: r": ~\nu: a#b\n'
                'url: http://x/y\nt: true\n')
        wanted = {"a": {"b": ["x", "y, z", "it's"], "n": 3}, "list": ["one", {"k": "v", "w": 1.5}],
                  "long": "first second", "text": "folded more", "raw": "x\n y\n", "q: r": None,
                  "u": "a#b", "url": "http://x/y", "t": True}
        self.assertEqual(verify.Yaml.read(text), wanted)
        for bad in ("a: &x 1\n", "a: 1\na: 2\n", "a: {b: 1, b: 2}\n", "a: [1\n", "a: *x\n", "a: !t 1\n"):
            with self.assertRaises(verify.Wrong, msg=bad):
                verify.Yaml.read(bad)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    EXPORT = pathlib.Path(sys.argv.pop())
    unittest.main()
