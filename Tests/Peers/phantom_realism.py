"""Compares drawn photographs with real ones: histograms, distances and a sheet to look at.

    zoomin phantom --out DRAWN --patients 30 --seed 71 phantom.grade_fractions=[0,0,0.56,0.33,0.11]
    python phantom_realism.py REAL DRAWN [--sheet sheet.png] [--json figures.json]

REAL holds `idrid-lesions` (boxes and masks of every lesion), `idrid-grading` and `srahim-pairs`. The grades above are
those of `idrid-lesions`, in which all eyes are diseased. Measured on both in the same way:

* lesions, by their boxes, so that a drawn one is measured as a real one is. Side: root of width times height over the
  disc's height. Contrast, on pictures brought to a retina 2000 pixels wide: median of the middle of the box less that
  of a ring around it (without other lesions), over the ring (ratio) and over the ring's spread by the median
  deviation (signal to noise). Haemorrhages are dots, blots and flames together: IDRiD does not tell them apart.
  Exudates of IDRiD are connected areas of a mask, drawn ones are single flecks that may touch: `merged` joins the
  boxes that overlap, in both.
* pictures, at a retina 900 pixels wide: colours, fall-off of light, noise, sharpness; and lesions per picture, the
  share of the retina they cover (ellipses in the boxes, painted once), and for real ones the same by masks.

Two distances: Kolmogorov-Smirnov (0...1), and Wasserstein over the real values' deviation. Beside them stands `halves`:
the median Kolmogorov-Smirnov distance of random halves of the *real pictures*; a distance of that size is not
significant. Written with Python 3.11, numpy 2, scipy 1.17, Pillow 13.
"""

import argparse
import csv
import json
import pathlib
import sys
import zlib
from collections import defaultdict

import numpy as np
from PIL import Image, ImageDraw
from scipy import ndimage, stats

Image.MAX_IMAGE_PIXELS = None
TYPES = ["MA", "HE", "EX", "SE"]
ALIASES = {"FH": "HE"}
# Medians of the whole segmentation set, over a disc of 520 pixels: what the generator was made for.
IDRID_SIDES = {"MA": 0.035, "HE": 0.09, "EX": 0.04, "SE": 0.27}
BARS = " ▁▂▃▄▅▆▇█"


class Photograph:
    """A picture brought to a retina of the given width; boxes in its pixels."""

    def __init__(self, path, width, boxes=()):
        picture = Image.open(path).convert("RGB")
        small = np.asarray(picture.reduce(8)).max(axis=2) > 24
        columns = np.flatnonzero(small.mean(axis=0) > 0.06) * 8
        rows = np.flatnonzero(small.mean(axis=1) > 0.06) * 8
        x0, x1, y0, y1 = columns[0], columns[-1] + 8, rows[0], rows[-1] + 8
        self.scale = width / (x1 - x0)
        self.radius = width / 2
        self.centre = (x0 + x1) / 2 * self.scale, (y0 + y1) / 2 * self.scale
        size = [max(1, round(side * self.scale)) for side in picture.size]
        kernel = Image.Resampling.BOX if self.scale < 1 else Image.Resampling.BICUBIC
        self.pixels = np.asarray(picture.resize(size, kernel), np.float32)
        y, x = np.mgrid[:size[1], :size[0]] + 0.5
        self.distance = np.hypot(x - self.centre[0], y - self.centre[1]) / self.radius
        # The field of view, less what was cut off above and below and the soft edge.
        margin = 0.03 * self.radius
        self.retina = (self.distance < 0.97) & (y > y0 * self.scale + margin) & (y < y1 * self.scale - margin)
        self.boxes = [(kind, np.array(box) * self.scale) for kind, box in boxes]

    def window(self, box, reach):
        x0, y0 = np.maximum(0, np.floor(box[:2] - reach)).astype(int)
        x1, y1 = np.ceil(box[2:] + reach).astype(int)
        return slice(y0, y1), slice(x0, x1)


def read_boxes(path):
    """Boxes of each picture; the disc is OD."""
    boxes = defaultdict(list)
    for row in csv.DictReader(open(path)):
        kind = ALIASES.get(row["type"], row["type"])
        boxes[row["image"]].append((kind, [float(row[key]) for key in ("x0", "y0", "x1", "y1")]))
    return boxes


def merged(boxes):
    """Boxes joined until none overlap."""
    boxes = [list(box) for box in boxes]
    joined = True
    while joined:
        joined = False
        for i in range(len(boxes)):
            for j in range(len(boxes) - 1, i, -1):
                a, b = boxes[i], boxes[j]
                if a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]:
                    boxes[i] = [min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3])]
                    del boxes[j]
                    joined = True
    return boxes


