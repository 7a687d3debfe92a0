"""Small valid files for Tests/Fuzzing, of every kind that the readers read: 16 x 12 pictures, tiny tables.

    python Tests/Peers/fuzz_seeds.py

writes Tests/Fuzzing/Seeds/<reader>/, small, so that a million mutations of them take minutes, and
Tests/FeatureStoreTests/Golden/unwritten.h5, whose data set claims 16 TiB of which nothing is stored.
"""

import io
import pathlib
import struct
import zlib
from collections import OrderedDict

import h5py
import numpy as np
import torch
from PIL import Image
from safetensors.torch import save_file

from feature_file import content_hash
from pytorch_files import TYPES, rezipped, saved

FOLDER = pathlib.Path(__file__).parent.parent / "Fuzzing" / "Seeds"
WIDTH, HEIGHT = 16, 12


def folder(reader: str) -> pathlib.Path:
    (FOLDER / reader).mkdir(parents=True, exist_ok=True)
    return FOLDER / reader


def picture() -> Image.Image:
    rows, columns = np.mgrid[0:HEIGHT, 0:WIDTH]
    rgb = np.stack([columns * 15, rows * 20, (columns * rows) % 256], -1)
    rgb[3:6, 4:9] = (250, 240, 90)
    return Image.fromarray(rgb.astype(np.uint8))


def jpegs() -> None:
    rgb, at = picture(), folder("jpeg")
    rgb.save(at / "rgb-444.jpg", quality=80, subsampling=0)
    rgb.save(at / "rgb-420.jpg", quality=60, subsampling=2)
    rgb.save(at / "rgb-422-restarts.jpg", quality=60, subsampling=1, restart_marker_blocks=1)
    rgb.save(at / "progressive.jpg", quality=70, progressive=True)
    rgb.convert("L").save(at / "grey.jpg", quality=70)
    rgb.convert("L").save(at / "grey-progressive.jpg", quality=70, progressive=True)
    rgb.convert("CMYK").save(at / "cmyk.jpg", quality=60)
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "camera"
    rgb.save(at / "exif.jpg", quality=60, exif=exif, comment=b"drawn")


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def interlaced(at: pathlib.Path, samples: np.ndarray, compression: int) -> None:
    """A PNG in Adam7 order."""
    passes = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
    rows = b""
    for x, y, dx, dy in passes:
        for row in samples[y::dy, x::dx]:
            if row.size:
                rows += b"\0" + row.tobytes()
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 1)
    at.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header)
                   + chunk(b"IDAT", zlib.compress(rows, compression)) + chunk(b"IEND", b""))


def pngs() -> None:
    rgb, at = picture(), folder("png")
    rgb.save(at / "rgb.png")
    rgb.convert("L").save(at / "grey.png")
    rgb.convert("1").save(at / "bilevel.png")
    rgb.convert("P", palette=Image.Palette.ADAPTIVE, colors=7).save(at / "palette.png", bits=4, transparency=2)
    grey = np.asarray(rgb.convert("L"))
    Image.fromarray(grey.astype(np.uint16) * 257).save(at / "grey-16.png")
    Image.merge("LA", [rgb.convert("L"), rgb.getchannel(0)]).save(at / "grey-alpha.png")
    Image.merge("RGBA", [*rgb.split(), rgb.getchannel(1)]).save(at / "rgba.png", dpi=(72, 72))
    rgb.convert("L").save(at / "grey-transparent.png", transparency=17)
    interlaced(at / "interlaced.png", np.asarray(rgb), 9)
    interlaced(at / "interlaced-stored.png", np.asarray(rgb), 0)  # not compressed: damage reaches the rows
    wide = np.asarray(rgb).astype(">u2") * 257
    rows = b"".join(b"\4" + row.tobytes() for row in wide)
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 16, 2, 0, 0, 0)
    (at / "rgb-16.png").write_bytes(
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"gAMA", struct.pack(">I", 45455))
        + chunk(b"tIME", b"\x07\xe0\1\1\1\1\1") + chunk(b"tEXt", b"Title\0drawn")
        + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


