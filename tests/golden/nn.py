#!/usr/bin/env python3
"""Make the values that tests/unit/golden_nn.c compares with, by PyTorch.

usage: nn.py FOLDER

Writes FOLDER/nn: a small network with attentive pooling, squeeze and excitation
and batch normalisation on samples of several lengths, ten steps of AdamW along
OneCycleLR with label smoothing and class weights, and the average of its
parameters over the steps.  What is in tests/golden was made so with PyTorch
2.15 (CPU).  Arrays are in the order and layout of network(5).
"""
import math, os, sys
import numpy, torch
from torch import nn
from torch.nn import functional

N, T, B, K, CHANNELS, HIDDEN, GATED = 5, 11, 4, 3, 6, 4, 3
STEPS = 10


class Network(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv1d(B, CHANNELS, 3)
        self.norm = nn.BatchNorm1d(B)
        self.down = nn.Linear(CHANNELS, GATED)
        self.up = nn.Linear(GATED, CHANNELS)
        self.hidden = nn.Conv1d(CHANNELS, HIDDEN, 1)
        self.score = nn.Conv1d(HIDDEN, CHANNELS, 1, bias=False)
        self.out = nn.Linear(2 * CHANNELS, K)

    def forward(self, x, frames):
        x = functional.relu(self.conv(self.norm(x.transpose(1, 2))))
        mask = torch.arange(x.shape[2])[None, None] < (frames - 2)[:, None, None]
        s = (x * mask).sum(2) / mask.sum(2)
        x = x * torch.sigmoid(self.up(functional.relu(self.down(s))))[..., None]
        e = self.score(torch.tanh(self.hidden(x)))
        p = torch.softmax(e.masked_fill(~mask, -math.inf), 2)
        mean = (p * x).sum(2)
        variance = (p * (x - mean[..., None]) ** 2).sum(2)
        return self.out(torch.cat((mean, variance.clamp(min=1e-5).sqrt()), 1))

    def parts(self, values):
        """By the order of network(5), each as it lies there."""
        v = dict(zip([n for n, _ in self.named_parameters()], values))
        return [v["norm.weight"], v["norm.bias"], v["conv.weight"].permute(2, 1, 0), v["conv.bias"],
                v["down.weight"].T, v["down.bias"], v["up.weight"].T, v["up.bias"],
                v["hidden.weight"][..., 0].T, v["hidden.bias"], v["score.weight"][..., 0].T,
                v["out.weight"].T, v["out.bias"]]


def make(folder):
    os.makedirs(folder, exist_ok=True)
    torch.manual_seed(11)
    x = torch.randn(N, T, B)
    y = torch.tensor([0, 1, 2, 1, 0])
    frames = torch.tensor([11, 3, 7, 9, 5])
    weight = torch.tensor([0.7, 0.9, 1.6])
    net = Network()

    def save(name, value):
        numpy.save(f"{folder}/{name}.npy", value)

    def save_all(name, values):
        save(name, numpy.concatenate([p.detach().reshape(-1).numpy() for p in net.parts(values)]))

    optimiser = torch.optim.AdamW(net.parameters(), lr=0.05, weight_decay=0.2)
    cycle = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, max_lr=0.05, total_steps=STEPS, cycle_momentum=False, div_factor=10, final_div_factor=100)
    average = torch.optim.swa_utils.AveragedModel(
        net, avg_fn=lambda a, p, done: p + min(0.8, (1 + done) / (10 + done)) * (a - p))
    average.update_parameters(net)      # a copy
    save("input", x)
    save("frames", frames.to(torch.int32))
    save("target", y.to(torch.int32))
    save("class_weight", weight)
    save_all("init", net.parameters())
    losses = []
    for step in range(STEPS):
        optimiser.zero_grad()
        z = net(x, frames)
        loss = functional.cross_entropy(z, y, weight=weight, label_smoothing=0.1)
        loss.backward()
        losses.append(loss.item())
        if step == 0:
            save("logits", z.detach())
            save_all("grad", [p.grad for p in net.parameters()])
        optimiser.step()
        average.update_parameters(net)
        if step < STEPS - 1:
            cycle.step()
    save("loss", numpy.array(losses, "f4"))
    save_all("last", net.parameters())
    save_all("average", average.module.parameters())
    net.eval()
    save("evaluated", net(x, frames).detach())


if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1].startswith("-"):
        sys.exit(__doc__)
    make(f"{sys.argv[1]}/nn")
