"""Compares drawn photographs with real ones: a table, histograms, distances and a sheet to look at.

    zoomin phantom --out DRAWN --patients 60 --seed 77 phantom.grade_fractions=[0.5,0,0.3,0.2,0]
    python phantom_realism.py REAL DRAWN [DRAWN ...] [--histograms histograms.png] [--sheet sheet.png] [--json f.json]

REAL holds `idrid-lesions` (boxes and masks of every lesion), `idrid-grading` and `srahim-pairs`. Several DRAWN folders,
for example of two versions of the generator, stand beside each other in the order named. Of `idrid-lesions` only the
first six photographs are read (`--photographs`): the others are kept for scoring. Measured on all in the same way:

* lesions, on the drawn pictures of grades 2 and 3, which the six photographs have, by their boxes, so that a drawn one
  is measured as a real one is. Side: root of width times height over the disc's height. Contrast, on pictures brought
  to a retina 2000 pixels wide: median of the middle of the box less that of a ring around it (without other lesions),
  over the ring (ratio) and over the ring's spread by the median deviation (signal to noise). Core: the 90th percentile
  of green within an exudate, over the ring. Haemorrhages are dots, blots and flames together: IDRiD does not tell them
  apart. Exudates of IDRiD are connected areas of a mask, drawn ones are single flecks that may touch: `merged` joins
  the boxes that overlap, in both.
* pictures of healthy eyes, at a retina 900 pixels wide, so that nothing measured is a lesion. Colours and the profile
  of light towards the rim. Texture: the deviation (by the median) of local contrast, green over its surroundings, in
  bands between Gaussians of the named deviations, off the vessels. Vessels: the depth, the width at half depth and the
  width of the edge (depth over steepest slope) of profiles across ridges, and how much darker their middle lines are
  than the surroundings. The fovea: 1 less the smoothed red and green at its darkest place 2 to 3 disc diameters from
  the disc, over those of a ring one disc diameter away; only where a table tells the disc.

Two distances: Kolmogorov-Smirnov (0...1), and Wasserstein over the real values' deviation. Beside them stands `halves`:
the median Kolmogorov-Smirnov distance of random halves of the *real pictures*; a distance of that size is not
significant. Written with Python 3.11, numpy 2.4, scipy 1.17, Pillow 13.
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
    """Signal to noise, the ratios in red and green, the core's; None where the ring holds too little retina."""
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
    core = np.quantile(patch[inside][:, 1], 0.9) - around[1]
    return (difference[1] / max(spread, 0.5), difference[0] / max(around[0], 1), difference[1] / max(around[1], 1),
            core / max(around[1], 1))


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
                for name, value in zip(["signal to noise", "ratio, red", "ratio, green", "core, green"], seen):
                    values[f"{kind} {name}"].append(float(value))
        if kind == "EX":
            values["EX side, merged"] += [side(box) / (disc[3] - disc[1]) for box in merged(boxes)]
    values["share covered by lesions"].append(float((covered & photograph.retina).sum() / photograph.retina.sum()))
    values["disc over retina"].append(float((disc[3] - disc[1]) / (2 * photograph.radius)))
    if masks:
        pixels = sum(int((np.asarray(Image.open(mask)) > 0).sum()) for mask in masks)
        values["share by masks"].append(pixels * photograph.scale ** 2 / float(photograph.retina.sum()))
    return values


def ridges(local):
    """Dark ridges of a picture of local contrast: strength, and the direction across, of the larger curvature."""
    yy, xx, xy = (ndimage.gaussian_filter(local, 2.0, order=order) for order in ((2, 0), (0, 2), (1, 1)))
    middle, root = (yy + xx) / 2, np.hypot((xx - yy) / 2, xy)
    strength = np.where(np.abs(middle - root) < 0.5 * (middle + root), middle + root, 0)
    return strength, 0.5 * np.arctan2(2 * xy, xx - yy)


