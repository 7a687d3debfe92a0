"""M-Net A, C-Net and those of `lite` in PyTorch: the trunks of timm and torchvision with the heads of Zoom-in-Net.

Imported by compare_networks.py and networks_golden.py. Parameters have the names of the Swift side: `trunk.` stands
for the prefix `m_net.` or `c_net.`, behind which names are those of timm and torchvision.
"""
import sys

import torch
from torch import nn
import torch.nn.functional as F


def import_torchvision():
    """torchvision without its C++ operators, where its wheel is for another build of PyTorch."""
    try:
        import torchvision
    except RuntimeError as error:
        if "torchvision::" not in str(error):
            raise
        for name in [name for name in sys.modules if name.startswith("torchvision")]:
            del sys.modules[name]
        library = torch.library.Library("torchvision", "DEF")
        for name in ("nms", "qnms"):  # detection's operators: declared, never called
            library.define(f"{name}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
        import torchvision

        torchvision.declared = library  # it lives as long as this does
    return torchvision


class Standardised(nn.BatchNorm1d):
    """A batch norm that takes running statistics where a batch has fewer than 8 rows, in training too."""
    fewest_rows = 8

    def forward(self, x):
        batch = self.training and len(x) >= self.fewest_rows
        return F.batch_norm(x, self.running_mean, self.running_var, self.weight, self.bias, batch, self.momentum, self.eps)


class MNetA(nn.Module):
    """timm's inception_resnet_v2 through block8, a projection, and the classifier of both eyes."""
    name, prefix, picture, features, side = "m-net-a", "m_net.", "view", "d_M", 492
    behind = ("trunk.conv2d_7b.", "trunk.classif.")
    layers = ("conv2d_1a conv2d_2a conv2d_2b maxpool_3a conv2d_3b conv2d_4a maxpool_5a mixed_5b repeat mixed_6a "
              "repeat_1 mixed_7a repeat_2 block8").split()
    first = "trunk.conv2d_1a.conv.weight"

    def __init__(self):
        super().__init__()
        import_torchvision()
        import timm
        self.trunk = timm.create_model("inception_resnet_v2")
        self.projection = nn.ModuleDict({"conv": nn.Conv2d(2080, 1024, 1, bias=False),
                                         "bn": nn.BatchNorm2d(1024, eps=1e-3)})
        self.classifier_norm = Standardised(1024, eps=1e-3)
        self.classifier = nn.Linear(2048, 5)

    def published(self):
        """The state_dict that others would publish, with what our network leaves out."""
        return self.trunk.state_dict()

    def forward(self, view):
        x = view
        for layer in self.layers:
            x = getattr(self.trunk, layer)(x)
        m = F.relu(self.projection["bn"](self.projection["conv"](x)))
        d = m.mean((2, 3))
        standard = self.classifier_norm(d)
        items = len(view)
        fellow = [i ^ 1 if i ^ 1 < items else i for i in range(items)]
        logits = self.classifier(torch.cat([standard, standard[fellow]], 1))
        return {"M": m, "d_M": d, "y_M": logits.softmax(1)}, F.cross_entropy(logits.float(), grades(items))

    @staticmethod
    def others(items, generator):
        return {}


class CNet(nn.Module):
    """torchvision's inception_v3 through Mixed_7c, the maximum over an eye's patches, and the classifier."""
    name, prefix, picture, features, side = "c-net", "c_net.", "patch", "d_C", 384
    behind = ("trunk.AuxLogits.", "trunk.fc.")
    layers = ("Conv2d_1a_3x3 Conv2d_2a_3x3 Conv2d_2b_3x3 maxpool1 Conv2d_3b_1x1 Conv2d_4a_3x3 maxpool2 Mixed_5b "
              "Mixed_5c Mixed_5d Mixed_6a Mixed_6b Mixed_6c Mixed_6d Mixed_6e Mixed_7a Mixed_7b Mixed_7c").split()
    first = "trunk.Conv2d_1a_3x3.conv.weight"

    def __init__(self):
        super().__init__()
        torchvision = import_torchvision()
        self.trunk = torchvision.models.inception_v3(weights=None, init_weights=False, aux_logits=True)
        self.classifier_norm = Standardised(3072, eps=1e-3)
        self.classifier = nn.Linear(3072, 5)

    def published(self):
        """The state_dict that others would publish; timm's has the same names, without AuxLogits."""
        import timm
        state = self.trunk.state_dict()
        names = set(timm.create_model("inception_v3").state_dict())
        assert names == {name for name in state if not name.startswith("AuxLogits.")}
        return state

    def forward(self, patch, d_M):
        x = patch
        for layer in self.layers:
            x = getattr(self.trunk, layer)(x)
        d = x.mean((2, 3))
        eyes, patches = len(d_M), len(patch)
        owner = torch.tensor([i * eyes // patches for i in range(patches)])
        d = torch.stack([d[owner == eye].max(0).values for eye in range(eyes)])
        logits = self.classifier(self.classifier_norm(torch.cat([d, d_M.flatten(1).to(d.dtype)], 1)))
        return {"d_C": d, "y_C": logits.softmax(1)}, F.cross_entropy(logits.float(), grades(eyes))

    @staticmethod
    def others(items, generator):
        """d_M, an input beside the patches."""
        eyes = max(2, (items + 3) // 4)
        return {"d_M": torch.rand(eyes, 1024, 1, 1, generator=generator)}


class MNetLite(MNetA):
    """timm's tf_efficientnet_lite0 through its last stage, a projection, and the classifier of both eyes."""
    name, side = "lite-m-net", 448
    layers = ("conv_stem", "bn1", "blocks")
    first = "trunk.conv_stem.weight"
    behind = ("trunk.conv_head.", "trunk.bn2.", "trunk.classifier.")

    def __init__(self):
        nn.Module.__init__(self)
        import timm
        self.trunk = timm.create_model("tf_efficientnet_lite0")
        self.projection = nn.ModuleDict({"conv": nn.Conv2d(320, 1024, 1, bias=False),
                                         "bn": nn.BatchNorm2d(1024, eps=1e-3)})
        self.classifier_norm = Standardised(1024, eps=1e-3)
        self.classifier = nn.Linear(2048, 5)


class CNetLite(CNet):
    """timm's tf_efficientnet_lite0 with its head, the maximum over an eye's patches, and the classifier."""
    name, side = "lite-c-net", 384
    layers = ("conv_stem", "bn1", "blocks", "conv_head", "bn2")
    first = "trunk.conv_stem.weight"
    behind = ("trunk.classifier.",)

    def __init__(self):
        nn.Module.__init__(self)
        import timm
        self.trunk = timm.create_model("tf_efficientnet_lite0")
        self.classifier_norm = Standardised(1280 + 1024, eps=1e-3)
        self.classifier = nn.Linear(1280 + 1024, 5)

    def published(self):
        return self.trunk.state_dict()


NETWORKS = {network.name: network for network in (MNetA, CNet, MNetLite, CNetLite)}


def grades(items):
    return torch.arange(items) % 5


def our_name(network, name):
    return network.prefix + name.removeprefix("trunk.")


def used(network):
    """The parameters and statistics that take part, by their names here, in the order of their names there."""
    state = network.state_dict(keep_vars=True)
    return {name: state[name] for name in sorted(state, key=lambda name: our_name(network, name))
            if not name.startswith(network.behind) and not name.endswith("num_batches_tracked")}
