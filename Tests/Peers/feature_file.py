"""The content hash of a feature file, by h5py and hashlib alone, and files that other programs write.

    python feature_file.py hash FILE          prints the hash
    python feature_file.py foreign FOLDER     writes clam.h5 (f32, gzip), double.h5 (f64, big-endian), ...
    python feature_file.py field FOLDER       writes what extractors leave behind: virtual.h5, chunks.h5, open.h5, ...
    python feature_file.py table FILE         makes the table of the article Run-directory.md and prints it

Written with Python 3.11, h5py 3.16, hdf5plugin 7.1, pandas 3.0.
"""

import hashlib
import struct
import sys

import h5py
import numpy as np

ORDER = (
    ["features", "coords"]
    + ["region/" + n for n in "image level rank row col response box_source box_view box_zoom side_source".split()]
    + ["image/" + n for n in ("id path sha256 patient eye split width height grade y_m y_a y_c y crop_box attention").split()]
    + ["lesion/" + n for n in "image type box_source".split()]
)
NAMES = {"f": "f", "i": "i", "u": "u"}


def text(value):
    value = value if isinstance(value, bytes) else value.encode()
    return struct.pack("<Q", len(value)) + value


def content_hash(path):
    digest = hashlib.sha256()
    with h5py.File(path) as file:
        for name in ORDER if "schema" in file.attrs else ["features"]:
            if name not in file:
                continue
            data = file[name]
            is_text = h5py.check_string_dtype(data.dtype) is not None
            kind = "string" if is_text else f"{NAMES[data.dtype.kind]}{8 * data.dtype.itemsize}"
            digest.update(text("/" + name) + text(kind))
            digest.update(struct.pack(f"<{1 + data.ndim}Q", data.ndim, *data.shape))
            if is_text:
                digest.update(b"".join(text(value) for value in data[:]))
            else:
                digest.update(data[:].astype(data.dtype.newbyteorder("<")).tobytes())
    return digest.hexdigest()


def foreign(folder):
    values = (np.arange(50 * 6, dtype=np.float32) / 7).reshape(50, 6)
    with h5py.File(f"{folder}/clam.h5", "w") as file:  # CLAM: growing data sets, coords beside
        file.create_dataset("features", data=values, maxshape=(None, 6), chunks=(1, 6), compression="gzip")
        file.create_dataset("coords", data=np.arange(100).reshape(50, 2), maxshape=(None, 2))
    with h5py.File(f"{folder}/double.h5", "w", libver="latest") as file:
        file["features"] = values.astype(">f8")
    with h5py.File(f"{folder}/batched.h5", "w") as file:
        file["features"] = values[None]
    with h5py.File(f"{folder}/whole.h5", "w") as file:
        file["features"] = values.astype(np.int32)
    with h5py.File(f"{folder}/other.h5", "w") as file:
        file["embeddings"] = values
    with h5py.File(f"{folder}/nan.h5", "w") as file:
        values[41, 3] = np.nan
        file["features"] = values
    rows = np.random.default_rng(1).normal(size=(60, 8)).astype(np.float32)
    for count in (0, 1, 2, 60):
        with h5py.File(f"{folder}/rows-{count}.h5", "w") as file:
            file["features"] = rows[:count]
    with h5py.File(f"{folder}/equal.h5", "w") as file:
        file["features"] = np.ones((20, 8), np.float32)
    for version in (0, 2):
        with h5py.File(f"{folder}/version-{version}.h5", "w") as file:
            file.attrs["schema"] = "zoomin-features"
            file.attrs["schema_version"] = np.int32(version)
            file["features"] = rows


