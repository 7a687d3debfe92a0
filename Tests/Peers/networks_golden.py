"""Golden values for PublishedNetworkTests: what timm's and torchvision's networks compute from weights that both
sides make by the same formula, on small pictures.

    python Tests/Peers/networks_golden.py

writes Tests/Peers/Golden/Networks/<network>.safetensors: vectors of outputs by running statistics and by the batch's,
the norm and five values of every parameter's gradient (rows in the order of names), and the losses of four updates.
"""
import pathlib

import torch
from safetensors.torch import save_file

from networks import NETWORKS, used

FOLDER = pathlib.Path(__file__).parent / "Golden" / "Networks"
SIDE, ITEMS, STEPS, RATE = 107, 4, 4, 1e-3
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


def golden(network):
    fill(network)
    inputs = {network.picture: drawn((ITEMS, 3, SIDE, SIDE), 0)}
    inputs |= {name: drawn(value.shape, 1).abs() for name, value in network.others(ITEMS, None).items()}
    tensors = {}
    network.eval()
    with torch.no_grad():
        outputs, loss = network(**inputs)
    tensors |= {f"inference.{name}": value for name, value in outputs.items()} | {"inference.loss": loss}
    gradients = []
    network.train()
    optimiser = torch.optim.SGD(network.parameters(), lr=RATE, momentum=0.9)
    losses = []
    for step in range(STEPS):
        optimiser.zero_grad()
        outputs, loss = network(**inputs)
        loss.backward()
        losses.append(loss.item())
        if step == 0:
            tensors |= {f"training.{name}": value for name, value in outputs.items()}
            for name, value in used(network).items():
                if isinstance(value, torch.nn.Parameter):
                    g = value.grad.flatten()
                    places = torch.arange(5) * (len(g) - 1) // 4
                    gradients.append(torch.cat([g.norm().reshape(1), g[places]]))
        optimiser.step()
    tensors |= {"gradients": torch.stack(gradients), "losses": torch.tensor(losses)}
    tensors = {name: value.detach().float().contiguous().clone() for name, value in tensors.items()
               if not name.endswith(".M")}
    save_file(tensors, FOLDER / f"{network.name}.safetensors",
              metadata={"torch": torch.__version__, "script": "networks_golden.py"})
    print(network.name, losses, {name: value.shape for name, value in outputs.items()})


if __name__ == "__main__":
    torch.set_num_threads(1)
    FOLDER.mkdir(parents=True, exist_ok=True)
    for network in NETWORKS.values():
        golden(network())
