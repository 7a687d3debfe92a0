"""Golden values from R's apcluster, on the data sets of affinity_propagation.json (whose squared distances are exact).

    python Tests/Peers/apcluster_golden.py Tests/ClusteringTests/Golden/affinity_propagation.json \\
        Tests/ClusteringTests/Golden/apcluster.json

Needs R and r-cran-apcluster. `nonoise=TRUE`, the package's own damping, window and iterations; only runs that converged
are written.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

R_SCRIPT = r"""
suppressMessages(library(apcluster))
folder <- commandArgs(trailingOnly = TRUE)[1]
jobs <- read.table(file.path(folder, "jobs.txt"), colClasses = c("character", "integer", "numeric"))
for (job in seq_len(nrow(jobs))) {
  n <- jobs[job, 2]
  s <- matrix(readBin(file.path(folder, jobs[job, 1]), "double", n * n), n, n, byrow = TRUE)
  warned <- FALSE
  result <- withCallingHandlers(apcluster(s, p = jobs[job, 3], nonoise = TRUE),
                                warning = function(w) { warned <<- TRUE; invokeRestart("muffleWarning") })
  idx <- if (length(result@idx) == n) result@idx - 1 else rep(-1, n)
  cat(as.integer(!warned), result@it, idx, "\n")
}
cat(as.character(packageVersion("apcluster")), R.version$major, R.version$minor, "\n")
"""


def main(source, target):
    golden = json.loads(Path(source).read_text())
    sets, jobs = [], []
    with tempfile.TemporaryDirectory() as folder:
        for data in golden["dataSets"]:
            x = np.array(data["values"], dtype=np.float64).reshape(-1, data["columnCount"]) * golden["unit"]
            s = -((x[:, None, :] - x[None, :, :]) ** 2).sum(-1)
            s.tofile(Path(folder) / data["name"])
            off = s[~np.eye(len(x), dtype=bool)]
            runs = []
            for preference, value in {"median": np.median(off), "minimum": off.min(),
                                      "quantile:0.1": np.quantile(off, 0.1)}.items():
                jobs.append(f"{data['name']} {len(x)} {float(value)!r}")
                runs.append(preference)
            sets.append((data["name"], runs))
        (Path(folder) / "jobs.txt").write_text("\n".join(jobs) + "\n")
        script = Path(folder) / "golden.R"
        script.write_text(R_SCRIPT)
        lines = subprocess.run(["Rscript", str(script), folder], check=True, capture_output=True,
                               text=True).stdout.strip().split("\n")
    versions = lines.pop().split()
    answers, written, skipped = iter(lines), [], 0
    for name, runs in sets:
        kept = []
        for preference in runs:
            converged, iterations, *exemplars = map(int, next(answers).split())
            if not converged:
                skipped += 1
                continue
            kept.append({"preference": preference, "damping": 0.9, "window": 100, "maximumIterations": 1000,
                         "iterations": iterations, "exemplars": exemplars})
        written.append({"name": name, "runs": kept})
    print(sum(len(s["runs"]) for s in written), "runs;", skipped, "did not converge")
    with open(target, "w") as file:
        json.dump({"tool": f"apcluster {versions[0]}, R {versions[1]}.{versions[2]}", "dataSets": written}, file,
                  separators=(",", ":"))
        file.write("\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
