"""One clip to a class by torchaudio and PyTorch: clip.py FILE FRAMES."""
import sys
import torch, torchaudio
from torchaudio.compliance import kaldi
import networks

T = int(sys.argv[2])
torch.manual_seed(1)
net = networks.seed(T, 23, 4).eval()
wave, rate = torchaudio.load(sys.argv[1])
x = kaldi.fbank(wave, sample_frequency=rate)
x = ((x - x.mean()) / x.std())[:T]
with torch.no_grad():
    p = net(torch.nn.functional.pad(x, (0, 0, 0, T - len(x)))[None, None]).softmax(1)
print(p)
