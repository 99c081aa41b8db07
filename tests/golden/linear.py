#!/usr/bin/python3
"""Make the values that tests/lineartrain.t compares with, by scikit-learn.

usage: linear.py FOLDER

Writes FOLDER/x.npy (36, 7) and y.npy (36), classes 0 to 2, and for each case
CASE.weight.npy (7, 3) and CASE.bias.npy (3).  What is in tests/golden/linear
was made so with scikit-learn 1.9:

    tests/golden/linear.py tests/golden/linear

LinearSVC with dual=False is liblinear's trust region method, which reaches the
minimum to many digits.  Its class_weight="balanced" would be another thing: it
weights the class of each problem, but not the others.
"""
import sys
import numpy
from sklearn.svm import LinearSVC

CASES = {   # C, clip, whether classes are balanced
    "balanced": (0.05, 8, True), "plain": (1.0, 8, False),
    "clipped": (0.3, 1.5, True),
}

folder = sys.argv[1]
draw = numpy.random.RandomState(3)
y = numpy.repeat([0, 1, 2], [18, 12, 6])
x = draw.standard_normal((3, 7))[y] + 1.2 * draw.standard_normal((36, 7))
x[:, 2] = 100 * x[:, 2] + 5000
x[:, 4] = 1e-3 * x[:, 4]
x[:, 5] = 2.5
x = x.astype("f4")
numpy.save(f"{folder}/x.npy", x)
numpy.save(f"{folder}/y.npy", y.astype("f4"))
deviation = x.std(0, dtype="f8")
deviation[deviation == 0] = numpy.inf
weights = (36 / (3 * numpy.bincount(y)))[y]
for name, (c, clip, balanced) in CASES.items():
    z = numpy.clip((x - x.mean(0, dtype="f8")) / deviation, -clip, clip)
    fit = LinearSVC(C=c, dual=False, tol=1e-10, max_iter=10000)
    fit.fit(z, y, sample_weight=weights if balanced else None)
    numpy.save(f"{folder}/{name}.weight.npy", fit.coef_.T.astype("f4"))
    numpy.save(f"{folder}/{name}.bias.npy", fit.intercept_.astype("f4"))
