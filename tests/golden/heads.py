#!/usr/bin/env python3
"""Make the values that tests/unit/golden_heads.c compares with, by PyTorch.

usage: heads.py FOLDER

Writes FOLDER/heads: the losses of numbers and their gradients, and five steps of
Adam of a small network that predicts a label and two numbers, each of which some
records lack; all records are one batch.  What is in tests/golden was made so
with PyTorch 2.15 (CPU).  Arrays are in the order and layout of network(5); -1
and NaN are where a record lacks a target.
"""
import os, sys
import numpy, torch
from torch.nn import functional

N, T, B, K, CHANNELS, STRIDE = 40, 9, 4, 3, 6, 2
STEPS, RATE, WEIGHTS = 5, 0.01, (1, 0.5, 0.25)


def ccc(x, y):
    """Lin 1989, of the outputs x and the numbers y."""
    mx, my = x.mean(), y.mean()
    return 2 * ((x - mx) * (y - my)).mean() / (x.var(unbiased=False) + y.var(unbiased=False) + (mx - my) ** 2)


def make(folder):
    os.makedirs(folder, exist_ok=True)
    torch.manual_seed(7)

    def save(name, value):
        numpy.save(f"{folder}/{name}.npy", numpy.asarray(value))

    # The losses alone.
    x = torch.randn(N, requires_grad=True)
    y = 0.6 * x.detach() + 0.5 * torch.randn(N) + 0.3
    save("x", x.detach()), save("y", y)
    for name, loss in (("ccc", 1 - ccc(x, y)), ("mse", functional.mse_loss(x, y))):
        save(name, numpy.array([loss.item()], "f4"))
        save(f"{name}_slope", torch.autograd.grad(loss, x)[0])

    # A training.
    data = torch.randn(N, T, B)
    label = torch.arange(N) % K
    data += 0.5 * torch.randn(K, B)[label][:, None]
    first = 3 + data.mean((1, 2)) * 4 + 0.3 * torch.randn(N)
    second = data[:, :, 1].mean(1) - 0.2 * label
    label[5::11] = -1
    first[3::7] = torch.nan
    second[1::5] = torch.nan
    save("data", data), save("label", label.to(torch.int32))
    save("first", first), save("second", second)

    frames = (T - 3) // STRIDE + 1
    shapes = ((3, B, CHANNELS), (CHANNELS,), (frames * CHANNELS, K + 2), (K + 2,))
    p = [(0.3 * torch.randn(s)).requires_grad_() for s in shapes]

    def flat(values):
        return numpy.concatenate([v.detach().reshape(-1).numpy() for v in values])

    def outputs():
        windows = data.unfold(1, 3, STRIDE)     # (N, frames, B, 3)
        hidden = functional.relu(torch.einsum("ntbk,kbo->nto", windows, p[0]) + p[1])
        return hidden.reshape(N, -1) @ p[2] + p[3]

    has = label >= 0
    weight = has.sum() / (K * torch.bincount(label[has]))
    scaled = []
    for v in (first, second):
        known = v[~v.isnan()]
        scaled.append((v - known.mean()) / known.std(unbiased=False))

    def losses(z):
        all = [functional.cross_entropy(z[has][:, :K], label[has], weight=weight)]
        for k, v in enumerate(scaled):
            known = ~v.isnan()
            all.append(1 - ccc(z[known][:, K + k], v[known]))
        return all

    save("init", flat(p))
    adam = torch.optim.Adam(p, lr=RATE)
    trained, scores = [], []
    for step in range(STEPS):
        adam.zero_grad()
        z = outputs()
        loss = sum(w * l for w, l in zip(WEIGHTS, losses(z)))
        loss.backward()
        trained.append([loss.item()] + [1 - l.item() for l in losses(z)[1:]])
        adam.step()
        with torch.no_grad():
            z = outputs()
            after = losses(z)
            errors = [(z[:, K + k] - scaled[k]).abs().nanmean() * v[~v.isnan()].std(unbiased=False)
                      for k, v in enumerate((first, second))]
            right = (z[has][:, :K].argmax(1) == label[has]).float().mean()
            scores.append([sum(w * l for w, l in zip(WEIGHTS, after)).item(), right.item()]
                          + [1 - l.item() for l in after[1:]] + [e.item() for e in errors])
    save("train", numpy.array(trained, "f4"))
    save("dev", numpy.array(scores, "f4"))
    save("last", flat(p))


if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1].startswith("-"):
        sys.exit(__doc__)
    make(f"{sys.argv[1]}/heads")
