#!/usr/bin/env python3
"""What a user would take instead: openSMILE's functionals and a linear SVM.

    opensmile.py CORPUS.tsv SET ADAPT PREDICTIONS.tsv [FEATURES.npz]

CORPUS.tsv is an experiment's out/CORPUS/corpus.tsv, whose sessions are held out one
after the other.  SET is ComParE_2016 (6373 values, C 1e-4) or eGeMAPSv02 (88 values,
C 1e-2).  ADAPT none: mean and deviation of the training part (protocol T); speaker: of
each speaker's own recordings (protocol S).  Values are cut at 8 deviations; LinearSVC of
scikit-learn with balanced classes.  Features are made on all processors; FEATURES.npz
keeps them for the next run.

The result is a table of predictions without probabilities, for

    confmat -c PREDICTIONS.tsv out/CORPUS/RECIPE/label/predictions.tsv

which pairs the two by speaker.  The packages come from PyPI, into a venv of their own:

    python3 -m venv peer && peer/bin/pip install opensmile==2.6.0 scikit-learn
    peer/bin/python tests/bench/peers/opensmile.py ...
"""
import csv, os, sys, time

# One folder of the path is this script's, which has the package's name.
sys.path = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]
import numpy as np
import opensmile
from sklearn.svm import LinearSVC

COST = {"ComParE_2016": 1e-4, "eGeMAPSv02": 1e-2}


def features(rows, table, name, cache):
    keys = [r.get("key") or r["path"] for r in rows]
    if cache and os.path.exists(cache):
        with np.load(cache) as kept:
            if list(kept["keys"]) == keys and str(kept["set"]) == name:
                return keys, kept["x"]
        sys.exit(f"opensmile.py: {cache}: features of other recordings or of another set")
    smile = opensmile.Smile(feature_set=getattr(opensmile.FeatureSet, name),
                            feature_level=opensmile.FeatureLevel.Functionals,
                            num_workers=len(os.sched_getaffinity(0)), multiprocessing=True)
    folder = os.path.dirname(table)
    start = time.time()
    x = smile.process_files([os.path.join(folder, r["path"]) for r in rows]).to_numpy()
    print(f"{name}: {len(rows)} recordings in {time.time() - start:.1f} s", file=sys.stderr)
    x = np.nan_to_num(x, nan=0, posinf=0, neginf=0).astype(np.float32)
    if cache:
        np.savez(cache, x=x, keys=np.array(keys), set=np.array(name))
    return keys, x


def scaled(x, fit, of):
    """Rows `of` of x minus the mean of fit, divided by its deviation, cut at 8."""
    mean, dev = fit.mean(0), fit.std(0)
    return np.clip((x[of] - mean) / np.where(dev > 1e-9 * (1 + abs(mean)), dev, np.inf), -8, 8)


def main(table, name, adapt, out, cache=None):
    if name not in COST or adapt not in ("none", "speaker"):
        sys.exit("opensmile.py: want ComParE_2016 or eGeMAPSv02, and none or speaker; see the script")
    with open(table, encoding="utf-8", newline="") as f:
        rows = list(csv.DictReader(f, delimiter="\t", quoting=csv.QUOTE_NONE))
    rows = [r for r in rows if r["label"] not in ("", "-")]
    if adapt == "speaker" and any(r.get("speaker", "-") in ("", "-") for r in rows):
        sys.exit(f"opensmile.py: {table}: speaker: a row has no speaker")
    keys, x = features(rows, table, name, cache)
    y = np.array([r["label"] for r in rows])
    session = np.array([r["session"] for r in rows])
    every = np.arange(len(rows))
    if adapt == "speaker":
        speaker = np.array([r["speaker"] for r in rows])
        for s in sorted(set(speaker)):
            x[speaker == s] = scaled(x, x[speaker == s], speaker == s)
    lines = []
    start = time.time()
    for fold, held in enumerate(sorted(set(session)), 1):
        train, test = session != held, session == held
        z = x if adapt == "speaker" else scaled(x, x[train], every)
        svm = LinearSVC(C=COST[name], class_weight="balanced", dual=True, max_iter=20000, random_state=1)
        said = svm.fit(z[train], y[train]).predict(z[test])
        lines += [(keys[i], y[i], p, rows[i].get("speaker") or "-", fold, 1) for i, p in zip(every[test], said)]
    print(f"{name}, {adapt}: training in {time.time() - start:.1f} s", file=sys.stderr)
    with open(out, "w", encoding="utf-8") as f:
        print("# key", "label", "predicted", "speaker", "fold", "seed", sep="\t", file=f)
        for line in lines:
            print(*line, sep="\t", file=f)
        print("# protocol", "S" if adapt == "speaker" else "T", file=f)
        print("# rows", len(lines), file=f)


if __name__ == "__main__":
    if len(sys.argv) not in (5, 6):
        sys.exit(__doc__)
    main(*sys.argv[1:])