def tiff(entries: dict[int, tuple[int, list[int]]], strips: list[bytes], offset_tag: int, count_tag: int,
         big: bool = False, order: str = "<") -> bytes:
    """A TIFF with one directory, written by hand: tiles and BigTIFF are what Pillow does not write."""
    sizes = {1: 1, 3: 2, 4: 4, 16: 8}
    codes = {1: "B", 3: "H", 4: "I", 16: "Q"}
    header_count, word = (16, 16) if big else (8, 4)
    data_end = header_count + sum(map(len, strips))
    offsets = [header_count + sum(map(len, strips[:i])) for i in range(len(strips))]
    entries = dict(entries)
    entries[offset_tag] = (word, offsets)
    entries[count_tag] = (word, [len(s) for s in strips])
    entry_size, count_size, inline = (20, 8, 8) if big else (12, 2, 4)
    extra_at = data_end + count_size + entry_size * len(entries) + inline
    directory, extra = b"", b""
    for tag in sorted(entries):
        kind, values = entries[tag]
        content = struct.pack(order + codes[kind] * len(values), *values)
        if len(content) > inline:
            value = struct.pack(order + ("Q" if big else "I"), extra_at + len(extra))
            extra += content
        else:
            value = content.ljust(inline, b"\0")
        directory += struct.pack(order + ("HHQ" if big else "HHI"), tag, kind, len(values)) + value
    mark = b"II" if order == "<" else b"MM"
    if big:
        head = mark + struct.pack(order + "HHHQ", 43, 8, 0, data_end)
        return head + b"".join(strips) + struct.pack("<Q", len(entries)) + directory + bytes(8) + extra
    head = mark + struct.pack(order + "HI", 42, data_end)
    return head + b"".join(strips) + struct.pack(order + "H", len(entries)) + directory + bytes(4) + extra


def tiffs() -> None:
    rgb, at = picture(), folder("tiff")
    rgb.save(at / "rgb.tif")
    rgb.save(at / "rgb-lzw.tif", compression="tiff_lzw", tiffinfo={317: 2})
    rgb.save(at / "rgb-deflate.tif", compression="tiff_adobe_deflate")
    rgb.save(at / "rgb-jpeg.tif", compression="jpeg")
    rgb.save(at / "rgb-packbits.tif", compression="packbits", tiffinfo={274: 6})
    rgb.convert("1").save(at / "bilevel-g4.tif", compression="group4")
    rgb.convert("1").save(at / "bilevel-g3.tif", compression="group3")
    rgb.convert("P").save(at / "palette.tif")
    rgb.convert("CMYK").save(at / "cmyk.tif")
    Image.merge("RGBA", [*rgb.split(), rgb.getchannel(1)]).save(at / "rgba.tif")
    Image.fromarray(np.asarray(rgb.convert("L")).astype(np.uint16) * 257).save(at / "grey-16.tif")
    samples = np.asarray(rgb)
    shared = {256: (3, [WIDTH]), 257: (3, [HEIGHT]), 258: (3, [8, 8, 8]), 259: (3, [1]), 262: (3, [2]),
              277: (3, [3])}
    tile = np.zeros((16, 16, 3), np.uint8)
    tile[:HEIGHT] = samples
    (at / "tiled-big.tif").write_bytes(
        tiff(shared | {322: (3, [16]), 323: (3, [16])}, [tile.tobytes()], 324, 325, big=True))
    planes = [samples[..., c].tobytes() for c in range(3)]
    (at / "planes-motorola.tif").write_bytes(
        tiff(shared | {278: (3, [HEIGHT]), 284: (3, [2])}, planes, 273, 279, order=">"))


