"""The stories that `make.py` plays in each organization."""

import re
import time

from change import Change
from organizations import ORGANIZATIONS
from world import LAST, READ, SERVICE_PORT, Refused

SERVICE = f"http://127.0.0.1:{SERVICE_PORT}"


# Plans. Every step has a check and an undo, because some process asks for it.

def command(*words):
    return {"command": {"run": list(words)}}


TRUE, FALSE = command("/bin/true"), command("/bin/false")


def step(name, action, check=TRUE, undo=TRUE, **more):
    return {"id": name, "action": action, "check": check, "undo": undo, **more}


def every_action(world, name):
    """Every action that runs without another system."""
    plant, file = world.plant, world.plant / f"{name}.conf"
    return [
        step("look", {"http": {"url": f"{SERVICE}/health", "expect_json": {"/status": "ok"}}}, undo="none",
             title="It answers"),
        step("report", {"evidence": {"kind": "test:smoke", "path": str(plant / "report.xml"), "format": "junit"}},
             undo="none"),
        step("write", {"write": {"path": str(file), "content": "limit=2\n"}}, undo="previous",
             check=command("/bin/grep", "-q", "limit=2", str(file)), targets=[name]),
        step("install", {"install": {"from": str(plant / "incoming/2.0"), "into": str(plant / "releases"),
                                     "name": name, "link": str(plant / f"current-{name}")}}, undo="previous"),
        step("say", command("/bin/sh", "-c", "echo installed; echo $PLACET_STEP >> said"), undo="none",
             idempotent=True, retries=2, retry_pause="50ms"),
        step("restart", {"http": {"method": "POST", "url": f"{SERVICE}/restart"}}, undo="none", idempotent=True),
        step("rest", {"wait": "100ms"}, undo="none", reversibility="moderate"),
    ]


# The stories. What they leave behind differs from process to process; what they ask for does not.

def whole_life(world):
    change = Change(world, title="A whole life", steps=every_action(world, "life"))
    change.do(change.requester, "comment", text="A *first* draft")
    change.attach("rollback_rehearsal")
    change.refused(change.requester, "approve", digest=change.see()["digest"])
    change.do(change.requester, "submit")
    change.to("authorize")
    seen = change.see()
    change.refused(change.facts["agent"], "approve", digest=seen["digest"])
    change.refused(change.requester, "approve", digest=seen["digest"])
    slot = change.open_slots(seen, "before")[0]
    change.approve(seen, slot, conditions=["Tell the desk", "Have a second pair of eyes"], comment="With care")
    change.to("review")
    change.do(change.requester, "deviation", step="say", text="The window was moved by an hour")
    change.to("closed")
    change.do(change.facts["other"], "comment", text="Thank you")


def edited_after_approval(world):
    change = Change(world, title="Edited after it was approved", steps=[step("one", TRUE)])
    change.to("scheduled")
    other = change.facts["other"]
    change.do(other, "edit", plan={"steps": [step("one", TRUE), step("two", TRUE)]})
    change.do(change.requester, "edit", fields=change.facts["edit"])
    change.to("scheduled")
    change.do(change.requester, "hold", reason="The supplier calls back")
    change.refused(change.implementer, "start")
    change.do(change.requester, "release", reason="They called")
    change.do(change.requester, "cancel", reason="No longer needed")


def answers_of_all_kinds(world):
    rejected = Change(world, title="Rejected", steps=[step("one", TRUE)])
    rejected.to("authorize")
    seen = rejected.see()
    rejected.do(rejected.open_slots(seen, "before")[0]["can"][0], "reject", reason="Not this month")
    deferred = Change(world, title="Deferred, then abstained", steps=[step("one", TRUE)])
    deferred.to("authorize")
    seen = deferred.see()
    slots = deferred.open_slots(seen, "before")
    persons = sorted({person for slot in slots for person in slot["can"]})
    deferred.do(persons[-1], "abstain", reason="I know the requester")
    try:
        deferred.do(persons[0], "defer", reason="After the holidays")
    except Refused as refusal:
        print(f"{world.process}: defer: {refusal}")
    assessed = Change(world, title="Assessed higher", steps=[step("one", TRUE)])
    assessed.do(assessed.requester, "submit")
    assessed.do(assessed.facts["other"], "assess", level=assessed.facts["raise"], reason="I have seen it fail")
    Change(world, title="A draft without a plan")


