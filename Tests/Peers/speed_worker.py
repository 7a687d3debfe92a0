"""One network of `zoomin benchmark` in PyTorch, in a process of its own; see compare_speed.py, which starts it.

The networks are those of networks.py, with the same work per step as in the program: M-Net A at 492 with both
eyes' classifier, that of `lite` at 448 too; C-Net at 384, the maximum over an eye's four patches; and `joint`, the step of phase 3: M-Net with
frozen batch norm, A-Net, the regions found in its maps, C-Net on their crops, three losses.

Prints JSON lines on standard output: first the memory of the loaded model, then for every line `WARM COUNT` on standard
input the seconds of COUNT batches after WARM unmeasured ones, and the peak of resident memory among them, taken from
/proc as `zoomin benchmark` takes it (ResidentMemory.swift).
"""
import json
import sys
import time

import torch
import torch._inductor.config as inductor
import torch.nn.functional as F
from torch import nn

from networks import CNet, MNetA, MNetLite

LEVELS, CHANNELS, VIEW, ZOOM, CROP, PATCHES, SUPPRESSION = 5, 1024, 492, 1230, 384, 4, 200


class MNet(MNetA):
    """M, d_M and logits; what is left out of the published network takes no memory."""

    def __init__(self):
        super().__init__()
        del self.trunk.conv2d_7b, self.trunk.classif

    def forward(self, views):
        for layer in self.layers:
            views = getattr(self.trunk, layer)(views)
        m = F.relu(self.projection["bn"](self.projection["conv"](views)), inplace=True)
        d = m.mean((2, 3))
        n = self.classifier_norm(d)
        fellow = [i ^ 1 if i ^ 1 < len(d) else i for i in range(len(d))]
        return m, d, self.classifier(torch.cat([n, n[fellow]], 1))


class LiteMNet(MNetLite):
    def __init__(self):
        super().__init__()
        del self.trunk.conv_head, self.trunk.bn2, self.trunk.classifier

    forward = MNet.forward


class Patches(CNet):
    """Logits from patches, as many for each eye, and d_M."""

    def __init__(self):
        super().__init__()
        del self.trunk.AuxLogits, self.trunk.fc

    def forward(self, patches, d_m):
        for layer in self.layers:
            patches = getattr(self.trunk, layer)(patches)
        d_c = patches.mean((2, 3)).view(len(d_m), -1, 2048).amax(1)
        return self.classifier(self.classifier_norm(torch.cat([d_c, d_m], 1)))


class ANet(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm = nn.BatchNorm2d(CHANNELS)
        self.score = nn.Conv2d(CHANNELS, LEVELS, 1)
        self.attention = nn.Sequential(nn.Conv2d(CHANNELS, 128, 1), nn.ReLU(), nn.Conv2d(128, 64, 3, padding=1),
                                       nn.ReLU(), nn.Conv2d(64, LEVELS, 1))

    def forward(self, m):
        m = self.norm(m)
        a = self.attention(m)
        g = self.score(m) * a.float().flatten(2).softmax(2).view_as(a)
        return g, g.sum((2, 3))


class Eye(nn.Module):
    def __init__(self):
        super().__init__()
        self.m_net, self.a_net = MNet(), ANet()

    def forward(self, views):
        m, d, y_m = self.m_net(views)
        g, y_a = self.a_net(m)
        return d, y_m, g, y_a


def crops(zooms, g):
    """The patches around the greatest responses of levels 1 to 4, each hiding its surroundings from the next."""
    maps = F.interpolate(g.detach().float(), size=(VIEW, VIEW), mode="bilinear")[:, 1:].amax(1)
    patches = []
    for zoom, map in zip(zooms, maps):
        for _ in range(PATCHES):
            y, x = divmod(int(map.argmax()), VIEW)
            half = SUPPRESSION // 2
            map[max(0, y - half):y + half, max(0, x - half):x + half] = float("-inf")
            top, left = (min(max(0, round(p * ZOOM / VIEW) - CROP // 2), ZOOM - CROP) for p in (y, x))
            patches.append(zoom[:, top:top + CROP, left:left + CROP])
    return torch.stack(patches)


class Work:
    """One network in one setting. `passes` is step or infer, `batch` counts eyes (of c-net, patches)."""

    def __init__(self, model, passes, batch, precision, layout, compiled):
        torch.manual_seed(1)
        self.training, self.joint = passes == "step", model == "joint"
        self.bf16, self.compiled = precision == "bf16", compiled
        self.format = torch.channels_last if layout == "channels_last" else torch.contiguous_format
        if compiled and not self.training:  # weights become constants: batch norm folded, layouts prepacked
            inductor.freezing = True
        networks = {"m-net-a": [MNet], "lite-m-net": [LiteMNet], "c-net": [Patches], "joint": [Eye, Patches]}[model]
        self.networks = [made().to(memory_format=self.format).train(self.training) for made in networks]
        if self.joint and self.training:
            for part in self.networks[0].modules():
                if isinstance(part, (nn.BatchNorm1d, nn.BatchNorm2d)):
                    part.eval()
        self.side = {"c-net": CROP, "lite-m-net": MNetLite.side}.get(model, VIEW)
        eyes = max(2, (batch + 3) // PATCHES) if model == "c-net" else batch
        self.labels = torch.arange(eyes) % LEVELS
        self.pictures = (torch.rand(batch, 3, self.side, self.side) * 2 - 1).to(memory_format=self.format)
        self.zooms = torch.rand(batch, 3, ZOOM, ZOOM) * 2 - 1 if self.joint else None
        self.d = torch.zeros(eyes, CHANNELS)
        if self.training:
            parameters = [p for network in self.networks for p in network.parameters()]
            self.optimiser = torch.optim.SGD(parameters, lr=1e-4, momentum=0.9, weight_decay=1e-4, fused=True)
        self.run = [torch.compile(network) if compiled else network for network in self.networks]

    def losses(self):
        if not self.joint:
            y = self.run[0](self.pictures, self.d) if self.side == CROP else self.run[0](self.pictures)[2]
            return [y]
        d, y_m, g, y_a = self.run[0](self.pictures)
        patches = crops(self.zooms, g).contiguous(memory_format=self.format)
        return [y_m, y_a, self.run[1](patches, d)]

    def step(self):
        with torch.autocast("cpu", torch.bfloat16, enabled=self.bf16):
            if not self.training:
                with torch.no_grad() if self.compiled else torch.inference_mode():
                    self.losses()
                return 0.0
            outputs = self.losses()
        loss = sum(F.cross_entropy(y.float(), self.labels) for y in outputs)
        self.optimiser.zero_grad()
        loss.backward()
        self.optimiser.step()
        return float(loss.detach())


def resident(name):
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) * 1024 for line in status if line.startswith(name + ":"))


def say(**facts):
    print(json.dumps(facts), flush=True)


def main():
    settings = json.loads(sys.argv[1])
    torch.set_num_threads(settings.pop("threads"))
    work = Work(**settings)
    say(idleMemoryBytes=resident("VmRSS"), torch=torch.__version__)
    for line in sys.stdin:
        warm, count = map(int, line.split())
        for _ in range(warm):
            work.step()
        with open("/proc/self/clear_refs", "w") as file:
            file.write("5")
        seconds = []
        for _ in range(count):
            start = time.perf_counter()
            work.step()
            seconds.append(time.perf_counter() - start)
        say(seconds=seconds, peakMemoryBytes=resident("VmHWM"))


main()
