"""Makes `known-names.bin`, `popular-names.txt` and `npm-names.txt` from plain lists of names.

    python3 refresh_names.py --date 2026-11-23 --known all.txt --popular ranked.txt --npm npm-ranked.txt

`all.txt` holds every project name of the Python index, one a line; the ranked lists begin with the most used.
`known-names.bin` answers "is there a project of this name?": never wrong with "no", wrong with "yes" once in about
1,200 names. Its layout, all numbers little-endian:

    8 bytes  "KNOWN-2\n"
    u32      names
    u8 u8    bits of a bucket's number, bits kept of a name in its bucket
    10 bytes date
    u32 each number of the first name of every 256th bucket
    bits     of each bucket: a one for each of its names, then a zero
    bits     what is kept of each name, in order of buckets

Both rows of bits have the lowest bit of a byte first and begin with a byte.
"""

import argparse
import re
import struct
from pathlib import Path

BUCKET_BITS = 20
KEPT_BITS = 10
STEP = 256
MOST_POPULAR = 15_000
MOST_NPM = 3_000
HERE = Path(__file__).parent


def normalized(name):
    return re.sub(r"[-_.]+", "-", name.strip()).lower()


def hashed(name):
    """FNV-1a, then mixed: `known.rs` does the same."""
    value = 0xCBF29CE484222325
    for byte in name.encode():
        value = ((value ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    value ^= value >> 33
    value = (value * 0xFF51AFD7ED558CCD) & 0xFFFFFFFFFFFFFFFF
    return value ^ (value >> 33)


def filter_of(hashes, date):
    buckets = [set() for _ in range(1 << BUCKET_BITS)]
    for value in hashes:
        buckets[value & ((1 << BUCKET_BITS) - 1)].add((value >> BUCKET_BITS) & ((1 << KEPT_BITS) - 1))
    starts, total = [], 0
    for number, bucket in enumerate(buckets):
        if number % STEP == 0:
            starts.append(total)
        total += len(bucket)
    counts = packed("1" * len(bucket) + "0" for bucket in buckets)
    kept = packed(format(value, f"0{KEPT_BITS}b")[::-1] for bucket in buckets for value in sorted(bucket))
    head = b"KNOWN-2\n" + struct.pack("<IBB", total, BUCKET_BITS, KEPT_BITS) + date.encode()
    # A word can be read at each place.
    return head + struct.pack(f"<{len(starts)}I", *starts) + counts + kept + bytes(4)


def packed(bits):
    text = "".join(bits)
    text += "0" * (-len(text) % 8)
    return int(text[::-1], 2).to_bytes(len(text) // 8, "little")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--date", required=True, help="of the list, as 2026-11-23")
    parser.add_argument("--known", required=True, type=Path)
    parser.add_argument("--popular", required=True, type=Path)
    parser.add_argument("--npm", required=True, type=Path)
    said = parser.parse_args()
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", said.date), "a date is written 2026-11-23"
    known = {normalized(name) for name in said.known.read_text().splitlines() if name.strip()}
    (HERE / "known-names.bin").write_bytes(filter_of(map(hashed, known), said.date))
    popular = [normalized(name) for name in said.popular.read_text().splitlines()][:MOST_POPULAR]
    (HERE / "popular-names.txt").write_text("".join(f"{name}\n" for name in popular))
    # What no Python import can spell, and what is at home on both sides, tells nothing.
    both = set(popular)
    npm = [name.strip() for name in said.npm.read_text().splitlines()]
    npm = [name for name in npm if re.fullmatch(r"[a-z][a-z0-9._-]+", name) and normalized(name) not in both]
    (HERE / "npm-names.txt").write_text("".join(f"{name}\n" for name in sorted(npm[:MOST_NPM])))


if __name__ == "__main__":
    main()
