"""Is the gallery fast with 500 clusters of 140,000 patches?

    python Tests/Browser/large_gallery.py make FEATURES.h5 FOLDER --zoomin .build/release/zoomin
    python Tests/Browser/large_gallery.py measure FOLDER --zoomin .build/release/zoomin

`make` writes FOLDER/large/made, a run whose feature file has the attributes of FEATURES.h5 (any file of cells that `zoomin
mine` wrote), 1,400 pictures and 100 rows on each, whose features lie around 500 centres; it clusters them and draws the
mosaics. `measure` serves it and sends requests with wrk (16 connections, 10 seconds each): the clusters' page, pages of
clusters, patches, tiles and the list of runs; then it stores 200 judgements one by one, with 100,000 labels in the log.
Printed are the time of the first page after the start, requests a second, and percentiles of the latency.

Written with Python 3.11, h5py 3.16, Pillow 13, wrk 4.1.
"""

import argparse
import hashlib
import http.client
import random
import re
import sqlite3
import statistics
import subprocess
import sys
import time
from pathlib import Path

import h5py
import numpy as np
from PIL import Image

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "Peers"))
from feature_file import content_hash  # noqa: E402

PICTURES, ROWS, CENTRES, DIMENSION = 1400, 100, 500, 32
SIDE = 512


def make(options):
    draws = np.random.default_rng(1)
    run = options.folder / "large" / "made"
    pictures = options.folder.resolve() / "cache" / "pictures"
    mining = run / "mining" / "000000000001"
    for folder in (pictures, mining):
        folder.mkdir(parents=True, exist_ok=True)
    hashes = []
    for index in range(PICTURES):
        small = draws.integers(60, 200, (16, 16, 3), dtype=np.uint8)
        path = pictures / f"{index}.jpg"
        Image.fromarray(small).resize((SIDE, SIDE), Image.BICUBIC).save(path, quality=80)
        hashes.append(hashlib.sha256(path.read_bytes()).hexdigest())
    count = PICTURES * ROWS
    centres = draws.normal(size=(CENTRES, DIMENSION)) * 4
    kind = draws.integers(CENTRES, size=count)
    image = np.repeat(np.arange(PICTURES, dtype=np.uint32), ROWS)
    with h5py.File(options.features) as old, h5py.File(mining / "features.h5", "w", libver=("earliest", "v108")) as file:
        grid, view, zoom = (int(old.attrs[name]) for name in ("grid", "view_pixels", "zoom_pixels"))
        row, column = (draws.integers(grid, size=count).astype(np.uint8) for _ in range(2))
        corner = np.stack([column, row], 1).astype(np.float32) * (SIDE / grid)
        box = np.concatenate([corner - 16, corner + 48], 1).astype(np.float32)
        grades = draws.integers(0, 5, PICTURES).astype(np.int8)
        columns = {
            "features": (centres[kind] + draws.normal(size=(count, DIMENSION))).astype(np.float32),
            "coords": np.rint(box[:, :2]).astype(np.int32),
            "region/image": image, "region/level": np.full(count, 2, np.uint8),
            "region/rank": np.tile(np.arange(ROWS, dtype=np.uint8), PICTURES), "region/row": row, "region/col": column,
            "region/response": draws.random(count, dtype=np.float32), "region/box_source": box,
            "region/box_view": box * np.float32(view / SIDE), "region/box_zoom": box * np.float32(zoom / SIDE),
            "region/side_source": np.full(count, 64, np.float32),
            "image/id": [f"p{index // 2}_{index % 2}" for index in range(PICTURES)],
            "image/path": [f"{index}.jpg" for index in range(PICTURES)], "image/sha256": hashes,
            "image/patient": [f"p{index // 2}" for index in range(PICTURES)],
            "image/eye": [("left", "right")[index % 2] for index in range(PICTURES)], "image/split": ["test"] * PICTURES,
            "image/width": np.full(PICTURES, SIDE, np.int32), "image/height": np.full(PICTURES, SIDE, np.int32),
            "image/grade": grades, "image/y": np.full((PICTURES, 5), 0.2, np.float32),
            "image/crop_box": np.tile(np.float32([0, 0, SIDE, SIDE]), (PICTURES, 1)),
            "image/attention": draws.random((PICTURES, 5, grid, grid)).astype(np.float16),
        }
        for name, values in columns.items():
            file.create_dataset(name, data=values, **({"dtype": h5py.string_dtype()} if isinstance(values, list) else {}))
        for name, value in old.attrs.items():
            if name not in ("contentHash", "data_root"):
                file.attrs[name] = value
        file.attrs["data_root"] = str(pictures)
    digest = content_hash(mining / "features.h5")
    with h5py.File(mining / "features.h5", "a", libver=("earliest", "v108")) as file:
        file.attrs["contentHash"] = digest
    (run / "status.json").write_text('{"state": "done", "updated": "2026-01-01T00:00:00Z", "process": 1}\n')
    clusters = run / "clusters" / "000000000002"
    call(options.zoomin, "cluster", mining / "features.h5", "--out", clusters, f"cluster.preference=count:{CENTRES}",
         "judge.stability=never")
    call(options.zoomin, "mosaic", clusters, "mosaic.tile_pixels=96", "mosaic.maximum_tiles=16")


