"""Compares M-Net A and C-Net at full size with timm and torchvision: do the same weights give the same numbers?

    python Tests/Peers/compare_networks.py .build/release/zoomin [--network c-net] [--precision bf16]

draws weights and batch-norm statistics, saves them under timm's or torchvision's names, imports them with
`zoomin import-weights`, computes with the program, with PyTorch in f32 and with PyTorch in double precision, and prints
the largest relative differences:

  outputs    max |a - b| / max |b|, by running statistics and by the batch's                  at most 1e-4
  gradients  |a - b| / |b| of each parameter (2-norms), the worst one, and the median         at most 1e-3
             of the loss with batch norm frozen; of the features times random numbers by the batch's statistics
             (a gradient 1e-5 times as long as all together is rounding: held against that length)
  losses     of ten updates by SGD with momentum 0.9, batch norm frozen, largest difference   at most 1e-3

Differences are taken from double precision. The bound is the larger one of that above and twice the difference of
PyTorch's own f32. Gradients need that, because they jump where a value before a ReLU changes its sign, or a maximum
moves to its neighbour. Of the millions of values of such a network a few are always closer to 0 than f32 can resolve,
and one with another sign changes the gradients before it by up to 1e-3. With the batch's statistics, early gradients
are sums that nearly cancel. To have fewer such values, the shift of batch norm moves each channel away from 0 by 4 of
its deviations, three of four channels up and the others down. The same layers are computed, so differences come from
arithmetic only. --margin 0 leaves the networks unchanged.

With --precision bf16 no bound is enforced: PyTorch's own autocast is also measured, both compared with f32.
--input imagenet imports weights that were trained on pictures normalised by ImageNet's means and deviations.

Needs torch, timm, torchvision, safetensors. Exit code 1 if a bound is exceeded.
"""
import argparse
import contextlib
import copy
import pathlib
import subprocess
import sys
import tempfile
import time

import torch
from safetensors.torch import load_file, save_file
from torch import nn

from networks import NETWORKS, our_name, used

IMAGENET = ((0.485, 0.456, 0.406), (0.229, 0.224, 0.225))


def pictures(items, side, generator):
    """Coarse blots with fine noise on them, in -1...1."""
    coarse = torch.rand(items, 3, 9, 9, generator=generator) * 2 - 1
    fine = torch.rand(items, 3, side, side, generator=generator) * 2 - 1
    return (0.7 * nn.functional.interpolate(coarse, side, mode="bilinear") + 0.3 * fine).contiguous()


def randomise(network, inputs, generator, margin):
    """Random weights, and statistics that are random but of the size of what they describe.

    Layer by layer in one pass, so that each is described as it is with the random statistics before it: otherwise
    activations grow from layer to layer, and losses are thousands.
    """
    def describe(module, arguments):
        x = arguments[0].transpose(0, 1).flatten(1)
        is_map = isinstance(module, nn.BatchNorm2d)  # the few vectors of a batch differ too little to go by
        mean, variance = x.mean(1), x.var(1) if is_map else x.var().expand(len(x))
        factor = 0.5 + torch.rand(len(x), generator=generator)
        module.running_mean.copy_(mean + 0.3 * variance.sqrt() * torch.randn(len(x), generator=generator))
        module.running_var.copy_(variance * factor)
        if is_map and margin > 0:
            sign = torch.where(torch.rand(len(x), generator=generator) < 0.75, 1.0, -1.0)
            module.bias.data.copy_(sign * margin * module.weight.data / factor.clamp(max=1).sqrt())

    hooks = []
    for module in network.modules():
        if isinstance(module, (nn.Conv2d, nn.Linear)):
            fan_in = module.weight[0].numel()
            gain = 2 if isinstance(module, nn.Conv2d) else 4
            module.weight.data.normal_(0, (gain / fan_in) ** 0.5, generator=generator)
            if module.bias is not None:
                module.bias.data.normal_(0, 0.1, generator=generator)
        elif isinstance(module, nn.modules.batchnorm._BatchNorm):
            module.weight.data.uniform_(0.5, 1.5, generator=generator)
            module.bias.data.normal_(0, 0.2, generator=generator)
            hooks.append(module.register_forward_pre_hook(describe))
    network.eval()
    with torch.no_grad():
        network(**inputs)
    for hook in hooks:
        hook.remove()


