"""Compares affinity propagation of spots with k-means and HDBSCAN, and descriptors with each other, on outlined lesions.

    zoomin run experiments/idrid.yaml data.root=FOLDER
    python Tests/Peers/spot_clusterings.py outputs/idrid/RUN/clusters/ID [more clusterings]

Each clustering is one of dark or bright spots (spots.h5). A spot has the type of the lesion boxes it lies in; of dark spots
microaneurysms and haemorrhages count, of bright ones exudates. Purity and recall are given beside their mean over 200
permutations of the types; adjusted mutual information with an interval by leaving out one picture at a time. k-means and
HDBSCAN get the same standardised numbers; k-means as many clusters as affinity propagation found. "M at cells" are the
1024-d features of M that the file keeps for each spot.

Needs numpy, h5py and scikit-learn 1.3 or later.
"""

import csv
import json
import sys
from collections import Counter
from pathlib import Path

import h5py
import numpy as np
from sklearn.cluster import HDBSCAN, KMeans
from sklearn.metrics import adjusted_mutual_info_score, roc_auc_score

PROFILE = 51  # numbers of the radial profile, which come first


def text(value):
    return value.decode() if isinstance(value, bytes) else value


def spots(file):
    """Picture and type of each spot, and which pictures have marked lesions."""
    image, box = file["region/image"][:], file["region/box_source"][:]
    side = (lambda crop: crop[:, 2] - crop[:, 0])(file["image/crop_box"][:])
    lesions = {}
    for picture, kind, place in zip(file["lesion/image"][:], file["lesion/type"][:], file["lesion/box_source"][:]):
        if text(kind) != "OD":
            lesions.setdefault(int(picture), []).append((text(kind), place))
    types = []
    for row, picture in enumerate(image):
        x, y = (box[row, 0] + box[row, 2]) / 2, (box[row, 1] + box[row, 3]) / 2
        near = 1.4 / 1230 * side[picture]
        hit = Counter(
            kind for kind, b in lesions.get(int(picture), [])
            if b[0] - near <= x <= b[2] + near and b[1] - near <= y <= b[3] + near)
        kind, count = hit.most_common(1)[0] if hit else ("none", 1)
        types.append(kind if not hit or count >= 0.75 * sum(hit.values()) else "mixed")
    return image, np.array(types), np.array(sorted(lesions))


def purity(clusters, types):
    return sum(max(Counter(types[clusters == number]).values()) for number in np.unique(clusters)) / len(types)


def recall(clusters, types):
    leading = {number: Counter(types[clusters == number]).most_common(1)[0][0] for number in np.unique(clusters)}
    return np.mean([leading[number] == "lesion" for number in clusters[types == "lesion"]])


def by_chance(measure, clusters, types):
    return np.mean([measure(clusters, np.random.default_rng(seed).permutation(types)) for seed in range(200)])


def agreement(clusters, types, pictures):
    value = adjusted_mutual_info_score(types, clusters)
    left = np.array([
        adjusted_mutual_info_score(types[pictures != picture], clusters[pictures != picture])
        for picture in np.unique(pictures)])
    half = 1.96 * np.sqrt((len(left) - 1) / len(left) * np.sum((left - left.mean()) ** 2))
    return value, half


def line(title, clusters, groups, types, pictures):
    value, half = agreement(clusters, groups, pictures)
    red = np.isin(types, ("MA", "HE"))
    among = adjusted_mutual_info_score(types[red], clusters[red]) if red.sum() > 1 else float("nan")
    print(
        f"  {title}: {len(np.unique(clusters))} clusters, purity {purity(clusters, groups):.2f} "
        f"({by_chance(purity, clusters, groups):.2f} by chance), recall {recall(clusters, groups):.2f} "
        f"({by_chance(recall, clusters, groups):.2f}), AMI {value:.3f} +- {half:.3f}, MA against HE {among:.2f}")


def standardised(values):
    deviation = values.std(0)
    return (values - values.mean(0)) / np.where(deviation > 0, deviation, 1)


for folder in map(Path, sys.argv[1:]):
    record = json.loads((folder / "clustering.json").read_text())
    # The feature file is told by its content, because a run may have several minings.
    files = (folder.parent.parent / "mining").glob("*/spots.h5")
    path = next(p for p in files if text(h5py.File(p).attrs["contentHash"]) == record["features"])
    file = h5py.File(path)
    pictures, types, marked = spots(file)
    clusters = np.array([int(row["cluster"]) for row in csv.DictReader(open(folder / "assignments.csv"))])
    polarity = record["parameters"]["polarity"]
    lesions = ("MA", "HE") if polarity == "dark" else ("EX", "SE")
    asked = (clusters >= 0) & np.isin(pictures, marked)
    groups = np.where(np.isin(types, lesions), "lesion", np.where(types == "none", "none", "other"))
    print(f"{folder}: {polarity}, {text(file.attrs['descriptor'])}, {dict(Counter(types[asked].tolist()))}")
    line("affinity propagation", clusters[asked], groups[asked], types[asked], pictures[asked])
    features, m = file["features"][:], file["m_features"][:]
    count = len(np.unique(clusters[clusters >= 0]))
    rows = clusters >= 0
    for title, values in [
        ("all numbers", features), ("radial profile alone", features[:, :PROFILE]),
        ("trunk alone", features[:, PROFILE:]), ("M at cells", m),
    ]:
        if values.shape[1] == 0:
            continue
        given = standardised(values[rows])
        for name, method in [
            ("k-means", KMeans(count, n_init=10, random_state=0)), ("HDBSCAN", HDBSCAN(min_cluster_size=5, copy=True)),
        ]:
            found = np.full(len(rows), -1)
            found[rows] = method.fit_predict(given)
            line(f"{name}, {title}", found[asked], groups[asked], types[asked], pictures[asked])
    judged = folder / "judgement.json"
    if judged.exists():
        scores = [c.get("enrichment") for c in json.loads(judged.read_text())["clusters"]]
        if all(s and s.get("standardScore") is not None for s in scores):
            score = np.array([s["standardScore"] for s in scores])
            told = asked & np.isin(groups, ("lesion", "none"))
            if len(set(groups[told])) == 2:
                area = roc_auc_score(groups[told] == "lesion", score[clusters[told]])
                print(f"  enrichment from grades alone, lesion against none: AUC {area:.3f}")
            for number in np.argsort(-score)[:3]:
                own = asked & (clusters == number)
                share = np.mean(groups[own] == "lesion") if own.any() else float("nan")
                print(f"    cluster {number}: score {score[number]:.1f}, {(clusters == number).sum()} spots, "
                      f"{own.sum()} on marked pictures, {share:.2f} of them lesions {dict(Counter(types[own].tolist()))}")
