#!/usr/bin/python3
"""Check the output of functionals by numpy.

usage: functionals.py IN OUT [active=DB] [gap=SECONDS] [over=...] [level=...]

IN has a column 'energy' and, if any contour is voiced, 'voicing'.  The names of
the functionals and of the extra values are those of OUT.  active=0: all frames
count.
"""
import sys
import numpy as np
from tensors import read

DB = np.log(10) / 10


def activity(e, rate, below, gap):
    """Which frames count."""
    if below == 0:
        return np.ones(len(e), bool)
    level, noise = np.sort(e)[-min(10, len(e))], np.sort(e)[min(10, len(e)) - 1]
    silence = max(level - below * DB, min(noise + 6 * DB, level - 15 * DB))
    audible = e >= silence
    loud = e >= silence + 6 * DB
    speech = np.zeros(len(e), bool)
    edges = np.flatnonzero(np.diff(np.r_[0, audible, 0]))
    for a, b in edges.reshape(-1, 2):
        if loud[a:b].any() and b - a >= int(0.05 * rate + 0.5):
            speech[a:b] = True
    if not speech.any():
        return np.ones(len(e), bool)
    on, half = speech.copy(), int(gap * rate / 2 + 0.5)
    edges = np.flatnonzero(np.diff(np.r_[0, speech, 0]))[1:-1]
    for a, b in edges.reshape(-1, 2):
        on[a:min(b, a + half)] = True
        on[max(a, b - half):b] = True
    return on


def lag(d, k):
    return (d[k:] * d[:-k]).sum() / (d * d).sum() if len(d) > k else 0


def parabola(x, k):
    return np.polyfit(np.linspace(-1, 1, len(x)), x, 2)[2 - k] if len(x) > 2 else \
        k == 1 and len(x) == 2 and (x[1] - x[0]) / 2


def inner(what, x):
    return np.mean(what) if len(x) > 2 else 0


def functionals(x):
    """name -> value of one sequence."""
    x = np.asarray(x, "f8")
    d, n = x - x.mean(), len(x)
    sd = x.std()
    f = {"mean": x.mean(), "sd": sd}
    p = {q: np.percentile(x, q) for q in (1, 5, 10, 25, 50, 75, 90, 95, 99)}
    f.update({f"p{q}": v for q, v in p.items()})
    r = p[99] - p[1]
    f.update({"iqr": p[75] - p[25], "iqr-low": p[50] - p[25], "iqr-high": p[75] - p[50], "range": r})
    shape = ["slope", "curve", "skewness", "kurtosis", "above25", "above75", "autocorr", "crossings",
             "maxpos", "minpos", "rising", "convex", "peaks", "change", "autocorr1", "autocorr2",
             "autocorr10", "autocorr20"]
    if x.max() - x.min() <= 1e-6 * abs(x).max():
        f.update(dict.fromkeys(shape, 0))
        return f
    step = np.diff(x)
    middle = x[1:-1]
    f.update({
        "slope": parabola(x, 1), "curve": parabola(x, 2),
        "skewness": (d ** 3).mean() / sd ** 3, "kurtosis": (d ** 4).mean() / sd ** 4 - 3,
        "above25": (x > p[1] + r / 4).mean(), "above75": (x > p[1] + r * 3 / 4).mean(),
        "autocorr": lag(d, 5), "crossings": ((d[1:] > 0) != (d[:-1] > 0)).mean(),
        "maxpos": x.argmax() / (n - 1), "minpos": x.argmin() / (n - 1),
        "rising": (step > 0).mean(), "convex": inner(np.diff(step) > 0, x),
        "peaks": inner((middle > x[:-2]) & (middle > x[2:]) & (middle > x.mean()), x),
        "change": abs(step).mean(),
        "autocorr1": lag(d, 1), "autocorr2": lag(d, 2), "autocorr10": lag(d, 10), "autocorr20": lag(d, 20)})
    return f


def stretches(voiced, want, rate):
    edges = np.flatnonzero(np.diff(np.r_[0, voiced == want, 0])).reshape(-1, 2)
    return (edges[:, 1] - edges[:, 0]) / rate


def extra(voiced, rate):
    f = {"voiced-share": voiced.mean(), "voiced-rate": len(stretches(voiced, 1, rate)) * rate / len(voiced),
         "log-frames": np.log(len(voiced))}
    for name, want in ("voiced", 1), ("unvoiced", 0):
        s = stretches(voiced, want, rate)
        f.update({f"{name}-mean": s.mean() if len(s) else 0, f"{name}-sd": s.std() if len(s) else 0,
                  f"{name}-max": s.max() if len(s) else 0})
    return f


def seconds(x, on, columns, rate):
    """Of speech: the attribute `speech'."""
    voicing = "voicing" in columns
    if voicing:
        on = on & (x[:, columns.index("voicing")] >= 0.5)
    k = max(1, int(0.05 * rate + 0.5))
    pair = on[k:] & on[:-k]
    def change(name):
        y = x[:, columns.index(name)].astype("f8")
        return abs(y[k:] - y[:-k])[pair].mean()
    if not pair.any() or change("energy") / DB < (1 if voicing else 1.25) or \
            voicing and "f0" in columns and change("f0") < 0.15:
        return 0
    return on.sum() / rate


def row(attrs, x, out, options):
    """The values that a record's row must have, with their names."""
    columns = attrs["columns"].split()
    voiced = attrs.get("voiced", "").split()
    level = dict((v + "*1").split("*")[:2] for v in attrs.get("level", "").split())
    rate = float(attrs.get("rate", 1))
    x = x[:int(attrs.get("frames", len(x)))]
    e = x[:, columns.index("energy")].astype("f8")
    on = activity(e, rate, float(options.get("active", 40)), float(options.get("gap", 0.5)))
    x0, x = x, x[on]
    e = x[:, columns.index("energy")].astype("f8")
    loud = np.log(np.exp(e - e.max()).mean()) + e.max()
    speaks = x[:, columns.index("voicing")] >= 0.5 if "voicing" in columns else np.zeros(len(x), bool)
    over, result = options.get("over", "voiced"), []
    for i, name in enumerate(columns):
        y = x[:, i]
        if name in level and options.get("level", "active") == "active":
            y = (y - float(level[name]) * loud).astype("f4")
        sets = [(name, speaks if name in voiced and over != "all" else speaks | True)]
        if name in voiced and over == "both":
            sets.append(("all_" + name, speaks | True))
        for label, which in sets:
            f = functionals(y[which]) if which.any() else {}
            result += [(f"{label}.{k}", f.get(k, 0)) for k in out["functionals"].split()]
    if "speech" in out:
        assert abs(float(out["speech"]) - seconds(x0, on, columns, rate)) < 0.0006, out
    f = extra(speaks, rate)
    return result + [(k, f[k]) for k in out.get("extra", "").split()]


if __name__ == "__main__":
    options = dict(a.split("=") for a in sys.argv[3:])
    before, after = read(sys.argv[1]), read(sys.argv[2])
    assert len(before) == len(after) > 0
    for (attrs, x), (out, y) in zip(before, after):
        want = row(attrs, x, out, options)
        assert y.shape == (1, len(want)), (y.shape, len(want))
        for (name, a), b in zip(want, y[0]):
            assert abs(a - b) <= 2e-5 * max(1, abs(a)), (out["key"], name, a, b)
        contours = [n.rsplit(".", 1)[0] for n, _ in want if "." in n]
        assert list(dict.fromkeys(contours)) == out["contours"].split()
