"""Compares the preparation of photographs by the built program with Pillow and OpenCV, on one core, in alternation.

    python Tests/Peers/compare_preparation.py .build/release/zoomin PHOTOGRAPH...

All of them decode a JPEG, find the retina's bounding box by a threshold, cut out the square around it, scale it to
`--pixels` (1230) by area averaging, paint black what is outside (the program does; the peers do not, which favours
them), and encode a JPEG of quality 95 without subsampling. Pillow decodes with `draft`, at the smallest scale of the
format that still has the pixels; OpenCV decodes with IMREAD_REDUCED_COLOR_2 where the picture is large enough for it.
Each pair is a process of the program and a turn of each peer. A ratio is the peer's median time divided by the
program's: above 1 the program is faster. `--json FILE` writes all figures.

Needs numpy, opencv-python-headless, pillow. Take timings on a machine that does nothing else.
"""
import argparse
import io
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ[name] = "1"
import cv2
import numpy
from PIL import Image

cv2.setNumThreads(1)


def box(thumbnail):
    """The bounding box of all that is brighter than a tenth of the brightest, as fractions."""
    bright = thumbnail.max(axis=2)
    mask = bright > 0.1 * numpy.percentile(bright, 95)
    rows, columns = numpy.flatnonzero(mask.any(axis=1)), numpy.flatnonzero(mask.any(axis=0))
    height, width = mask.shape
    return columns[0] / width, rows[0] / height, (columns[-1] + 1) / width, (rows[-1] + 1) / height


def square(fractions, width, height):
    x0, y0, x1, y1 = (fractions[0] * width, fractions[1] * height, fractions[2] * width, fractions[3] * height)
    side = max(x1 - x0, y1 - y0)
    left, top = round((x0 + x1 - side) / 2), round((y0 + y1 - side) / 2)
    return left, top, left + round(side), top + round(side)


def by_pillow(path, pixels):
    picture = Image.open(path)
    picture.draft("RGB", (pixels, pixels))
    picture.load()
    factor = max(1, max(picture.size) // 512)
    crop = square(box(numpy.asarray(picture.reduce(factor))), *picture.size)
    result = picture.crop(crop).resize((pixels, pixels), Image.Resampling.BOX)
    file = io.BytesIO()
    result.save(file, "jpeg", quality=95, subsampling=0)
    return file.getvalue()


def by_opencv(path, pixels):
    # The header alone tells the size, as it does for the program.
    width, height = Image.open(path).size
    flag = cv2.IMREAD_REDUCED_COLOR_2 if min(width, height) // 2 >= pixels else cv2.IMREAD_COLOR
    picture = cv2.imread(str(path), flag)
    height, width = picture.shape[:2]
    factor = max(1, max(width, height) // 512)
    thumbnail = cv2.resize(picture, (width // factor, height // factor), interpolation=cv2.INTER_AREA)
    x0, y0, x1, y1 = square(box(thumbnail), width, height)
    part = picture[max(0, y0):min(height, y1), max(0, x0):min(width, x1)]
    part = cv2.copyMakeBorder(part, max(0, -y0), max(0, y1 - height), max(0, -x0), max(0, x1 - width),
                              cv2.BORDER_CONSTANT)
    result = cv2.resize(part, (pixels, pixels), interpolation=cv2.INTER_AREA)
    done, file = cv2.imencode(".jpg", result, [cv2.IMWRITE_JPEG_QUALITY, 95, cv2.IMWRITE_JPEG_SAMPLING_FACTOR,
                                               cv2.IMWRITE_JPEG_SAMPLING_FACTOR_444])
    return file


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", type=Path)
    parser.add_argument("photographs", nargs="+", type=Path)
    parser.add_argument("--pixels", type=int, default=1230)
    parser.add_argument("--pairs", type=int, default=7)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    peers = {"Pillow": by_pillow, "OpenCV": by_opencv}
    ratios = {name: [] for name in peers}
    seconds = {name: [] for name in ["zoomin", *peers]}
    environment = dict(os.environ, OMP_NUM_THREADS="1")
    for peer in peers.values():
        for path in options.photographs:
            peer(path, options.pixels)
    for pair in range(options.pairs):
        answer = subprocess.run(
            [options.program, "benchmark", "prepare", *options.photographs, f"data.zoom_pixels={options.pixels}",
             "--repetitions", "1", "--json"], check=True, capture_output=True, text=True, env=environment)
        own = json.loads(answer.stdout)["secondsPerPicture"]
        seconds["zoomin"].append(own)
        for name, peer in peers.items():
            start = time.perf_counter()
            for path in options.photographs:
                peer(path, options.pixels)
            each = (time.perf_counter() - start) / len(options.photographs)
            seconds[name].append(each)
            ratios[name].append(each / own)
    for name, values in seconds.items():
        line = f"{name}: {statistics.median(values):.4f} s a photograph"
        if name in ratios:
            line += f", {statistics.median(ratios[name]):.2f} times zoomin's (median of {options.pairs} ratios)"
        print(line)
    if options.json:
        options.json.write_text(json.dumps({"seconds": seconds, "ratios": ratios}, indent=2) + "\n")


if __name__ == "__main__":
    sys.exit(main())