def vessel_measures(local, red, where):
    """Depth, width and edge of profiles across vessels, and the mask of the vessels."""
    strength, across = ridges(local)
    strong = strength > np.quantile(strength[where], 0.93)
    rows, columns = np.nonzero(strong & where)
    offset = np.sin(across[rows, columns]), np.cos(across[rows, columns])
    beside = [ndimage.map_coordinates(strength, [rows + side * offset[0], columns + side * offset[1]], order=1)
              for side in (-1, 1)]
    crest = np.maximum(*beside) <= strength[rows, columns]
    rows, columns, offset = rows[crest], columns[crest], [part[crest] for part in offset]
    dark = [1 - np.median(ndimage.gaussian_filter(plane, 1)[rows, columns]) for plane in (red, local)]
    reach = np.arange(-10, 10.25, 0.5)
    profiles = ndimage.map_coordinates(
        local, [rows[:, None] + reach * offset[0][:, None], columns[:, None] + reach * offset[1][:, None]], order=1)
    profiles = ndimage.gaussian_filter1d(profiles, 1.0, axis=1)
    centre = len(reach) // 2
    shoulders = np.minimum(profiles[:, :centre].max(axis=1), profiles[:, centre + 1:].max(axis=1))
    depth = shoulders - profiles[:, centre]
    seen = depth > 0.02
    profiles, depth, shoulders = profiles[seen], depth[seen], shoulders[seen]
    below = profiles < (shoulders - depth / 2)[:, None]
    right = np.argmin(below[:, centre:], axis=1)
    left = np.argmin(below[:, centre::-1], axis=1)
    width = (left + right) * 0.5
    slope = np.abs(np.diff(profiles, axis=1)).max(axis=1) / 0.5
    whole = (left > 0) & (right > 0)
    mask = ndimage.binary_dilation(strength > np.quantile(strength[where], 0.88), iterations=4)
    wide = whole & (width > 5)
    values = {
        "vessels: depth, median": np.median(depth[whole]), "vessels: depth, top tenth": np.quantile(depth[whole], 0.9),
        "vessels: depth of wide ones": np.median(depth[wide]) if wide.sum() > 20 else np.nan,
        "vessels: darkening, red": dark[0], "vessels: darkening, green": dark[1],
        "vessels: width, median": np.median(width[whole]), "vessels: width, top tenth": np.quantile(width[whole], 0.9),
        "vessels: edge width": np.median((depth / slope)[wide]) if wide.sum() > 20 else np.nan}
    return values, mask


def fovea_contrast(photograph, disc):
    """How much darker in red and in green the fovea is than its surroundings."""
    green = photograph.pixels[:, :, 1]
    size = disc[3] - disc[1]
    middle = (disc[:2] + disc[2:]) / 2
    side = 1 if middle[0] < photograph.centre[0] else -1
    smooth = ndimage.gaussian_filter(green, 0.12 * size)
    y, x = np.mgrid[:green.shape[0], :green.shape[1]]
    across, down = (x - middle[0]) * side / size, (y - middle[1]) / size
    window = (across > 2.0) & (across < 3.1) & (down > -0.3) & (down < 0.9) & photograph.retina
    if not window.any():
        return np.nan, np.nan
    row, column = np.unravel_index(np.argmin(np.where(window, smooth, np.inf)), green.shape)
    distance = np.hypot(y - row, x - column) / size
    ring = (distance > 0.9) & (distance < 1.1) & photograph.retina
    red = ndimage.gaussian_filter(photograph.pixels[:, :, 0], 0.12 * size)
    return [1 - plane[row, column] / np.median(plane[ring]) for plane in (red, smooth)]


BANDS = (0.0, 0.7, 1.5, 3.0, 6.0, 12.0, 24.0)
RIM = [(0.45, 0.6), (0.6, 0.7), (0.7, 0.8), (0.8, 0.88), (0.88, 0.95)]


