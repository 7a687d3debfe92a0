"""Compares clusters of mined features with k-means and HDBSCAN: how well do they separate the types of lesions?

    python Tests/Peers/compare_clusterings.py CLUSTERING_DIR [--untrained CLUSTERING_DIR] [--cells 2] [--splits test]

Each CLUSTERING_DIR is what `zoomin cluster` or `zoomin run` wrote; its features are found through `timing.json`. A
region's type is computed here again from /lesion and /region, by the rule in the article Judging.md: of the lesions of
which half the area lies in the tile, the type with three quarters of that area. k-means gets as many clusters as the
clustering has (the best of ten starts, seed 0), HDBSCAN the `min_cluster_size` from 2 to 30 whose number of clusters
comes nearest to it. Both get the rows scaled to length 1, as the clustering did. HDBSCAN leaves rows out; its purity
and recall are of the rows it keeps, its AMI counts those it leaves out as one more cluster.

Purity: share of rows of the commonest type of their cluster, beside the mean over 200 permutations of the types. Recall
of a type: share of its rows in clusters where it is the commonest. AMI: adjusted mutual information with the types.
Intervals of 95 % by leaving out groups of pictures are printed with AMI.

Written with Python 3.11, h5py 3.16, scikit-learn 1.9.
"""

import argparse
import csv
import json
from collections import Counter
from pathlib import Path

import h5py
import numpy as np
from sklearn.cluster import HDBSCAN, KMeans
from sklearn.metrics import adjusted_mutual_info_score

ANATOMY = {"OD"}


class Mined:
    """The rows of a clustering with their types."""

    def __init__(self, folder, cells, splits):
        timing = json.loads((folder / "timing.json").read_text())
        with h5py.File(timing["featuresPath"]) as file:
            features = file["features"][:].astype(np.float64)
            image = file["region/image"][:]
            row, column = file["region/row"][:], file["region/col"][:]
            square = file["image/crop_box"][:]
            split = np.array([text.decode() for text in file["image/split"][:]])
            # Where the cells look, in view pixels; an older file means equal parts of the view.
            view = int(file.attrs["view_pixels"])
            part = view / int(file.attrs["grid"])
            first = float(file.attrs.get("cell_first", part / 2))
            stride = float(file.attrs.get("cell_stride", part))
            lesions = {}
            if "lesion" in file:
                for which, kind, box in zip(file["lesion/image"][:], file["lesion/type"][:], file["lesion/box_source"][:]):
                    if kind.decode() not in ANATOMY:
                        lesions.setdefault(int(which), []).append((kind.decode(), box))
        scale = (square[:, 2] - square[:, 0])[image] / view
        x = square[image, 0] + (first + column * stride) * scale
        y = square[image, 1] + (first + row * stride) * scale
        side = cells * stride * scale / 2
        tiles = np.stack([x - side, y - side, x + side, y + side], 1)
        with open(folder / "assignments.csv") as file:
            clusters = np.array([int(line["cluster"]) for line in csv.DictReader(file)])
        # Pictures without a marked lesion say nothing of types: nobody may have looked.
        known = np.isin(image, list(lesions)) & (clusters >= 0)
        if splits:
            known &= np.isin(split[image], splits)
        self.rows = np.flatnonzero(known)
        self.clusters = clusters[known]
        self.clustered = np.flatnonzero(clusters >= 0)
        self.image = image[known]
        self.types = np.array([region_type(tiles[r], lesions[int(image[r])]) for r in self.rows])
        self.features = features / np.maximum(np.linalg.norm(features, axis=1, keepdims=True), 1e-30)
        self.count = len(np.unique(clusters[clusters >= 0]))


def region_type(tile, lesions):
    areas = Counter()
    for kind, box in lesions:
        width = max(0.0, min(tile[2], box[2]) - max(tile[0], box[0]))
        height = max(0.0, min(tile[3], box[3]) - max(tile[1], box[1]))
        area = (box[2] - box[0]) * (box[3] - box[1])
        if area > 0 and width * height >= 0.5 * area:
            areas[kind] += width * height
    total = sum(areas.values())
    if total == 0:
        return "none"
    return next((kind for kind in areas if areas[kind] >= 0.75 * total), "mixed")


