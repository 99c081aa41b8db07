#!/usr/bin/python3
"""Make the values that tests compare with, by torchaudio and PyTorch.

usage: make.py FOLDER

Writes FOLDER/fbank (sounds, cases.tsv, CASE.npy: see compare.py) and
FOLDER/cnn (see tests/unit/golden_cnn.c).  What is in tests/golden was made so
with Debian 12's python3-torch 1.13.1 and python3-torchaudio 0.13.1:

    tests/golden/make.py tests/golden

All input is computed here.  Other versions may round the values differently.
"""
import os, sys, wave
import numpy, torch
from torch import nn
from torch.nn import functional
from torchaudio.compliance import kaldi


def write_sound(path, rate, x):
    with wave.open(path, "wb") as w:
        w.setnchannels(1)
        w.setsampwidth(2)
        w.setframerate(rate)
        w.writeframes(numpy.round(x * 32767).astype("<i2").tobytes())


def read_sound(path):
    with wave.open(path) as w:
        x = numpy.frombuffer(w.readframes(w.getnframes()), "<i2")
        return torch.from_numpy(x.astype("f4") / 32768)[None], w.getframerate()


def voice(rate, seconds):
    """Harmonics of a gliding pitch over noise, so that no mel bin is empty."""
    n = int(rate * seconds)
    t = numpy.arange(n) / rate
    phase = 2 * numpy.pi * numpy.cumsum(140 + 60 * numpy.sin(9 * t)) / rate
    x = sum(numpy.sin(k * phase) / k for k in range(1, 20))
    noise = numpy.random.RandomState(7).uniform(-1, 1, n)
    return (0.2 * x + 0.05 * noise) * (0.3 + 0.7 * numpy.sin(numpy.pi * t / t[-1]))


SOUNDS = {
    "voice16k": (16000, voice(16000, 0.4)),
    "voice8k": (8000, voice(8000, 0.2)),
    "short16k": (16000, 0.5 * numpy.sin(2 * numpy.pi * 440 * numpy.arange(499) / 16000)),
    "silence16k": (16000, numpy.zeros(2000)),
}
CASES = {   # of torchaudio's parameters, what differs from its defaults
    "default": {}, "edges": dict(snip_edges=False), "int16": dict(scale=32768.0),
    "bins40": dict(num_mel_bins=40), "bins80": dict(num_mel_bins=80),
    "energy": dict(use_energy=True), "floor": dict(use_energy=True, energy_floor=3.0),
    "htk": dict(use_energy=True, htk_compat=True),
    "windowed": dict(use_energy=True, raw_energy=False),
    "power0": dict(use_power=False), "nolog": dict(use_log_fbank=False),
    "nopreemph": dict(preemphasis_coefficient=0.0), "keepdc": dict(remove_dc_offset=False),
    "band": dict(low_freq=100.0, high_freq=3800.0), "highneg": dict(high_freq=-200.0),
    "warp": dict(vtln_warp=0.9), "warpends": dict(vtln_warp=1.1, vtln_low=200.0, vtln_high=-900.0),
    "len32shift16": dict(frame_length=32.0, frame_shift=16.0),
    "nopow2": dict(round_to_power_of_two=False), "submean": dict(subtract_mean=True),
    "hamming": dict(window_type="hamming"), "hanning": dict(window_type="hanning"),
    "rectangular": dict(window_type="rectangular"), "blackman": dict(window_type="blackman"),
}


def make_fbank(folder):
    os.makedirs(folder, exist_ok=True)
    for name, (rate, x) in SOUNDS.items():
        write_sound(f"{folder}/{name}.wav", rate, x)
    table = open(f"{folder}/cases.tsv", "w")

    def case(case, name, kind, options):
        x, rate = read_sound(f"{folder}/{name}.wav")
        given = dict(options)
        scale = given.pop("scale", 1.0)
        y = getattr(kaldi, kind)(x * scale, sample_frequency=float(rate), **given)
        numpy.save(f"{folder}/{case}-{name}.npy", y.numpy().astype("<f4"))
        print(f"{case}-{name}", f"{name}.wav", kind, f"rate={rate}",
              *(f"{k}={v}" for k, v in options.items()), sep="\t", file=table)

    for name, options in CASES.items():
        case(name, "voice16k", "fbank", options)
    for sound in ("voice8k", "short16k", "silence16k"):
        for name in ("default", "edges"):
            case(name, sound, "fbank", CASES[name])
    case("spectrum", "voice16k", "spectrogram", {})
    case("spectrum", "short16k", "spectrogram", {})


def make_cnn(folder):
    """The seed's network without dropout, small: its loss, logits, gradients,
    and weights after one and ten steps of Adam."""
    os.makedirs(folder, exist_ok=True)
    torch.manual_seed(7)
    n, frames, bins, classes, filters, hidden = 4, 40, 12, 4, 16, 16
    x, y = torch.randn(n, frames, bins), torch.tensor([0, 1, 2, 3])
    weight = torch.tensor([2.46, 0.74, 0.56, 2.20])
    pooled = ((frames - 10) // 3 + 1) // 5
    net = nn.ModuleDict(dict(
        conv1=nn.Conv2d(1, filters, (10, bins), stride=3),
        fc1=nn.Linear(filters * pooled, hidden), fc2=nn.Linear(hidden, classes)))
    adam = torch.optim.Adam(net.parameters(), lr=1e-3)

    def save(name, value):
        numpy.save(f"{folder}/{name}.npy", value.detach().numpy())

    def save_all(prefix, values):
        for (name, p), value in zip(net.named_parameters(), values):
            save(f"{prefix}.{name}", value)

    def logits():
        a = functional.relu(net["conv1"](x[:, None]).squeeze(3))
        a = functional.max_pool1d(a, 5).flatten(1)
        return net["fc2"](functional.relu(net["fc1"](a)))

    save("input", x)
    save("target", y.to(torch.int32))
    save("class_weight", weight)
    save_all("init", net.parameters())
    losses = []
    for step in range(1, 11):
        adam.zero_grad()
        out = logits()
        loss = functional.cross_entropy(out, y, weight=weight)
        loss.backward()
        losses.append(loss.detach())
        if step == 1:
            save("logits", out)
            save_all("grad", [p.grad for p in net.parameters()])
        adam.step()
        if step in (1, 10):
            save_all(f"adam{step}", net.parameters())
    save("loss", torch.stack(losses))


if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1].startswith("-"):
        sys.exit(__doc__)
    make_fbank(f"{sys.argv[1]}/fbank")
    make_cnn(f"{sys.argv[1]}/cnn")