def picture_measures(photograph):
    """{measure: value} of one picture of a healthy eye."""
    pixels, retina, distance = photograph.pixels, photograph.retina, photograph.distance
    inner = pixels[retina]
    mean = inner.mean(axis=0)
    values = dict(zip(["mean red", "mean green", "mean blue"], mean))
    values["green over red"], values["blue over red"] = mean[1] / mean[0], mean[2] / mean[0]
    for channel, name in enumerate(["red", "green", "blue"]):
        values[f"spread of {name}"] = inner[:, channel].std()
    middle = retina & (distance > 0.2) & (distance < 0.45)
    for channel, name in [(0, "red"), (1, "green")]:
        for low, high in RIM:
            ring = retina & (distance > low) & (distance < high)
            values[f"rim {low} to {high}, {name}"] = (
                np.median(pixels[ring][:, channel]) / np.median(pixels[middle][:, channel]))
    weight = np.maximum(ndimage.gaussian_filter(retina.astype(np.float32), 40), 1e-3)
    around = [ndimage.gaussian_filter(np.where(retina, pixels[:, :, c], 0), 40) / weight for c in (0, 1)]
    red, local = (np.where(retina, pixels[:, :, c] / np.maximum(around[c], 1), 1) for c in (0, 1))
    core = retina & (distance < 0.85)
    found, vessels = vessel_measures(local, red, core)
    values |= found
    ground = core & ~vessels
    for low, high in zip(BANDS, BANDS[1:]):
        a = local if low == 0 else ndimage.gaussian_filter(local, low)
        band = (a - ndimage.gaussian_filter(local, high))[ground]
        values[f"texture {low:g} to {high:g}"] = 100 * 1.4826 * np.median(np.abs(band - np.median(band)))
    slope = np.hypot(*(ndimage.sobel(ndimage.gaussian_filter(local, 1), axis) for axis in (0, 1)))[core] / 8
    values["sharpness (top 1 % slope)"] = np.quantile(slope, 0.99)
    disc = next((box for kind, box in photograph.boxes if kind in ("OD", "optic_disc")), None)
    if disc is not None:
        values["fovea contrast, red"], values["fovea contrast, green"] = fovea_contrast(photograph, disc)
    return {name: float(value) for name, value in values.items() if np.isfinite(value)}


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
    """One row a measure and set of drawn pictures, by name of the set; returns the figures."""
    print(f"\n{title}\n")
    print(f"{'':28} {'set':10} {'n real':>6} {'drawn':>6} {'real':>8} {'drawn':>8} {'KS':>5} {'halves':>6} {'W':>5}"
          f"  {'from':>7}  {'real':16}  {'drawn':16}  to")
    rows = {}
    for name in names:
        pools = [np.concatenate([np.array([])] + [np.atleast_1d(group[name]) for group in groups if name in group])
                 for groups in (real, *drawn.values())]
        both = np.concatenate(pools)
        if not pools[0].size or not both.size:
            print(f"{name:28} no real ones")
            continue
        floor = halves([{k: np.atleast_1d(v) for k, v in group.items()} for group in real], name)
        edges = np.linspace(*np.quantile(both, [0.01, 0.99]), 17) if np.ptp(both) else np.linspace(0, 1, 17)
        note = f"  all of IDRiD {design[name]}" if design and name in design else ""
        if pools[0].size < 10:
            note += f"  only {pools[0].size} real: " + ", ".join(f"{value:.3g}" for value in np.sort(pools[0]))
        rows[name] = {"edges": edges.tolist(), "halves": floor, "sets": {"real": summary(pools[0], edges)}}
        for label, pool in zip(drawn, pools[1:]):
            if not pool.size:
                print(f"{name:28} {label:10} none drawn")
                continue
            ks, w = distances(pools[0], pool)
            print(f"{name:28} {label:10} {pools[0].size:6d} {pool.size:6d} {np.median(pools[0]):8.3g} "
                  f"{np.median(pool):8.3g} {ks:5.2f} {'' if floor is None else format(floor, '.2f'):>6} {w:5.2f}  "
                  f"{edges[0]:7.3g}  {bars(pools[0], edges)}  {bars(pool, edges)}  {edges[-1]:.3g}{note}")
            rows[name]["sets"][label] = summary(pool, edges) | {"ks": float(ks), "wasserstein": float(w)}
    return rows


