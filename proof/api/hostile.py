#!/usr/bin/env python3
"""Schemathesis against a real server: every check but one, with stateful links, as several principals.

    python3 proof/api/hostile.py --placet target/release/placet

A unit is a request (PLACET_PROOF_UNITS, 10,000 by default). No answer may be a 5xx, of an undocumented status, or of
another shape than documented; a call that the description forbids must be refused. Afterwards the server must still be
up, its log without a panic, its ledger and its views right.

The one check left out is `positive_data_acceptance`: whether a well-formed call is accepted depends on the change's
state and on the process's form, which no JSON Schema can tell.

The control: against a description that lacks one status the run must fail.
"""

import argparse
import collections
import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
import venv

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
PEOPLE = {"requester": "owen.hughes", "approver": "laila.nour", "administrator": "gareth.price"}
# What would end the credentials that the run itself uses; one pass of its own covers it with a token to spare.
CREDENTIALS = "tokens|logout"
CASES_EACH = 12
# A stream never ends, so that every call of one that is answered waits for its time limit; the tests of the server have it.
STREAM = "^/api/v1/events$"


def number(name, default):
    return int(os.environ.get(name, default))


def schemathesis(folder):
    """Installs the pinned release into an environment of its own, once."""
    python = folder / "bin" / "python"
    wanted = (HERE / "requirements.txt").read_text()
    mark = folder / "installed"
    if not mark.exists() or mark.read_text() != wanted:
        print(f"api: installing {wanted.strip()} from PyPI into {folder}", flush=True)
        try:
            venv.create(folder, with_pip=True, clear=True)
        except subprocess.CalledProcessError as error:
            raise SystemExit(f"api: {error}; on Debian, `apt-get install python3-venv`") from error
        subprocess.run([python, "-m", "pip", "install", "--quiet", "-r", HERE / "requirements.txt"], check=True)
        mark.write_text(wanted)
    return folder / "bin" / "st"


class Server:
    """`placet serve` on a store of its own with one change."""

    def __init__(self, placet, folder):
        self.placet, self.folder, self.data = placet, folder, folder / "data"
        self.run("init", "--data", self.data, "--process", "service-platform",
                 "--people", ROOT / "examples/people-service-platform.yaml")
        self.log = open(folder / "serve.log", "wb")
        self.process = subprocess.Popen([placet, "serve", "--data", self.data, "--listen", "127.0.0.1:0"],
                                        stdout=self.log, stderr=self.log)
        self.url = self.listening()
        self.tokens = {role: self.token(person) for role, person in PEOPLE.items()}
        self.run("change", "open", "-f", ROOT / "examples/first-change.yaml", "--submit",
                 PLACET_URL=self.url, PLACET_TOKEN=self.tokens["requester"])

    def run(self, *arguments, **environment):
        done = subprocess.run([self.placet, *arguments], capture_output=True, text=True,
                              env={**os.environ, **environment})
        if done.returncode != 0:
            raise SystemExit(f"api: placet {arguments[0]} failed: {done.stderr}")
        return done.stdout.strip()

    def token(self, person):
        return self.run("token", "create", "--data", self.data, "--person", person)

    def listening(self):
        until = time.monotonic() + 30
        while time.monotonic() < until:
            found = re.search(r"http://127\.0\.0\.1:\d+", self.log_text())
            if found:
                return found[0]
            time.sleep(0.05)
        raise SystemExit("api: the server does not say where it listens\n" + self.log_text())

    def log_text(self):
        return (self.folder / "serve.log").read_text(errors="replace")

    def description(self):
        with urllib.request.urlopen(self.url + "/openapi.json") as answer:
            return json.load(answer)

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(30)


