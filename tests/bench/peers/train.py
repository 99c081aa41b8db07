"""Training by PyTorch: train.py NET FRAMES BINS BATCH SECONDS THREADS."""
import sys, time
import torch
import networks

name, (T, B, batch), least, threads = sys.argv[1], map(int, sys.argv[2:5]), float(sys.argv[5]), int(sys.argv[6])
torch.set_num_threads(threads)
torch.manual_seed(1)
net = getattr(networks, name)(T, B, 4)
opt = torch.optim.Adam(net.parameters(), lr=1e-4)
x, y, w = torch.randn(batch, 1, T, B), torch.randint(4, (batch,)), torch.ones(4)


def step():
    opt.zero_grad()
    torch.nn.functional.cross_entropy(net(x), y, weight=w).backward()
    opt.step()


step()
wall, cpu, n = time.monotonic(), time.process_time(), 0
while True:
    step()
    n += 1
    if time.monotonic() - wall >= least:
        break
print(f"rate\t{n * batch / (time.monotonic() - wall):.6g}\tsamples/s")
print(f"core_rate\t{n * batch / (time.process_time() - cpu):.6g}\tsamples/s of a core")