def falling_rate(network, inputs):
    """The learning rate at which the first update takes 2 % off the loss."""
    network.eval()
    network.zero_grad()
    loss = network(**inputs)[1]
    loss.backward()
    square = sum(value.grad.norm() ** 2 for value in network.parameters() if value.grad is not None)
    network.zero_grad()
    return (0.02 * loss / square).item()


def compute(network, inputs, outer, steps, rate, autocast=False):
    """What `zoomin __network` computes, with the same names."""
    network = copy.deepcopy(network)
    start = copy.deepcopy(network.state_dict())
    context = lambda: torch.autocast("cpu", torch.bfloat16) if autocast else contextlib.nullcontext()
    results = {}

    def run(prefix, gradient_prefix=None, of_features=False):
        network.zero_grad()
        with context(), torch.set_grad_enabled(gradient_prefix is not None):
            outputs, loss = network(**inputs)
        if gradient_prefix is not None:
            ((outputs[network.features] * outer).sum() if of_features else loss).backward()
            for name, value in used(network).items():
                if isinstance(value, nn.Parameter) and value.grad is not None:
                    results[gradient_prefix + "gradient." + our_name(network, name)] = value.grad.clone()
        results.update({f"{prefix}.{name}": value.detach() for name, value in outputs.items()})
        if not of_features:
            results[f"{prefix}.loss"] = loss.detach().reshape(1)

    network.eval()
    run("inference")
    run("frozen", "frozen.")
    network.train()
    run("training", "", of_features=True)
    network.load_state_dict(start)
    network.eval()
    optimiser = torch.optim.SGD(network.parameters(), lr=rate, momentum=0.9)
    losses = []
    for _ in range(steps):
        optimiser.zero_grad()
        with context():
            _, loss = network(**inputs)
        loss.backward()
        optimiser.step()
        losses.append(loss.item())
    if losses:
        results["losses"] = torch.tensor(losses)
    return {name: value.double().flatten() for name, value in results.items()}


