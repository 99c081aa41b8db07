#!/usr/bin/python3
"""The columns of wav2prosody, except for those of pitch, by numpy in float64.

usage: prosody.py WAV STREAM

Compares the columns of STREAM, the record of WAV that wav2prosody made with
its defaults, with those computed here from the formulas of its page.  Pitch is
taken from STREAM.  Prints the largest difference of each group of columns; exit
1 if a value is not within tolerance.
"""
import os, sys, wave
import numpy as np

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tools"))
from tensors import read

BINS, CEPSTRA, CEILING, LOWEST = 40, 20, 5500, 60


def frames(x, rate, L):
    """The middle L samples of frames of 60 ms, one every 10 ms, mirrored at the ends."""
    W, H = int(rate * 60 * 0.001), int(rate * 10 * 0.001)
    lead = W // 2 - H // 2
    x = np.concatenate([x[:lead][::-1], x, x[::-1][:W]])
    start = (W - L) // 2
    for t in range((len(x) - lead - W + H // 2) // H):
        yield x[t * H + start:t * H + start + L]


def hann(L):
    return 0.5 - 0.5 * np.cos(2 * np.pi * (np.arange(L) + 0.5) / L)


def power_of(y, N):
    """Half of the power spectrum, summing to the mean square."""
    w = hann(len(y))
    return np.abs(np.fft.rfft((y - y.mean()) * w, N)) ** 2 / (w ** 2).sum() * 2 / N


def mel(hz):
    return 1127 * np.log(1 + hz / 700)


def bank(rate, N):
    """Kaldi's triangles: (bins, N/2 + 1), without one for half the rate."""
    f = mel(np.arange(N // 2 + 1) * rate / N)
    edge = np.linspace(mel(20), mel(rate / 2), BINS + 2)
    w = np.array([np.interp(f, edge[b:b + 3], [0, 1, 0]) for b in range(BINS)])
    w[:, -1] = 0
    return w


def slope(y, f, lo, hi):
    use = (f >= max(lo, f[1])) & (f < hi)
    return np.polyfit(f[use] / 1000, y[use], 1)[0]


def loudness_weight(hz):
    w = (2 * np.pi * hz) ** 2
    return (w + 56.8e6) * w * w / ((w + 6.3e6) ** 2 * (w + 0.38e9))


def sizes(rate):
    L = int(rate * 25 * 0.001)
    N = 1 << (L - 1).bit_length()
    return L, N, N // 2, np.arange(N // 2 + 1) * rate / N


def spectrum(y, N):
    """The powers of a frame with the floor, which is also that of 0 Hz."""
    P = power_of(y, N)
    floor = max(1e-5 * P[1:].sum(), 1e-12) / (N // 2)
    P += floor
    P[0] = floor
    return P


def formants(P, width):
    """[(Hz, bandwidth, density)] of linear prediction below the ceiling."""
    K = min(int(CEILING / width + 0.5), len(P) - 1)
    top = K * width
    order = 2 * int(top / 1100 + 0.5)
    angle = np.pi * np.arange(K + 1) / K
    e = np.exp(-np.pi * 50 / top)
    S = P[:K + 1] * np.abs(1 - e * np.exp(-1j * angle)) ** 2
    S[[0, -1]] /= 2
    r = np.array([(S * np.cos(m * angle)).sum() / K for m in range(order + 1)])
    R = r[np.abs(np.subtract.outer(np.arange(order), np.arange(order)))]
    a = np.concatenate([[1], -np.linalg.solve(R, r[1:])])
    error = a @ r
    out = []
    for z in np.roots(a):
        hz = np.angle(z) * top / np.pi
        if z.imag > 0 and 50 < hz < top - 50:
            u = np.exp(1j * np.angle(z))
            out.append((hz, -np.log(np.abs(z) ** 2) * top / np.pi,
                        error / np.abs(np.polyval(a, u)) ** 2 / np.abs(1 - e / u) ** 2))
    return sorted(out)


def voice(x, rate, f0):
    """{name: contour} of frames whose pitch is f0, NaN if there is none."""
    L, N, K, f = sizes(rate)
    n = int(3 * rate / LOWEST)
    names = [c + str(i) for c in "fba" for i in (1, 2, 3)] + ["h1-h2", "h1-a3"]
    out = {name: np.full(len(f0), np.nan) for name in names}
    for t, (y, y50) in enumerate(zip(frames(x, rate, L), frames(x, rate, n))):
        if np.isnan(f0[t]):
            continue
        P = spectrum(y, N)
        fft = 1 << (n - 1).bit_length()
        P50 = power_of(y50, fft)
        edge = (np.array([0.5, 1.5, 2.5]) * f0[t] * fft / rate + 0.5)
        h = np.diff(np.interp(edge, np.arange(len(P50) + 1), np.concatenate([[0], P50.cumsum()])))
        found = formants(P, f[1])[:3]
        for i, (hz, band, density) in enumerate(found):
            out[f"f{i + 1}"][t] = hz
            out[f"b{i + 1}"][t] = band
            out[f"a{i + 1}"][t] = 10 * np.log10(density * f0[t] / f[1] / h[0])
        out["h1-h2"][t] = 10 * np.log10(h[0] / h[1])
        if len(found) == 3:
            near = P[(f >= 0.8 * found[2][0]) & (f < 1.2 * found[2][0])]
            out["h1-a3"][t] = 10 * np.log10(h[0] / (near.max() * 1.5 * N / L))
    return out


def columns(x, rate):
    """{name: contour} of samples in [-1, 1)."""
    L, N, K, f = sizes(rate)
    w = bank(rate, N)
    middle = np.array([(np.flatnonzero(r)[0] + (-(-(np.flatnonzero(r)[-1] - np.flatnonzero(r)[0] + 1) // 4) * 4 - 1) / 2) * rate / N
                       for r in w])
    z = 26.81 * np.maximum(middle, 20) / (1960 + np.maximum(middle, 20)) - 0.53
    sharp = 0.11 * z * np.where(z <= 16, 1, 0.066 * np.exp(0.171 * z))
    out, before = {}, None

    def put(name, value):
        out.setdefault(name, []).append(value)

    for y in frames(x, rate, L):
        y = y - y.mean()
        P = spectrum(y, N)
        P[0] = 0
        band = w @ P
        p, total, freq = P[1:], P[1:].sum(), f[1:]
        dB = np.concatenate([[0], 10 * np.log10(p)])
        between = lambda lo, hi: p[(freq >= lo) & (freq < hi)]
        put("energy", np.log(total))
        loud = (band * loudness_weight(np.maximum(middle, 20))) ** 0.33
        put("loudness", np.log(loud.sum()))
        put("sharpness", (sharp * loud).sum() / loud.sum())
        put("zcr", ((y[1:] < 0) != (y[:-1] < 0)).mean())
        put("energy250-650", np.log(between(250, 650).sum()))
        put("energy1000-4000", np.log(between(1000, 4000).sum()))
        logs = np.log(band)
        for b in range(BINS):
            put(f"mel{b + 1}", logs[b])
        for k in range(CEPSTRA):
            row = np.sqrt((1 if k == 0 else 2) / BINS) * np.cos(np.pi / BINS * (np.arange(BINS) + 0.5) * k)
            put(f"mfcc{k}", row @ logs)
        c = (freq * p).sum() / total
        s = np.sqrt(((freq - c) ** 2 * p).sum() / total)
        put("centroid", c)
        put("spread", s)
        put("skewness", ((freq - c) ** 3 * p).sum() / total / s ** 3)
        put("kurtosis", ((freq - c) ** 4 * p).sum() / total / s ** 4)
        put("entropy", -(p / total * np.log(p / total)).sum() / np.log(K))
        m = np.sqrt(p)
        unit = m / np.linalg.norm(m)
        put("flux", 0 if before is None else np.linalg.norm(unit - before))
        before = unit
        put("harmonicity", np.abs(np.diff(m)).sum() / (2 * m.sum()))
        edges = np.concatenate([[f[1] / 2], freq + f[1] / 2])
        for q in 25, 50, 75, 90:
            put(f"rolloff{q}", np.interp(q / 100 * total, np.concatenate([[0], p.cumsum()]), edges))
        put("slope", slope(dB, f, 0, 5000))
        put("slope0-500", slope(dB, f, 0, 500))
        put("slope500-1500", slope(dB, f, 500, 1500))
        put("alpha", 10 * np.log10(between(50, 1000).sum() / between(1000, 5000).sum()))
        put("hammarberg", 10 * np.log10(between(0, 2000).max() / between(2000, 5000).max()))
    return {name: np.array(v) for name, v in out.items()}


# Of float32 sums over a spectrum.  Where a spectrum is empty, a tiny part of
# the sum is a large part of a roll-off.
ABSOLUTE = {"centroid": 0.02, "spread": 0.02, "rolloff": 2, "zcr": 1e-6, "slope0-": 5e-4,
            "slope500-": 5e-4, "f": 5, "b": 10, "a": 0.1, "h1-h": 0.05, "h1-a": 0.1}
RELATIVE = {"skewness": 1e-4, "kurtosis": 1e-4, "b": 0.01}
# Linear prediction is of float32 sums, whose rounding shows where nearly all of
# the power is in a few harmonics: the part of voiced frames that may differ by more.
STRAY = 0.05


def main(wav, stream):
    with wave.open(wav) as w:
        rate = w.getframerate()
        x = np.frombuffer(w.readframes(w.getnframes()), "<i2") / 32768
    attrs, got = read(stream)[0]
    names = attrs["columns"].split()
    voiced = got[:, names.index("voicing")] >= 0.5
    f0 = 27.5 * 2.0 ** (got[:, names.index("f0")] / 12)
    want = columns(x, rate)
    want.update(voice(x, rate, np.where(voiced, f0, np.nan)))
    bad, worst = [], {}
    for name, y in want.items():
        if name not in names:
            bad.append(f"{name}: missing")
            continue
        stem = name.rstrip("0123456789") or name
        d = np.abs(got[:, names.index(name)] - y)
        limit = ABSOLUTE.get(stem, 1e-4) + RELATIVE.get(stem, 0) * np.abs(y)
        use = np.isfinite(y)
        if not use.any():
            continue
        worst[stem] = max(worst.get(stem, 0), (d / limit)[use].max())
        stray = STRAY if name in attrs["voiced"].split() else 0
        if (d > limit)[use].mean() > stray:
            bad.append(f"{name}: differs by {d[use].max():g} in frame {np.where(use, d, 0).argmax()}")
    for stem, d in worst.items():
        print(f"{stem:16s} {d:.3f} of its tolerance")
    print(*bad, sep="\n")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
