"""Are the rows of record KEY2 in stream B those of record KEY1 in stream A from the
frame at SECONDS on, where frames start every 10 ms?

usage: part.py A KEY1 B KEY2 SECONDS
"""
import os
import sys

import numpy as np

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from tensors import read  # noqa: E402


def rows(path, key):
    for attrs, data in read(path):
        if attrs["key"] == key:
            return data
    sys.exit(f"{path}: no record {key}")


whole, part = rows(*sys.argv[1:3]), rows(*sys.argv[3:5])
first = round(float(sys.argv[5]) * 100)
if len(part) < 10 or not np.array_equal(part, whole[first:first + len(part)]):
    sys.exit(f"{sys.argv[4]} is not {len(part)} rows of {sys.argv[2]} from {first} on")