def summary(values, edges):
    counts = np.histogram(np.clip(values, edges[0], edges[-1]), edges)[0]
    return {"n": int(values.size), "counts": counts.tolist(),
            "quantiles": [float(q) for q in np.quantile(values, [0.05, 0.25, 0.5, 0.75, 0.95])]}


def draw_histograms(figures, out):
    """One small chart a measure: real ones filled with grey, drawn sets as coloured steps."""
    charts = [(name, row) for table in figures.values() for name, row in table.items()]
    columns, width, height, colours = 6, 250, 150, ["#c03030", "#2050c0", "#208040", "#a060a0"]
    page = Image.new("RGB", (columns * width, (len(charts) + columns - 1) // columns * height), "white")
    canvas = ImageDraw.Draw(page)
    for index, (name, row) in enumerate(charts):
        left, top = index % columns * width + 8, index // columns * height + 4
        high = height - 46
        canvas.text((left, top), name, fill="black")
        for number, (label, found) in enumerate(row["sets"].items()):
            share = np.array(found["counts"]) / max(1, sum(found["counts"]))
            step = (width - 20) / len(share)
            rise = np.minimum(share / 0.4, 1) * high
            line = []
            for place, value in enumerate(rise):
                x, y = left + place * step, top + 16 + high - value
                if number == 0:
                    canvas.rectangle([x, y, x + step, top + 16 + high], fill="#cccccc")
                line += [(x, y), (x + step, y)]
            if number > 0:
                canvas.line(line, fill=colours[(number - 1) % len(colours)], width=2)
        canvas.text((left, top + 18 + high), f"{row['edges'][0]:.3g} ... {row['edges'][-1]:.3g}", fill="black")
        for number, label in enumerate(list(row["sets"])[1:]):
            canvas.text((left + 110 + 60 * number, top + 18 + high), label[:10], fill=colours[number % len(colours)])
    page.save(out)


def grades(folder):
    """{picture's stem: grade}."""
    for name, key in (("manifest.csv", "level"), ("labels.csv", "level"), ("trainLabels.csv", "level")):
        if (folder / name).exists():
            return {row["image"].rsplit(".", 1)[0]: row[key] for row in csv.DictReader(open(folder / name))}
    sys.exit(f"{folder}: holds no table of grades.")


def lesion_set(folder, suffix, limit, masks=False):
    boxes = read_boxes(folder / "lesion_boxes.csv")
    known = grades(folder)
    images = [image for image in sorted(boxes) if masks or known[image] in ("2", "3")]
    groups = []
    for image in images[:limit]:
        photograph = Photograph(folder / "images" / (image + suffix), 2000, boxes[image])
        stem = image.rsplit(".", 1)[0]
        found = sorted((folder / "masks").glob(f"{stem}_*.png")) if masks else []
        groups.append(lesion_measures(photograph, [mask for mask in found if not mask.stem.endswith("OD")]))
    return groups


def picture_set(folder, limit, chosen=None):
    """Measures of pictures of healthy eyes, evenly chosen from the folder."""
    known = grades(folder)
    tables = [folder / name for name in ("lesion_boxes.csv", "boxes.csv") if (folder / name).exists()]
    boxes = {image.rsplit(".", 1)[0]: found for table in tables for image, found in read_boxes(table).items()}
    paths = [path for path in sorted((folder / "images").iterdir())
             if known.get(path.stem) == "0" and (chosen is None or path.stem in chosen)]
    step = max(1, len(paths) // limit)
    return [picture_measures(Photograph(path, 900, boxes.get(path.stem, ()))) for path in paths[::step][:limit]]


def sheet(real, drawn, out, photographs, seed=1):
    """Whole pictures above, one disc diameter around lesions below; real on the left, drawn on the right."""
    if any((parent / ".git").exists() for parent in out.resolve().parents):
        sys.exit(f"{out}: lies in a repository; real photographs stay out of it. Name another folder.")
    random = np.random.default_rng(seed)
    tile, columns = 300, 4
    page = Image.new("RGB", ((2 * columns * tile) + 40, (2 + len(TYPES)) * tile), "white")
    for half, (folder, suffix, limit) in enumerate([(real / "idrid-lesions", "", photographs), (drawn, ".jpeg", 60)]):
        boxes = read_boxes(folder / "lesion_boxes.csv")
        known = grades(folder)
        images = [image for image in sorted(boxes) if half == 0 or known[image] in ("2", "3")][:limit]
        left = half * (columns * tile + 40)
        for index, image in enumerate(random.permutation(images)[: 2 * columns]):
            picture = Image.open(folder / "images" / (image + suffix)).convert("RGB")
            picture.thumbnail((tile - 4, tile - 4))
            page.paste(picture, (left + index % columns * tile, index // columns * tile))
        for row, kind in enumerate(TYPES):
            pool = [(image, box) for image in images for name, box in boxes[image] if name == kind]
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
    arguments.add_argument("drawn", type=pathlib.Path, nargs="+")
    arguments.add_argument("--limit", type=int, default=40, help="pictures of each set")
    arguments.add_argument("--photographs", type=int, default=6, help="photographs of idrid-lesions, the first ones")
    arguments.add_argument("--histograms", type=pathlib.Path)
    arguments.add_argument("--sheet", type=pathlib.Path, help="of the last drawn folder")
    arguments.add_argument("--json", type=pathlib.Path)
    options = arguments.parse_args()

    if options.sheet:
        sheet(options.real, options.drawn[-1], options.sheet, options.photographs)
    real = lesion_set(options.real / "idrid-lesions", "", options.photographs, masks=True)
    drawn = {folder.name: lesion_set(folder, ".jpeg", options.limit) for folder in options.drawn}
    figures = {}
    names = [f"{kind} {what}" for what in ("side", "signal to noise", "ratio, green", "ratio, red", "a picture")
             for kind in TYPES]
    names += ["EX core, green", "EX side, merged", "share covered by lesions", "disc over retina"]
    design = {f"{kind} side": value for kind, value in IDRID_SIDES.items()}
    figures["lesions"] = report(
        f"Lesions: {len(real)} photographs of idrid-lesions, grades 2 and 3 of the drawn ones", names, real, drawn,
        design)
    by_masks = [value for group in real for value in group["share by masks"]]
    print(f"\nShare covered in the real ones by masks: median {np.median(by_masks):.4f}; by ellipses in the boxes "
          f"{np.median([v for g in real for v in g['share covered by lesions']]):.4f}.")

    idrid = picture_set(options.real / "idrid-grading", options.limit)
    pairs = picture_set(options.real / "srahim-pairs", options.limit)
    names = list(idrid[0])
    figures["sources"] = report(
        "Two real sources, healthy eyes: idrid-grading (as real), srahim-pairs (as drawn)", names, idrid,
        {"srahim": pairs})
    for split in ("ordinary", "shifted"):
        sets = {}
        for folder in options.drawn:
            rows = csv.DictReader(open(folder / "manifest.csv"))
            chosen = {row["image"] for row in rows if (row["split"] == "shifted") == (split == "shifted")}
            sets[folder.name] = picture_set(folder, options.limit, chosen)
        if any(sets.values()):
            figures[f"pictures, {split}"] = report(
                f"Healthy eyes: both real sources together, drawn by {split} cameras", names, idrid + pairs, sets)
    if options.histograms:
        draw_histograms({name: table for name, table in figures.items() if name != "sources"}, options.histograms)
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
