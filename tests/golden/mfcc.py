#!/usr/bin/python3
"""Make the values that tests/mfcc.t compares with, by torchaudio.

usage: mfcc.py FOLDER

Reads FOLDER/fbank/voice16k.wav and writes FOLDER/mfcc/CASE.npy.  What is in
tests/golden was made so with torch 2.15.0 and torchaudio 2.11.0:

    tests/golden/mfcc.py tests/golden
"""
import os, sys, wave
import numpy, torch
from torchaudio.compliance import kaldi

CASES = {   # what differs from torchaudio's defaults
    "default": {},
    "many": dict(num_mel_bins=40, num_ceps=20, cepstral_lifter=0.0),
    "energy": dict(use_energy=True, num_ceps=5, cepstral_lifter=30.0),
}

if __name__ == "__main__":
    folder = sys.argv[1]
    with wave.open(f"{folder}/fbank/voice16k.wav") as w:
        rate = float(w.getframerate())
        x = numpy.frombuffer(w.readframes(w.getnframes()), "<i2").astype("f4") / 32768
    os.makedirs(f"{folder}/mfcc", exist_ok=True)
    for name, options in CASES.items():
        y = kaldi.mfcc(torch.from_numpy(x)[None], sample_frequency=rate, **options)
        numpy.save(f"{folder}/mfcc/{name}.npy", y.numpy().astype("<f4"))