def commonest(clusters, types):
    return {c: Counter(sorted(types[clusters == c])).most_common(1)[0][0] for c in np.unique(clusters)}


def purity(clusters, types):
    return sum(max(Counter(types[clusters == c]).values()) for c in np.unique(clusters)) / len(types)


def interval(clusters, mined, groups=20):
    """The delete-a-group jackknife over pictures."""
    pictures = np.unique(mined.image)
    if len(pictures) < 2:
        return None
    group = dict(zip(np.random.default_rng(1).permutation(pictures), np.arange(len(pictures)) % groups))
    of_row = np.array([group[i] for i in mined.image])
    values = [adjusted_mutual_info_score(mined.types[of_row != g], clusters[of_row != g]) for g in np.unique(of_row)]
    half = 1.96 * np.sqrt((len(values) - 1) / len(values) * np.sum((np.array(values) - np.mean(values)) ** 2))
    whole = adjusted_mutual_info_score(mined.types, clusters)
    return whole, whole - half, whole + half


def line(name, clusters, mined, kinds):
    kept = clusters >= 0
    labels, types = clusters[kept], mined.types[kept]
    by_chance = np.mean([purity(labels, np.random.default_rng(s).permutation(types)) for s in range(200)])
    leader = commonest(labels, types)
    recall = {k: np.mean([leader[c] == k for c in labels[types == k]]) if (types == k).any() else float("nan") for k in kinds}
    ami = interval(clusters, mined)
    cells = [f"{name:34s}", f"{len(np.unique(labels)):8d}", f"{kept.mean():6.2f}", f"{purity(labels, types):7.3f}", f"{by_chance:7.3f}",
             f"{ami[0]:6.3f} ({ami[1]:.3f} to {ami[2]:.3f})" if ami else "-"]
    print("  ".join(cells) + "   " + "  ".join(f"{k} {recall[k]:.2f}" for k in kinds))


def compare(title, folder, cells, splits):
    mined = Mined(folder, cells, splits)
    if len(mined.rows) == 0:
        raise SystemExit(f"{folder}: no clustered row lies on a picture with a marked lesion")
    kinds = sorted(set(mined.types))
    print(f"{title}: {len(mined.rows)} rows on {len(np.unique(mined.image))} pictures with marked lesions, of {len(mined.clustered)} clustered")
    print("  ".join(f"{k} {np.sum(mined.types == k)}" for k in kinds))
    print(f"{'':34s}  clusters    kept   purity  chance  AMI with type (95 %)        recall by type")
    line("affinity propagation", mined.clusters, mined, kinds)

    def whole(labels):
        of_row = np.full(len(mined.features), -1)
        of_row[mined.clustered] = labels
        return of_row[mined.rows]

    points = mined.features[mined.clustered]
    line("k-means", whole(KMeans(mined.count, n_init=10, random_state=0).fit_predict(points)), mined, kinds)
    tried = {size: HDBSCAN(min_cluster_size=size, copy=True).fit_predict(points) for size in range(2, min(31, len(points)))}
    size = min(tried, key=lambda s: (abs(tried[s].max() + 1 - mined.count), s))
    line(f"HDBSCAN, min_cluster_size {size} ({tried[size].max() + 1} clusters)", whole(tried[size]), mined, kinds)
    print()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("clustering", type=Path)
    parser.add_argument("--untrained", type=Path, help="the same of an untrained network's features")
    parser.add_argument("--cells", type=float, default=2, help="width of a tile in attention cells, mosaic.crop_cells")
    parser.add_argument("--splits", nargs="*", help="only rows of these splits; all rows are clustered all the same")
    arguments = parser.parse_args()
    compare("Trained", arguments.clustering, arguments.cells, arguments.splits)
    if arguments.untrained:
        compare("Untrained", arguments.untrained, arguments.cells, arguments.splits)
