"""Compares the time of the built program with scikit-learn (float32) and R apcluster at equal damping, window and
iterations.

    python Tests/Peers/time_affinity_propagation.py .build/release/zoomin [--rows 5000 ...] [--dimensions 1024]
        [--iterations 100] [--threads 2] [--without-r]

Drawn rows in groups of very different sizes, from features to labels: similarities, the median as preference, messages,
assignment. The window is as long as the run, so that every program makes all iterations. Seconds are those between data
in memory and result in memory: of `zoomin`, what `timing.json` states (the clustering is also judged and written, which
is not counted); of scikit-learn, `fit`; of apcluster, `negDistMat` and `apcluster`. Each is run once after the other, on
a machine that should do nothing else. Exit code 1 if a peer takes less than five times as long.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
import warnings
from pathlib import Path

R_SCRIPT = r"""
suppressMessages(library(apcluster))
arguments <- commandArgs(trailingOnly = TRUE)
n <- as.integer(arguments[2]); d <- as.integer(arguments[3]); iterations <- as.integer(arguments[4])
x <- matrix(readBin(arguments[1], "double", n * d), n, d, byrow = TRUE)
began <- proc.time()[["elapsed"]]
s <- negDistMat(x, r = 2)
result <- suppressWarnings(apcluster(s, nonoise = TRUE, lam = 0.9, maxits = iterations, convits = iterations))
cat(proc.time()[["elapsed"]] - began, result@it, length(result@exemplars), "\n")
"""


def drawn(numpy, rows, dimensions):
    rng = numpy.random.default_rng(20170911)
    groups = max(2, rows // 250)
    shares = 1 / numpy.arange(1, groups + 1)
    centers = rng.uniform(-1, 1, (groups, dimensions))
    x = centers[rng.choice(groups, rows, p=shares / shares.sum())] + rng.normal(0, 0.4, (rows, dimensions))
    return x.astype(numpy.float32)


def by_zoomin(arguments, features, folder):
    out = Path(folder) / "clustering"
    subprocess.run([arguments.program, "cluster", str(features), "--out", str(out), "cluster.method=dense",
                    "cluster.features=raw", "cluster.damping=0.9", f"cluster.max_iterations={arguments.iterations}",
                    f"cluster.window={arguments.iterations}", f"runtime.threads={arguments.threads}"],
                   check=True, capture_output=True)
    timing = json.loads((out / "timing.json").read_text())
    record = json.loads((out / "clustering.json").read_text())
    seconds = timing["similaritySeconds"] + timing["messageSeconds"]
    return seconds, record["iterations"], timing["secondsPerIteration"]


def by_scikit_learn(x, iterations):
    from sklearn.cluster import AffinityPropagation
    model = AffinityPropagation(damping=0.9, max_iter=iterations, convergence_iter=iterations, random_state=0)
    began = time.perf_counter()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model.fit(x)
    return time.perf_counter() - began, model.n_iter_


def by_apcluster(x, iterations, folder):
    data, script = Path(folder) / "x.bin", Path(folder) / "apcluster.R"
    x.astype("float64").tofile(data)
    script.write_text(R_SCRIPT)
    done = subprocess.run(["Rscript", str(script), str(data), *map(str, x.shape), str(iterations)],
                          check=True, capture_output=True, text=True)
    seconds, count, _ = done.stdout.split()
    return float(seconds), int(count)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--rows", type=int, nargs="+", default=[5000, 10000])
    parser.add_argument("--dimensions", type=int, default=1024)
    parser.add_argument("--iterations", type=int, default=100)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--without-r", action="store_true")
    arguments = parser.parse_args()
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
        os.environ[name] = str(arguments.threads)
    import h5py
    import numpy
    slow = 0
    for rows in arguments.rows:
        x = drawn(numpy, rows, arguments.dimensions)
        with tempfile.TemporaryDirectory() as folder:
            features = Path(folder) / "features.h5"
            with h5py.File(features, "w") as file:
                file["features"] = x
            ours, count, each = by_zoomin(arguments, features, folder)
            print(f"{rows} x {arguments.dimensions}, {arguments.threads} threads: zoomin {ours:.2f} s for {count} "
                  f"iterations, {each:.4f} s each", flush=True)
            peers = [("scikit-learn (float32)", lambda: by_scikit_learn(x, arguments.iterations))]
            if not arguments.without_r:
                peers.append(("apcluster", lambda: by_apcluster(x, arguments.iterations, folder)))
            for name, run in peers:
                seconds, theirs = run()
                if theirs != count:
                    sys.exit(f"{name} made {theirs} iterations, zoomin {count}: no comparison")
                slow += seconds < 5 * ours
                print(f"  {name}: {seconds:.2f} s, {seconds / ours:.1f} times as long", flush=True)
    sys.exit(1 if slow else 0)


if __name__ == "__main__":
    main()
