#!/usr/bin/python3
"""Read a tensor(5) stream without the library.

usage: tensors.py FILE

prints every record as text: its attributes by name, its shape, its values.
Other scripts use read().
"""
import sys
import numpy


def read(path):
    """The records of a stream: [(attributes, array)]."""
    data = open(path, "rb").read()
    records, at = [], 0
    while at < len(data):
        assert data[at:at + 9] == b"tensor 1 ", (path, at)
        size = int(data[at + 9:at + 17])
        lines = data[at:at + size].decode().split("\n")[1:]
        attrs = dict(line.split(" ", 1) for line in lines if line.strip())
        at += size
        if "end" in attrs:
            continue
        del attrs["sum"]
        shape = [int(d) for d in attrs.pop("shape").split()]
        n = int(numpy.prod(shape))
        records.append((attrs, numpy.frombuffer(data, "<f4", n, at).reshape(shape)))
        at += (4 * n + 63) // 64 * 64
    return records


if __name__ == "__main__":
    for attrs, x in read(sys.argv[1]):
        for name in sorted(attrs):
            print(name, attrs[name])
        print("shape", *x.shape)
        print(*(f"{v:.9g}" for v in x.ravel()))
