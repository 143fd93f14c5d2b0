#!/usr/bin/env python3
"""Check an exported Placet history without Placet: Python 3.9 and nothing else.

`placet ledger export --to EXPORT` wrote EXPORT. Two things are checked, by an own reading of the
documented semantics that shares no code with the product:

1. The ledger: every entry hashes to its leaf, the leaves to the tiles, to the signed head and to
   every earlier signed checkpoint, so that history only grew. RFC 6962 (hashes), C2SP tlog-tiles,
   tlog-checkpoint and signed-note (files), RFC 8032 (Ed25519).
2. The history: reading the events from first to last, each step that began was justified by the
   events before it. The digest of what ran is computed anew (RFC 8785) from the recorded content,
   votes are counted anew with the people as they were at that moment, under the process file whose
   SHA-256 the ledger names.

Exit 0 and one line that begins with `ok:`; or exit 1, with `wrong:` and the first thing that is
wrong with the ledger, or with one line for each problem of the history:

    problem: position 61, CR-2026-0001 version 14: I2: `deploy` begins and ... is missing

I1 every effect has an earlier durable intent, every outcome its start; I2 every start is justified
by the prefix; I3 an attempt is started once, numbers are consecutive, nothing is repeated that may
not be; I4 no forward step after a back-out began, while paused or held; I5 a final state is final;
I6 backed out means undone and checked; I7 no vote of a contributor or an agent counts; I8 what was
voted for is what runs; I9 the log only grows; I10 what was acknowledged is in the log; I12 a target
is held by one running change; T19 the instants of a stream never go back.

What it does not do: evaluate the conditions (CEL) of the process. Which approvals were required is
taken from the event that asked for them; gates that depend on conditions are checked only where
every rule from that state has them. It says nothing about what is not in the export.

--acks FILE      one JSON object a line: {"change": id or number, "version": n, "position": p},
                 as a receipt said it. That event must be in the log, not after that position.
--effects FILE   one JSON object a line, what the target side saw: {"change": id or number,
                 "step": s, "direction": "forward"|"undo"|"probe"|"after_back_out", "attempt": n}
                 and optionally "kind" (effects are counted for each kind apart), "fence" (the
                 version that the runner was told: the intent is not younger), "repeats": true (the
                 same attempt may be seen again). `direction` is forward where it is missing;
                 `attempt` 0 or missing means the last one begun at or before the fence.
"""
from __future__ import annotations

import argparse
import base64
import hashlib
import json
import math
import pathlib
import re
import sys
from collections import Counter, defaultdict
from datetime import datetime
from typing import Any, Iterator, NamedTuple, Optional


class Wrong(Exception):
    """The first wrong thing of the ledger, or a file that cannot be read."""


class Problem(NamedTuple):
    """Something in the history that the events before it do not justify."""
    position: int
    where: str
    invariant: str
    reason: str

    def __str__(self) -> str:
        place = f"position {self.position}, " if self.position >= 0 else ""
        return f"problem: {place}{self.where}: {self.invariant}: {self.reason}"


# Ed25519, after RFC 8032, section 6. A point is (X, Y, Z, T) with x = X/Z, y = Y/Z, xy = T/Z.
P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
Point = "tuple[int, int, int, int]"


def add(p: Point, q: Point) -> Point:
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def read_point(data: bytes) -> Point:
    number = int.from_bytes(data, "little")
    y, sign = number & (2**255 - 1), number >> 255
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if len(data) != 32 or y >= P or (x * x - square) % P or (x == 0 and sign):
        raise Wrong("the key or the signature is not a point of the curve")
    x = x if x & 1 == sign else P - x
    return (x, y, 1, x * y % P)


class Multiples:
    """A point times any scalar, by tables of four bits: the same key signs every checkpoint."""

    def __init__(self, point: Point) -> None:
        self.tables = []
        for _ in range(64):
            row = [(0, 1, 1, 0)]
            for _ in range(15):
                row.append(add(row[-1], point))
            self.tables.append(row)
            point = add(row[-1], point)

    def times(self, scalar: int) -> Point:
        result = (0, 1, 1, 0)
        for row in self.tables:
            if scalar & 15:
                result = add(result, row[scalar & 15])
            scalar >>= 4
        return result


class Key:
    """A verifier key of C2SP signed-note: `name+id+base64(0x01 || Ed25519 key)`."""

    def __init__(self, text: str) -> None:
        text = text.strip()
        try:
            self.name, self.key_id, key = text.split("+", 2)
            key = base64.b64decode(key, validate=True)
        except ValueError as error:
            raise Wrong(f"`{text}` is not an Ed25519 verifier key") from error
        digest = hashlib.sha256(self.name.encode() + b"\n" + key).digest()
        if len(key) != 33 or key[0] != 1 or digest[:4].hex() != self.key_id:
            raise Wrong(f"`{text}` is not an Ed25519 verifier key")
        self.public, self.short = key[1:], digest[:4]
        self.base = Multiples(read_point((4 * pow(5, -1, P) % P).to_bytes(32, "little")))
        self.own = Multiples(read_point(self.public))

    def signed(self, message: bytes, signature: bytes) -> bool:
        if len(signature) != 64:
            return False
        nonce, s = read_point(signature[:32]), int.from_bytes(signature[32:], "little")
        h = hashlib.sha512(signature[:32] + self.public + message).digest()
        right = add(nonce, self.own.times(int.from_bytes(h, "little") % ORDER))
        left = self.base.times(s % ORDER)
        same = all((left[i] * right[2] - right[i] * left[2]) % P == 0 for i in (0, 1))
        return same and s < ORDER

    def open(self, note: str, what: str) -> tuple[str, int, bytes]:
        """Return origin, size and root of a checkpoint once the signature holds."""
        text, _, lines = note.rpartition("\n\n")
        mine = [line.split(" ")[2] for line in lines.splitlines()
                if line.startswith(f"\u2014 {self.name} ")]
        found = [base64.b64decode(signature, validate=True) for signature in mine]
        found = [signature for signature in found if signature[:4] == self.short]
        if not found:
            raise Wrong(f"{what} is not signed by `{self.name}+{self.key_id}`")
        if not all(self.signed((text + "\n").encode(), each[4:]) for each in found):
            raise Wrong(f"{what} has a forged signature of `{self.name}+{self.key_id}`")
        origin, size, root = text.split("\n")[:3]
        if origin != self.name:
            raise Wrong(f"{what} is of `{origin}`, the key is of `{self.name}`")
        return origin, int(size), base64.b64decode(root, validate=True)


# The tree of RFC 6962 and its files.

def node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def root_of(hashes: list[bytes]) -> bytes:
    """RFC 6962, section 2.1: pair neighbours level by level; an odd last one moves up as it is."""
    while len(hashes) > 1:
        odd = hashes[len(hashes) & ~1:]
        hashes = [node(*pair) for pair in zip(hashes[::2], hashes[1::2])] + odd
    return hashes[0] if hashes else hashlib.sha256(b"").digest()


def roots_at(leaves: list[bytes], sizes: set[int]) -> dict[int, bytes]:
    """The roots that the log had at these sizes, from the full subtrees to its left edge."""
    edge: list[bytes] = []
    found = {0: root_of([])} if 0 in sizes else {}
    for size, leaf in enumerate(leaves, 1):
        edge.append(leaf)
        at = size
        while at % 2 == 0:
            right = edge.pop()
            edge.append(node(edge.pop(), right))
            at //= 2
        if size in sizes:
            root = edge[-1]
            for left in reversed(edge[:-1]):
                root = node(left, root)
            found[size] = root
    return found