def field(folder):
    import os
    import shutil

    import hdf5plugin

    os.chdir(folder)
    values = np.random.default_rng(1).normal(size=(50, 6)).astype(np.float32)
    # What compresses well: the library stores chunks that do not as they are, and they can be read without the filter.
    steps = np.repeat(np.arange(50, dtype=np.float32), 200).reshape(50, 200)
    with h5py.File("half.h5", "w") as file:
        file["features"] = values.astype(np.float16)
    with h5py.File("named.h5", "w") as file:
        file["20x/feats"] = values
        file["20x/names"] = ["a"] * 50
        file["coords"] = np.arange(100).reshape(50, 2)
    with h5py.File("group.h5", "w") as file:
        file["features/a"] = values
    with h5py.File("nans.h5", "w") as file:
        many = values.copy()
        many[[3, 5, 7, 9, 11, 13, 40], 2] = np.nan
        file["features"] = many
    with h5py.File("lzf.h5", "w") as file:
        file.create_dataset("features", data=steps, compression="lzf")
    with h5py.File("zstd.h5", "w") as file:
        file.create_dataset("features", data=steps, **hdf5plugin.Zstd())
    with h5py.File("chunks.h5", "w") as file:
        data = file.create_dataset("features", shape=(50, 6), dtype="f4", chunks=(10, 6))
        data[:20] = values[:20]
        data[40:] = values[40:]
    with h5py.File("never.h5", "w") as file:
        file.create_dataset("features", shape=(50, 6), dtype="f4")
    with h5py.File("killed.h5", "w") as file:
        data = file.create_dataset("features", shape=(50, 16), dtype="f4")
        data[:20] = steps[:20, :16] + 1
    with h5py.File("part-0.h5", "w") as file:
        file["features"] = values[:25]
    layout = h5py.VirtualLayout(shape=(50, 6), dtype="f4")
    for part in (0, 1):
        layout[part * 25:part * 25 + 25] = h5py.VirtualSource(f"part-{part}.h5", "features", shape=(25, 6))
    with h5py.File("virtual.h5", "w") as file:
        file.create_virtual_dataset("features", layout)
    layout = h5py.VirtualLayout(shape=(50, 6), dtype="f4")
    layout[10:35] = h5py.VirtualSource("part-0.h5", "features", shape=(25, 6))
    with h5py.File("gaps.h5", "w") as file:
        file.create_virtual_dataset("features", layout)
    layout = h5py.VirtualLayout(shape=(50, 200), dtype="f4")
    layout[:] = h5py.VirtualSource("lzf.h5", "features", shape=(50, 200))
    with h5py.File("virtual-lzf.h5", "w") as file:
        file.create_virtual_dataset("features", layout)
    layout = h5py.VirtualLayout(shape=(50, 6), dtype="f4")
    layout[:25] = h5py.VirtualSource("part-0.h5", "features", shape=(25, 6))
    layout[25:] = h5py.VirtualSource("50%%.h5", "100%%", shape=(25, 6))  # The library's spelling of 50%.h5 and 100%.
    with h5py.File("percent.h5", "w") as file:
        file.create_virtual_dataset("features", layout)
    layout = h5py.VirtualLayout(shape=(50, 6), dtype="f4")
    for row in range(50):  # A mapping for each row.
        layout[row] = h5py.VirtualSource(f"part-{row % 2}.h5", "features", shape=(25, 6))[row // 2]
    with h5py.File("shuffled.h5", "w") as file:
        file.create_virtual_dataset("features", layout)
    layout = h5py.VirtualLayout(shape=(50, 6), dtype="f4")
    layout[:] = h5py.VirtualSource(".", "features", shape=(50, 6))
    with h5py.File("loop.h5", "w") as file:
        file.create_virtual_dataset("features", layout)
    layout = h5py.VirtualLayout(shape=(50, 2), dtype="i4")
    layout[:] = h5py.VirtualSource(".", "coords", shape=(50, 2))
    with h5py.File("coords-loop.h5", "w") as file:
        file["features"] = values
        file.create_virtual_dataset("coords", layout)
    with h5py.File("coords-records.h5", "w") as file:
        file["features"] = values
        file["coords"] = np.zeros((50, 2), [("x", "i4"), ("y", "i4")])
    with h5py.File("brain.h5", "w") as file:
        brain = h5py.h5t.IEEE_F32LE.copy()
        brain.set_fields(15, 7, 8, 0, 7)
        brain.set_size(2)
        brain.set_ebias(127)
        data = h5py.h5d.create(file.id, b"features", brain, h5py.h5s.create_simple((50, 6)))
        data.write(h5py.h5s.ALL, h5py.h5s.ALL, np.arange(300, dtype=np.float32).reshape(50, 6) % 100 / 4)
    with h5py.File("numbered.h5", "w") as file:
        file["block-0"], file["block-1"] = values[:25], values[25:]
        many = h5py.h5s.UNLIMITED
        target = h5py.h5s.create_simple((50, 6), (many, 6))
        target.select_hyperslab((0, 0), (many, 1), stride=(25, 6), block=(25, 6))
        creation = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
        creation.set_virtual(target, b".", b"block-%b", h5py.h5s.create_simple((25, 6)))
        space = h5py.h5s.create_simple((50, 6), (many, 6))
        h5py.h5d.create(file.id, b"features", h5py.h5t.IEEE_F32LE, space, creation)
    with h5py.File("external.h5", "w") as file:
        raw = [("features.raw", 0, values.nbytes)]
        file.create_dataset("features", shape=(50, 6), dtype="f4", external=raw)[:] = values
    os.remove("features.raw")  # The tests make it.
    with h5py.File("link.h5", "w") as file:
        file["features"] = h5py.ExternalLink("gone.h5", "/feats")
    with h5py.File("open.h5", "w", libver="latest") as file:
        file["features"] = values
        file.flush()
        shutil.copy("open.h5", "swmr.h5")  # As a killed writer leaves it.
    shutil.move("swmr.h5", "open.h5")


def table(path):
    import pandas as pd

    f = h5py.File(path)
    t = {g: pd.DataFrame({n: list(d.asstr() if d.dtype.kind == "S" else d[:]) for n, d in f[g].items() if n != "attention"}) for g in ("region", "image")}
    df = t["region"].join(t["image"], on="image").join(pd.DataFrame(f["features"][:]))
    print(df.to_string(max_cols=60))
    print(df.dtypes.to_string())


if __name__ == "__main__":
    if sys.argv[1] == "hash":
        print(content_hash(sys.argv[2]))
    elif sys.argv[1] == "foreign":
        foreign(sys.argv[2])
    elif sys.argv[1] == "field":
        field(sys.argv[2])
    else:
        table(sys.argv[2])
