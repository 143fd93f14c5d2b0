"""A change as the people of a story see it, and how they bring it from one phase to the next."""

import copy
import datetime
import re
import time

from organizations import ORGANIZATIONS
from world import Refused

MOVING = ("forward", "backing_out", "checking")


class Change:
    """A change as the story's people see it."""

    def __init__(self, world, model=None, steps=None, checks=None, by=None, **fields):
        self.world, self.facts = world, ORGANIZATIONS[world.process]
        self.requester = by or self.facts["requester"]
        model = model or self.facts["main"]
        values = {**copy.deepcopy(self.facts["models"][model]), **fields}
        request = {"process": world.process, "model": model, "fields": values}
        if steps is not None:
            request["plan"] = {"steps": steps, **({"after_back_out": checks} if checks else {})}
        answer = world.call(self.requester, "POST", "/api/v1/changes", request)
        self.id, self.number = answer["change"], answer["number"]
        self.implementer = self.facts.get("implementer", self.requester)

    def see(self):
        return self.world.get(self.world.reader, f"/api/v1/changes/{self.id}")

    def do(self, person, verb, **body):
        return self.world.call(person, "POST", f"/api/v1/changes/{self.id}/{verb}", body)

    def refused(self, person, verb, **body):
        try:
            self.do(person, verb, **body)
        except Refused as refusal:
            return refusal
        raise RuntimeError(f"{self.number}: {verb} by {person} was not refused")

    def attach(self, kind):
        report = (self.world.plant / "report.xml").read_bytes()
        path = f"/api/v1/changes/{self.id}/evidence?kind={kind}&name=report.xml"
        self.world.call(self.requester, "POST", path, report, {"Content-Type": "application/xml"})

    # Going on: look at the gates of the move that is wanted, and clear what is closed.

    def open_slots(self, seen, timing):
        return [slot for slot in seen["slots"] if slot["timing"] == timing and not slot["filled_by"] and slot["can"]]

    def approve(self, seen, slot, **more):
        answered = {given["person"] for given in seen["approvals"] if given["current"]}
        person = next((person for person in slot["can"] if person not in answered), slot["can"][0])
        asked = [item for other in seen["slots"] if person in other["can"] for item in other["checklist"]]
        return self.do(person, "approve", digest=seen["digest"], ticked=sorted(set(asked)),
                       phrase=self.facts.get("phrase", ""), **more)

    def clear(self, seen, gate):
        name, messages = gate["gate"], " ".join(reason["message"] for reason in gate["why"])
        records = self.facts["records"]
        if name == "reviews":
            kind = re.search(r"the (\w+) review is missing", messages).group(1)
            self.review(seen, kind)
        elif name in ("approvals", "ratification"):
            slots = self.open_slots(seen, "before" if name == "approvals" else "after")
            if not slots:
                raise RuntimeError(f"{self.number}: nobody can approve: {messages}")
            self.approve(seen, slots[0])
        elif name.startswith("checklist."):
            self.do(self.implementer, "tick", checklist=name.split(".")[1], note="done")
        elif name == "record.verification" or name == "record.closure":
            return False
        elif name.startswith("record."):
            kind = name.split(".")[1]
            self.do(self.requester, "record", record=kind, fields=records[kind])
        elif name == "review_scheduled":
            planned = {"planned_for": "2027-01-04T09:00:00Z", "notes": "The usual room"}
            self.do(self.requester, "record", record="review_after", fields=records.get("review_after", planned))
        elif name == "tests":
            for reason in gate["why"]:
                self.attach(re.search(r"`(test:\w+)`", reason["hint"]).group(1))
        elif name == "conditions":
            for condition in seen["conditions"]:
                if not condition["met"]:
                    self.do(self.requester, "condition", number=condition["number"], note="done")
        elif name == "scheduled":
            if any(reason["code"] == "too_early" for reason in gate["why"]):
                self.world.pass_time(minutes=20)
            else:
                self.schedule(minutes=15)
        elif name == "lead_time":
            self.world.pass_time(days=8)
            self.schedule(minutes=15)
        elif name == "monitoring":
            self.world.pass_time(hours=25)
        else:
            raise RuntimeError(f"{self.number}: nothing clears {name}: {messages}")
        return True

    def schedule(self, **later):
        start = self.world.clock.now() + datetime.timedelta(**later)
        self.do(self.requester, "schedule", start=start.strftime("%Y-%m-%dT%H:%M:%SZ"))

    def review(self, seen, kind, passed=True):
        rule = self.world.rules["reviews"][kind]
        involved = {seen["requester"], *seen["authors"]}
        people = [person for role in rule["by"] for person in self.world.holders(role)]
        people += seen["fields"].get("stakeholders", []) if "stakeholder" in rule["by"] else []
        person = next(person for person in people if person not in involved)
        self.do(person, "review", kind=kind, passed=passed, ticked=rule["checklist"] if passed else [],
                recommendations="Watch the logs")

    def to(self, goal):
        """Goes on until the change is in the phase `goal`, or at rest in its run."""
        phases = ["new", "assess", "authorize", "scheduled", "implement", "review", "closed"]
        for _ in range(90):
            seen = self.see()
            if phases.index(seen["phase"]) >= phases.index(goal):
                return self
            self.go_on(seen)
        raise RuntimeError(f"{self.number} does not reach {goal} from {seen['state']}: "
                           f"{[gate for gate in seen['gates'] if not gate['passed']]} {seen['slots']}")

    def go_on(self, seen):
        phase = seen["phase"]
        if phase == "new":
            return self.do(self.requester, "submit")
        if phase == "implement":
            status = self.rests()["run"]["status"]
            return self.do(self.implementer, "back-out", reason="It failed") if status == "halted" else None
        moves = {"assess": ("review", "submit"), "authorize": ("approve",), "scheduled": ("start",),
                 "review": ("verify", "close")}[phase]
        if phase == "scheduled" and "start" not in seen["moves"]:
            return self.schedule(minutes=15)
        move = next((move for move in moves if move in seen["moves"]), moves[0])
        for gate in seen["gates"]:
            if gate["guards"] == move and not gate["passed"] and self.clear(seen, gate):
                return None
        records = self.facts["records"]
        if move == "start":
            return self.do(self.implementer, "start")
        if move == "submit":
            return self.do(self.requester, "submit")
        if move == "verify":
            return self.do(self.requester, "verify", fields=records.get("verification", {}))
        if move == "close":
            code = "backed_out" if seen["run"]["status"] == "backed_out" else "successful"
            return self.do(self.requester, "close", code=code, fields=records.get("closure", {}))
        raise RuntimeError(f"{self.number}: nothing to do in {seen['state']} for {move}: {seen['gates']}")

    def rests(self, *wanted):
        """Waits until the run has come to rest, or to one of the wanted statuses or step states."""
        end = time.time() + 40
        while time.time() < end:
            seen = self.see()
            run = seen["run"]
            if wanted and (run["status"] in wanted or any(f"{s['id']} {s['status']}" in wanted for s in run["steps"])):
                return seen
            if not wanted and run["status"] not in MOVING:
                return seen
            time.sleep(0.05)
        raise RuntimeError(f"{self.number} does not come to rest: {seen['run']}")

    def falls(self, *wanted):
        """Waits like `rests` for a back-out, and orders it where the process leaves that to a person."""
        if self.rests("halted", *wanted)["run"]["status"] == "halted":
            self.do(self.implementer, "back-out", reason="It failed")
        return self.rests(*wanted)
