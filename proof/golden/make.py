#!/usr/bin/env python3
"""Makes golden stores: data directories with a rich history, written by a released program, and what it says about them.

    make.py --placet PROGRAM --out proof/golden/NAME [PROCESS...]

For each shipped process it sets up a data directory, starts the real server, plays the stories of `stories.py` over the
HTTP API and the command line, and writes two files:

    NAME/PROCESS.tar.gz   the data directory: the database, the ledger's key, hooks, and nothing else
    NAME/PROCESS.json.gz  what the program answers for it: every change, timeline, inbox, list, and the ledger's root

A test opens each store with the current program and compares (`crates/server/tests/it/golden.rs`). A store that was made is never
made again: a later version adds a folder of its own beside the old ones.

The server's clock is set by libfaketime (Debian package `faketime`), so that days pass in a moment. The tests read a store
at the instant `read_at` of its JSON file. Python's standard library is all that is needed otherwise.
"""

import argparse
import gzip
import http.server
import io
import json
import pathlib
import shutil
import sqlite3
import subprocess
import tarfile
import threading
import time

import stories
from organizations import ORGANIZATIONS
from world import READ, SERVICE_PORT, Service, World


# What the program answers.

def pages(world, person, path):
    rows, cursor = [], ""
    while True:
        page = world.get(person, f"{path}{'&' if '?' in path else '?'}limit=200{cursor}")
        rows += page["items"]
        if not page["next"]:
            return rows
        cursor = f"&cursor={page['next']}"


def answers(world):
    """Everything that people see, at one instant."""
    reader, said = world.reader, {}
    rows = pages(world, reader, "/api/v1/changes?sort=-number")
    said["changes"] = {}
    for row in rows:
        base = f"/api/v1/changes/{row['id']}"
        said["changes"][row["id"]] = {
            "row": row,
            "detail": world.get(reader, base),
            "timeline": world.get(reader, f"{base}/timeline"),
            "gates": world.get(reader, f"{base}/gates"),
            "events": pages(world, reader, f"{base}/events"),
        }
    persons = sorted(world.tokens)
    said["persons"] = {
        person: {path: world.get(person, f"/api/v1/{path}") for path in ("me", "inbox", "tokens")}
        for person in persons}
    for path in ("people", "delegations", "processes"):
        said[path] = world.get(reader, f"/api/v1/{path}")
    process = world.get(reader, f"/api/v1/processes/{world.process}")
    said["process"] = {key: process[key] for key in ("name", "title", "digest")}
    said["reader"] = reader
    return said


def without_use(said):
    """Drops when a token was last used, which reading changes."""
    for person in said["persons"].values():
        for token in person["tokens"]:
            token["used"] = None
    return said


# Packing.

def pack(world, out):
    """The data directory without what belongs to a run of the server."""
    database = world.data / "placet.db"
    connection = sqlite3.connect(database)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.execute("PRAGMA journal_mode=DELETE")
    connection.execute("VACUUM")
    connection.close()
    for name in ("runs", "scratch", "placet.db-wal", "placet.db-shm", "serve.lock"):
        path = world.data / name
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for path in sorted(world.data.rglob("*")):
            info = archive.gettarinfo(path, path.relative_to(world.data))
            info.uid = info.gid = info.mtime = 0
            info.uname = info.gname = ""
            archive.addfile(info, open(path, "rb") if path.is_file() else None)
    (out / f"{world.process}.tar.gz").write_bytes(gzip.compress(raw.getvalue(), 9, mtime=0))


def make(placet, process, out):
    world = World(placet, process)
    world.set_up()
    try:
        stories.play(world)
        # What stands here is what the tests see: the clock stands still while everything is read.
        world.clock.set(READ)
        time.sleep(1.0)
        for person in [row["person"] for row in world.people]:
            world.token(person)
        said = answers(world)
        again = answers(world)
        if without_use(said) != without_use(again):
            raise RuntimeError(f"{process} has not come to rest")
    finally:
        if world.server:
            world.stop()
    checked = world.run("ledger", "verify", "--data", str(world.data))
    said["ledger"] = {"verify": checked}
    said["fsck"] = world.run("fsck", "--data", str(world.data))
    said["hooks"] = world.run("hook", "list", "--data", str(world.data))
    said["tokens"] = world.tokens
    said["read_at"] = READ.isoformat().replace("+00:00", "Z")
    said["made_by"] = subprocess.run([str(placet), "--version"], capture_output=True, text=True).stdout.strip()
    pack(world, out)
    text = json.dumps(said, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    (out / f"{process}.json.gz").write_bytes(gzip.compress(text.encode(), 9, mtime=0))
    names = {}
    for change in said["changes"].values():
        for event in change["events"]:
            names[event["name"]] = names.get(event["name"], 0) + 1
    print(f"{process}: {len(said['changes'])} changes, {sum(names.values())} events, {len(names)} kinds of events")
    return set(names)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--placet", required=True, type=pathlib.Path)
    parser.add_argument("--out", required=True, type=pathlib.Path)
    parser.add_argument("process", nargs="*", default=sorted(ORGANIZATIONS))
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    service = http.server.ThreadingHTTPServer(("127.0.0.1", SERVICE_PORT), Service)
    threading.Thread(target=service.serve_forever, daemon=True).start()
    seen = set()
    for process in options.process or sorted(ORGANIZATIONS):
        seen |= make(options.placet.resolve(), process, options.out.resolve())
    print("kinds of events:", ", ".join(sorted(seen)))


if __name__ == "__main__":
    main()
