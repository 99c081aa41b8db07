"""Are the records of stream A those of the other streams together, in any order, with
the same attributes and values?

usage: same.py A B...
"""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from tensors import read  # noqa: E402


def records(paths):
    return sorted((sorted(attrs.items()), x.shape, x.tobytes()) for p in paths for attrs, x in read(p))


have, want = records(sys.argv[1:2]), records(sys.argv[2:])
if have != want:
    sys.exit(f"{[dict(a)['key'] for a, _, _ in have]} differ from {[dict(a)['key'] for a, _, _ in want]}")