def call(*command):
    began = time.monotonic()
    subprocess.run([str(part) for part in command], check=True)
    print(f"{time.monotonic() - began:.0f} s: {' '.join(str(part) for part in command[1:3])}", flush=True)


def measure(options):
    labels = options.folder / "labels.sqlite"
    labels.unlink(missing_ok=True)
    server = subprocess.Popen([options.zoomin.resolve(), "browse", options.folder, "--port", "0", "--author", "Ann"],
                              text=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    try:
        root = server.stdout.readline().strip().rstrip("/")
        address = root.removeprefix("http://")
        base = "/runs/large/made/clusters/000000000002"
        began = time.monotonic()
        page = read(address, base)
        print(f"first page of {page.count(b'<article ')} clusters after the start: {time.monotonic() - began:.1f} s")
        rows = [int(row) for row in re.findall(rb"/tiles/(\d+)\.jpg", page)]
        draws = random.Random(1)
        kinds = {
            "runs": ["/"], "clusters": [base], "clusters, candidates": [f"{base}?order=candidates&show=candidates"],
            "cluster": [f"{base}/{draws.randrange(CENTRES)}" for _ in range(200)],
            "patch": [f"{base}/patches/{draws.choice(rows)}" for _ in range(200)],
            "tile": [f"{base}/tiles/{draws.randrange(PICTURES * ROWS)}.jpg" for _ in range(2000)],
        }
        for kind, paths in kinds.items():
            latency(root, kind, paths, options.folder)
        fill(address, base, labels)
        judge(address, base)
        peak = re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{server.pid}/status").read_text())
        print(f"memory of the server at its highest: {int(peak[1]) / 1024:.0f} MB")
    finally:
        server.terminate()
        server.wait(20)


def read(address, path):
    connection = http.client.HTTPConnection(address)
    connection.request("GET", path)
    answer = connection.getresponse()
    body = answer.read()
    assert answer.status == 200, (path, answer.status)
    return body


def latency(root, kind, paths, folder):
    script = folder / "paths.lua"
    listed = ",".join(f'"{path}"' for path in paths)
    script.write_text(
        f"local paths = {{{listed}}}\nlocal place = 0\nfunction request() place = place % #paths + 1 "
        "return wrk.format('GET', paths[place]) end\n"
        "function done(summary, latency, requests) io.write(string.format('%d %d %.1f %.1f %.1f\\n', summary.requests, "
        "summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.timeout, "
        "latency:percentile(50) / 1000, latency:percentile(95) / 1000, latency.max / 1000)) end\n")
    said = subprocess.run(["wrk", "-t", "1", "-c", "16", "-d", "10s", "--timeout", "10s", "-s", script, root],
                          capture_output=True, text=True, check=True).stdout
    count, errors, median, high, worst = said.strip().splitlines()[-1].split()
    print(f"{kind}: {int(count) / 10:.0f} a second, median {median} ms, 95th percentile {high} ms, longest {worst} ms, "
          f"{errors} errors", flush=True)


def fill(address, base, labels):
    """One judgement creates the store; then 100,000 labels, as an import writes them."""
    post(address, f"{base}/0/judgement", "name=first")
    with sqlite3.connect(labels) as store:
        for index in range(100_000):
            store.execute("INSERT INTO entry (author, time) VALUES ('Ben', '2026-01-01T00:00:00Z')")
            store.execute("INSERT INTO label (entry, kind, picture, x0, y0, x1, y1, term) VALUES (last_insert_rowid(), 'patch', "
                          "?, 0, 0, 9, 9, 'MA')", [f"{index % PICTURES:064x}"])


def post(address, path, body):
    connection = http.client.HTTPConnection(address)
    connection.request("POST", path, body, {
        "Content-Type": "application/x-www-form-urlencoded", "Origin": f"http://{address}", "Accept": "application/json"})
    answer = connection.getresponse()
    text = answer.read().decode()
    assert answer.status == 200, text
    return text


def judge(address, base):
    stored, seen = [], []
    for index in range(200):
        began = time.monotonic()
        post(address, f"{base}/{index}/judgement", f"name=n{index}")
        stored.append(time.monotonic() - began)
        assert f"named n{index}".encode() in read(address, f"{base}/{index}")
        seen.append(time.monotonic() - began)
    for what, times in (("stored", stored), ("stored and seen on its page", seen)):
        print(f"a judgement {what}, with 100,000 labels in the log: median {1000 * statistics.median(times):.0f} ms, "
              f"95th percentile {1000 * sorted(times)[189]:.0f} ms, longest {1000 * max(times):.0f} ms")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    verbs = parser.add_subparsers(dest="verb", required=True)
    maker, measurer = verbs.add_parser("make"), verbs.add_parser("measure")
    maker.add_argument("features", type=Path)
    for verb in (maker, measurer):
        verb.add_argument("folder", type=Path)
        verb.add_argument("--zoomin", type=Path, default=Path(".build/release/zoomin"))
    options = parser.parse_args()
    {"make": make, "measure": measure}[options.verb](options)


if __name__ == "__main__":
    main()