def quick(world):
    """The model whose runs need no days of notice; the main one where that has none."""
    return ORGANIZATIONS[world.process].get("quick")


def revised(world):
    """Edited and handed in again until somebody must decide how to go on, where the process counts that."""
    change = Change(world, title="Revised again and again", steps=[step("one", TRUE)])
    for number in range(1, 7 if world.rules["lifecycle"].get("revisions_max") else 2):
        change.to("authorize")
        field = next(iter(change.facts["edit"]))
        change.do(change.requester, "edit", fields={field: f"Written for the {number}th time"})
    change.do(change.requester, "cancel", reason="It never ends")


def backed_out(world):
    steps = every_action(world, "backout") + [step("fails", FALSE, idempotent=True, retries=1, retry_pause="50ms")]
    change = Change(world, quick(world), title="Backed out", steps=steps, checks=[TRUE, command("/bin/echo", "as before")])
    change.to("review")
    change.to("closed")
    by_a_person = Change(world, quick(world), title="Backed out by a person", steps=[step("one", TRUE), step("two", TRUE)])
    by_a_person.to("review")
    by_a_person.do(by_a_person.requester, "back-out", reason="Users report harm")
    by_a_person.rests("backed_out")


def stuck(world):
    steps = [step("first", TRUE), step("second", TRUE, undo=FALSE), step("third", FALSE)]
    left = Change(world, quick(world), title="Stuck", steps=steps)
    left.to("implement")
    left.falls("stuck")
    taken_over = Change(world, quick(world), title="Stuck and taken over", steps=steps, checks=[FALSE])
    taken_over.to("implement")
    taken_over.falls("stuck")
    taken_over.do(taken_over.implementer, "retry", step="second", reason="Once more")
    taken_over.rests("second undo_failed")
    time.sleep(0.3)
    taken_over.rests("stuck")
    taken_over.do(taken_over.implementer, "skip", step="second", reason="Undone by hand")
    time.sleep(0.3)
    taken_over.rests("stuck")
    taken_over.do(taken_over.implementer, "retry", reason="The checks once more")
    time.sleep(0.3)
    taken_over.rests("stuck")
    taken_over.do(taken_over.implementer, "skip", reason="Nobody can check it")
    taken_over.rests("backed_out")


def unknown(world):
    """A shim is killed, so that nobody knows what its command did."""
    def halted(title):
        steps = [step("long", command("/bin/sleep", "1"), timeout="20s"), step("after", TRUE)]
        change = Change(world, quick(world), title=title, steps=steps)
        change.to("implement")
        time.sleep(0.5)
        world.kill_shims()
        change.rests("halted")
        return change
    retried = halted("Unknown, and tried again")
    retried.do(retried.implementer, "retry", step="long", reason="Looked: nothing was done")
    retried.rests("finished")
    skipped = halted("Unknown, and left out")
    skipped.do(skipped.implementer, "skip", step="long", reason="Looked: it was done")
    skipped.rests("finished")
    halted("Unknown, and nobody decided")


