"""Preset lite's M-Net with its classifier of both eyes, in PyTorch, trained for a given time; for grading_folds.py."""

import math
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import timm
import torch
from PIL import Image
from torch import nn

VIEW = 448  # pixels of preset lite
EYES = 8  # rows of a batch: train.batch_patients=4
LEVELS = 5


def network(pth):
    """M-Net of preset lite with the classifier of both eyes."""
    given = torch.load(pth, map_location="cpu", weights_only=True)
    trunk = timm.create_model("tf_efficientnet_lite0", pretrained=False, features_only=True, out_indices=(4,))
    # Both files list their arrays in the order of execution; load_state_dict compares the shapes.
    values = (value for key, value in given.items() if not key.startswith("_fc"))
    trunk.load_state_dict(dict(zip(trunk.state_dict(), values)))

    class Network(nn.Module):
        def __init__(self):
            super().__init__()
            self.trunk = trunk
            self.projection = nn.Sequential(nn.Conv2d(320, 1024, 1, bias=False), nn.BatchNorm2d(1024, eps=1e-3), nn.ReLU())
            self.norm = nn.BatchNorm1d(1024, eps=1e-3)
            self.classifier = nn.Linear(2 * 1024, LEVELS)

        def forward(self, views, fellows):
            features = self.norm(self.projection(self.trunk(views)[0]).mean((2, 3)))
            return self.classifier(torch.cat([features, features[fellows]], 1))

    return Network()


def optimiser(net):
    """AdamW and the highest rates of its groups: the trunk's and that of the new layers (those of lite_probe.py)."""
    new = [parameter for key, parameter in net.named_parameters() if not key.startswith("trunk.")]
    return torch.optim.AdamW([dict(params=net.trunk.parameters(), highest=3e-4), dict(params=new, highest=2e-3)], weight_decay=1e-2)


def rate(done):
    """One cycle: from 1/25 up within a fifth of the time, down to nearly nothing at its end, both by half a cosine."""
    if done < 0.2:
        return 0.04 + 0.96 * (1 - math.cos(math.pi * done / 0.2)) / 2
    return (1 + math.cos(math.pi * min(1, (done - 0.2) / 0.8))) / 2


def step(net, adam, views, fellows, levels, done):
    """One update at `done`, the share of the time that is over; returns the loss."""
    for group in adam.param_groups:
        group["lr"] = max(group["highest"] * rate(done), 1e-9)
    loss = torch.nn.functional.cross_entropy(net(views, fellows), levels)
    adam.zero_grad()
    loss.backward()
    adam.step()
    return loss.item()


def formatted(pictures, layout):
    """Squares of bytes as -1 to 1 in the given layout."""
    values = torch.from_numpy(np.ascontiguousarray(pictures)).permute(0, 3, 1, 2).float() / 127.5 - 1
    return values.contiguous(memory_format=memory_format(layout))


def memory_format(layout):
    return torch.channels_last if layout == "channels_last" else torch.contiguous_format


def layout_seconds(options):
    """Seconds of a step in both layouts: the lesser of two after a first one, in turns."""
    torch.set_num_threads(options.threads)
    noise = np.random.default_rng(0).integers(0, 256, (EYES, VIEW, VIEW, 3), dtype=np.uint8)
    levels, fellows = torch.arange(EYES) % LEVELS, torch.arange(EYES)
    nets = {name: network(options.pth).to(memory_format=memory_format(name)).train() for name in ["channels_last", "contiguous"]}
    times = {name: [] for name in nets}
    for _ in range(3):
        for name, net in nets.items():
            began = time.monotonic()
            step(net, optimiser(net), formatted(noise, name), fellows, levels, 0)
            times[name].append(time.monotonic() - began)
    return {name: min(seconds[1:]) for name, seconds in times.items()}


def packed(units):
    """Units one after another in batches of EYES rows: the pictures, and for each row the row of the fellow eye or itself."""
    pictures, fellows = [], []
    for unit in units:
        if len(pictures) + len(unit) > EYES:
            yield pictures, fellows
            pictures, fellows = [], []
        first = len(pictures)
        pictures += unit
        fellows += [first + 1, first] if len(unit) == 2 else [first]
    if pictures:
        yield pictures, fellows


def pairs(rows, indices):
    """The pictures of each patient, one or two."""
    units = {}
    for index in indices:
        units.setdefault(rows[index]["patient"], []).append(index)
    return list(units.values())


def train(rows, squares, wanted, layout, fold, options):
    """Trains on the rows of split `train` for the wanted seconds; returns predictions of split `test` and a record.

    A patient's weight is the mean over its eyes of 1 / sqrt(pictures of the eye's grade), as train.balance=root has it.
    """
    torch.manual_seed(options.seed)
    torch.set_num_threads(options.threads)
    draws = np.random.default_rng([options.seed, fold])
    net = network(options.pth).to(memory_format=memory_format(layout)).train()
    adam = optimiser(net)
    levels = np.array([int(row["level"]) for row in rows])
    training, test = ([i for i, row in enumerate(rows) if row["split"] == split] for split in ("train", "test"))
    units = pairs(rows, training)
    rarity = 1 / np.sqrt(np.maximum(np.bincount(levels[training], minlength=LEVELS), 1))
    weights = np.array([rarity[levels[unit]].mean() for unit in units])
    weights /= weights.sum()

    def view(index):
        return np.asarray(Image.open(squares[index]).convert("RGB").resize((VIEW, VIEW), Image.BOX))

    def views(indices):
        with ThreadPoolExecutor(options.threads) as pool:
            return dict(zip(indices, pool.map(view, indices)))

    def turned(picture):
        which = draws.integers(8)
        return np.rot90(picture[:, ::-1] if which >= 4 else picture, which % 4)

    clock = time.process_time if options.clock == "cpuSeconds" else time.monotonic
    started, began, cpu = clock(), time.monotonic(), time.process_time()
    shown, updates, losses, seconds = views(training), 0, [], 0
    while seconds < wanted:
        epoch = [units[i] for i in draws.choice(len(units), len(units), p=weights)]
        for pictures, fellows in list(packed(epoch + epoch[:EYES]))[:-1]:  # the last batch may be a small one
            seconds = clock() - started
            if seconds >= wanted:
                break
            batch = formatted(np.stack([turned(shown[i]) for i in pictures]), layout)
            losses.append(step(net, adam, batch, torch.tensor(fellows), torch.from_numpy(levels[pictures]), seconds / wanted))
            updates += 1
    seconds, used = time.monotonic() - began, time.process_time() - cpu
    net.eval()
    shown, predictions = views(test), []
    with torch.no_grad():
        for pictures, fellows in packed(pairs(rows, test)):
            logits = net(formatted(np.stack([shown[i] for i in pictures]), layout), torch.tensor(fellows))
            for index, y in zip(pictures, logits.double().softmax(1).tolist()):
                row = rows[index]
                predictions.append(dict(
                    image=row["image"], patient=row["patient"], eye=row["eye"], grade=row["level"], predicted=int(np.argmax(y)),
                    **{f"y_{level}": f"{value:.6g}" for level, value in enumerate(y)}))
    return predictions, dict(
        wallSeconds=seconds, cpuSeconds=used, updates=updates, epochs=updates * EYES / len(training), layout=layout,
        lastLoss=float(np.mean(losses[-10:])) if losses else None, torch=torch.__version__, timm=timm.__version__)