def side(box):
    return float(np.sqrt((box[2] - box[0]) * (box[3] - box[1])))


def ellipse(box, shape, origin, share=1.0):
    """Where a window lies within `share` of the ellipse in a box."""
    y, x = np.mgrid[:shape[0], :shape[1]] + 0.5
    half = np.maximum((box[2:] - box[:2]) / 2 * share, 0.71)
    middle = (box[:2] + box[2:]) / 2 - origin
    return ((x - middle[0]) / half[0]) ** 2 + ((y - middle[1]) / half[1]) ** 2 <= 1


def contrast(photograph, box, taken):
    """Signal to noise in green, and the ratios in red and green; None where the ring holds too little retina."""
    reach = max(5.0, 0.4 * side(box))
    rows, columns = photograph.window(box, reach)
    patch, free = photograph.pixels[rows, columns], photograph.retina[rows, columns]
    origin = np.array([columns.start, rows.start])
    wide = np.concatenate([box[:2] - reach, box[2:] + reach])
    near = np.concatenate([box[:2] - 1.5, box[2:] + 1.5])
    inside = ellipse(box, free.shape, origin, 0.6) & free
    ring = ellipse(wide, free.shape, origin) & ~ellipse(near, free.shape, origin) & free & ~taken[rows, columns]
    if inside.sum() < 1 or ring.sum() < 20:
        return None
    around = np.median(patch[ring], axis=0)
    difference = np.median(patch[inside], axis=0) - around
    spread = 1.4826 * np.median(np.abs(patch[ring][:, 1] - around[1]))
    return difference[1] / max(spread, 0.5), difference[0] / max(around[0], 1), difference[1] / max(around[1], 1)


def lesion_measures(photograph, masks=None):
    """{measure: values} of one picture with all its lesions boxed."""
    values = defaultdict(list)
    disc = next((box for kind, box in photograph.boxes if kind == "OD"), None)
    if disc is None:
        return values
    covered = np.zeros(photograph.retina.shape, bool)
    taken = np.zeros_like(covered)
    by_kind = {kind: [box for name, box in photograph.boxes if name == kind] for kind in TYPES}
    for kind, box in photograph.boxes:
        rows, columns = photograph.window(box, 0)
        shape, origin = covered[rows, columns].shape, np.array([columns.start, rows.start])
        taken[rows, columns] |= ellipse(box, shape, origin)
        if kind in TYPES:
            covered[rows, columns] |= ellipse(box, shape, origin)
    for kind, boxes in by_kind.items():
        values[f"{kind} a picture"].append(len(boxes))
        for box in boxes:
            values[f"{kind} side"].append(side(box) / (disc[3] - disc[1]))
            seen = contrast(photograph, box, taken)
            if seen:
                for name, value in zip(["signal to noise", "ratio, red", "ratio, green"], seen):
                    values[f"{kind} {name}"].append(float(value))
        if kind == "EX":
            values["EX side, merged"] += [side(box) / (disc[3] - disc[1]) for box in merged(boxes)]
    values["share covered by lesions"].append(float((covered & photograph.retina).sum() / photograph.retina.sum()))
    values["disc over retina"].append(float((disc[3] - disc[1]) / (2 * photograph.radius)))
    if masks:
        pixels = sum(int((np.asarray(Image.open(mask)) > 0).sum()) for mask in masks)
        values["share by masks"].append(pixels * photograph.scale ** 2 / float(photograph.retina.sum()))
    return values