def by_hand(world):
    """Steps that people do, with and without a check."""
    role = ORGANIZATIONS[world.process]["task_role"]
    steps = [
        step("call", {"task": {"text": "Call the exchange", "by": role}}, check=TRUE, undo="none"),
        step("plug", {"task": {"text": "Change the plug"}}, check=TRUE, undo={"task": {"text": "Change it back"}}),
        step("light", {"task": {"text": "Switch on the light"}}, check=FALSE, undo={"task": {"text": "Switch it off"}}),
    ]
    holder = world.holders(role)[-1]
    done = Change(world, quick(world), title="Done by hand", steps=steps[:2])
    done.to("implement")
    outsider = next(row["person"] for row in world.people if role not in row["roles"])
    done.refused(outsider, "record-step", step="call", succeeded=True)
    done.do(holder, "record-step", step="call", succeeded=True, note="They know")
    done.rests("plug running")
    done.do(done.implementer, "record-step", step="plug", succeeded=True, note="It was the left one")
    done.rests("finished")
    failed = Change(world, quick(world), title="Done by hand, and it did not work", steps=steps, checks=[TRUE])
    failed.to("implement")
    failed.do(holder, "record-step", step="call", succeeded=True)
    failed.rests("plug running")
    failed.do(failed.implementer, "record-step", step="plug", succeeded=True)
    failed.rests("light running")
    failed.do(failed.implementer, "record-step", step="light", succeeded=True, note="Click")
    for name in ("light", "plug"):
        failed.falls(f"{name} undoing")
        if name == "plug":
            failed.do(failed.implementer, "record-step", step=name, succeeded=False, note="It is stuck")
            time.sleep(0.2)
        failed.do(failed.implementer, "record-step", step=name, succeeded=True, note="Back again")
    failed.rests("backed_out")
    not_done = Change(world, quick(world), title="Not done by hand", steps=steps[1:2])
    not_done.to("implement")
    not_done.do(not_done.implementer, "record-step", step="plug", succeeded=False, note="No ladder")
    not_done.falls("plug undoing")


def steered(world):
    """Pause, skip, resume; abort while something runs."""
    wait = {"task": {"text": "Wait for the word"}}
    paused = Change(world, quick(world), title="Paused", steps=[step("word", wait, undo="none"), step("left", TRUE), step("last", TRUE)])
    paused.to("implement")
    paused.do(paused.implementer, "pause", reason="Lunch")
    paused.do(paused.implementer, "record-step", step="word", succeeded=True)
    paused.rests("word succeeded")
    paused.do(paused.implementer, "skip", step="left", reason="Not needed")
    paused.do(paused.implementer, "deviation", step="left", text="Left out")
    paused.do(paused.implementer, "resume")
    paused.rests("finished")
    aborted = Change(world, quick(world), title="Aborted", steps=[step("one", TRUE), step("long", command("/bin/sleep", "30"))])
    aborted.to("implement")
    aborted.rests("long running")
    time.sleep(0.3)
    aborted.do(aborted.implementer, "abort", reason="Wrong host")
    aborted.rests("backed_out")
    # The server dies while a command runs; the command goes on and its outcome is taken afterwards.
    survivor = Change(world, quick(world), title="Survived its server", steps=[step("long", command("/bin/sleep", "1")), step("two", TRUE)])
    survivor.to("implement")
    time.sleep(0.4)
    world.stopped(lambda: None, how=9)
    survivor.rests("finished")


def emergencies(world):
    """Every other model once, and emergencies: one that is ratified too late, one that nobody answers."""
    facts = ORGANIZATIONS[world.process]
    others = [model for model in facts["models"] if model not in (facts["main"], "constitutional")]
    for model in others:
        change = Change(world, model, title=f"In time: {model}", steps=[step("one", TRUE, check=TRUE)])
        change.to("review")
        change.to("closed")
    if "emergency" in facts["models"]:
        late = Change(world, "emergency", title="Too late", steps=[step("one", TRUE)], by=facts["other"])
        late.implementer = late.requester
        late.to("review")
        late.do(late.requester, "comment", text="The board meets later")
    waiting = Change(world, "emergency" if "emergency" in facts["models"] else facts["main"],
                     title="Nobody answers", steps=[step("one", TRUE)])
    waiting.do(waiting.requester, "submit")
    world.pass_time(days=3)
    time.sleep(2.0)
    if "constitutional" in facts["models"]:
        Change(world, "constitutional", title="Amendment 12", steps=[step("amend", TRUE)]).to("authorize")


def refused_submission(world):
    field = next(iter(ORGANIZATIONS[world.process]["edit"]))
    draft = Change(world, title="Handed in without what is needed", steps=[])
    draft.do(draft.requester, "edit", fields={field: None})
    try:
        draft.do(draft.requester, "submit")
    except Refused as refusal:
        print(f"{world.process}: submit: {refusal}"[:160])


