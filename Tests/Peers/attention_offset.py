"""Where lesions lie against the middles of the tiles and boxes of a feature file, and against G itself.

    python attention_offset.py RUN/mining/KEY/features.h5 [--reach 1.5]

Offsets are x, y in cells of attention, positive to the right and below. Two measures:
- of every region with exactly one lesion whose centre lies within `reach` cells of the middle along both axes: the mean
  distance of that lesion's centre from the middle of the mosaic tile and of the region's box, with its standard error.
  Unrelated lesions in the window move the mean towards 0, whatever the offset is;
- of G alone, without any region: the shift of all lesions' centres at which the positive part of G, between its cells'
  centres, is largest on average (less its mean over the retina), searched over a fine lattice, with the spread over
  halves of the pictures. With correctly placed cells this is 0 within a fraction of a cell.

Written with Python 3.11, h5py 3.16, numpy 2.4.
"""

import argparse

import h5py
import numpy as np

ANATOMY = {"OD"}


class Mined:
    def __init__(self, path):
        with h5py.File(path) as file:
            self.image = file["region/image"][:]
            self.row, self.column = file["region/row"][:], file["region/col"][:]
            self.box = file["region/box_source"][:].astype(float)
            self.square = file["image/crop_box"][:].astype(float)
            self.g = file["image/attention"][:].astype(float)
            self.grid = int(file.attrs["grid"])
            self.view = int(file.attrs["view_pixels"])
            tiled = self.view / self.grid
            self.first = float(file.attrs.get("cell_first", tiled / 2))
            self.stride = float(file.attrs.get("cell_stride", tiled))
            self.lesions = [[] for _ in self.square]
            for which, kind, box in zip(file["lesion/image"][:], file["lesion/type"][:], file["lesion/box_source"][:]):
                if kind.decode() not in ANATOMY:
                    self.lesions[int(which)].append([(box[0] + box[2]) / 2, (box[1] + box[3]) / 2])
            self.lesions = [np.array(points, float).reshape(-1, 2) for points in self.lesions]

    def cell(self, image):
        """Pixels of the source in a cell."""
        return (self.square[image, 2] - self.square[image, 0]) / self.view * self.stride

    def in_cells(self, image):
        """The lesions of a picture in units of cells, whose centres are whole numbers."""
        return (self.lesions[image] - self.square[image, :2]) / self.cell(image) - self.first / self.stride


def of_regions(mined, reach):
    offsets = {"tile": [], "box": []}
    for index, image in enumerate(mined.image):
        places = mined.in_cells(image)
        middles = {
            "tile": np.array([mined.column[index], mined.row[index]], float),
            "box": ((mined.box[index, :2] + mined.box[index, 2:]) / 2 - mined.square[image, :2]) / mined.cell(image)
            - mined.first / mined.stride,
        }
        for name, middle in middles.items():
            near = np.abs(places - middle).max(1) <= reach
            if near.sum() == 1:
                offsets[name].append((places - middle)[near][0])
    return {name: np.array(values) for name, values in offsets.items()}


def evidence(mined, image):
    return np.maximum(mined.g[image, 1:], 0).sum(0)


def sample(values, places):
    """Bilinear between centres at whole numbers; the outermost values beyond them."""
    limit = len(values) - 1
    x, y = np.clip(places[:, 0], 0, limit), np.clip(places[:, 1], 0, limit)
    left, top = np.minimum(x.astype(int), limit - 1), np.minimum(y.astype(int), limit - 1)
    fx, fy = x - left, y - top
    return (values[top, left] * (1 - fx) * (1 - fy) + values[top, left + 1] * fx * (1 - fy)
            + values[top + 1, left] * (1 - fx) * fy + values[top + 1, left + 1] * fx * fy)


def of_attention(mined, images):
    """The lesions' shift against G, by the peak of their correlation: a parabola through the lattice's best place."""
    steps = np.arange(-20, 21) / 10
    total = np.zeros((len(steps), len(steps)))
    for image in images:
        places = mined.in_cells(image)
        values = evidence(mined, image)
        if len(places) == 0 or values.max() <= 0:
            continue
        values = values / values.max()
        for j, dy in enumerate(steps):
            for i, dx in enumerate(steps):
                total[j, i] += sample(values, places - [dx, dy]).sum()
    j, i = np.unravel_index(total.argmax(), total.shape)
    weights = total - np.quantile(total, 0.7)
    weights[weights < 0] = 0
    ys, xs = np.meshgrid(steps, steps, indexing="ij")
    around = (np.abs(xs - steps[i]) <= 1) & (np.abs(ys - steps[j]) <= 1)
    weights = weights * around
    return np.array([(weights * xs).sum(), (weights * ys).sum()]) / weights.sum(), np.array([steps[i], steps[j]])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("features")
    parser.add_argument("--reach", type=float, default=1.5)
    arguments = parser.parse_args()
    mined = Mined(arguments.features)
    print(f"cells at {mined.first:g} + {mined.stride:g} i of {mined.view} view pixels; {len(mined.image)} regions")
    for name, values in of_regions(mined, arguments.reach).items():
        error = values.std(0, ddof=1) / np.sqrt(len(values))
        print(f"lesion from middle of {name:4}: x {values[:, 0].mean():+.3f} y {values[:, 1].mean():+.3f} cells, "
              f"standard error {error[0]:.3f} {error[1]:.3f}, {len(values)} regions")
    images = np.array([i for i in range(len(mined.square)) if len(mined.lesions[i])])
    mean, best = of_attention(mined, images)
    random = np.random.default_rng(1)
    halves = [of_attention(mined, half)[0] for _ in range(3) for half in np.array_split(random.permutation(images), 2)]
    print(f"lesions against G: x {mean[0]:+.3f} y {mean[1]:+.3f} cells (highest at {best[0]:+.1f} {best[1]:+.1f}), "
          f"spread over halves {np.std(halves, 0)[0]:.3f} {np.std(halves, 0)[1]:.3f}, {len(images)} pictures")


if __name__ == "__main__":
    main()