def depths_and_pages() -> None:
    """10 and 12 bits in 16, 12 bits packed, an EXIF block in a PNG, and TIFFs of several pages."""
    rgb, png, at = picture(), folder("png"), folder("tiff")
    samples = np.asarray(rgb).astype(np.uint16)
    for name, channels, kind in (("grey-10.png", samples[..., 0], 0), ("rgba-10.png", samples[..., [0, 1, 2, 0]], 6)):
        rows = b"".join(b"\0" + row.tobytes() for row in (channels * 4).astype(">u2"))
        block = b"II*\0" + struct.pack("<IHHHIII", 8, 1, 274, 4, 1, 6, 0)
        (png / name).write_bytes(
            b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", WIDTH, HEIGHT, 16, kind, 0, 0, 0))
            + chunk(b"sBIT", bytes([10] * (1 if kind == 0 else 4))) + chunk(b"eXIf", block)
            + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))
    shared = {256: (3, [WIDTH]), 257: (3, [HEIGHT]), 259: (3, [1])}
    deep = np.zeros((16, 16, 3), np.uint16)
    deep[:HEIGHT] = samples * 16
    (at / "tiled-12-in-16.tif").write_bytes(
        tiff(shared | {258: (3, [16] * 3), 262: (3, [2]), 277: (3, [3]), 281: (3, [4095] * 3), 322: (3, [16]),
                       323: (3, [16])}, [deep.tobytes()], 324, 325))
    bits = (samples[..., 0, None] * 16 >> np.arange(11, -1, -1)) & 1
    (at / "grey-12-packed.tif").write_bytes(
        tiff(shared | {258: (3, [12]), 262: (3, [1]), 277: (3, [1]), 278: (3, [HEIGHT])},
             [np.packbits(bits.reshape(HEIGHT, -1).astype(np.uint8), axis=1).tobytes()], 273, 279))
    rgb.resize((5, 4)).save(at / "thumbnail-first.tif", save_all=True, append_images=[rgb])
    red, green, blue = rgb.split()
    red.save(at / "three-grey.tif", save_all=True, append_images=[green, blue])