def picture_measures(photograph):
    """{measure: value} of one picture."""
    pixels, retina, distance = photograph.pixels, photograph.retina, photograph.distance
    inner = pixels[retina]
    mean = inner.mean(axis=0)
    values = dict(zip(["mean red", "mean green", "mean blue"], mean))
    values["green over red"], values["blue over red"] = mean[1] / mean[0], mean[2] / mean[0]
    for channel, name in enumerate(["red", "green", "blue"]):
        values[f"spread of {name}"] = inner[:, channel].std()
    rim, middle = retina & (distance > 0.82) & (distance < 0.93), retina & (distance > 0.2) & (distance < 0.45)
    for channel, name in [(0, "red"), (1, "green")]:
        values[f"rim over middle, {name}"] = np.median(pixels[rim][:, channel]) / np.median(pixels[middle][:, channel])
    green = np.where(retina, pixels[:, :, 1], mean[1])
    bands = [green] + [ndimage.gaussian_filter(green, sigma) for sigma in (1, 2, 4, 16)]
    core = retina & (distance < 0.85)
    fine, mid, coarse = (np.abs((bands[i] - bands[j])[core]) for i, j in [(0, 1), (1, 3), (3, 4)])
    values["noise (finest band, median)"] = 1.4826 * np.median(fine) / mean[1]
    values["texture (1 to 4 px, median)"] = 1.4826 * np.median(mid) / mean[1]
    values["vessels (1 to 4 px, top 2 %)"] = np.quantile(mid, 0.98) / mean[1]
    values["clouds (4 to 16 px, median)"] = 1.4826 * np.median(coarse) / mean[1]
    slope = np.hypot(ndimage.sobel(bands[1], 0), ndimage.sobel(bands[1], 1))[core] / 8 / mean[1]
    values["sharpness (top 1 % slope)"] = np.quantile(slope, 0.99)
    return {name: float(value) for name, value in values.items()}


def distances(real, drawn):
    real, drawn = np.asarray(real), np.asarray(drawn)
    spread = real.std() or 1.0
    return stats.ks_2samp(real, drawn).statistic, stats.wasserstein_distance(real, drawn) / spread


