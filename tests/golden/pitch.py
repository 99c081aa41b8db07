#!/usr/bin/python3
"""Pitch of a WAV file, in numpy, by the definitions: a reference for tests.

usage: pitch.py FILE

Boersma's method with what lib/feature/pitch.h changes in it, in float64:
correlations are sums, the path is the best of all (decided for the whole file
at once, which may be 47 frames long), and its probabilities come from the best
path through each state.  Prints F0 in Hz, probability of voicing and ratio of
harmonics to noise in dB of each frame of 60 ms, one every 10 ms.
"""
import sys, wave
import numpy

LOW, HIGH = 60, 600
VOICING, SILENCE, FLEETING, CHANGE, JUMP, OCTAVE = 0.45, 0.04, 0.4, 0.14, 0.35, 0.01
PEAKS, REACH, SLACK, SLOPE = 7, 8, 0.01, 5
MOST = 47


def frames(x, rate):
    """The middle three periods of LOW of each frame."""
    window, shift, n = int(rate * 0.06), int(rate * 0.01), int(3 * rate / LOW)
    lead = window // 2 - shift // 2
    x = numpy.concatenate([x[:lead][::-1], x, x[-window:][::-1]])
    margin = (window - n) // 2
    for t in range((len(x) - lead - window + shift // 2) // shift):
        yield x[t * shift + margin:][:n]


def autocorrelation(x):
    n = len(x)
    w = numpy.sin(numpy.pi * (numpy.arange(n) + 0.5) / n) ** 2
    y = w * (x - x.mean())
    a, b = (numpy.correlate(v, v, "full")[n - 1:] for v in (y, w))
    if a[0] == 0:
        return numpy.zeros(n), 0
    return a / a[0] / (b / b[0]), numpy.sqrt(a[0] / n)


def between(r, at):
    """r at a lag between samples."""
    k = int(numpy.floor(at))
    lags = numpy.arange(k - REACH + 1, k + REACH + 1)
    d = lags - at
    w = numpy.sinc(d) * (0.5 + 0.5 * numpy.cos(numpy.pi * d / REACH))
    return r[abs(lags)] @ w / w.sum()


def candidates(r, rate):
    """Pitch and r of the strongest maxima, and the best r of long lags."""
    first, last = int(rate / HIGH * (1 - SLACK)), int(rate / LOW * (1 + SLACK)) + 1
    tops = [k for k in range(first, last + 1) if r[k] > r[k - 1] and r[k] >= r[k + 1] and r[k] > 0]
    high = [k for k in tops if r[k] >= VOICING / 2]
    if not high and tops:
        high = [max(tops, key=lambda k: r[k])]
    found = []
    for k in high:
        fine = k + numpy.arange(-63, 64) / 64
        y = [between(r, at) for at in fine]
        at, y = fine[numpy.argmax(y)], max(y)
        hz = rate / at
        if LOW * (1 - SLACK) <= hz <= HIGH * (1 + SLACK):
            found.append((min(max(hz, LOW), HIGH), 1 / y if y > 1 else y))
    found.sort(key=lambda c: -c[1] - OCTAVE * numpy.log2(c[0] / LOW))
    return found[:PEAKS], max(0, r[last // 2 + 1:last + 1].max()) if found else 0


def cost(a, b):
    """Of going from pitch a to pitch b; 0 is unvoiced."""
    if a and b:
        return JUMP * abs(numpy.log2(a / b))
    return CHANGE if a or b else 0


def best(columns):
    """Strengths of the best paths that end in each state."""
    total = [columns[0][1]]
    for (before, _), (states, strength) in zip(columns, columns[1:]):
        total.append([s + max(t - cost(a, b) for a, t in zip(before, total[-1]))
                      for b, s in zip(states, strength)])
    return total


def track(x, rate):
    columns, levels, ratio, loudest = [], [], [], 0
    for f in frames(x, rate):
        r, level = autocorrelation(f)
        found, lasting = candidates(r, rate)
        loudest = max(loudest * 2 ** (-0.01 / 10), level)
        fleeting = max([0] + [c[1] - lasting for c in found])
        columns.append(([0] + [c[0] for c in found], [VOICING + FLEETING * fleeting] +
                        [c[1] + OCTAVE * numpy.log2(c[0] / LOW) for c in found]))
        levels.append(level)
        ratio.append([0] + [c[1] for c in found])
    if len(columns) > MOST:
        sys.exit(f"pitch.py: {len(columns)} frames, at most {MOST}")
    for c, level in zip(columns, levels):
        quiet = 2 - (level / loudest * (1 + VOICING) / SILENCE if loudest else 0)
        c[1][0] += max(quiet, 0)
    ends, begins = best(columns), best(columns[::-1])[::-1]
    last = (LOW * HIGH) ** 0.5
    for (states, strength), e, b, r in zip(columns, ends, begins, ratio):
        total = [i + j - s for i, j, s in zip(e, b, strength)]
        top = 1 + int(numpy.argmax(total[1:])) if len(total) > 1 else 0
        more = total[top] - total[0] if top else -numpy.inf
        last = states[top] if more >= 0 else last
        y = min(max(r[top], 1 / 101), 1 - 1 / 10001)
        yield last, 1 / (1 + numpy.exp(-SLOPE * more)), 10 * numpy.log10(y / (1 - y))


def main(path):
    with wave.open(path) as w:
        x = numpy.frombuffer(w.readframes(w.getnframes()), "<i2") / 32768
        for row in track(x, w.getframerate()):
            print("%.5f %.6f %.4f" % row)


if __name__ == "__main__":
    main(sys.argv[1])
