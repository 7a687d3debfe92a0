"""Golden values for NeuralNetTests: whole tensors, forward and backward, from PyTorch on the CPU in f32.

    python Tests/Peers/neural_net_golden.py

writes Tests/Peers/Golden/NeuralNet/<case>.safetensors. Each file holds inputs ("in.<name>"), parameters under
their own names, the gradient given at the output ("outer"), the output ("out"), gradients ("grad.<name>"), and
what the layer left behind ("after.<name>", running statistics). Labels and indices are stored as I32.
"""
import pathlib

import torch
import torch.nn.functional as F
from safetensors.torch import save_file

FOLDER = pathlib.Path(__file__).parent / "Golden" / "NeuralNet"


def leaf(*shape, seed, scale=1.0, shift=0.0):
    generator = torch.Generator().manual_seed(seed)
    return (torch.randn(*shape, generator=generator) * scale + shift).requires_grad_()


def save(case, leaves, output, extra=None, outer=None):
    tensors = dict(leaves)
    if output.dim() == 0:
        output.backward()
    else:
        if outer is None:
            outer = torch.randn(output.shape, generator=torch.Generator().manual_seed(99))
        output.backward(outer)
        tensors["outer"] = outer
    for name, value in leaves.items():
        if value.is_floating_point() and value.grad is not None:
            tensors["grad." + name] = value.grad
    tensors["out"] = output
    tensors.update(extra or {})
    tensors = {name: value.detach().contiguous().clone() for name, value in tensors.items()}
    save_file(tensors, FOLDER / f"{case}.safetensors",
              metadata={"torch": torch.__version__, "script": "neural_net_golden.py"})


def convolutions():
    cases = {
        # name: items, in, height, width, out, kernel, stride, padding, bias
        "conv_3x3": (2, 3, 11, 9, 16, (3, 3), 2, (0, 0), True),
        "conv_1x7": (2, 16, 7, 10, 24, (1, 7), 1, (0, 3), False),
        "conv_7x1": (3, 5, 9, 4, 7, (7, 1), 1, (3, 0), True),
        "conv_1x1": (2, 32, 6, 6, 16, (1, 1), 1, (0, 0), True),
        "conv_5x5": (1, 16, 13, 13, 16, (5, 5), 1, (2, 2), False),
        "conv_3x3_wide": (2, 16, 13, 11, 32, (3, 3), 1, (1, 1), False),
    }
    for seed, (name, (n, c, h, w, o, kernel, stride, padding, bias)) in enumerate(cases.items()):
        leaves = {"in.x": leaf(n, c, h, w, seed=seed), "c.weight": leaf(o, c, *kernel, seed=seed + 50, scale=0.2)}
        if bias:
            leaves["c.bias"] = leaf(o, seed=seed + 70)
        save(name, leaves, F.conv2d(leaves["in.x"], leaves["c.weight"], leaves.get("c.bias"), stride, padding))