def halves(groups, name):
    """The distance that random halves of the real pictures have from each other."""
    groups = [group[name] for group in groups if name in group and group[name].size]
    if len(groups) < 6:
        return None
    random = np.random.default_rng(zlib.crc32(name.encode()))
    found = []
    for _ in range(60):
        order = random.permutation(len(groups))
        a, b = order[: len(order) // 2], order[len(order) // 2:]
        found.append(stats.ks_2samp(*(np.concatenate([groups[i] for i in half]) for half in (a, b))).statistic)
    return float(np.median(found))


def bars(values, edges):
    counts = np.histogram(np.clip(values, edges[0], edges[-1]), edges)[0]
    return "".join(BARS[int(np.ceil(8 * count / max(counts.max(), 1)))] for count in counts)


def report(title, names, real, drawn, design=None):
    """One row a measure; returns the figures."""
    print(f"\n{title}\n")
    print(f"{'':30} {'n real':>6} {'drawn':>6} {'median real':>12} {'drawn':>8} {'KS':>5} {'halves':>6} {'W':>5}"
          f"  {'from':>7}  {'real':16}  {'drawn':16}  to")
    rows = {}
    for name in names:
        pool = [np.concatenate([np.array([])] + [np.atleast_1d(group[name]) for group in groups if name in group])
                for groups in (real, drawn)]
        if not pool[0].size or not pool[1].size:
            print(f"{name:30} {pool[0].size:6d} {pool[1].size:6d}   one side has none")
            continue
        ks, w = distances(*pool)
        floor = halves([{k: np.atleast_1d(v) for k, v in group.items()} for group in real], name)
        both = np.concatenate(pool)
        edges = np.linspace(*np.quantile(both, [0.01, 0.99]), 17) if np.ptp(both) else np.linspace(0, 1, 17)
        medians = [float(np.median(values)) for values in pool]
        note = f"  all of IDRiD {design[name]}" if design and name in design else ""
        if pool[0].size < 10:
            note += f"  only {pool[0].size} real: " + ", ".join(f"{value:.3g}" for value in np.sort(pool[0]))
        print(f"{name:30} {pool[0].size:6d} {pool[1].size:6d} {medians[0]:12.3g} {medians[1]:8.3g} {ks:5.2f} "
              f"{'' if floor is None else format(floor, '.2f'):>6} {w:5.2f}  {edges[0]:7.3g}  "
              f"{bars(pool[0], edges)}  {bars(pool[1], edges)}  {edges[-1]:.3g}{note}")
        rows[name] = {"n": [int(p.size) for p in pool], "median": medians, "ks": float(ks), "wasserstein": float(w),
                      "halves": floor,
                      "quantiles": [[float(q) for q in np.quantile(p, [0.05, 0.25, 0.5, 0.75, 0.95])] for p in pool]}
    return rows


def lesion_set(folder, suffix, limit, masks=False):
    boxes = read_boxes(folder / "lesion_boxes.csv")
    groups = []
    for image in sorted(boxes)[:limit]:
        photograph = Photograph(folder / "images" / (image + suffix), 2000, boxes[image])
        stem = image.rsplit(".", 1)[0]
        found = sorted((folder / "masks").glob(f"{stem}_*.png")) if masks else []
        groups.append(lesion_measures(photograph, [mask for mask in found if not mask.stem.endswith("OD")]))
    return groups


def picture_set(folder, limit, chosen=None):
    paths = [p for p in sorted((folder / "images").iterdir()) if chosen is None or p.stem in chosen]
    step = max(1, len(paths) // limit)
    return [picture_measures(Photograph(path, 900)) for path in paths[::step][:limit]]


def sheet(real, drawn, out, seed=1):
    """Whole pictures above, one disc diameter around lesions below; real on the left, drawn on the right."""
    if any((parent / ".git").exists() for parent in out.resolve().parents):
        sys.exit(f"{out}: lies in a repository; real photographs stay out of it. Name another folder.")
    random = np.random.default_rng(seed)
    tile, columns = 300, 4
    page = Image.new("RGB", ((2 * columns * tile) + 40, (2 + len(TYPES)) * tile), "white")
    for half, (folder, suffix) in enumerate([(real / "idrid-lesions", ""), (drawn, ".jpeg")]):
        boxes = read_boxes(folder / "lesion_boxes.csv")
        left = half * (columns * tile + 40)
        for index, image in enumerate(random.permutation(sorted(boxes))[: 2 * columns]):
            picture = Image.open(folder / "images" / (image + suffix)).convert("RGB")
            picture.thumbnail((tile - 4, tile - 4))
            page.paste(picture, (left + index % columns * tile, index // columns * tile))
        for row, kind in enumerate(TYPES):
            pool = [(image, box) for image in sorted(boxes) for name, box in boxes[image] if name == kind]
            for column, index in enumerate(random.permutation(len(pool))[:columns]):
                image, box = pool[index]
                disc = next((b for name, b in boxes[image] if name == "OD"), None)
                reach = (disc[3] - disc[1]) / 2
                x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
                picture = Image.open(folder / "images" / (image + suffix)).convert("RGB")
                crop = picture.crop([round(v) for v in (x - reach, y - reach, x + reach, y + reach)])
                crop = crop.resize((tile - 4, tile - 4), Image.Resampling.LANCZOS)
                ImageDraw.Draw(crop).text((4, 2), f"{kind} {'drawn' if half else 'real'}", fill="white")
                page.paste(crop, (left + column * tile, (2 + row) * tile))
    page.save(out)


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("real", type=pathlib.Path)
    arguments.add_argument("drawn", type=pathlib.Path)
    arguments.add_argument("--limit", type=int, default=60, help="pictures of each set")
    arguments.add_argument("--sheet", type=pathlib.Path)
    arguments.add_argument("--json", type=pathlib.Path)
    options = arguments.parse_args()

    if options.sheet:
        sheet(options.real, options.drawn, options.sheet)
    real = lesion_set(options.real / "idrid-lesions", "", options.limit, masks=True)
    drawn = lesion_set(options.drawn, ".jpeg", options.limit)
    figures = {}
    names = [f"{kind} {what}" for what in ("side", "signal to noise", "ratio, green", "ratio, red", "a picture")
             for kind in TYPES] + ["EX side, merged", "share covered by lesions", "disc over retina"]
    design = {f"{kind} side": value for kind, value in IDRID_SIDES.items()}
    figures["lesions"] = report(
        f"Lesions: {len(real)} photographs of idrid-lesions, {len(drawn)} drawn", names, real, drawn, design)
    by_masks = [value for group in real for value in group["share by masks"]]
    print(f"\nShare covered in the real ones by masks: median {np.median(by_masks):.4f}; by ellipses in the boxes "
          f"{np.median([v for g in real for v in g['share covered by lesions']]):.4f}.")
    print("Soft exudates: the real ones have four masks in all; read their row against the median of all of IDRiD.")

    splits = defaultdict(set)
    for row in csv.DictReader(open(options.drawn / "manifest.csv")):
        splits["shifted" if row["split"] == "shifted" else "ordinary"].add(row["image"])
    idrid = picture_set(options.real / "idrid-grading", options.limit)
    pairs = picture_set(options.real / "srahim-pairs", options.limit)
    names = list(idrid[0])
    figures["sources"] = report(
        "Two real sources, idrid-grading (as real) and srahim-pairs (as drawn): what sources differ by", names, idrid,
        pairs)
    for name, chosen in sorted(splits.items()):
        pictures = picture_set(options.drawn, options.limit, chosen)
        figures[f"pictures, {name}"] = report(
            f"Pictures: both real sources together, {len(pictures)} drawn ({name})", names, idrid + pairs,
            pictures)
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
