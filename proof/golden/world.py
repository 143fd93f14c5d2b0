"""One organization under way: its clock, its data directory, its server, and calls of its API."""

import datetime
import glob
import http.client
import http.server
import json
import os
import pathlib
import shutil
import signal
import subprocess
import time

from organizations import ORGANIZATIONS

ROOT = pathlib.Path(__file__).resolve().parents[2]
WORK = pathlib.Path("/tmp/placet-golden")
# When the first story begins, when the last ones begin, and when the tests read, in the server's time.
FIRST = datetime.datetime(2026, 10, 5, 8, 0, tzinfo=datetime.timezone.utc)
LAST = datetime.datetime(2026, 12, 7, 12, 0, tzinfo=datetime.timezone.utc)
READ = datetime.datetime(2026, 12, 7, 12, 13, 0, tzinfo=datetime.timezone.utc)
SERVICE_PORT = 48731


class Refused(Exception):
    """The server refused a call."""

    def __init__(self, status, body):
        reasons = body.get("reasons", []) if isinstance(body, dict) else []
        super().__init__(f"{status}: " + "; ".join(f"{r['code']}: {r['message']} [{r['place']}]" for r in reasons))
        self.status, self.codes = status, [reason["code"] for reason in reasons]


class Clock:
    """The clock of every program that the script starts."""

    def __init__(self, directory):
        self.file = directory / "clock"
        self.library = glob.glob("/usr/lib/*/faketime/libfaketime.so.1")[0]
        self.set(FIRST)

    def now(self):
        return datetime.datetime.fromtimestamp(time.time() + self.offset, datetime.timezone.utc)

    def set(self, moment):
        self.offset = int(moment.timestamp() - time.time())
        new = self.file.with_suffix(".new")
        new.write_text(f"{self.offset:+d}\n")
        new.rename(self.file)

    def environment(self):
        return {"PATH": "/usr/bin:/bin", "HOME": "/tmp", "LANG": "C.UTF-8", "LD_PRELOAD": self.library,
                "FAKETIME_TIMESTAMP_FILE": str(self.file), "FAKETIME_NO_CACHE": "1",
                "FAKETIME_DONT_FAKE_MONOTONIC": "1", "DONT_FAKE_MONOTONIC": "1"}


class Service(http.server.BaseHTTPRequestHandler):
    """What HTTP steps ask: it answers everything with `ok`."""

    def do_GET(self):
        self.send_response(200 if "missing" not in self.path else 404)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(b'{"status": "ok"}')

    def do_POST(self):
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.do_GET()

    def log_message(self, *_):
        pass


class World:
    """One organization: its data directory, its server, its people."""

    def __init__(self, placet, process):
        self.placet, self.process = str(placet), process
        self.dir = WORK / process
        shutil.rmtree(self.dir, ignore_errors=True)
        (self.dir / "plant" / "incoming" / "2.0").mkdir(parents=True)
        (self.dir / "plant" / "incoming" / "2.0" / "VERSION").write_text("2.0\n")
        (self.dir / "plant" / "releases").mkdir()
        (self.dir / "plant" / "app.conf").write_text("limit=1\n")
        shutil.copy(ROOT / "examples/junit-passed.xml", self.dir / "plant/report.xml")
        self.data, self.plant = self.dir / "data", self.dir / "plant"
        self.clock, self.server, self.tokens = Clock(self.dir), None, {}
        self.process_file = ROOT / "processes" / f"{process}.yaml"
        self.people_file = ROOT / "examples" / f"people-{process}.yaml"

    # The program.

    def run(self, *words):
        done = subprocess.run([self.placet, *words, "--json"], env=self.clock.environment(), cwd=self.dir,
                              capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(f"placet {' '.join(words)}: {done.stdout}{done.stderr}")
        return json.loads(done.stdout) if done.stdout.strip() else None

    def init(self, **files):
        words = ["init", "--data", str(self.data), "--process", str(files.get("process") or self.process_file)]
        if files.get("people"):
            words += ["--people", str(files["people"])]
        if not self.data.exists():
            words += ["--origin", f"golden.test/{self.process}"]
        return self.run(*words)

    def start(self):
        log = open(self.dir / "serve.log", "a")
        self.server = subprocess.Popen(
            [self.placet, "serve", "--data", str(self.data), "--listen", "127.0.0.1:0", "--workers", "4", "--json"],
            env=self.clock.environment(), cwd=self.dir, stdout=subprocess.PIPE, stderr=log, text=True)
        said = json.loads(self.server.stdout.readline())
        self.address = said["listening"].removeprefix("http://")

    def stop(self, how=signal.SIGTERM):
        self.server.send_signal(how)
        self.server.wait(30)
        self.server = None

    def stopped(self, work, how=signal.SIGTERM):
        """Does something while no server runs."""
        self.stop(how)
        work()
        self.start()

    def kill_shims(self):
        """Kills the shims of this data directory, so that nobody knows what their commands did."""
        for entry in glob.glob("/proc/[0-9]*/cmdline"):
            try:
                words = pathlib.Path(entry).read_bytes().decode().split("\0")
            except (OSError, UnicodeDecodeError):
                continue
            if len(words) > 2 and words[1] == "shim" and words[2].startswith(str(self.data)):
                os.kill(int(entry.split("/")[2]), signal.SIGKILL)

    # The API.

    def token(self, person):
        if person not in self.tokens:
            words = ["token", "create", "--data", str(self.data), "--person", person]
            human = not any(row["person"] == person and row["kind"] != "human" for row in self.people)
            words += ["--scope", "read,write,approve,admin" if human else "read,write", "--expires", "365d"]
            self.tokens[person] = self.run(*words)["token"]
        return self.tokens[person]

    def call(self, person, method, path, body=None, headers=None):
        connection = http.client.HTTPConnection(self.address, timeout=30)
        given = {"Authorization": f"Bearer {self.token(person)}"} if person else {}
        given.update(headers or {})
        if body is not None and not isinstance(body, bytes):
            body = json.dumps(body).encode()
            given["Content-Type"] = "application/json"
        connection.request(method, path, body, given)
        answer = connection.getresponse()
        text = answer.read()
        kind = answer.headers.get("Content-Type", "")
        value = json.loads(text) if "json" in kind and text else text.decode()
        if answer.status >= 400:
            raise Refused(answer.status, value)
        return value

    def get(self, person, path):
        return self.call(person, "GET", path)

    def set_up(self):
        self.init(people=self.people_file)
        self.people = []
        self.start()
        first = ORGANIZATIONS[self.process]["requester"]
        self.learn(first)

    def learn(self, reader):
        self.reader = reader
        self.people = [row for row in self.get(reader, "/api/v1/people") if row["process"] == self.process]
        self.rules = self.get(reader, f"/api/v1/processes/{self.process}")["process"]

    def holders(self, role):
        return [row["person"] for row in self.people if role in row["roles"] and row["kind"] == "human"]

    def pass_time(self, **time_passed):
        self.clock.set(self.clock.now() + datetime.timedelta(**time_passed))