class Hunt:
    """Runs of schemathesis, and what they saw."""

    def __init__(self, st, server, folder):
        self.st, self.server, self.folder = st, server, folder
        self.statuses, self.passes = collections.Counter(), 0
        (folder / "schemathesis.toml").write_text(
            '[parameters]\nnumber = "CR-2026-0001"\nprocess = "service-platform"\nname = "service-platform"\n'
            # A version that has moved on is told before the body is judged.
            "[checks.negative_data_rejection]\n"
            "expected-statuses = [400, 401, 403, 404, 405, 406, 409, 412, 413, 415, 422, 429, 431]\n")

    def run(self, seed, description, token, *options):
        """One pass; its output when something was found."""
        self.passes += 1
        report = self.folder / f"pass-{self.passes}.ndjson"
        command = [self.st, "--config-file", self.folder / "schemathesis.toml", "run", description, "--url",
                   self.server.url, "--checks", "all", "--exclude-checks", "positive_data_acceptance", "--phases",
                   "coverage,fuzzing,stateful", "--max-examples", str(CASES_EACH), "--seed", str(seed), "--no-color",
                   "--continue-on-failure", "--suppress-health-check", "all", "--warnings", "off",
                   "--generation-database", "none", "--report-ndjson-path", report, *options]
        if token:
            command += ["--header", f"Authorization: Bearer {token}"]
        done = subprocess.run(command, capture_output=True, text=True, cwd=self.folder)
        statuses = re.findall(r'"status_code":\s*(\d+)', report.read_text(errors="replace"))
        self.statuses.update(int(status) for status in statuses)
        if not statuses:
            raise SystemExit(f"api: schemathesis sent nothing\n{done.stdout}\n{done.stderr}")
        return None if done.returncode == 0 else done.stdout + done.stderr


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--placet", type=pathlib.Path, required=True, help="the binary to run")
    placet = parser.parse_args().placet.resolve()
    seed, units = number("PLACET_PROOF_SEED", int(time.time()) % 1_000_000), number("PLACET_PROOF_UNITS", 10_000)
    print(f"api: seed {seed} units {units}", flush=True)
    began, problems = time.monotonic(), []
    st = schemathesis(ROOT / "target/proof/schemathesis")
    with tempfile.TemporaryDirectory(prefix="placet-api-") as name:
        folder = pathlib.Path(name)
        server = Server(placet, folder)
        hunt = Hunt(st, server, folder)
        description = folder / "openapi.json"
        description.write_text(json.dumps(server.description()))

        lacking = folder / "lacking.json"
        lacking.write_text(json.dumps(without_status(server.description(), "409")))
        control = hunt.run(seed, lacking, server.tokens["requester"], "--include-path", "/api/v1/changes/{number}/resume")
        if control is None or "Undocumented" not in control:
            problems.append("the control passed: a status that is not documented was not noticed\n" + (control or ""))

        spare = server.token(PEOPLE["requester"])
        problems.append(hunt.run(seed, description, spare, "--include-path-regex", CREDENTIALS))
        principals = [*server.tokens.values(), None]
        while hunt.statuses.total() < units and not any(problems):
            token = principals[hunt.passes % len(principals)]
            left_out = f"{CREDENTIALS}|{STREAM}" if token else CREDENTIALS
            problems.append(hunt.run(seed + hunt.passes, description, token, "--exclude-path-regex", left_out))
            print(f"api: {hunt.statuses.total()} requests", flush=True)
        problems += afterwards(server, hunt, folder)

    problems = [problem for problem in problems if problem]
    counts = {"requests": hunt.statuses.total(), "server errors": errors(hunt), "problems": len(problems)}
    report(seed, units, time.monotonic() - began, counts)
    print("api: statuses", dict(sorted(hunt.statuses.items())))
    for problem in problems:
        print(problem, file=sys.stderr)
    print(f"test result: {'FAILED' if problems else 'ok'}. {0 if problems else 1} passed; {1 if problems else 0} failed")
    return 1 if problems else 0


def without_status(description, status):
    for path in description["paths"].values():
        for operation in path.values():
            operation["responses"].pop(status, None)
    return description


def errors(hunt):
    return sum(count for status, count in hunt.statuses.items() if status >= 500)


def afterwards(server, hunt, folder):
    """What must hold when all is over."""
    problems = []
    if errors(hunt):
        problems.append(f"{errors(hunt)} answers were server errors: {dict(hunt.statuses)}")
    if server.process.poll() is not None:
        return [*problems, "the server died\n" + server.log_text()[-4000:]]
    if server.stop() != 0:
        problems.append("the server did not end well")
    if "panicked" in server.log_text():
        problems.append("the server panicked\n" + server.log_text()[-4000:])
    server.run("fsck", "--data", server.data)
    server.run("ledger", "verify", "--data", server.data)
    export = folder / "export"
    server.run("ledger", "export", "--data", server.data, "--to", export)
    verified = subprocess.run([sys.executable, ROOT / "tools/verify.py", export], capture_output=True, text=True)
    if verified.returncode != 0:
        problems.append("tools/verify.py refuses the export\n" + verified.stdout + verified.stderr)
    return problems


def report(seed, units, seconds, counts):
    print(f"api: {', '.join(f'{count} {what}' for what, count in counts.items())} in {seconds:.0f} s")
    out = os.environ.get("PLACET_PROOF_OUT")
    if out:
        pathlib.Path(out).mkdir(parents=True, exist_ok=True)
        body = {"suite": "api", "seed": seed, "units": units, "seconds": seconds, "counts": counts}
        (pathlib.Path(out) / "api.json").write_text(json.dumps(body, indent=2) + "\n")


if __name__ == "__main__":
    sys.exit(main())
