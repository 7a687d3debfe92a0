"""Golden values for affinity propagation: scikit-learn's exemplars on similarities that are exact in float64.

    python Tests/Peers/affinity_propagation.py Tests/ClusteringTests/Golden/affinity_propagation.json

Coordinates are whole multiples of 2^-20 below 16 in at most 4 columns, so that every squared distance is exact however
it is summed. scikit-learn adds noise; a random state that draws zeros removes it. Only data sets without exact ties and
runs that converged are written.
"""

import json
import sys
import warnings

import numpy as np
import sklearn
from sklearn.cluster import AffinityPropagation

UNIT = 2.0**-20


class NoNoise(np.random.RandomState):
    def standard_normal(self, size=None):
        return np.zeros(size)


def blobs(rng, n, d, k, spread):
    centers = rng.uniform(2, 14, (k, d))
    return centers[rng.integers(0, k, n)] + rng.normal(0, spread, (n, d))


def chain(rng, n, d):
    steps = np.linspace(1, 15, n)[:, None] * np.ones((1, d))
    return steps + rng.normal(0, 0.2, (n, d))


def heavy(rng, n, d):
    return 8 + np.clip(rng.standard_t(2, (n, d)), -7, 7)


def data_sets():
    rng = np.random.default_rng(20170911)
    for n, d, k, spread in [(6, 2, 2, 0.3), (7, 2, 2, 0.5), (17, 3, 3, 0.6), (40, 2, 4, 0.8), (64, 4, 5, 0.7),
                            (101, 3, 6, 0.9), (150, 2, 8, 0.6), (257, 4, 10, 1.0), (300, 3, 12, 0.7)]:
        yield f"blobs-{n}x{d}", blobs(rng, n, d, k, spread)
    for n, d in [(31, 2), (120, 3), (222, 4)]:
        yield f"chain-{n}x{d}", chain(rng, n, d)
    for n, d in [(13, 2), (89, 3), (199, 4), (300, 2)]:
        yield f"heavy-{n}x{d}", heavy(rng, n, d)


def main(target):
    sets, skipped = [], 0
    for name, features in data_sets():
        whole = np.clip(np.round(features / UNIT), 0, 16 / UNIT - 1).astype(np.int64)
        x = whole * UNIT
        s = -((x[:, None, :] - x[None, :, :]) ** 2).sum(-1)
        upper = s[np.triu_indices(len(x), 1)]
        if len(np.unique(upper)) != len(upper):
            print("exact ties, left out:", name)
            continue
        preferences = {"median-all": None, "median": np.median(upper), "minimum": upper.min(),
                       "quantile:0.1": np.quantile(s[~np.eye(len(x), dtype=bool)], 0.1)}
        runs = []
        for preference, value in preferences.items():
            for damping, window, iterations in [(0.5, 15, 200), (0.9, 100, 1000)]:
                model = AffinityPropagation(
                    affinity="precomputed", preference=value, damping=damping, convergence_iter=window,
                    max_iter=iterations, random_state=NoNoise())
                with warnings.catch_warnings(record=True) as caught:
                    warnings.simplefilter("always")
                    model.fit(s.copy())
                if caught:
                    skipped += 1
                    continue
                centers = model.cluster_centers_indices_
                runs.append({"preference": preference, "damping": damping, "window": window,
                             "maximumIterations": iterations, "iterations": int(model.n_iter_),
                             "exemplars": [int(centers[label]) for label in model.labels_]})
        sets.append({"name": name, "columnCount": x.shape[1], "values": whole.ravel().tolist(), "runs": runs})
    print(len(sets), "data sets,", sum(len(s["runs"]) for s in sets), "runs;", skipped, "did not converge")
    with open(target, "w") as file:
        json.dump({"tool": f"scikit-learn {sklearn.__version__}, numpy {np.__version__}", "unit": UNIT,
                   "dataSets": sets}, file, separators=(",", ":"))
        file.write("\n")


if __name__ == "__main__":
    main(sys.argv[1])
