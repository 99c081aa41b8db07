#!/usr/bin/env python3
"""Golden values of tests/unit/combine.c: the fit of lib/score/combine.h by scipy's
L-BFGS-B (Debian: python3-scipy).  Prints weights, biases and loss without and with
biases."""
import numpy as np
from scipy.optimize import minimize

N, M, C = 30, 3, 3
x = np.empty((N, M, C))
y = np.array([(i * i + i // 3) % C for i in range(N)])
for i in range(N):
    for m in range(M):
        p = np.array([1 + (7 * i + 5 * m + 3 * c) % 11 for c in range(C)], float)
        p[y[i]] += (9, 3, -0.5)[m]
        x[i, m] = np.log(p / p.sum())
a = np.array([N / (C * (y == c).sum()) for c in range(C)])[y]


def losses(w, b):
    s = np.einsum("nmc,m->nc", x, w) + b
    top = s.max(1)
    return top + np.log(np.exp(s - top[:, None]).sum(1)) - s[np.arange(N), y]


for bias in False, True:
    def value(v):
        w, b = v[:M], v[M:] if bias else np.zeros(C)
        return (a * losses(w, b)).sum() + ((w - 1 / M) ** 2).sum() / 2 + (b ** 2).sum() / 2

    start = np.r_[np.full(M, 1 / M), np.zeros(C * bias)]
    r = minimize(value, start, method="L-BFGS-B", bounds=[(0, None)] * M + [(None, None)] * C * bias,
                 options={"ftol": 1e-15, "gtol": 1e-10, "maxiter": 10000})
    w, b = r.x[:M], r.x[M:] if bias else np.zeros(C)
    print(*(f"{v:.6f}" for v in (*w, *b, (a * losses(w, b)).mean())))
