"""Golden values for PublishedNetworkTests: results of timm's and torchvision's networks on small pictures, with weights
that both sides make by the same formula.

    python Tests/Peers/networks_golden.py [NETWORK ...]

writes Tests/Peers/Golden/Networks/<network>.safetensors: vectors of outputs by running statistics and by the batch's;
in both modes the norm and five values of each parameter's gradient, of the features' sum times drawn numbers (rows in
the order of names: everything before the classifier); the losses of four updates with batch norm frozen. All is
computed in double precision. And <network>.txt: every name and shape of the published state_dict.
"""
import pathlib
import sys

import torch
from safetensors.torch import save_file

from networks import NETWORKS, used

FOLDER = pathlib.Path(__file__).parent / "Golden" / "Networks"
SIDE, ITEMS, STEPS = 107, 4, 4
PERIOD = 65_521  # prime, so that no two filters are the same piece of it


def table():
    """Numbers in -1 ..< 1 by a linear congruential generator."""
    word, values = 1, []
    for _ in range(PERIOD):
        word = (word * 1_664_525 + 1_013_904_223) % 2**32
        values.append((word >> 8) / 2**23 - 1)
    return torch.tensor(values)


TABLE = table()


def drawn(shape, place):
    """A piece of the table, begun again at its end; `place` says where it starts."""
    count = torch.Size(shape).numel()
    return TABLE[(place * 7919 + torch.arange(count)) % PERIOD].reshape(shape)


def fill(network):
    for place, (name, value) in enumerate(used(network).items()):
        v = drawn(value.shape, place)
        kind = name.rsplit(".", 1)[1]
        if kind == "running_mean":
            v = 0.1 * v
        elif kind == "running_var":
            v = 1 + 0.5 * v
        elif kind == "weight" and v.dim() == 1:
            v = 1 + 0.3 * v
        elif kind == "weight":
            v = v * (6 / v[0].numel()) ** 0.5
        else:
            v = 0.1 * v
        value.data.copy_(v)


def gradients(network, inputs):
    """Of the sum of the features times drawn numbers, by parameter: the norm and five values."""
    network.zero_grad()
    features = network(**inputs)[0][network.features]
    (features * drawn(features.shape, 5)).sum().backward()
    rows = []
    for name, value in used(network).items():
        if isinstance(value, torch.nn.Parameter) and not name.startswith("classifier"):
            g = value.grad.flatten()
            rows.append(torch.cat([g.norm().reshape(1), g[torch.arange(5) * (len(g) - 1) // 4]]))
    return torch.stack(rows)


def golden(network, rate):
    inputs = {network.picture: drawn((ITEMS, 3, SIDE, SIDE), 0).double()}
    inputs |= {name: drawn(value.shape, 1).double().abs() for name, value in network.others(ITEMS, None).items()}
    tensors = {}
    for mode, trains in (("inference", False), ("training", True)):
        fill(network)
        network.train(trains)
        outputs, _ = network(**inputs)
        tensors |= {f"{mode}.{name}": value for name, value in outputs.items() if name != "M"}
        fill(network)
        tensors["training.gradients" if trains else "frozen.gradients"] = gradients(network, inputs)
    fill(network)
    network.eval()
    optimiser = torch.optim.SGD(network.parameters(), lr=rate, momentum=0.9)
    losses = []
    for _ in range(STEPS):
        optimiser.zero_grad()
        _, loss = network(**inputs)
        loss.backward()
        optimiser.step()
        losses.append(loss.item())
    tensors["losses"] = torch.tensor(losses)
    save_file({name: value.detach().float().contiguous().clone() for name, value in tensors.items()},
              FOLDER / f"{network.name}.safetensors",
              metadata={"torch": torch.__version__, "script": "networks_golden.py"})
    names = [" ".join([name, *map(str, value.shape)]) for name, value in network.published().items()]
    (FOLDER / f"{network.name}.txt").write_text("\n".join(names) + "\n")
    print(network.name, losses)


if __name__ == "__main__":
    torch.set_num_threads(1)
    FOLDER.mkdir(parents=True, exist_ok=True)
    rates = {"m-net-a": 1e-5, "c-net": 1e-4, "lite-m-net": 1e-6, "lite-c-net": 1e-6}
    for network, rate in rates.items():
        if sys.argv[1:] and network not in sys.argv[1:]:
            continue
        golden(NETWORKS[network]().double(), rate)
