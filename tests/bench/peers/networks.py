"""The networks of the benchmarks in PyTorch."""
import torch
import torch.nn as nn


class Statpool(nn.Module):
    def forward(self, x):
        var, mean = torch.var_mean(x, 2, unbiased=False)
        return torch.cat([mean, var.clamp(min=1e-5).sqrt()], 1)


def seed(frames, bins, classes):
    """(N, 1, T, B): as it was published."""
    flat = ((frames - 10) // 3 + 1) // 5 * 128
    return nn.Sequential(
        nn.Conv2d(1, 128, (10, bins), stride=3), nn.ReLU(), nn.Flatten(2),
        nn.MaxPool1d(5), nn.Flatten(1), nn.Dropout(0.7),
        nn.Linear(flat, 128), nn.ReLU(), nn.Dropout(0.7), nn.Linear(128, classes))


class Turn(nn.Module):
    def forward(self, x):
        return x[:, 0].transpose(1, 2).contiguous()


def convolutions(bins, *which):
    """Of (channels, kernel, frames of the pool or 0), and the statistics of the last one."""
    layers, c = [Turn()], bins
    for out, kernel, pool in which:
        layers += [nn.Conv1d(c, out, kernel), nn.BatchNorm1d(out), nn.ReLU()]
        layers += [nn.MaxPool1d(pool)] if pool else []
        c = out
    return layers + [Statpool()], 2 * c


def deep(frames, bins, classes):
    """(N, 1, T, B): tests/bench/deep.net."""
    layers, c = convolutions(bins, (128, 5, 2), (128, 5, 2), (128, 3, 0), (256, 3, 0))
    return nn.Sequential(*layers, nn.Linear(c, 128), nn.ReLU(), nn.Linear(128, classes))


def cnn(frames, bins, classes):
    """(N, 1, T, B): pipelines/networks/cnn.net."""
    layers, c = convolutions(bins, (64, 5, 2), (128, 5, 2), (128, 3, 0), (128, 3, 0))
    return nn.Sequential(*layers, nn.Dropout(0.3), nn.Linear(c, classes))
