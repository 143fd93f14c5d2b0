#!/usr/bin/env python3
"""Check an exported Placet ledger without Placet: Python 3 and nothing else.

Usage: ledger_verify.py DIRECTORY [KEY]

DIRECTORY is what `placet ledger export` wrote. KEY is the verifier key of the log as you learned
it elsewhere; without it the key in the export is used, which proves less. Prints `ok: ...` and
exits 0, or names the first wrong thing and exits 1.

RFC 6962 (hashes), C2SP tlog-tiles (files), signed-note and tlog-checkpoint, RFC 8032 (Ed25519).
"""
import base64
import hashlib
import pathlib
import sys


class Wrong(Exception):
    """The first wrong thing."""


# Ed25519, after RFC 8032, section 6. A point is (X, Y, Z, T) with x = X/Z, y = Y/Z, xy = T/Z.
P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P


def add(p, q):
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def multiply(scalar, point):
    result = (0, 1, 1, 0)
    while scalar:
        if scalar & 1:
            result = add(result, point)
        point, scalar = add(point, point), scalar >> 1
    return result


def read_point(data):
    number = int.from_bytes(data, "little")
    y, sign = number & (2**255 - 1), number >> 255
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if y >= P or (x * x - square) % P or (x == 0 and sign):
        raise Wrong("the key or the signature is not a point of the curve")
    x = x if x & 1 == sign else P - x
    return (x, y, 1, x * y % P)


def signed(public, message, signature):
    base = read_point((4 * pow(5, -1, P) % P).to_bytes(32, "little"))
    key, nonce = read_point(public), read_point(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    h = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % ORDER
    left, right = multiply(s, base), add(nonce, multiply(h, key))
    same = all((left[i] * right[2] - right[i] * left[2]) % P == 0 for i in (0, 1))
    return same and s < ORDER and len(signature) == 64


def open_checkpoint(note, vkey):
    """Return origin, size and root once the signature holds."""
    name, key_id, key = vkey.strip().split("+", 2)
    key = base64.b64decode(key, validate=True)
    digest = hashlib.sha256(name.encode() + b"\n" + key).digest()
    if len(key) != 33 or key[0] != 1 or digest[:4].hex() != key_id:
        raise Wrong(f"`{vkey.strip()}` is not an Ed25519 verifier key")
    text, _, lines = note.rpartition("\n\n")
    mine = [line.split(" ")[2] for line in lines.splitlines() if line.startswith(f"\u2014 {name} ")]
    mine = [base64.b64decode(signature, validate=True) for signature in mine]
    mine = [signature for signature in mine if signature[:4] == digest[:4]]
    if not mine:
        raise Wrong(f"checkpoint is not signed by `{name}+{key_id}`")
    if not all(signed(key[1:], (text + "\n").encode(), signature[4:]) for signature in mine):
        raise Wrong(f"checkpoint has a forged signature of `{name}+{key_id}`")
    origin, size, root = text.split("\n")[:3]
    return origin, int(size), base64.b64decode(root, validate=True)


def node(left, right):
    return hashlib.sha256(b"\x01" + left + right).digest()


def root_of(hashes):
    """RFC 6962, section 2.1: pair neighbours level by level; an odd last one moves up as it is."""
    while len(hashes) > 1:
        odd = hashes[len(hashes) & ~1:]
        hashes = [node(*pair) for pair in zip(hashes[::2], hashes[1::2])] + odd
    return hashes[0] if hashes else hashlib.sha256(b"").digest()


def tiles(directory, kind, count):
    """Yield (path, first index, width, bytes) of all tiles of a level with `count` hashes."""
    for first in range(0, count, 256):
        digits, width = f"{first // 256:03d}", min(256, count - first)
        digits = digits.zfill(-(-len(digits) // 3) * 3)
        groups = [digits[i:i + 3] for i in range(0, len(digits), 3)]
        name = "/".join(["x" + group for group in groups[:-1]] + groups[-1:])
        path = f"tile/{kind}/{name}" + (f".p/{width}" if width < 256 else "")
        yield path, first, width, (directory / path).read_bytes()


def compare(tile, position, found, what):
    path, first, width, data = tile
    if data[(position - first) * 32:(position - first + 1) * 32] != found:
        raise Wrong(f"{what} does not have the hash that {path} records")
    if position == first + width - 1 and len(data) != width * 32:
        raise Wrong(f"{path} has bytes after its {width} hashes")


def read_leaves(directory, size):
    """Hash every entry and compare it with its hash in the tile of level 0."""
    leaves = []
    for bundle, tile in zip(tiles(directory, "entries", size), tiles(directory, 0, size)):
        path, first, width, data = bundle
        at = 0
        for position in range(first, first + width):
            end = at + 2 + int.from_bytes(data[at:at + 2], "big")
            if at + 2 > len(data) or end > len(data):
                raise Wrong(f"entry {position} is cut off in {path}")
            leaves.append(hashlib.sha256(b"\x00" + data[at + 2:end]).digest())
            compare(tile, position, leaves[-1], f"entry {position}")
            at = end
        if at != len(data):
            raise Wrong(f"{path} has bytes after entry {first + width - 1}")
    return leaves


def verify(directory, vkey):
    note = (directory / "checkpoint").read_bytes().decode()
    origin, size, root = open_checkpoint(note, vkey or (directory / "key").read_text())
    hashes, level = read_leaves(directory, size), 0
    found = root_of(hashes)
    while len(hashes) >= 256:
        hashes = [root_of(hashes[i:i + 256]) for i in range(0, len(hashes) - 255, 256)]
        level += 1
        for tile in tiles(directory, level, len(hashes)):
            for i in range(tile[1], tile[1] + tile[2]):
                compare(tile, i, hashes[i], f"hash {i} of level {level}")
    if found != root:
        raise Wrong(f"the {size} entries have root {found.hex()}, the checkpoint says {root.hex()}")
    return f"ok: {size} entries, root {found.hex()}, origin {origin}"


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    try:
        print(verify(pathlib.Path(sys.argv[1]), sys.argv[2] if len(sys.argv) == 3 else None))
    except (Wrong, OSError, ValueError, IndexError) as wrong:
        sys.exit(f"wrong: {wrong}")