def tiles(directory: pathlib.Path, kind: Any, count: int) -> Iterator[tuple[str, int, int, bytes]]:
    """Yield (path, first index, width, bytes) of all tiles of a level with `count` hashes."""
    for first in range(0, count, 256):
        digits, width = f"{first // 256:03d}", min(256, count - first)
        digits = digits.zfill(-(-len(digits) // 3) * 3)
        groups = [digits[i:i + 3] for i in range(0, len(digits), 3)]
        name = "/".join(["x" + group for group in groups[:-1]] + groups[-1:])
        path = f"tile/{kind}/{name}" + (f".p/{width}" if width < 256 else "")
        yield path, first, width, (directory / path).read_bytes()


def compare(tile: tuple[str, int, int, bytes], position: int, found: bytes, what: str) -> None:
    path, first, width, data = tile
    if data[(position - first) * 32:(position - first + 1) * 32] != found:
        raise Wrong(f"{what} does not have the hash that {path} records")
    if position == first + width - 1 and len(data) != width * 32:
        raise Wrong(f"{path} has bytes after its {width} hashes")


def read_entries(directory: pathlib.Path, size: int) -> tuple[list[bytes], list[bytes]]:
    """Read every entry, hash it and compare it with its hash in the tile of level 0."""
    entries, leaves = [], []
    for bundle, tile in zip(tiles(directory, "entries", size), tiles(directory, 0, size)):
        path, first, width, data = bundle
        at = 0
        for position in range(first, first + width):
            end = at + 2 + int.from_bytes(data[at:at + 2], "big")
            if at + 2 > len(data) or end > len(data):
                raise Wrong(f"entry {position} is cut off in {path}")
            entries.append(data[at + 2:end])
            leaves.append(hashlib.sha256(b"\x00" + entries[-1]).digest())
            compare(tile, position, leaves[-1], f"entry {position}")
            at = end
        if at != len(data):
            raise Wrong(f"{path} has bytes after entry {first + width - 1}")
    return entries, leaves


class Ledger(NamedTuple):
    entries: list[bytes]
    root: bytes
    origin: str
    checkpoints: int


def check_ledger(directory: pathlib.Path, key_text: Optional[str], kept: list[str]) -> Ledger:
    """Everything about the log itself; raises what is wrong first."""
    key = Key(key_text or (directory / "key").read_text())
    head = (directory / "checkpoint").read_bytes().decode()
    origin, size, root = key.open(head, "checkpoint")
    entries, leaves = read_entries(directory, size)
    hashes, level = leaves, 0
    while len(hashes) >= 256:
        hashes = [root_of(hashes[i:i + 256]) for i in range(0, len(hashes) - 255, 256)]
        level += 1
        for tile in tiles(directory, level, len(hashes)):
            for i in range(tile[1], tile[1] + tile[2]):
                compare(tile, i, hashes[i], f"hash {i} of level {level}")
    notes = [(path, pathlib.Path(path).read_bytes().decode()) for path in kept]
    own = directory / "checkpoints.jsonl"
    if own.exists():
        lines = own.read_bytes().decode().splitlines()
        notes += [(f"checkpoint {i} of {own}", json.loads(line)) for i, line in enumerate(lines, 1)]
    signed = [(name, *key.open(note, name)[1:]) for name, note in notes]
    found = roots_at(leaves, {size, *(each[1] for each in signed)})
    if found[size] != root:
        raise Wrong(f"the {size} entries have root {found[size].hex()}, "
                    f"the checkpoint says {root.hex()}")
    for path, old_size, old_root in signed:
        if old_size > size:
            raise Wrong(f"{path} covers {old_size} entries, and the log has {size}: it was cut off")
        if found[old_size] != old_root:
            raise Wrong(f"{path}: the first {old_size} entries had root {old_root.hex()} and have "
                        f"{found[old_size].hex()}: history was rewritten")
    return Ledger(entries, root, origin, len(signed) + 1)


# Canonical JSON, RFC 8785.

def canonical(value: Any) -> str:
    """Keys sorted by UTF-16 code units, numbers as ECMAScript prints them."""
    if isinstance(value, dict):
        keys = sorted(value, key=lambda key: key.encode("utf-16-be", "surrogatepass"))
        inner = (f"{json.dumps(key, ensure_ascii=False)}:{canonical(value[key])}" for key in keys)
        return "{" + ",".join(inner) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(canonical, value)) + "]"
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return number(float(value))
    return json.dumps(value, ensure_ascii=False)


def number(value: float) -> str:
    """ECMA-262, Number::toString: the shortest digits that read back as the same number, in its layout."""
    if not math.isfinite(value):
        raise Wrong("a number that JSON does not have")
    if value == 0:
        return "0"
    mantissa, _, exponent = f"{abs(value)!r}".partition("e")
    whole, _, fraction = mantissa.partition(".")
    fraction = "" if fraction == "0" else fraction
    digits = (whole + fraction).lstrip("0")
    point = len(digits) - len(fraction) + int(exponent or 0)
    digits = digits.rstrip("0")
    if 0 < point <= 21:
        text = digits.ljust(point, "0")
        text = text[:point] + ("." + text[point:] if len(text) > point else "")
    elif -6 < point <= 0:
        text = "0." + "0" * -point + digits
    else:
        text = digits[0] + ("." + digits[1:] if digits[1:] else "") + f"e{point - 1:+d}"
    return ("-" if value < 0 else "") + text


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


# The subset of YAML that a process file may use: no anchors, no tags, one document.

class Yaml:
    """Reads maps and lists by indentation, `{}` and `[]` over several lines, and scalars."""

    KEY = re.compile(r"""("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s#&*!|>'"%@`{}\[\],][^#]*?|[^\s]):(?=\s|$)""")

    def __init__(self, text: str) -> None:
        self.lines = text.split("\n")
        self.at = 0

    @classmethod
    def read(cls, text: str) -> Any:
        reader = cls(text.lstrip("\ufeff"))
        first = reader.peek()
        if first is None:
            return None
        value = reader.block(first)
        if reader.peek() is not None:
            raise Wrong(f"line {reader.at + 1} of a process file cannot be read")
        return value

    def peek(self) -> Optional[int]:
        """The indentation of the next line with content; none at the end."""
        while self.at < len(self.lines):
            line = self.lines[self.at]
            if line.strip() and not line.lstrip().startswith("#") and line.rstrip() != "---":
                return len(line) - len(line.lstrip(" "))
            self.at += 1
        return None

    def block(self, indent: int) -> Any:
        line = self.lines[self.at][indent:]
        if line == "-" or line.startswith("- "):
            return self.sequence(indent)
        if self.KEY.match(line):
            return self.mapping(indent)
        return self.scalar(line, indent - 1)

    def sequence(self, indent: int) -> list[Any]:
        items = []
        while self.peek() == indent and re.match(r"-(\s|$)", self.lines[self.at][indent:]):
            line = self.lines[self.at]
            # The dash is indentation of what follows it.
            self.lines[self.at] = line[:indent] + " " + line[indent + 1:]
            if not self.content(line[indent + 1:]):
                self.at += 1
                below = self.peek()
                items.append(self.block(below) if below is not None and below > indent else None)
            else:
                items.append(self.block(self.peek()))
        return items

    def mapping(self, indent: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        while self.peek() == indent:
            line = self.lines[self.at][indent:]
            match = self.KEY.match(line)
            if not match:
                raise Wrong(f"line {self.at + 1} of a process file cannot be read")
            key = self.quoted(match[1]) if match[1][0] in "'\"" else match[1]
            if key in found:
                raise Wrong(f"line {self.at + 1} of a process file has `{key}` twice")
            rest = self.content(line[match.end():])
            if rest:
                found[key] = self.scalar(line[match.end():], indent)
                continue
            self.at += 1
            below = self.peek()
            dash = below == indent and re.match(r"-(\s|$)", self.lines[self.at][indent:])
            nested = below is not None and (below > indent or dash)
            found[key] = self.block(below) if nested else None
        return found

    @staticmethod
    def content(text: str) -> str:
        """The text without a comment."""
        return "" if text.lstrip().startswith("#") else text.strip()

    def scalar(self, text: str, indent: int) -> Any:
        """A value that begins in this line; it may go on in deeper lines."""
        text = text.strip()
        if text[0] in "|>":
            return self.literal(text, indent)
        if text[0] in "&*!@`%":
            raise Wrong(f"line {self.at + 1} of a process file uses `{text[0]}`")
        self.at += 1
        if text[0] in "{[\"'":
            while True:
                flow = Flow(text)
                try:
                    value = flow.value()
                except IndexError:
                    # A bracket or a quote is still open.
                    if self.at >= len(self.lines):
                        raise Wrong("a process file ends within brackets") from None
                    line = self.lines[self.at].strip()
                    self.at += 1
                    if not line.startswith("#"):
                        text = f"{text}\n{line}"
                    continue
                if self.content(text[flow.at:]):
                    raise Wrong(f"line {self.at} of a process file has `{text[flow.at:]}` left")
                return value
        parts = [re.split(r"\s#", text)[0].strip()]
        if parts[0] == text:
            while (below := self.peek()) is not None and below > indent:
                line = self.lines[self.at].strip()
                parts.append(re.split(r"\s#", line)[0].strip())
                self.at += 1
        return plain(" ".join(parts))

    def literal(self, header: str, indent: int) -> str:
        self.at += 1
        lines: list[str] = []
        while self.at < len(self.lines):
            line = self.lines[self.at]
            if line.strip() and len(line) - len(line.lstrip(" ")) <= indent:
                break
            lines.append(line)
            self.at += 1
        margin = min((len(x) - len(x.lstrip(" ")) for x in lines if x.strip()), default=0)
        lines = [line[margin:] for line in lines]
        while lines and not lines[-1].strip():
            lines.pop()
        text = "\n".join(lines) if header[0] == "|" else " ".join(lines)
        return text + ("" if "-" in header else "\n")

    @staticmethod
    def quoted(text: str) -> str:
        return Flow(text).value()


class Flow:
    """Reads one value in brackets or quotes. An IndexError means that the text goes on."""

    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0

    def skip(self) -> None:
        while self.text[self.at] in " \n\t":
            self.at += 1
            if self.text[self.at] == "#":
                self.at = self.text.find("\n", self.at)
                if self.at < 0:
                    raise IndexError

    def value(self) -> Any:
        self.skip()
        first = self.text[self.at]
        if first == "{":
            return self.collection("}")
        if first == "[":
            return self.collection("]")
        if first == '"':
            end = self.at + 1
            while self.text[end] != '"':
                end += 2 if self.text[end] == "\\" else 1
            raw, self.at = self.text[self.at:end + 1], end + 1
            return json.loads(re.sub(r"\s*\n\s*", " ", raw))
        if first == "'":
            end = self.at + 1
            while self.text[end] != "'" or self.text[end + 1:end + 2] == "'":
                end += 2 if self.text[end] == "'" else 1
            raw, self.at = self.text[self.at + 1:end], end + 1
            return re.sub(r"\s*\n\s*", " ", raw).replace("''", "'")
        start = self.at
        while True:
            char = self.text[self.at]
            if char in ",]}" or (char == ":" and self.text[self.at + 1] in " \n,]}"):
                break
            if char == "#" and self.text[self.at - 1] in " \n":
                break
            self.at += 1
        return plain(re.sub(r"\s*\n\s*", " ", self.text[start:self.at]).strip())

    def collection(self, close: str) -> Any:
        self.at += 1
        pairs: dict[str, Any] = {}
        items: list[Any] = []
        while True:
            self.skip()
            if self.text[self.at] == close:
                self.at += 1
                return pairs if close == "}" else items
            if self.text[self.at] == ",":
                self.at += 1
                continue
            value = self.value()
            self.skip()
            if self.text[self.at] == ":":
                self.at += 1
                self.skip()
                empty = self.text[self.at] in ",}]"
                key, value = word(value), None if empty else self.value()
                if close == "]":
                    value = {key: value}
            elif close == "}":
                key, value = word(value), None
            if close == "}":
                if key in pairs:
                    raise Wrong(f"a process file has `{key}` twice in one map")
                pairs[key] = value
            else:
                items.append(value)


def plain(text: str) -> Any:
    """A scalar without quotes, after the core schema of YAML 1.2."""
    if text in ("", "~", "null", "Null", "NULL"):
        return None
    if text in ("true", "True", "TRUE", "false", "False", "FALSE"):
        return text.lower() == "true"
    if re.fullmatch(r"[-+]?[0-9]+", text):
        return int(text)
    if re.fullmatch(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", text):
        return float(text)
    return text


def word(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


# What the rules need to know of processes and people.

class Process:
    """What a process file says about who approves, what is approved and what gates a move."""

    def __init__(self, source: bytes) -> None:
        tree = Yaml.read(source.decode())
        approvals = tree.get("approvals") or {}
        everybody = ["requester", "plan_author", "implementer"]
        self.never = listed(approvals.get("never", everybody))
        self.distinct = approvals.get("distinct", True)
        self.phases = {state: form["phase"] if isinstance(form, dict) else form
                       for state, form in tree["lifecycle"]["states"].items()}
        self.moves = {name: listed(rules) for name, rules in tree["lifecycle"]["moves"].items()}
        self.from_field: dict[str, str] = {}
        for role, form in (tree.get("roles") or {}).items():
            filled_by = form.get("filled_by", "") if isinstance(form, dict) else ""
            if filled_by.startswith("change."):
                self.from_field[role] = filled_by[len("change."):]
        self.material, self.predecessors = set(), set()
        for section in tree.get("form") or []:
            for field, form in section["fields"].items():
                full = form if isinstance(form, dict) else {"type": form}
                if full.get("material", True):
                    self.material.add(field)
                if str(full.get("type") or "text").split()[0] == "changes":
                    self.predecessors.add(field)

    def gates(self, move: str, state: str) -> set[str]:
        """The gates that every rule of a move from a state has."""
        rules = [rule for rule in self.moves.get(move, []) if state in listed(rule["at"])]
        return set.intersection(*(set(rule.get("holds") or []) for rule in rules)) if rules else set()


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


class Directory:
    """The people of one process's organization, as they are at one moment."""

    def __init__(self, value: dict[str, Any]) -> None:
        self.people: dict[str, Any] = value.get("people") or {}
        self.delegations: list[Any] = value.get("delegations") or []
        self.accounts: dict[str, frozenset[str]] = {}

    def human(self, person: str) -> bool:
        known = self.people.get(person)
        return known is not None and known.get("kind", "human") == "human"

    def same(self, person: str) -> frozenset[str]:
        """All accounts of one human: linked ones, and agents they answer for."""
        if person not in self.accounts:
            group, size = {person}, 0
            while len(group) > size:
                size = len(group)
                for name, known in self.people.items():
                    links = {name, *(known.get("also") or []), known.get("principal") or name}
                    if links & group:
                        group |= links
            self.accounts[person] = frozenset(group)
        return self.accounts[person]


def instant(text: str) -> int:
    """Nanoseconds since 1970 of an RFC 3339 instant in UTC."""
    if not re.fullmatch(r"-?\d{4,6}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z", text):
        raise Wrong(f"`{text}` is not an instant")
    seconds = int(datetime.fromisoformat(text[:19] + "+00:00").timestamp())
    return seconds * 10**9 + int(text[20:-1].ljust(9, "0") or 0)


UNITS = {"ms": 10**6, "s": 10**9, "m": 60 * 10**9, "h": 3600 * 10**9, "d": 86400 * 10**9,
         "w": 604800 * 10**9}


def duration(text: str) -> int:
    """Nanoseconds of `90s`, `30m`, `2h`, `14 days`, `1h 30m`."""
    total = 0
    for count, unit in re.findall(r"(\d+)\s*([a-z]+)", text):
        total += int(count) * (UNITS["ms"] if unit == "ms" else UNITS[unit[0]])
    return total


class Step:
    """The state of one step of a plan so far."""

    def __init__(self) -> None:
        self.status = "pending"
        self.attempts: Counter[str] = Counter()
        self.before_order: Counter[str] = Counter()
        # An attempt that had begun has ended, so effects are possible.
        self.touched = False

    def settled(self) -> bool:
        """Whether no effect is left: it was undone, a person took it over, or it never had one."""
        if self.status in ("pending", "skipped"):
            return not self.touched
        return self.status in ("undone", "undo_skipped")


ENDED = ("closed", "canceled")
# What may still be said about a change that has ended.
AFTER_THE_END = {"CommentAdded", "EvidenceAttached", "OutcomeIgnored", "ApprovalGiven",
                 "ChangeRatified", "RatificationFailed", "CommandRefused"}
# Verbs that only a person may use.
PEOPLE_ONLY = {"ChangeEdited", "ApprovalGiven", "ChangeHeld", "ChangeReleased", "StepSkipped",
               "StepOrdered", "RunResumed", "ChecksSkipped", "ChangeCanceled", "ChangeClosed",
               "ConditionMet", "ReviewRecorded", "StepReported"}
UNKNOWN_ATTEMPTS_MAX, UNDO_ATTEMPTS_MAX = 20, 3


class Change:
    """The state of one change after its events so far; judges whether they justify the next one."""

    def __init__(self, history: History, stream: str) -> None:
        self.history, self.stream = history, stream
        self.number, self.version, self.at, self.clock = stream, 0, "", 0
        self.state = self.phase = self.requester = self.model = self.class_ = ""
        self.process: Process
        self.process_name = self.process_digest = ""
        self.authors: set[str] = set()
        self.implementer: Optional[str] = None
        self.fields: dict[str, Any] = {}
        self.plan: dict[str, Any] = {"steps": []}
        self.risk: Any = None
        self.schedule: Any = None
        self.bound = False
        self.digest: Optional[str] = None
        self.computed: Optional[str] = None
        self.authorized: Optional[str] = None
        self.started: Optional[str] = None
        self.started_at: Optional[int] = None
        self.requested_at: Optional[int] = None
        self.round = 0
        self.slots: list[Any] = []
        self.approvals: list[Any] = []
        self.edition = 0
        self.conditions: list[bool] = []
        self.records: set[str] = set()
        self.held = self.paused = self.ratified = self.closed = False
        self.checks_skipped = False
        self.run = "idle"
        self.steps: dict[str, Step] = {}
        self.flying: dict[tuple[str, str], int] = {}
        self.check_attempts = 0
        self.scope: Optional[list[str]] = None
        self.tallies: dict[Any, set[str]] = {}

    # What follows from the state.

    def content_digest(self) -> str:
        """The digest of what would run now, from the recorded content."""
        if self.computed is None:
            material = {name: value for name, value in self.fields.items()
                        if name in self.process.material}
            risk = self.risk and {"level": self.risk["level"], "score": self.risk.get("score")}
            self.computed = sha256(canonical({
                "number": self.number, "process": self.process_digest, "model": self.model,
                "fields": material, "plan": self.plan, "risk": risk,
                "schedule": self.schedule if self.bound else None}))
        return self.computed

    def directory(self) -> Directory:
        return self.history.people.get(self.process_name) or Directory({})

    def excluded(self) -> set[str]:
        """Everyone who contributed, with all accounts of each person."""
        found: set[str] = set()
        kinds = {"requester": {self.requester}, "plan_author": self.authors,
                 "implementer": {self.implementer} - {None}}
        for kind in self.process.never:
            for person in kinds.get(kind, set()):
                found |= self.directory().same(person)
        return found

    def roles(self, person: str) -> set[str]:
        known = self.directory().people.get(person)
        if known is None:
            return set()
        roles = {role for role in known.get("roles") or [] if role not in self.process.from_field}
        for role, field in self.process.from_field.items():
            if person in listed(self.fields.get(field)):
                roles.add(role)
        return roles

    def capacities(self, person: str, excluded: set[str]) -> set[str]:
        """The roles in which a vote of this person may count now."""
        people = self.directory()
        if person in excluded or not people.human(person):
            return set()
        roles = self.roles(person)
        for each in self.valid_delegations(person):
            giver = each["from"]
            if giver not in excluded and people.human(giver):
                wanted = set(each.get("roles") or [])
                roles |= {role for role in self.roles(giver) if not wanted or role in wanted}
        return roles

    def valid_delegations(self, person: Optional[str] = None) -> list[Any]:
        return [each for each in self.directory().delegations
                if (person is None or each["to"] == person)
                and instant(each["since"]) <= self.clock < instant(each["until"])]

    def missing(self, timing: str, implementer: Optional[str] = None) -> set[str]:
        """The slots of one timing that the recorded votes do not fill now."""
        own, self.implementer = self.implementer, implementer or self.implementer
        valid = tuple(map(id, self.valid_delegations()))
        key = (timing, self.implementer, self.edition, len(self.approvals), id(self.slots), self.digest,
               self.round, self.started, id(self.directory()), valid, len(self.authors),
               self.computed, json.dumps(self.fields) if self.process.from_field else "")
        if key not in self.tallies:
            self.tallies[key] = self.tally(timing)
        self.implementer = own
        return self.tallies[key]

    def tally(self, timing: str) -> set[str]:
        excluded, voices = self.excluded(), []
        last: dict[str, Any] = {}
        start = self.started_at if self.started in (None, self.digest) else None
        for vote in self.approvals:
            at = instant(vote["at"])
            before = vote["round"] == self.round and (start is None or at <= start)
            in_time = before if timing == "before" else start is not None and at > start
            if vote["digest"] == self.digest and in_time:
                last[min(self.directory().same(vote["person"]))] = vote
        for vote in last.values():
            held = self.capacities(vote["person"], excluded)
            if vote["answer"] == "approved" and held:
                voices.append((instant(vote["at"]), held, set(vote.get("ticked") or [])))
        sets: dict[str, list[Any]] = defaultdict(list)
        for slot in self.slots:
            if slot["timing"] == timing:
                sets[slot["set"]].append(slot)
        missing: set[str] = set()
        for name, slots in sets.items():
            fill = self.fill_board if name.startswith("board:") else self.fill_roles
            if not fill(slots, voices):
                missing |= {slot["id"] for slot in slots}
        return missing

    def fits(self, slot: Any, voice: Any, role: Optional[str] = None) -> bool:
        """Whether a vote can fill a slot. Its role must have had its turn, and every item must be ticked."""
        at, held, ticked = voice
        for each in slot["eligible"]:
            if each["role"] in held and role in (None, each["role"]):
                wait = duration(each.get("opens_after") or "0s")
                asked = self.requested_at if slot["timing"] == "before" else self.started_at
                if (wait == 0 or (asked is not None and asked + wait <= at)) \
                        and ticked >= set(slot.get("checklist") or []):
                    return True
        return False

    def fill_roles(self, slots: list[Any], voices: list[Any]) -> bool:
        """Whether every slot can have a vote, each from a different person if the process says so."""
        by_id, rows = {slot["id"]: slot for slot in slots}, []
        for slot in slots:
            able = [i for i, voice in enumerate(voices) if self.fits(slot, voice)]
            if slot.get("comes_after"):
                ahead = by_id.get(slot["comes_after"])
                first = min((voice[0] for voice in voices if ahead and self.fits(ahead, voice)),
                            default=None)
                able = [i for i in able if first is not None and first <= voices[i][0]]
            rows.append(able)
        return matched(rows) == len(rows) if self.process.distinct else all(rows)

    def fill_board(self, slots: list[Any], voices: list[Any]) -> bool:
        """The chair's seat among them, and as many other seats as slots ask for."""
        def seat(slot: Any, role: Optional[str]) -> list[int]:
            return [i for i, voice in enumerate(voices) if self.fits(slot, voice, role)]
        chairs = [seat(slot, None) for slot in slots if slot["id"].endswith("/chair")]
        members = [slot for slot in slots if not slot["id"].endswith("/chair")]
        seats = [seat(members[0], each["role"]) for each in members[0]["eligible"]] if members else []
        if not self.process.distinct:
            return all(chairs) and sum(map(bool, seats)) >= len(members)
        return matched(chairs) == len(chairs) and matched(chairs + seats) >= len(slots)

    def targets(self) -> set[str]:
        """Everything the plan acts on: what steps name, and files and links they replace."""
        found: set[str] = set()
        for step in self.plan["steps"]:
            found |= set(step.get("targets") or [])
            install, write = step["action"].get("install"), step["action"].get("write")
            if install:
                name = install.get("name") or install["from"].rstrip("/").split("/")[-1]
                found |= {f"file:{install['link']}", f"file:{install['into'].rstrip('/')}/{name}"}
            if write:
                found.add(f"file:{write['path']}")
        return found

    def planned(self, step: str) -> Optional[Any]:
        return next((each for each in self.plan["steps"] if each["id"] == step), None)

    def predecessors(self) -> dict[str, set[str]]:
        """The steps that each step waits for; without `after` the one written before it."""
        found, before = {}, set()
        for step in self.plan["steps"]:
            found[step["id"]] = set(step["after"]) if step.get("after") is not None else before
            before = {step["id"]}
        return found

    def dependents(self, step: str) -> set[str]:
        """Every step that waits for this one, directly or by way of others."""
        waits, found, size = self.predecessors(), {step}, 0
        while len(found) > size:
            size = len(found)
            found |= {each for each, ahead in waits.items() if ahead & found}
        return found - {step}

    def part(self, step: str) -> Step:
        return self.steps.setdefault(step, Step())

    def may_have_run(self) -> set[str]:
        return {name for name, part in self.steps.items()
                if part.touched or part.status == "running"}

    def unsettled(self) -> list[str]:
        return [step for step in self.scope or [] if not self.part(step).settled()]

    # The rules. Each yields (invariant, reason) for what the prefix does not justify.

    def take(self, at: str, by: Optional[str], version: int, event: dict[str, Any]) -> Found:
        kind = event["type"]
        if version != self.version + 1:
            yield "I9", f"version {version} follows version {self.version}"
        now = instant(at)
        if now < self.clock:
            yield "T19", f"its instant {at} is before {self.at}"
        self.version, self.at, self.clock = version, at, max(now, self.clock)
        if version == 1 and kind != "ChangeOpened" or version > 1 and kind == "ChangeOpened":
            yield "I9", f"`{kind}` as event {version} of a change"
        if not self.state and kind != "ChangeOpened":
            return
        if self.phase in ENDED and kind not in AFTER_THE_END \
                and not (kind == "ConditionMet" or kind == "ApprovalsOverdue"):
            yield "I5", f"`{kind}` although the change is {self.phase}"
        if by is None and kind in PEOPLE_ONLY:
            yield "I2", f"`{kind}` names nobody who did it"
        rule = getattr(self, "on_" + kind, None)
        if rule is not None:
            yield from rule(event, by)

    def on_ChangeOpened(self, event: Any, by: Optional[str]) -> Found:
        self.number, self.requester = event["number"], event["requester"]
        self.process_name, self.process_digest = event["process"], event["process_digest"]
        self.state, self.phase = event["state"], event["phase"]
        self.model, self.class_ = event["model"], event["class"]
        self.fields, self.plan = dict(event["fields"]), event["plan"]
        self.authors = {self.requester} if self.plan["steps"] else set()
        if event["id"] != self.stream:
            yield "I9", f"it opens `{event['id']}` in the stream of another change"
        if by is not None and by != self.requester:
            yield "I7", f"`{by}` opened it in the name of `{self.requester}`"
        if (self.process_name, self.process_digest) not in self.history.installed:
            yield "I2", f"process {self.process_digest} was not installed before"
        self.process = self.history.process(self.process_digest)
        yield from self.state_fits()

    def state_fits(self) -> Found:
        known = self.process.phases.get(self.state)
        if known != self.phase:
            yield "I2", f"state `{self.state}` is of phase {known} in the process, not {self.phase}"

    def on_ChangeEdited(self, event: Any, by: Optional[str]) -> Found:
        before = self.content_digest()
        for name, value in (event.get("fields") or {}).items():
            if value is None:
                self.fields.pop(name, None)
            else:
                self.fields = {**self.fields, name: value}
        if event.get("plan") is not None:
            self.plan = event["plan"]
            self.authors = self.authors | ({by} if by else set())
        if event.get("model"):
            self.model, self.class_ = event["model"]
        self.computed = None
        changed = self.content_digest() != before
        if changed and not event["material"]:
            yield "I8", "what will run was changed by an edit that says it is not material"
        if changed and self.run != "idle":
            yield "I8", "what will run was changed after the start"

    def on_ChangeSubmitted(self, event: Any, by: Optional[str]) -> Found:
        if event["round"] != self.round + 1:
            yield "I2", f"round {event['round']} follows round {self.round}"
        self.round, self.requested_at = event["round"], None

    def on_RiskAssessed(self, event: Any, by: Optional[str]) -> Found:
        self.risk, self.computed = event["risk"], None
        return
        yield

    def on_ChangeScheduled(self, event: Any, by: Optional[str]) -> Found:
        self.schedule, self.bound, self.computed = event["schedule"], event["bound"], None
        return
        yield

    def on_DigestChanged(self, event: Any, by: Optional[str]) -> Found:
        if event["digest"] != self.content_digest():
            yield "I8", f"the content has digest {self.content_digest()}, not {event['digest']}"
        self.digest, self.authorized, self.conditions = event["digest"], None, []
        # Voided votes stay void, even when the edit is taken back.
        self.approvals, self.edition = [], self.edition + 1

    def on_StateEntered(self, event: Any, by: Optional[str]) -> Found:
        self.state, self.phase = event["state"], event["phase"]
        yield from self.state_fits()
        if self.phase == "implement" and self.run == "idle":
            yield "I2", f"it enters `{self.state}` without a start"
        if self.phase in ENDED and self.flying:
            yield "I5", f"it ends while attempts are in flight: {self.in_flight()}"

    def on_ApprovalRequested(self, event: Any, by: Optional[str]) -> Found:
        if self.run != "idle":
            yield "I2", "approvals are asked for anew after the start"
        self.slots, self.requested_at = event["slots"], self.clock

    def on_ApprovalGiven(self, event: Any, by: Optional[str]) -> Found:
        vote = event["approval"]
        if vote["person"] != by:
            yield "I7", f"the vote of `{vote['person']}` was recorded by `{by}`"
        # An answer recorded after the start counts as after it, even in the same millisecond.
        after = 0 if self.started_at is None else self.started_at + UNITS["ms"]
        if instant(vote["at"]) != max(self.clock, after):
            yield "T19", f"the vote says {vote['at']} and was recorded at {self.at}"
        if vote["round"] != self.round:
            yield "I8", f"the vote is for round {vote['round']} in round {self.round}"
        if vote["answer"] == "approved":
            if not vote["digest"] == self.digest == self.content_digest():
                yield "I8", f"the vote is for {vote['digest']}, in force is {self.content_digest()}"
            held = self.capacities(vote["person"], self.excluded())
            if not held:
                yield "I7", f"`{vote['person']}` contributed, is no human or holds no role"
            for each in vote.get("capacities") or []:
                if each["role"] not in held:
                    yield "I7", f"`{vote['person']}` may not act as `{each['role']}`"
        self.approvals.append(vote)
        self.conditions = self.conditions + [False] * len(event.get("conditions") or [])

    def on_ConditionMet(self, event: Any, by: Optional[str]) -> Found:
        if not 1 <= event["number"] <= len(self.conditions):
            yield "I2", f"there is no condition {event['number']}"
        else:
            self.conditions[event["number"] - 1] = True

    def counted(self, event: Any, timing: str) -> Found:
        """Votes that complete what was asked for, all by people who gave one."""
        missing = self.missing(timing)
        if self.round == 0:
            yield "I2", "nothing was handed in"
        if missing:
            yield "I2", f"approvals are missing or do not count: {', '.join(sorted(missing))}"
        excluded = self.excluded()
        for person in event["by"]:
            if not any(vote["person"] == person and vote["answer"] == "approved"
                       and vote["digest"] == self.digest for vote in self.approvals):
                yield "I8", f"`{person}` counts and has not approved this digest"
            if not self.capacities(person, excluded):
                yield "I7", f"`{person}` counts and contributed, is no human or holds no role"

    def on_ChangeAuthorized(self, event: Any, by: Optional[str]) -> Found:
        if event["digest"] != self.content_digest():
            yield "I8", f"authorized is {event['digest']}, in force is {self.content_digest()}"
        if self.run != "idle":
            yield "I2", "it is authorized after the start"
        yield from self.counted(event, "before")
        self.authorized = event["digest"]

    def on_ChangeRatified(self, event: Any, by: Optional[str]) -> Found:
        if self.started is None:
            yield "I2", "it is ratified before the start"
        yield from self.counted(event, "after")
        self.ratified = True

    def on_RatificationFailed(self, event: Any, by: Optional[str]) -> Found:
        if self.started is None:
            yield "I2", "a ratification fails before the start"

    def on_RecordFilled(self, event: Any, by: Optional[str]) -> Found:
        self.records.add(event["record"])
        return
        yield

    def on_ChangeHeld(self, event: Any, by: Optional[str]) -> Found:
        self.held = True
        return
        yield

    def on_ChangeReleased(self, event: Any, by: Optional[str]) -> Found:
        self.held = False
        return
        yield

    def on_RunPaused(self, event: Any, by: Optional[str]) -> Found:
        self.paused = self.scope is None
        return
        yield

    def on_RunResumed(self, event: Any, by: Optional[str]) -> Found:
        self.paused = False
        return
        yield

    def unjustified(self, implementer: str, digest: Optional[str]) -> Found:
        """What must hold whenever something begins to run forward."""
        content = self.content_digest()
        if self.authorized is None:
            yield "I2", "nothing is authorized"
        elif self.authorized != content:
            yield "I8", f"authorized is {self.authorized}, what would run is {content}"
        if digest != content:
            yield "I8", f"started is {digest}, what would run is {content}"
        missing = self.missing("before", implementer)
        if missing:
            yield "I2", f"approvals are missing or no longer count: {', '.join(sorted(missing))}"
        if self.held:
            yield "I4", "the change is held"
        yield from self.claim()

    def claim(self) -> Found:
        for target in sorted(self.targets()):
            holder = self.history.holders.setdefault(target, self)
            if holder is not self:
                yield "I12", f"target `{target}` is held by {holder.number}"

    def let_go(self) -> None:
        for target in [t for t, holder in self.history.holders.items() if holder is self]:
            del self.history.holders[target]

    def closed_gates(self, move: str) -> Found:
        for gate in sorted(self.process.gates(move, self.state)):
            name, _, record = gate.partition(".")
            if gate == "approvals" and self.missing("before"):
                yield "I2", f"approvals are missing: {', '.join(sorted(self.missing('before')))}"
            elif gate == "ratification" and self.missing("after"):
                yield "I2", f"ratification is missing: {', '.join(sorted(self.missing('after')))}"
            elif gate == "risk" and self.risk is None:
                yield "I2", "risk was not assessed"
            elif gate == "scheduled" and not self.in_schedule():
                yield "I2", f"it is planned for {self.schedule}, and it is {self.at}"
            elif name == "record" and record not in self.records:
                yield "I2", f"record `{record}` was not filled in"
            elif gate == "predecessors":
                for field in sorted(self.process.predecessors):
                    for other in listed(self.fields.get(field) or []):
                        if other not in self.history.ended_well:
                            yield "I2", f"change `{other}` must be done first"

    def in_schedule(self) -> bool:
        end = self.schedule and self.schedule.get("end")
        return bool(self.schedule) and instant(self.schedule["start"]) <= self.clock \
            and (end is None or self.clock < instant(end))

    def on_ChangeStarted(self, event: Any, by: Optional[str]) -> Found:
        if self.started is not None:
            yield "I3", "it is started a second time"
        if self.phase not in ("authorize", "scheduled"):
            yield "I2", f"it is started in phase {self.phase}"
        if not all(self.conditions):
            yield "I2", "a condition of an approval is not met"
        if by is not None and by != event["implementer"]:
            yield "I7", f"`{by}` started it in the name of `{event['implementer']}`"
        yield from self.unjustified(event["implementer"], event["digest"])
        yield from self.closed_gates("start")
        self.implementer, self.started = event["implementer"], event["digest"]
        self.started_at, self.run = self.clock, "forward"

    def on_StepStarted(self, event: Any, by: Optional[str]) -> Found:
        step, direction, attempt = event["step"], event["direction"], event["attempt"]
        planned, part = self.planned(step), self.part(step)
        if planned is None:
            yield "I8", f"`{step}` begins and is not in the plan"
            return
        if self.phase in ENDED:
            yield "I5", f"`{step}` begins although the change is {self.phase}"
        if direction == "after_back_out":
            yield from self.check_begins(attempt)
            self.check_attempts, self.run = attempt, "checking"
        else:
            if attempt != part.attempts[direction] + 1:
                yield "I3", (f"attempt {attempt} of `{step}` {direction} follows attempt "
                             f"{part.attempts[direction]}")
            flying = [way for way in ("forward", "undo", "probe") if (step, way) in self.flying]
            if flying:
                yield "I3", f"`{step}` begins {direction} while its {flying[0]} is in flight"
            rule = {"forward": self.forward_begins, "undo": self.undo_begins,
                    "probe": self.probe_begins}[direction]
            yield from rule(planned, part)
            part.attempts[direction] = attempt
            part.status = "undoing" if direction == "undo" else "running"
        self.flying[step, direction] = attempt
        self.history.begun(self, step, direction, attempt)

    def forward_begins(self, planned: Any, part: Step) -> Found:
        step = planned["id"]
        if self.scope is not None:
            yield "I4", f"`{step}` begins after the back-out began"
        elif self.run != "forward":
            yield "I4", f"`{step}` begins while the run is {self.run}"
        if self.paused:
            yield "I4", f"`{step}` begins while the run is paused"
        if self.phase != "implement":
            yield "I2", f"`{step}` begins in phase {self.phase}"
        for ahead in sorted(self.predecessors()[step]):
            if self.part(ahead).status not in ("succeeded", "skipped"):
                yield "I2", f"`{step}` begins before `{ahead}` is done"
        used = part.attempts["forward"] - part.before_order["forward"]
        retries = planned.get("retries") or 0
        most = {"failed": retries, "unknown": max(retries, UNKNOWN_ATTEMPTS_MAX)}
        if part.status in most:
            if not planned.get("idempotent"):
                yield "I3", f"`{step}` is not idempotent and begins again without an order"
            elif used > most[part.status]:
                yield "I3", f"`{step}` begins again after {used} attempts without an order"
        elif part.status != "pending":
            yield "I3", f"`{step}` begins again although it is {part.status}"
        for invariant, reason in self.unjustified(self.implementer or self.requester, self.started):
            yield invariant, f"`{step}` begins and {reason}"
        self.history.counts["forward starts"] += 1

    def probe_begins(self, planned: Any, part: Step) -> Found:
        if self.scope is not None:
            yield "I4", f"the probe of `{planned['id']}` begins after the back-out began"
        # Older programs wrote the report of a person as `StepNotStarted`, which leaves `pending`.
        if part.status not in ("unknown", "pending", "reported"):
            yield "I3", f"the probe of `{planned['id']}` begins although it is {part.status}"

    def undo_begins(self, planned: Any, part: Step) -> Found:
        step = planned["id"]
        if self.scope is None or step not in self.scope or self.run != "backing_out":
            yield "I6", f"the undo of `{step}` begins outside a back-out of it"
        waits = [each for each in sorted(self.dependents(step) & set(self.scope or []))
                 if not self.part(each).settled()]
        if waits:
            yield "I6", f"the undo of `{step}` begins before that of `{waits[0]}`"
        if part.settled():
            yield "I3", f"the undo of `{step}` begins although it is {part.status}"
        if part.attempts["undo"] - part.before_order["undo"] >= UNDO_ATTEMPTS_MAX:
            yield "I3", f"the undo of `{step}` begins a further time without an order"

    def check_begins(self, attempt: int) -> Found:
        if attempt != self.check_attempts + 1:
            yield "I3", f"check {attempt} after the back-out follows check {self.check_attempts}"
        if self.run not in ("backing_out", "stuck", "checking") or self.flying:
            yield "I6", f"the checks begin while the run is {self.run}, {self.in_flight()}"
        if self.unsettled():
            yield "I6", f"the checks begin and `{self.unsettled()[0]}` is not undone"

    def in_flight(self) -> str:
        return ", ".join(f"{step} {way} {n}" for (step, way), n in self.flying.items()) or "none"

    def land(self, event: Any, *ways: str) -> Found:
        """An outcome ends the attempt that it names, which must be in flight."""
        step, attempt = event["step"], event["attempt"]
        way = next((way for way in ways if self.flying.get((step, way)) == attempt), None)
        if way is None:
            yield "I1", (f"`{event['type']}` of attempt {attempt} of `{step}`, which did not begin "
                         "or has ended")
        else:
            del self.flying[step, way]
        self.history.counts["outcomes"] += 1

    def ended(self, event: Any, status: str, *ways: str) -> Found:
        yield from self.land(event, *ways)
        part = self.part(event["step"])
        part.status, part.touched = status, True

    def on_StepSucceeded(self, event: Any, by: Optional[str]) -> Found:
        return self.ended(event, "succeeded", "forward", "probe")

    def on_StepFailed(self, event: Any, by: Optional[str]) -> Found:
        return self.ended(event, "failed", "forward", "probe")

    def on_OutcomeUnknown(self, event: Any, by: Optional[str]) -> Found:
        return self.ended(event, "unknown", event["direction"])

    def on_UndoFailed(self, event: Any, by: Optional[str]) -> Found:
        return self.ended(event, "undo_failed", "undo")

    def on_StepUndone(self, event: Any, by: Optional[str]) -> Found:
        planned, part = self.planned(event["step"]), self.part(event["step"])
        if (event["step"], "undo") in self.flying or planned is None:
            yield from self.ended(event, "undone", "undo")
            return
        if not nothing_to_undo(planned):
            yield "I6", f"`{event['step']}` is undone without an attempt"
        yield from self.undo_begins(planned, part)
        part.status = "undone"

    def on_StepReported(self, event: Any, by: Optional[str]) -> Found:
        """A person did a manual step; whether it is done is up to its check."""
        planned = self.planned(event["step"])
        if planned is None or "task" not in planned["action"] or not planned.get("check"):
            yield "I1", f"`{event['step']}` is reported and is not a manual step with a check"
        yield from self.ended(event, "reported", "forward")

    def on_StepNotStarted(self, event: Any, by: Optional[str]) -> Found:
        way, part = event["direction"], self.part(event["step"])
        yield from self.land(event, way)
        self.history.not_begun.add((self.stream, event["step"], way, event["attempt"]))
        if way == "undo":
            part.status = "succeeded"
        elif way in ("forward", "probe"):
            part.status = "pending"
            # The probe found that the effect is not there.
            part.touched = part.touched and way != "probe"

    def on_StepSkipped(self, event: Any, by: Optional[str]) -> Found:
        step = event["step"]
        if any(name == step for name, _ in self.flying):
            yield "I1", f"`{step}` is left out while an attempt is in flight"
        if self.run not in ("forward", "halted", "stuck"):
            yield "I5", f"`{step}` is left out while the run is {self.run}"
        self.part(step).status = "undo_skipped" if self.scope is not None else "skipped"
        self.go_on()

    def on_StepOrdered(self, event: Any, by: Optional[str]) -> Found:
        part = self.part(event["step"])
        if self.run not in ("halted", "stuck"):
            yield "I3", f"`{event['step']}` is ordered anew while the run is {self.run}"
        part.before_order = Counter(part.attempts)
        if self.scope is None:
            part.status = "pending"
        self.history.orders[self.stream, event["step"]] += 1
        self.go_on()

    def go_on(self) -> None:
        self.run = {"halted": "forward", "stuck": "backing_out"}.get(self.run, self.run)

    def on_RunHalted(self, event: Any, by: Optional[str]) -> Found:
        if self.run != "forward":
            yield "I5", f"the run halts while it is {self.run}"
        self.run = "halted"

    def on_RunFinished(self, event: Any, by: Optional[str]) -> Found:
        open_steps = [step["id"] for step in self.plan["steps"]
                      if self.part(step["id"]).status not in ("succeeded", "skipped")]
        if self.run != "forward":
            yield "I5", f"the run finishes while it is {self.run}"
        if open_steps or self.flying:
            yield "I1", f"the run finishes and `{(open_steps or [self.in_flight()])[0]}` is not done"
        self.run = "finished"
        self.let_go()

    def on_BackoutStarted(self, event: Any, by: Optional[str]) -> Found:
        if self.run not in ("forward", "halted", "finished"):
            yield "I4", f"a back-out begins while the run is {self.run}"
        ran, scope = self.may_have_run(), set(event["scope"])
        wanted = self.connected(ran) if event["kind"] == "partial" else ran
        if wanted - scope:
            yield "I6", f"the back-out leaves out `{sorted(wanted - scope)[0]}`, which may have run"
        yield from self.claim()
        self.run, self.scope, self.paused = "backing_out", list(event["scope"]), False

    def connected(self, ran: set[str]) -> set[str]:
        """What a partial back-out covers: all that is connected with a step in trouble."""
        found = {step for step in ran if self.part(step).status in ("failed", "unknown", "running")}
        waits, size = self.predecessors(), 0
        while found and len(found) > size:
            size = len(found)
            for step, ahead in waits.items():
                if step in found or ahead & found:
                    found |= ({step} | ahead) if step in found else {step}
        return found & ran if found else ran

    def on_BackoutStuck(self, event: Any, by: Optional[str]) -> Found:
        if self.run not in ("backing_out", "checking"):
            yield "I5", f"the back-out is stuck while the run is {self.run}"
        self.run = "stuck"
        self.flying = {k: n for k, n in self.flying.items() if k[1] != "after_back_out"}

    def on_ChecksSkipped(self, event: Any, by: Optional[str]) -> Found:
        if self.run != "stuck":
            yield "I6", f"the checks are left out while the run is {self.run}"
        self.checks_skipped = True

    def on_BackoutFinished(self, event: Any, by: Optional[str]) -> Found:
        if self.scope is None or self.run == "backed_out":
            yield "I6", "backed out without a back-out"
        if self.unsettled():
            yield "I6", f"backed out and `{self.unsettled()[0]}` is not undone"
        checks = [key for key in self.flying if key[1] == "after_back_out"]
        others = [key for key in self.flying if key[1] != "after_back_out"]
        if others:
            yield "I6", f"backed out while attempts are in flight: {self.in_flight()}"
        if self.plan.get("after_back_out") and not checks and not self.checks_skipped:
            yield "I6", "backed out and the checks afterwards did not pass"
        self.run, self.flying = "backed_out", {}
        self.let_go()

    def on_ChangeVerified(self, event: Any, by: Optional[str]) -> Found:
        yield from self.run_has_ended("verified")
        yield from self.closed_gates("verify")

    def on_ChangeClosed(self, event: Any, by: Optional[str]) -> Found:
        yield from self.run_has_ended("closed")
        if (event["code"] == "backed_out") != (self.run == "backed_out"):
            yield "I6", f"it is closed as {event['code']} and its run is {self.run}"
        if self.closed:
            yield "I5", "it is closed a second time"
        yield from self.closed_gates("close")
        self.closed = True
        if event["code"] in ("successful", "successful_with_issues"):
            self.history.ended_well.add(self.number)

    def run_has_ended(self, what: str) -> Found:
        if self.run not in ("finished", "backed_out") or self.flying:
            yield "I5", f"it is {what} while the run is {self.run}, in flight: {self.in_flight()}"

    def on_ChangeCanceled(self, event: Any, by: Optional[str]) -> Found:
        if self.run != "idle":
            yield "I4", f"it is canceled while the run is {self.run}"


Found = Iterator["tuple[str, str]"]


def matched(rows: list[list[int]]) -> int:
    """How many rows can have a column of their own (Kuhn's augmenting paths)."""
    owner: dict[int, int] = {}

    def place(row: int, tried: set[int]) -> bool:
        for column in rows[row]:
            if column not in tried:
                tried.add(column)
                if column not in owner or place(owner[column], tried):
                    owner[column] = row
                    return True
        return False

    return sum(place(row, set()) for row in range(len(rows)))


def nothing_to_undo(step: dict[str, Any]) -> bool:
    """Whether undoing takes no action: it says so, or the action only waits or looks."""
    if step.get("undo") is not None:
        return step["undo"] == "none"
    action = step["action"]
    looks = action.get("http", {}).get("method", "GET") in ("GET", "HEAD")
    return "wait" in action or "evidence" in action or ("http" in action and looks)


class History:
    """All events in the order of the ledger."""

    def __init__(self, directory: pathlib.Path) -> None:
        self.directory = directory
        self.problems: list[Problem] = []
        self.changes: dict[str, Change] = {}
        self.people: dict[str, Directory] = {}
        self.installed: set[tuple[str, str]] = set()
        self.processes: dict[str, Process] = {}
        self.holders: dict[str, Change] = {}
        self.ended_well: set[str] = set()
        self.places: dict[tuple[str, int], int] = {}
        self.attempts: dict[tuple[str, str, str], list[tuple[int, int]]] = defaultdict(list)
        self.not_begun: set[tuple[str, str, str, int]] = set()
        self.orders: Counter[tuple[str, str]] = Counter()
        self.counts: Counter[str] = Counter()
        self.size, self.organization = 0, (0, 0)

    def process(self, digest: str) -> Process:
        """The process file with this SHA-256."""
        if digest not in self.processes:
            source = (self.directory / "processes" / f"{digest}.yaml").read_bytes()
            if hashlib.sha256(source).hexdigest() != digest:
                raise Wrong(f"processes/{digest}.yaml is not the file that the ledger names")
            self.processes[digest] = Process(source)
        return self.processes[digest]

    def event(self, entry: dict[str, Any]) -> dict[str, Any]:
        """The event of an entry; a long one stands beside the log under its SHA-256."""
        if "event" in entry:
            return entry["event"]
        digest = entry["event_sha256"]
        text = (self.directory / "events" / f"{digest}.json").read_bytes()
        if hashlib.sha256(text).hexdigest() != digest:
            raise Wrong(f"events/{digest}.json is not the event that the ledger names")
        return json.loads(text)

    def read(self, position: int, data: bytes) -> None:
        try:
            entry = json.loads(data)
            fast = json.dumps(entry, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
            if fast.encode() != data and canonical(entry).encode() != data:
                raise Wrong("it is not canonical JSON")
            stream, version, at = entry["stream"], entry["version"], entry["at"]
            event = self.event(entry)
            self.places[stream, version] = position
            if stream == "organization":
                found, where = self.organization_event(version, at, event), stream
            else:
                change = self.changes.get(stream)
                if change is None:
                    change = self.changes[stream] = Change(self, stream)
                found = list(change.take(at, entry["by"], version, event))
                where = f"{change.number} version {version}"
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise Wrong(f"entry {position} is not an event of Placet: {error!r}") from error
        except (Wrong, OSError) as error:
            raise Wrong(f"entry {position}: {error}") from error
        self.problems += [Problem(position, where, *each) for each in found]
        self.size = position + 1

    def organization_event(self, version: int, at: str, event: Any) -> list[tuple[str, str]]:
        last, clock = self.organization
        found = [] if version == last + 1 else [("I9", f"version {version} follows {last}")]
        if event["type"] == "ProcessInstalled":
            self.installed.add((event["process"], event["digest"]))
        else:
            self.people_event(event)
        self.organization = version, instant(at)
        return found

    def people_event(self, event: Any) -> None:
        """Returns the people of a process after an event. Events about other things change nothing."""
        kind, process = event["type"], event.get("process", "")
        if kind == "PeopleReplaced":
            self.people[process] = Directory(event["directory"])
            return
        known = self.people.get(process)
        people = dict(known.people) if known else {}
        given = list(known.delegations) if known else []
        who = event.get("person", "")
        if kind == "DelegationGranted":
            given.append(event["delegation"])
        elif kind == "DelegationRevoked":
            given = [each for each in given if each != event["delegation"]]
        elif kind in ("PersonAdded", "PersonChanged"):
            people[who] = event["details"]
        elif kind == "PersonRemoved":
            people.pop(who, None)
            given = [each for each in given if who not in (each["from"], each["to"])]
            for name, other in people.items():
                also = [each for each in other.get("also") or [] if each != who]
                people[name] = {**other, "also": also}
        elif kind in ("RoleGranted", "RoleRevoked") and who in people:
            roles = {each for each in people[who].get("roles") or [] if each != event["role"]}
            roles |= {event["role"]} if kind == "RoleGranted" else set()
            people[who] = {**people[who], "roles": sorted(roles)}
        else:
            return
        self.people[process] = Directory({"people": people, "delegations": given})

    def begun(self, change: Change, step: str, direction: str, attempt: int) -> None:
        self.attempts[change.stream, step, direction].append((attempt, change.version))
        self.counts["starts"] += 1

    def find(self, name: str) -> Optional[Change]:
        by_number = (change for change in self.changes.values() if change.number == name)
        return self.changes.get(name) or next(by_number, None)

    def acknowledged(self, acks: list[dict[str, Any]]) -> None:
        """I10: what was acknowledged is in the log, where the receipt said."""
        for ack in acks:
            name, version, position = ack["change"], ack["version"], ack["position"]
            change = self.find(name)
            place = self.places.get((change.stream, version)) if change else None
            if place is None or place > position or position >= self.size:
                found = "is not in the log" if place is None else f"is at position {place}"
                self.problems.append(Problem(
                    position, f"{name} version {version}", "I10",
                    f"was acknowledged at position {position} of {self.size} and {found}"))
        self.counts["acks"] = len(acks)

    def effects(self, effects: list[dict[str, Any]]) -> None:
        """I1, I3: what the target side saw was begun before, and not more often than that."""
        seen: Counter[Any] = Counter()
        done: Counter[Any] = Counter()
        for effect in effects:
            name, step = effect["change"], effect["step"]
            direction, change = effect.get("direction", "forward"), self.find(name)
            fence = effect.get("fence", math.inf)
            attempt = effect.get("attempt") or 0
            begun = [] if change is None else [
                n for n, version in self.attempts[change.stream, step, direction]
                if version <= fence and attempt in (0, n)]

            def say(invariant: str, reason: str) -> None:
                where = f"{name} {step} {direction} {attempt or ''}".rstrip()
                self.problems.append(Problem(-1, where, invariant, reason))

            if change is None or not begun:
                say("I1", "an effect without an earlier intent")
                continue
            own = (change.stream, step, direction, begun[-1])
            if own in self.not_begun and direction == "forward":
                say("I1", "an effect of an attempt that is recorded as never begun")
            kind = (*own, effect.get("kind"))
            seen[kind] += 1
            if seen[kind] == 2 and not effect.get("repeats"):
                say("I3", "more than one effect of one attempt")
            planned = change.planned(step)
            if direction == "forward" and planned and not planned.get("idempotent"):
                once = (change.stream, step, effect.get("kind"))
                done[once] += seen[kind] == 1
                if done[once] > 1 + self.orders[change.stream, step]:
                    say("I3", "not idempotent, and had effects in several attempts without an order")
        self.counts["effects"] = len(effects)


def lines_of(path: Optional[str]) -> list[dict[str, Any]]:
    if path is None:
        return []
    with open(path, encoding="utf-8") as file:
        return [json.loads(line) for line in file if line.strip()]


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("export", type=pathlib.Path, help="what `placet ledger export` wrote")
    parser.add_argument("key", nargs="?", help="the key of the log as you learned it elsewhere; "
                        "without it the key in the export is used, which proves less")
    parser.add_argument("--checkpoint", action="append", default=[], metavar="FILE",
                        help="a checkpoint that was kept elsewhere; repeat it for more")
    parser.add_argument("--acks", metavar="FILE", help="what was acknowledged")
    parser.add_argument("--effects", metavar="FILE", help="what the target side saw")
    parser.add_argument("--ledger-only", action="store_true", help="do not read the events")
    arguments = parser.parse_args()
    try:
        ledger = check_ledger(arguments.export, arguments.key, arguments.checkpoint)
        size, history = len(ledger.entries), History(arguments.export)
        if not arguments.ledger_only:
            for position, data in enumerate(ledger.entries):
                history.read(position, data)
            history.acknowledged(lines_of(arguments.acks))
            history.effects(lines_of(arguments.effects))
    except (Wrong, OSError, ValueError, IndexError, KeyError) as wrong:
        print(f"wrong: {wrong}")
        return 1
    for problem in history.problems:
        print(problem)
    if history.problems:
        print(f"{len(history.problems)} problems in {size} entries")
        return 1
    summary = f"ok: {size} entries, root {ledger.root.hex()}, origin {ledger.origin}"
    if not arguments.ledger_only:
        counts = history.counts
        summary += (f", {ledger.checkpoints} checkpoints; {len(history.changes)} changes, "
                    f"{counts['forward starts']} forward starts justified, {counts['starts']} "
                    f"starts, {counts['outcomes']} outcomes, {counts['acks']} acknowledgments, "
                    f"{counts['effects']} effects")
    print(summary)
    return 0


if __name__ == "__main__":
    sys.exit(main())
