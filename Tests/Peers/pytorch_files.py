"""Files of torch.save in every form that is read, and what they hold, for the tests of PyTorchFile.

    python Tests/Peers/pytorch_files.py

writes Tests/Peers/Golden/PyTorch/. Made with torch 2.13.0+cpu and safetensors 0.8.0.
"""

import io
import pathlib
import zipfile
from collections import OrderedDict

import torch
from safetensors.torch import save_file

FOLDER = pathlib.Path(__file__).parent / "Golden" / "PyTorch"
TYPES = {"f32": torch.float32, "f64": torch.float64, "f16": torch.float16, "bf16": torch.bfloat16,
         "i64": torch.int64, "i32": torch.int32, "i16": torch.int16, "u8": torch.uint8, "i8": torch.int8,
         "bool": torch.bool}


def state() -> OrderedDict:
    """Arrays of every type; dense, permuted, views of one storage, a scalar, an empty one, a parameter."""
    ramp = torch.arange(24, dtype=torch.float32)
    arrays = OrderedDict((name, (ramp[:6] * 3 - 7).abs().reshape(2, 3).to(kind)) for name, kind in TYPES.items())
    arrays["i8"] = -arrays["i8"]
    arrays["f32"] = -arrays["f32"] / 8
    arrays["transposed"] = ramp[:6].reshape(2, 3).t()
    arrays["channels_last"] = ramp.reshape(2, 3, 2, 2).contiguous(memory_format=torch.channels_last)
    arrays["slice"] = ramp[4:10].reshape(3, 2)
    arrays["tied"] = ramp
    arrays["scalar"] = torch.tensor(1.5)
    arrays["empty"] = torch.zeros(0, 3)
    arrays["one"] = ramp[5:6].reshape(1, 1, 1)
    arrays["parameter"] = torch.nn.Parameter(ramp[:4] + 0.5)
    return arrays


def checkpoint() -> dict:
    """What a training script saves: the state within other things."""
    layer = torch.nn.Sequential(torch.nn.Conv2d(1, 2, 3), torch.nn.BatchNorm2d(2))
    with torch.no_grad():
        for index, value in enumerate(layer.state_dict().values()):
            value.copy_((torch.arange(value.numel()) + index).reshape(value.shape))
    optimizer = torch.optim.SGD(layer.parameters(), 0.1, momentum=0.9)
    layer(torch.ones(1, 1, 4, 4)).sum().backward()
    optimizer.step()
    return {"epoch": 3, "best": 0.5, "name": "net", "none": None, "flags": [True, False], "state_dict": layer.state_dict(),
            "optimizer": optimizer.state_dict(), 7: torch.ones(2)}


def saved(value, **options) -> bytes:
    file = io.BytesIO()
    torch.save(value, file, **options)
    return file.getvalue()


def rezipped(content: bytes, change, compression=zipfile.ZIP_STORED) -> bytes:
    """An archive with other entries; `change` gives an entry's bytes, or None to leave it out."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w", compression) as new:
        for name in old.namelist():
            if (bytes_ := change(name, old.read(name))) is not None:
                new.writestr(zipfile.ZipInfo(name), bytes_, compression)
    return file.getvalue()


def flat(value: dict, prefix: str = "") -> dict:
    arrays = {}
    for key, item in value.items():
        if isinstance(item, dict):
            arrays |= flat(item, f"{prefix}{key}.")
        elif isinstance(item, torch.Tensor):
            arrays[f"{prefix}{key}"] = item.detach().float().contiguous().clone()
    return arrays


if __name__ == "__main__":
    torch.manual_seed(0)
    FOLDER.mkdir(parents=True, exist_ok=True)
    arrays, whole = state(), checkpoint()
    old = {"_use_new_zipfile_serialization": False}
    for name, options in {"zip": {}, "zip-4": {"pickle_protocol": 4}, "old": old, "old-4": old | {"pickle_protocol": 4},
                          "old-5": old | {"pickle_protocol": 5}}.items():
        (FOLDER / f"{name}.pth").write_bytes(saved(arrays, **options))
    # Archives without 64-bit sizes, which zipfile writes.
    (FOLDER / "short.pth").write_bytes(rezipped(saved(arrays), lambda _, content: content))
    save_file(flat(arrays), FOLDER / "arrays.safetensors")
    (FOLDER / "checkpoint.pth").write_bytes(saved(whole))
    (FOLDER / "checkpoint-old.pth").write_bytes(saved(whole, **old))
    save_file(flat(whole), FOLDER / "checkpoint.safetensors")
    ramp = torch.arange(12.0).reshape(3, 4)
    (FOLDER / "strided.pth").write_bytes(
        saved({"dense": ramp, "gaps": ramp[:, ::2], "repeated": torch.ones(1).expand(5)}))
    (FOLDER / "big.pth").write_bytes(
        rezipped(saved({"a": ramp}), lambda name, content: b"big" if name.endswith("byteorder") else content))
    (FOLDER / "lacking.pth").write_bytes(
        rezipped(saved({"a": ramp}), lambda name, content: None if name.endswith("data/0") else content))
    (FOLDER / "deflated.pth").write_bytes(
        rezipped(saved({"a": ramp}), lambda _, content: content, zipfile.ZIP_DEFLATED))
    (FOLDER / "module.pth").write_bytes(saved(torch.nn.Linear(2, 2), **old))
    (FOLDER / "list.pth").write_bytes(saved([ramp]))