def organization(world):
    """Tokens, hooks, a delegation, people twice, and a second version of the process with a change on the first."""
    facts, reader = ORGANIZATIONS[world.process], world.reader
    in_flight = Change(world, title="Approved under the first version", steps=every_action(world, "flight"))
    in_flight.to("scheduled")
    answered = Change(world, title="Asked under the first version", steps=[step("one", TRUE)])
    answered.to("authorize")
    answered.approve(answered.see(), answered.open_slots(answered.see(), "before")[0])
    issued = world.call(reader, "POST", "/api/v1/tokens", {"scopes": ["read"]})
    world.call(reader, "DELETE", f"/api/v1/tokens/{issued['token']['id']}")
    world.call(reader, "POST", "/api/v1/tokens", {"scopes": ["read", "write"], "expires": "2026-12-24T00:00:00Z"})
    holder = next(person for person in world.holders(facts["task_role"]))
    heir = world.holders(facts["task_role"])[-1]
    world.call(holder, "POST", "/api/v1/delegations",
               {"process": world.process, "to": heir, "until": "2027-02-01T00:00:00Z", "roles": [facts["task_role"]]})
    text = world.people_file.read_text()
    first = world.dir / "people-1.yaml"
    lines = f"people:\n  ci: {{name: CI, kind: service, principal: {facts['requester']}}}\n" \
            f"  newly.come: {{name: Newly Come, roles: [{facts['new_person']}]}}\n"
    first.write_text(text.replace("people:\n", lines, 1))
    second = world.dir / "people-2.yaml"
    second.write_text(first.read_text().replace("name: Newly Come,", "name: Newly Married, email: newly@example.org,"))
    newer = world.dir / f"{world.process}-2.yaml"
    source = world.process_file.read_text()
    title = re.search(r"^title: (.*)$", source, re.M).group(0)
    newer.write_text(source.replace(title, f"{title}, second version", 1))
    world.stopped(lambda: (world.init(people=first), world.init(process=newer, people=second)))
    world.learn(reader)
    world.run("hook", "create", "build", "--data", str(world.data), "--person", "ci")
    world.run("hook", "rotate", "build", "--data", str(world.data), "--keep", "72h")
    world.run("hook", "create", "gone", "--data", str(world.data), "--person", "ci")
    world.run("hook", "revoke", "gone", "--data", str(world.data))
    in_flight.to("closed")
    answered.to("scheduled")
    Change(world, title="Under the second version", steps=[step("one", TRUE)]).to("review")


def last(world):
    """What has not ended when the store is kept: in every phase, with deadlines ahead."""
    world.clock.set(LAST)
    time.sleep(1.5)
    facts = ORGANIZATIONS[world.process]
    Change(world, title="New").do(facts["other"], "comment", text="Will you hand it in?")
    for phase in ("assess", "authorize"):
        Change(world, title=f"Waits in {phase}", steps=[step("one", TRUE)]).to(phase)
    planned = Change(world, title="Planned ahead", steps=every_action(world, "ahead"))
    planned.to("scheduled")
    if "schedule" in planned.see()["moves"]:
        planned.schedule(days=9)
    held = Change(world, title="Held", steps=[step("one", TRUE)])
    held.to("authorize")
    held.do(held.requester, "hold", reason="Not now")
    if "emergency" in facts["models"]:
        Change(world, "emergency", title="Just handed in", steps=[step("one", TRUE)]).to("authorize")


STORIES = [whole_life, edited_after_approval, answers_of_all_kinds, refused_submission, revised, backed_out, stuck, unknown,
           by_hand, steered, emergencies, organization]


def play(world):
    world.facts = ORGANIZATIONS[world.process]
    for story in STORIES:
        began = time.time()
        story(world)
        print(f"{world.process}: {story.__name__} {time.time() - began:.1f} s, {world.clock.now():%Y-%m-%d %H:%M}", flush=True)
    # A task that waits for a person when the store is kept; begun earlier where that takes days of notice.
    waiting = Change(world, quick(world), title="A task waits", steps=[step("plug", {"task": {"text": "Change the plug"}}), step("two", TRUE)])
    waiting.to("implement")
    if world.clock.now() >= LAST:
        raise RuntimeError(f"{world.process}: the stories took until {world.clock.now()}, move LAST ahead")
    last(world)
    if world.clock.now() >= READ:
        raise RuntimeError(f"{world.process}: the last stories took until {world.clock.now()}")