def masks() -> None:
    rows, columns = np.mgrid[0:HEIGHT, 0:WIDTH]
    set_ = ((rows // 3 + columns // 3) % 2 == 0) | (rows == columns)
    at = folder("mask")
    Image.fromarray((set_ * 255).astype(np.uint8)).save(at / "grey.png")
    Image.fromarray(set_).save(at / "bilevel.png")
    Image.fromarray(set_).save(at / "bilevel.tif", compression="group4")
    Image.fromarray((set_ * 1).astype(np.uint8)).save(at / "ones.tif")


def tensors() -> None:
    at = folder("safetensors")
    ramp = torch.arange(12, dtype=torch.float32).reshape(3, 4)
    save_file({"m.weight": ramp, "m.bias": ramp[0].clone()}, at / "f32.safetensors", {"format": "pt"})
    save_file({"half": ramp.half(), "brain": ramp.bfloat16(), "double": ramp.double(), "int": ramp.int(),
               "long": ramp.long(), "empty": torch.zeros(0, 3), "scalar": torch.tensor(1.5)},
              at / "types.safetensors")
    save_file({"optimizer.velocity.w": ramp + 1, "w": ramp},
              at / "checkpoint.safetensors", {"optimizer.updateCount": "7", "epoch": "\u00e9 \"3\"\n"})
    save_file({"u8": ramp.to(torch.uint8)}, at / "unsupported.safetensors")


def pickles() -> None:
    """Every form of torch.save, in few bytes: the archives lose what PyTorch adds to them."""
    at = folder("pth")
    ramp = torch.arange(12, dtype=torch.float32).reshape(3, 4)
    arrays = OrderedDict({"a.weight": ramp, "a.bias": ramp.t()[1], "step": torch.tensor(3)})
    old = {"_use_new_zipfile_serialization": False}
    (at / "old.pth").write_bytes(saved(arrays, **old))
    (at / "old-5.pth").write_bytes(saved({"m": arrays, "epoch": 1, "rate": 0.5}, **old, pickle_protocol=5))
    (at / "types.pth").write_bytes(saved({k: ramp[0].to(kind) for k, kind in TYPES.items()}, **old))
    parameter = {"state_dict": {"w": torch.nn.Parameter(ramp[1:].t())}, "views": [ramp], 1: ramp[:, 1:]}
    (at / "zip.pth").write_bytes(saved(parameter))
    few = rezipped(saved(arrays), lambda name, content: content if "/." not in name else None)
    (at / "short.pth").write_bytes(few)


def features() -> None:
    at = folder("hdf5")
    ramp = np.arange(21, dtype=np.float32).reshape(7, 3)
    with h5py.File(at / "plain.h5", "w", libver="earliest") as f:
        f.create_dataset("features", data=ramp)
    with h5py.File(at / "clam.h5", "w") as f:
        f.create_dataset("features", data=ramp, maxshape=(None, 3), chunks=(2, 3))
        f.create_dataset("coords", data=np.arange(14).reshape(7, 2), maxshape=(None, 2), chunks=(2, 2))
        f["coords"].attrs["patch_size"] = 256
    with h5py.File(at / "compressed-latest.h5", "w", libver="latest") as f:
        f.create_dataset("features", data=ramp.astype(np.float64), chunks=(2, 3), compression="gzip",
                         shuffle=True, fletcher32=True, maxshape=(None, None))
    own(at / "own.h5")


def own(path: pathlib.Path) -> None:
    """The program's own schema, with everything in it, but without chunks: their B-trees would make it five times as large."""
    boxes = np.array([[0, 1, 40, 41.5]] * 4, np.float32)
    ramp = np.arange(40, dtype=np.float32) / 8
    thirds = np.array([[0.5, 0.25, 0.25, 0, 0]] * 2, np.float32)

    def texts(*values: str) -> np.ndarray:
        return np.array([v.encode() for v in values], h5py.string_dtype("utf-8", max(map(len, values))))

    columns = {
        "features": ramp[:12].reshape(4, 3), "coords": np.zeros((4, 2), np.int32) + [0, 1],
        "region/image": np.array([0, 0, 1, 1], np.uint32), "region/level": np.ones(4, np.uint8),
        "region/rank": np.array([0, 1, 0, 1], np.uint8), "region/row": np.zeros(4, np.uint8),
        "region/col": np.ones(4, np.uint8), "region/response": ramp[:4], "region/box_source": boxes,
        "region/box_view": boxes, "region/box_zoom": boxes, "region/side_source": ramp[4:8],
        "image/id": texts("0_left", "1_left"), "image/path": texts("0_left.jpeg", "1_left.jpeg"),
        "image/sha256": texts("a" * 64, "b" * 64), "image/patient": texts("0", "1"),
        "image/eye": texts("left", "left"), "image/split": texts("test", "test"),
        "image/width": np.array([100, 100], np.int32), "image/height": np.array([90, 90], np.int32),
        "image/grade": np.array([0, -1], np.int8), "image/y_m": thirds, "image/y": thirds,
        "image/crop_box": boxes[:2], "image/attention": ramp.reshape(2, 5, 2, 2).astype(np.float16),
        "lesion/image": np.array([0, 1], np.uint32), "lesion/type": texts("MA", "HE"),
        "lesion/box_source": boxes[:2],
    }
    with h5py.File(path, "w", libver="earliest") as f:
        for name, values in columns.items():
            f.create_dataset(name, data=values, dtype=np.int32 if name == "coords" else values.dtype)
        for name, value in {"grid": 2, "view_pixels": 56, "zoom_pixels": 140, "schema_version": 1}.items():
            f.attrs[name] = np.int32(value)
        for name, value in {
            "schema": "zoomin-features", "precision": "f32", "checkpoint_sha256": "c" * 64,
            "configuration": "experiment:\n", "data_root": "/data", "program_version": "0.1.0",
        }.items():
            f.attrs[name] = value
    digest = content_hash(path)
    with h5py.File(path, "a", libver="earliest") as f:
        f.attrs["contentHash"] = digest


def unwritten() -> None:
    golden = FOLDER.parent.parent / "FeatureStoreTests" / "Golden"
    with h5py.File(golden / "unwritten.h5", "w") as f:
        f.create_dataset("features", shape=(1 << 40, 4), dtype="f4", chunks=(256, 4))


if __name__ == "__main__":
    jpegs()
    pngs()
    tiffs()
    depths_and_pages()
    masks()
    tensors()
    pickles()
    features()
    unwritten()
    total = sum(p.stat().st_size for p in FOLDER.rglob("*") if p.is_file())
    print(f"{sum(p.is_file() for p in FOLDER.rglob('*'))} files, {total} bytes")
