"""The seed recipe by torchaudio and PyTorch:

    experiment.py CORPUS.tsv EPOCHS THREADS [SEED [test|heldout]]

From sound files to scores: filter banks, length int(mean + deviation), one
session after the other held out, z-scores of the training sessions, 20
epochs; accuracy and UAR, averaged over the folds, of the stratified test half
or of all that was held out.
"""
import csv, sys
import torch, torchaudio
from torchaudio.compliance import kaldi
import networks

table, epochs, threads = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
torch.set_num_threads(threads)
torch.manual_seed(int(sys.argv[4]) if len(sys.argv) > 4 else 1)
heldout = sys.argv[5:] == ["heldout"]
rows = [r for r in csv.DictReader(open(table), delimiter="\t")]
classes = sorted({r["label"] for r in rows})
feats = []
for r in rows:
    wave, rate = torchaudio.load(r["path"])
    wave = wave.mean(0, keepdim=True)
    if rate != 16000:
        wave = torchaudio.functional.resample(wave, rate, 16000)
    feats.append(kaldi.fbank(wave, sample_frequency=16000))
length = torch.tensor([float(len(f)) for f in feats])
T = int(length.mean() + length.std(unbiased=False))
y = torch.tensor([classes.index(r["label"]) for r in rows])
sessions = sorted({r["session"] for r in rows})


def shaped(which, mean, dev):
    x = torch.zeros(len(which), 1, T, feats[0].shape[1])
    for i, k in enumerate(which):
        f = feats[k][:T]
        x[i, 0, :len(f)] = (f - mean) / dev
    return x


def halves(which):
    dev, test = [], []
    for c in range(len(classes)):
        of = [k for k in which if y[k] == c]
        of = [of[i] for i in torch.randperm(len(of))]
        dev += of[:len(of) // 2]
        test += of[len(of) // 2:]
    return dev, test


accuracies, uars, total = [], [], 0
for s in sessions:
    train = [k for k, r in enumerate(rows) if r["session"] != s]
    dev, test = halves([k for k, r in enumerate(rows) if r["session"] == s])
    values = torch.cat([feats[k].flatten() for k in train])
    mean, std = values.mean(), values.std(unbiased=False) + 1e-7
    x, target = shaped(train, mean, std), y[train]
    xd, xt = shaped(dev, mean, std), shaped(test, mean, std)
    weight = len(train) / (len(classes) * torch.bincount(target, minlength=len(classes)).float())
    net = networks.seed(T, x.shape[3], len(classes))
    opt = torch.optim.Adam(net.parameters(), lr=1e-4)
    order = torch.randperm(len(train))
    for _ in range(epochs):
        net.train()
        for b in order.split(128):
            opt.zero_grad()
            torch.nn.functional.cross_entropy(net(x[b]), target[b], weight=weight).backward()
            opt.step()
        net.eval()
        with torch.no_grad():
            net(xd)
    with torch.no_grad():
        hit = net(xt).argmax(1) == y[test]
        truth = y[test]
        if heldout:
            hit = torch.cat([hit, net(xd).argmax(1) == y[dev]])
            truth = torch.cat([truth, y[dev]])
    recall = [hit[truth == c].float().mean().item() for c in truth.unique()]
    accuracies.append(hit.float().mean().item())
    uars.append(sum(recall) / len(recall))
    total += len(truth)
print(f"accuracy {sum(accuracies) / len(sessions):.3f} uar {sum(uars) / len(sessions):.3f} of {total}")