def groups():
    cases = {
        # name: items, in, height, width, out, kernel, stride, padding (left, right, top, bottom), groups, bias
        "conv_depthwise_3x3": (2, 16, 11, 9, 16, 3, 1, (1, 1, 1, 1), 16, False),
        "conv_depthwise_3x3_half": (2, 24, 12, 10, 24, 3, 2, (0, 1, 0, 1), 24, False),
        "conv_depthwise_5x5": (2, 16, 9, 13, 16, 5, 1, (2, 2, 2, 2), 16, True),
        "conv_depthwise_5x5_half": (3, 32, 10, 8, 32, 5, 2, (1, 2, 1, 2), 32, False),
        "conv_depthwise_odd": (2, 7, 9, 6, 7, 3, 2, (1, 1, 1, 1), 7, True),
        "conv_groups": (2, 12, 7, 8, 18, 3, 1, (1, 1, 1, 1), 3, True),
    }
    for seed, (name, (n, c, h, w, o, k, stride, padding, parts, bias)) in enumerate(cases.items()):
        leaves = {"in.x": leaf(n, c, h, w, seed=seed + 200),
                  "c.weight": leaf(o, c // parts, k, k, seed=seed + 250, scale=0.2)}
        if bias:
            leaves["c.bias"] = leaf(o, seed=seed + 270)
        x = F.pad(leaves["in.x"], padding)
        save(name, leaves, F.conv2d(x, leaves["c.weight"], leaves.get("c.bias"), stride, groups=parts))


def ceilings():
    for name, training, channels in [("bn_batch_relu6", True, 16), ("bn_frozen_relu6", False, 5)]:
        leaves = {"in.x": leaf(3, channels, 5, 7, seed=1, scale=2, shift=0.5),
                  "b.weight": leaf(channels, seed=2, shift=12), "b.bias": leaf(channels, seed=3, shift=3)}
        mean = leaf(channels, seed=4).detach()
        variance = leaf(channels, seed=5).detach().abs() + 0.5
        before = {"b.running_mean": mean.clone(), "b.running_var": variance.clone()}
        y = F.batch_norm(leaves["in.x"], mean, variance, leaves["b.weight"], leaves["b.bias"], training, 0.1, 1e-3)
        save(name, leaves, F.relu6(y), before | {"after.b.running_mean": mean, "after.b.running_var": variance})
    x = leaf(2, 16, 5, 7, seed=12, scale=5)
    save("relu6", {"in.x": x}, F.relu6(x))


def batch_norms():
    for name, training, relu, channels in [("bn_batch", True, False, 16), ("bn_batch_relu", True, True, 5),
                                           ("bn_frozen", False, False, 5), ("bn_frozen_relu", False, True, 16)]:
        leaves = {"in.x": leaf(3, channels, 5, 7, seed=1, scale=2, shift=0.5),
                  "b.weight": leaf(channels, seed=2, shift=1), "b.bias": leaf(channels, seed=3)}
        mean = leaf(channels, seed=4).detach()
        variance = leaf(channels, seed=5).detach().abs() + 0.5
        before = {"b.running_mean": mean.clone(), "b.running_var": variance.clone()}
        y = F.batch_norm(leaves["in.x"], mean, variance, leaves["b.weight"], leaves["b.bias"], training, 0.1, 1e-3)
        save(name, leaves, F.relu(y) if relu else y,
             before | {"after.b.running_mean": mean, "after.b.running_var": variance})


def pools():
    for name, function in {
        "pool_max": lambda x: F.max_pool2d(x, 3, 2),
        "pool_max_padded": lambda x: F.max_pool2d(x, 3, 1, 1),
        "pool_mean_counted": lambda x: F.avg_pool2d(x, 3, 1, 1, count_include_pad=True),
        "pool_mean_uncounted": lambda x: F.avg_pool2d(x, 3, 1, 1, count_include_pad=False),
        "pool_global": lambda x: x.mean((2, 3), keepdim=True),
    }.items():
        leaves = {"in.x": leaf(2, 19, 9, 8, seed=11)}
        save(name, leaves, function(leaves["in.x"]))


def joins():
    for name, channels in [("concat_aligned", (16, 32)), ("concat_odd", (5, 16, 3))]:
        leaves = {f"in.x{i}": leaf(2, c, 4, 5, seed=20 + i) for i, c in enumerate(channels)}
        save(name, leaves, torch.cat(list(leaves.values()), 1))
    for name, relu in [("sum_plain", False), ("sum_relu", True)]:
        leaves = {"in.x": leaf(2, 16, 4, 5, seed=30), "in.y": leaf(2, 16, 4, 5, seed=31)}
        y = leaves["in.x"] + 0.17 * leaves["in.y"]
        save(name, leaves, F.relu(y) if relu else y)
    leaves = {"in.x": leaf(2, 16, 4, 5, seed=32), "c.weight": leaf(16, 16, 1, 1, seed=33), "c.bias": leaf(16, seed=34)}
    y = leaves["in.x"] + 0.17 * F.conv2d(leaves["in.x"], leaves["c.weight"], leaves["c.bias"])
    save("sum_residual_convolution", leaves, F.relu(y))
    leaves = {"in.x": leaf(2, 6, 3, 3, seed=35), "in.y": leaf(2, 6, 3, 3, seed=36)}
    save("product", leaves, leaves["in.x"] * leaves["in.y"])
    leaves = {"in.x": leaf(2, 6, 3, 3, seed=37)}
    save("relu", leaves, F.relu(leaves["in.x"]))


def heads():
    leaves = {"in.x": leaf(4, 6, 2, 2, seed=40), "f.weight": leaf(5, 24, seed=41), "f.bias": leaf(5, seed=42)}
    save("fc", leaves, F.linear(leaves["in.x"].flatten(1), leaves["f.weight"], leaves["f.bias"])[:, :, None, None])
    leaves = {"in.x": leaf(4, 5, 1, 1, seed=43, scale=3)}
    save("softmax", leaves, leaves["in.x"].softmax(1))
    leaves = {"in.x": leaf(2, 5, 6, 7, seed=44, scale=3)}
    save("spatial_softmax", leaves, leaves["in.x"].flatten(2).softmax(2).view(2, 5, 6, 7))
    leaves = {"in.x": leaf(2, 5, 6, 7, seed=45)}
    save("spatial_sum", leaves, leaves["in.x"].sum((2, 3), keepdim=True))
    x = leaf(6, 7, 1, 1, seed=46)
    segments = torch.tensor([0, 2, 0, -1, 2, 2], dtype=torch.int32)
    rows = [x[segments == s].amax(0) if (segments == s).any() else torch.zeros(7, 1, 1) for s in range(3)]
    save("segment_max", {"in.x": x, "indices": segments}, torch.stack(rows))
    x = leaf(4, 3, 2, 1, seed=47)
    other = torch.tensor([1, 0, -1, 3], dtype=torch.int32)
    rows = [torch.cat([x[i], x[j] if j >= 0 else torch.zeros(3, 2, 1)]) for i, j in enumerate(other.tolist())]
    save("pair", {"in.x": x, "indices": other}, torch.stack(rows))
    x = leaf(5, 5, 1, 1, seed=48, scale=2)
    labels = torch.tensor([0, 4, -1, 2, 2], dtype=torch.int32)
    save("cross_entropy", {"in.x": x, "indices": labels},
         0.3 * F.cross_entropy(x.flatten(1), labels.long(), ignore_index=-1))


def trajectory():
    """Ten updates of SGD on a small residual network with batch statistics."""
    c1, c2, fc = leaf(16, 3, 3, 3, seed=60, scale=0.3), leaf(16, 16, 1, 1, seed=61, scale=0.2), leaf(4, 16, seed=62, scale=0.3)
    b2, fb = leaf(16, seed=63, scale=0.1), leaf(4, seed=64, scale=0.1)
    g, b = torch.ones(16, requires_grad=True), torch.zeros(16, requires_grad=True)
    mean, variance = torch.zeros(16), torch.ones(16)
    names = {"c1.weight": c1, "bn.weight": g, "bn.bias": b, "c2.weight": c2, "c2.bias": b2, "f.weight": fc, "f.bias": fb}
    start = {name: value.detach().clone() for name, value in names.items()}
    decayed = [c1, c2, fc]
    optimizer = torch.optim.SGD([{"params": decayed, "weight_decay": 1e-3}, {"params": [g, b, b2, fb]}],
                                lr=0.1, momentum=0.9)
    schedule = torch.optim.lr_scheduler.StepLR(optimizer, 4, 0.5)
    x = leaf(8, 3, 9, 9, seed=65).detach()
    labels = torch.arange(8, dtype=torch.int32) % 4
    losses = []
    for _ in range(10):
        h = F.relu(F.batch_norm(F.conv2d(x, c1, None, 2), mean, variance, g, b, True, 0.1, 1e-3))
        h = F.relu(h + 0.5 * F.conv2d(h, c2, b2))
        loss = F.cross_entropy(F.linear(h.mean((2, 3)), fc, fb), labels.long())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
        losses.append(loss.item())
    tensors = start | {"in.x": x, "indices": labels, "losses": torch.tensor(losses), "after.bn.running_mean": mean,
                       "after.bn.running_var": variance} | {"after." + name: value for name, value in names.items()}
    save_file({name: value.detach().contiguous().clone() for name, value in tensors.items()},
              FOLDER / "trajectory.safetensors", metadata={"torch": torch.__version__, "script": "neural_net_golden.py"})


if __name__ == "__main__":
    torch.set_num_threads(1)
    FOLDER.mkdir(parents=True, exist_ok=True)
    convolutions()
    groups()
    batch_norms()
    ceilings()
    pools()
    joins()
    heads()
    trajectory()
