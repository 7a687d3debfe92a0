"""Compares the built program with scikit-learn and R apcluster on data sets: do all find the same exemplars?

    python Tests/Peers/compare_affinity_propagation.py .build/release/zoomin [--largest 3000] [--features FILE.h5 ...]

Each data set is written as HDF5 and clustered by `zoomin cluster` under `cluster.compatibility=scikit-learn` and
`=apcluster`, each with that program's own defaults; the peers get the same numbers in float64: scikit-learn similarities
whose differences were squared and added up column by column, and a random state that draws zeros; apcluster the features,
for its own `negDistMat(r = 2)`, and `nonoise=TRUE`. R is left out where it, or apcluster, is not installed. A row of the
table: whether the peer converged, whether every row has the same exemplar, and how much our net similarity is above
theirs. If a peer did not converge, its result depends on rounding, while this program returns the best iteration; "own"
is then the gain of this program's own rules at the same preference. Exit code 1 if a converged peer disagrees, or one
that did not converge finds a larger net similarity than both, or fewer than --least data sets were compared with a peer
that converged.
"""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
import warnings
from pathlib import Path

import h5py
import numpy as np
import sklearn
from sklearn.cluster import AffinityPropagation

R_SCRIPT = r"""
suppressMessages(library(apcluster))
arguments <- commandArgs(trailingOnly = TRUE)
n <- as.integer(arguments[2])
x <- matrix(readBin(arguments[1], "double", n * as.integer(arguments[3])), n, byrow = TRUE)
s <- negDistMat(x, r = 2)
began <- proc.time()[["elapsed"]]
warned <- FALSE
result <- withCallingHandlers(apcluster(s, nonoise = TRUE, details = TRUE),
                              warning = function(w) { warned <<- TRUE; invokeRestart("muffleWarning") })
seconds <- proc.time()[["elapsed"]] - began
cat(seconds, as.integer(!warned), result@it, length(result@exemplars), "\n")
cat(if (length(result@idx) == n) result@idx - 1 else rep(-1, n), "\n")
"""


class NoNoise(np.random.RandomState):
    def standard_normal(self, size=None):
        return np.zeros(size)


def blobs(rng, n, d, k, spread):
    centers = rng.uniform(-3, 3, (k, d))
    return centers[rng.integers(0, k, n)] + rng.normal(0, spread, (n, d))


def uneven(rng, n, d, k):
    shares = 1 / np.arange(1, k + 1)
    centers = rng.uniform(-1, 1, (k, d))
    return centers[rng.choice(k, n, p=shares / shares.sum())] + rng.normal(0, 0.1, (n, d))


def chain(rng, n, d):
    return np.linspace(0, 10, n)[:, None] * np.ones((1, d)) + rng.normal(0, 0.15, (n, d))


def heavy(rng, n, d):
    return np.clip(rng.standard_t(2, (n, d)), -30, 30)


def data_sets(largest, files):
    rng = np.random.default_rng(20170911)
    drawn = [("pair 2x3", rng.normal(0, 1, (2, 3)))]
    for n, d, k, spread in [(5, 2, 2, .3), (12, 3, 3, .5), (40, 8, 4, .8), (90, 16, 6, 1), (200, 32, 8, 1.2),
                            (400, 64, 12, 1.5), (800, 16, 20, .8), (1500, 128, 30, 1.5), (3000, 64, 40, 1.2)]:
        drawn.append((f"blobs {n}x{d}", blobs(rng, n, d, k, spread)))
    for n, d, k in [(60, 6, 5), (300, 24, 12), (700, 40, 18), (1000, 48, 25), (2000, 32, 30)]:
        drawn.append((f"uneven {n}x{d}", uneven(rng, n, d, k)))
    for n, d in [(30, 2), (75, 3), (120, 4), (250, 2), (500, 3)]:
        drawn.append((f"chain {n}x{d}", chain(rng, n, d)))
    for n, d in [(25, 2), (80, 4), (150, 5), (350, 8), (600, 10), (1200, 20)]:
        drawn.append((f"heavy {n}x{d}", heavy(rng, n, d)))
    for path in files:
        with h5py.File(path) as file:
            # Half of a file's rows are a data set too: blank regions are exact copies, of which one is kept.
            rows = np.unique(file["features"][:3000], axis=0)
            drawn.append((f"mined {len(rows)}", rows))
            drawn.append((f"mined, half {(len(rows) + 1) // 2}", rows[::2]))
    for name, x in drawn:
        x = np.asarray(x, dtype=np.float32)
        if len(x) > largest:
            continue
        s = similarities(x)
        upper = -s[np.triu_indices(len(x), 1)]
        # apcluster squares the roots, which may make a tie of its own.
        if len(x) > 2 and min(len(np.unique(upper)), len(np.unique(np.sqrt(upper) ** 2))) != len(upper):
            print(f"{name}: exact ties, left out", file=sys.stderr)
            continue
        yield name, x, s