def ours(program, network, inputs, outer, rate, options, folder):
    """Imports the weights into the program and lets it compute."""
    published, imported = folder / "published.safetensors", folder / "imported.safetensors"
    save_file({name: value.contiguous().clone() for name, value in network.published().items()}, published)
    kind = "lite" if network.name.startswith("lite") else network.name
    subprocess.run([program, "import-weights", published, "--as", kind, "--input", options.input,
                    "--out", imported], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    weights = {name: value for name, value in load_file(imported).items() if name.startswith(network.prefix)}
    for name, value in used(network).items():
        if not name.startswith("trunk."):  # our own heads, of which published weights know nothing
            weights[our_name(network, name)] = value.detach().clone()
    save_file(weights, folder / "weights.safetensors")
    save_file({name: value.contiguous() for name, value in (inputs | {"outer": outer}).items()},
              folder / "inputs.safetensors")
    started = time.perf_counter()
    subprocess.run([program, "__network", network.name, "--weights", folder / "weights.safetensors", "--inputs",
                    folder / "inputs.safetensors", "--out", folder / "results.safetensors", "--precision",
                    options.precision, "--steps", str(options.steps), "--learning-rate", repr(rate)], check=True)
    print(f"  computed by zoomin in {time.perf_counter() - started:.0f} s", file=sys.stderr)
    return {name: value.double().flatten() for name, value in load_file(folder / "results.safetensors").items()}


def differences(results, reference):
    """Rows of the table: what, how far at most, and where."""
    def largest(a, b):
        return ((a - b).abs().max() / b.abs().max()).item()

    gradients = {prefix: sum(value.norm() ** 2 for name, value in reference.items() if name.startswith(prefix)) ** 0.5
                 for prefix in ("frozen.gradient.", "gradient.")}

    def norm(a, b, prefix):
        return ((a - b).norm() / max(b.norm(), 1e-5 * gradients[prefix])).item()

    assert results.keys() >= reference.keys(), sorted(reference.keys() - results.keys())[:5]
    for mode in ("inference", "frozen", "training"):
        outputs = [name for name in reference if name.startswith(mode + ".") and "gradient" not in name]
        for name in outputs:
            yield f"{name}", largest(results[name], reference[name]), "", 1e-4
    for label, prefix in (("frozen gradients", "frozen.gradient."), ("training gradients", "gradient.")):
        names = [name for name in reference if name.startswith(prefix)]
        each = sorted((norm(results[name], reference[name], prefix), name) for name in names)
        close = sum(value <= 1e-3 for value, _ in each)
        yield f"{label}, median", each[len(each) // 2][0], f"{close} of {len(each)} within 1e-3", 1e-3
        yield f"{label}, worst", *each[-1], 1e-3
    if len(reference.get("losses", [])) > 1:
        relative = ((results["losses"] - reference["losses"]) / reference["losses"]).abs()
        yield f"losses of {len(relative)} updates", relative.max().item(), f"update {relative.argmax() + 1}", 1e-3


def compare(name, options):
    generator = torch.Generator().manual_seed(options.seed)
    torch.manual_seed(options.seed)
    network = NETWORKS[name]()
    inputs = {network.picture: pictures(options.batch, network.side, generator),
              **network.others(options.batch, generator)}
    theirs = dict(inputs)
    if options.input == "imagenet":
        mean, deviation = (torch.tensor(values).reshape(1, 3, 1, 1) for values in IMAGENET)
        theirs[network.picture] = (inputs[network.picture] * 0.5 + 0.5 - mean) / deviation
    randomise(network, theirs, generator, options.margin)
    rate = options.rate or falling_rate(network, theirs)
    with torch.no_grad():
        outer = torch.randn(network.eval()(**theirs)[0][network.features].shape, generator=generator)
    with tempfile.TemporaryDirectory(prefix="compare_networks_") as folder:
        results = ours(options.program, network, inputs, outer, rate, options, pathlib.Path(folder))
    started = time.perf_counter()

    def peer(network, inputs, **settings):
        found = compute(network, inputs, outer, rate=rate, **settings)
        if options.input == "imagenet":  # the first layer reads other numbers: its gradient is 2 d times theirs
            for prefix in ("", "frozen."):
                key = f"{prefix}gradient.{our_name(network, network.first)}"
                found[key] = (found[key].reshape(-1, 3, 9) * 2 * deviation.reshape(1, 3, 1)).flatten()
        return found

    reference = peer(network, theirs, steps=options.steps)
    print(f"  computed by PyTorch in {time.perf_counter() - started:.0f} s", file=sys.stderr)
    tables = {f"zoomin {options.precision}, against PyTorch f32": list(differences(results, reference))}
    if options.precision == "bf16":
        cast = peer(network, theirs, steps=options.steps, autocast=True)
        tables["PyTorch autocast, against PyTorch f32"] = list(differences(cast, reference))
    exact = peer(network.double(), {n: v.double() for n, v in theirs.items()}, steps=0)
    enforced = f"zoomin {options.precision}, against double"
    tables[enforced] = list(differences(results, exact))
    own = list(differences(reference, exact))
    tables["PyTorch f32, against double"] = own
    print(f"{name}, {options.batch} x 3 x {inputs[network.picture].shape[-1]}^2, PyTorch {torch.__version__}")
    allowed = {what: max(bound, 2 * value) for what, value, _, bound in own}
    isClose = True
    for title, rows in tables.items():
        print(f"  {title}")
        for what, value, where, bound in rows:
            bound = allowed.get(what, bound)  # losses have no double
            isHeld = options.precision != "bf16" and (title == enforced or (what not in allowed and title.startswith("zoomin")))
            fails = isHeld and not value <= bound
            isClose = isClose and not fails
            print(f"    {what:26} {value:9.2e}  {'EXCEEDS ' + format(bound, '.0e') if fails else '':16} {where}")
    print(f"  losses, PyTorch: {' '.join(f'{value:.4f}' for value in reference['losses'])}")
    print(f"  losses, zoomin:  {' '.join(f'{value:.4f}' for value in results['losses'])}")
    return isClose


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--network", choices=NETWORKS, action="append", help="one of them; otherwise all")
    parser.add_argument("--precision", default="f32")
    parser.add_argument("--input", default="halves", choices=["halves", "imagenet"])
    parser.add_argument("--batch", type=int, default=4, help="pictures")
    parser.add_argument("--steps", type=int, default=10)
    parser.add_argument("--rate", type=float, help="otherwise one that takes 2 %% off the loss at first")
    parser.add_argument("--margin", type=float, default=4, help="deviations between a channel's mean and the kink of ReLU")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    if options.input == "imagenet":
        options.steps = 1  # another parametrisation of the first layer takes other steps
    results = [compare(name, options) for name in options.network or NETWORKS]
    sys.exit(0 if all(results) else 1)


if __name__ == "__main__":
    main()
