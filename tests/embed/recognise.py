#!/usr/bin/python3
"""recognise.py LIBRARY MODEL RATE [WINDOW [HOP]] <samples of 16 bits, mono: as
recognise.c, by ctypes alone."""
import ctypes as c, sys


class Result(c.Structure):
    _fields_ = [("start", c.c_double), ("end", c.c_double), ("speech", c.c_double),
                ("label", c.c_int), ("own", c.c_int), ("probability", c.POINTER(c.c_double))]


class Config(c.Structure):
    _fields_ = [("rate", c.c_double), ("window", c.c_double), ("hop", c.c_double),
                ("speech", c.c_double), ("own", c.c_int)]


lib = c.CDLL(sys.argv[1])
lib.tonfall_classes.restype = c.c_size_t
lib.tonfall_class.restype = c.c_char_p
lib.tonfall_class.argtypes = [c.c_void_p, c.c_size_t]
error = c.create_string_buffer(1024)
model, stream, r = c.c_void_p(), c.c_void_p(), Result()


def check(status):
    if status != 0:
        sys.exit("recognise.py: " + error.value.decode())


def show():
    while lib.tonfall_next(stream, c.byref(r)) == 0:
        name = lib.tonfall_class(model, r.label).decode() if r.label >= 0 else "-"
        print(f"{r.start:g}", f"{r.end:g}", name,
              *(f"{r.probability[i]:.7g}" for i in range(lib.tonfall_classes(model))), sep="\t")


numbers = [float(v) for v in sys.argv[3:]] + [0.0] * 2
config = Config(numbers[0], numbers[1], numbers[2], 0, 0)
check(lib.tonfall_open(c.byref(model), sys.argv[2].encode(), error))
check(lib.tonfall_stream_open(c.byref(stream), model, c.byref(config), error))
while piece := sys.stdin.buffer.read(3200):
    check(lib.tonfall_push_s16(stream, piece, c.c_size_t(len(piece) // 2), error))
    show()
check(lib.tonfall_finish(stream, error))
show()
lib.tonfall_stream_close(stream)
lib.tonfall_close(model)