def similarities(x):
    x = x.astype(np.float64)
    s = np.zeros((len(x), len(x)))
    for column in x.T:
        difference = column[:, None] - column
        difference *= difference
        s -= difference
    return s


def net_similarity(s, exemplars, preference):
    if (exemplars < 0).any():
        return np.nan
    own = exemplars == np.arange(len(s))
    return preference * own.sum() + s[np.flatnonzero(~own), exemplars[~own]].sum()


def by_zoomin(program, features, folder, *overrides):
    out = Path(tempfile.mkdtemp(dir=folder)) / "c"
    began = time.perf_counter()
    done = subprocess.run([program, "cluster", str(features), "--out", str(out), *overrides],
                          capture_output=True, text=True)
    seconds = time.perf_counter() - began
    if done.returncode:
        sys.exit(f"{program} failed: {done.stderr}")
    record = json.loads((out / "clustering.json").read_text())
    table = np.genfromtxt(out / "assignments.csv", delimiter=",", skip_header=1, usecols=2, dtype=int, ndmin=1)
    return table, record["converged"], record["iterations"], seconds


def by_scikit_learn(s):
    model = AffinityPropagation(affinity="precomputed", random_state=NoNoise())
    began = time.perf_counter()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        model.fit(s.copy())
    seconds = time.perf_counter() - began
    labels, centers = model.labels_, model.cluster_centers_indices_
    exemplars = np.array([centers[label] if label >= 0 else -1 for label in labels])
    converged = not any("did not converge" in str(w.message) for w in caught)
    return exemplars, converged, model.n_iter_, seconds, np.median(s)


def by_apcluster(x, s, folder):
    path = Path(folder) / "features.bin"
    x.astype(np.float64).tofile(path)
    script = Path(folder) / "apcluster.R"
    script.write_text(R_SCRIPT)
    done = subprocess.run(["Rscript", str(script), str(path), *map(str, x.shape)], capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"Rscript failed: {done.stderr}")
    first, second = done.stdout.strip().split("\n")
    seconds, converged, iterations, _ = first.split()
    preference = np.median(s[~np.eye(len(s), dtype=bool)])
    return np.array(second.split(), dtype=int), converged == "1", int(iterations), float(seconds), preference


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--largest", type=int, default=3000)
    parser.add_argument("--features", nargs="*", default=[])
    parser.add_argument("--least", type=int, default=0)
    arguments = parser.parse_args()
    has_r = shutil.which("Rscript") and not subprocess.run(
        ["Rscript", "-e", "library(apcluster)"], capture_output=True).returncode
    print(f"scikit-learn {sklearn.__version__}, numpy {np.__version__}, "
          f"apcluster {'as installed' if has_r else 'not installed'}")
    print(f"{'data set':20} {'peer':13} {'peer: converged':>15} {'iterations':>10} {'clusters':>8} {'seconds':>8}  "
          f"{'ours: converged':>15} {'iterations':>10} {'seconds':>8}  {'same':>5} {'net gain':>10} {'own':>10}")
    wrong, compared = 0, {"scikit-learn": 0, "apcluster": 0}
    with tempfile.TemporaryDirectory() as folder:
        for name, x, s in data_sets(arguments.largest, arguments.features):
            features = Path(folder) / "features.h5"
            with h5py.File(features, "w") as file:
                file["features"] = x
            for peer in ["scikit-learn"] + (["apcluster"] if has_r and len(x) > 2 else []):
                theirs, converged, iterations, seconds, preference = (
                    by_scikit_learn(s) if peer == "scikit-learn" else by_apcluster(x, s, folder))
                ours, settled, count, own_seconds = by_zoomin(
                    arguments.program, features, folder, f"cluster.compatibility={peer}")
                same = bool((ours == theirs).all())
                reached = net_similarity(s, theirs, preference)
                gain, own = net_similarity(s, ours, preference) - reached, None
                if not converged:
                    best, *_ = by_zoomin(arguments.program, features, folder, "cluster.features=raw",
                                         f"cluster.preference={float(preference)!r}")
                    own = net_similarity(s, best, preference) - reached
                compared[peer] += converged
                lost = not converged and min(gain, own) < -1e-6 * abs(reached)
                wrong += bool(lost or (converged and not same))
                clusters = len(set(theirs[theirs >= 0]))
                print(f"{name:20} {peer:13} {str(converged):>15} {iterations:10d} {clusters:8d} {seconds:8.2f}  "
                      f"{str(settled):>15} {count:10d} {own_seconds:8.2f}  {str(same):>5} {gain:10.3g} "
                      f"{'' if own is None else format(own, '10.3g')}", flush=True)
    print(f"{compared['scikit-learn']} data sets with scikit-learn and {compared['apcluster']} with apcluster where the "
          f"peer converged; {wrong} rows differ, or have a peer that found more.")
    sys.exit(1 if wrong or any(count < arguments.least for peer, count in compared.items()
                               if peer == "scikit-learn" or has_r) else 0)


if __name__ == "__main__":
    main()
