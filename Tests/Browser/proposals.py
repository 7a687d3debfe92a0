"""Do names go over to another clustering? The patches of one clustering are named, and the proposals for others scored.

    python Tests/Browser/proposals.py .build/release/zoomin outputs/quickstart/RUN [--preferences median:0.5 median:2 ...]

The run's lesions must be known, as those of drawn photographs are. It is copied into a folder of its own (without
checkpoints and pictures); the run itself is not changed. Then:

1. Every clustering of the run is read from its pages: its rows, and the known type of each (`none`, `mixed` or a lesion).
   A reader who sees only pictures is imitated by naming each cluster by the most frequent known type of its patches.
   That name is sent for all of its patches ("Label all of the cluster"). Known types come from the data set's lesion
   boxes alone; these labels do not change them.
2. `zoomin cluster --run` clusters the same features once for each preference.
3. Pages of the new clusters are read. "Name it X, as most of them" is the proposal.

A proposal is right if no known type is more frequent among the new cluster's own patches. A cluster is in the figure if
one of its patches is labelled. Printed, for each clustering, are the share right of the clusters with a proposal; the
share right of all clusters with labelled patches, where no proposal counts as wrong; both for clusters that mostly show
lesions, which are harder than those without; the clusters whose proposal is not the name of most labelled patches, of
which there must be none; and every wrong proposal with the known types of its patches.

It is also checked that each row has the same labels in the new clusterings as in the old ones, and that the number of
stored labels stays the same. Exit code 1 if labels have moved or a proposal contradicts the labels; the share right
decides nothing, as it is a measurement.

Written with Python 3.11, without other packages.
"""

import argparse
import csv
import html
import http.client
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.parse
from collections import Counter
from pathlib import Path

NOT_COPIED = ("checkpoints", "attention", "predictions", "mosaics", "tiles", "*.png", "*.html")
PATCH = re.compile(r'<li [^>]*class="card patch.*?</li>', re.S)
ROW = re.compile(r'name="row\[\]" value="(\d+)"> ([^<]*)</label><span class="labels">([^<]*)</span>')


class Gallery:
    """The server's pages and forms."""

    def __init__(self, root):
        self.address = root.removeprefix("http://")

    def read(self, path):
        connection = http.client.HTTPConnection(self.address)
        connection.request("GET", path)
        answer = connection.getresponse()
        text = answer.read().decode()
        if answer.status != 200:
            raise SystemExit(f"{path}: {answer.status}")
        return text

    def send(self, path, **fields):
        connection = http.client.HTTPConnection(self.address)
        connection.request("POST", path, urllib.parse.urlencode(fields), {
            "Content-Type": "application/x-www-form-urlencoded", "Origin": f"http://{self.address}"})
        answer = connection.getresponse()
        text = answer.read().decode()
        if answer.status not in (302, 303):
            raise SystemExit(f"{path}: {answer.status} {text}")


class Cluster:
    """What a cluster's page says: types and labels by row, and the proposal."""

    def __init__(self, page):
        self.type, self.labels = {}, {}
        for patch in PATCH.findall(page):
            row, caption, labels = ROW.search(patch).groups()
            self.type[int(row)] = caption.rsplit(", ", 1)[1] if ", " in caption else None
            self.labels[int(row)] = html.unescape(labels)
        found = re.search(r"<button>Name it (.*?), as most of them</button>", page)
        self.proposal = html.unescape(found[1]) if found else None
        self.types = Counter(self.type.values())
        if None in self.types:
            raise SystemExit("A patch has no known type. Choose a run whose lesions are known.")

    @property
    def leading(self):
        """The most frequent known type, the first by name of equal ones."""
        return min(self.types, key=lambda name: (-self.types[name], name))

    @property
    def is_labelled(self):
        return any(self.labels.values())

    @property
    def is_right(self):
        return self.types[self.proposal] == max(self.types.values())

    @property
    def majority(self):
        """The name that more than half of the labelled patches have, and no other name beside it."""
        labelled = [{one.rsplit(" (", 1)[0] for one in text.split(", ")} for text in self.labels.values() if text]
        names = Counter(name for names in labelled if len(names) == 1 for name in names)
        return next((name for name, count in names.items() if 2 * count > len(labelled)), None)


class Share:
    """Right ones of some."""

    def __init__(self):
        self.right = self.count = 0

    def add(self, holds):
        self.count += 1
        self.right += holds

    def __str__(self):
        return f"{self.right} of {self.count}" + (f" ({100 * self.right / self.count:.1f} %)" if self.count else "")


def copy(run, folder):
    """The run below an `outputs` of its own; drawn pictures and their truth are only linked."""
    experiment = run.parent
    outputs = folder / "outputs"
    copied = outputs / experiment.name / run.name
    shutil.copytree(run, copied, ignore=shutil.ignore_patterns(*NOT_COPIED))
    if (cache := experiment.parent / "cache").exists():
        os.symlink(cache, outputs / "cache")
    return copied


def clusterings(run):
    return {folder.name for folder in (run / "clusters").iterdir() if (folder / "clusters.csv").exists()}


def kind(run, clustering):
    """cells, dark spots, bright spots, or spots of both kinds together."""
    folder = run / "clusters" / clustering
    if not json.loads((folder / "timing.json").read_text())["featuresPath"].endswith("spots.h5"):
        return "cells"
    polarity = re.search(r'"polarity" : "(dark|bright)"', (folder / "clustering.json").read_text())
    return f"{polarity[1]} spots" if polarity else "spots"


def address(run, clustering):
    return f"/runs/{run.parent.name}/{run.name}/clusters/{clustering}"


def clusters(gallery, run, clustering):
    """Every cluster of a clustering, by number, from its page."""
    with (run / "clusters" / clustering / "clusters.csv").open() as file:
        count = sum(1 for _ in csv.DictReader(file))
    return [Cluster(gallery.read(f"{address(run, clustering)}/{number}")) for number in range(count)]


def stored(gallery):
    return sum(1 for _ in csv.DictReader(io.StringIO(gallery.read("/labels.csv"))))


def label(gallery, run, clustering):
    """Names all patches of each cluster by its most frequent known type."""
    found = clusters(gallery, run, clustering)
    for number, cluster in enumerate(found):
        gallery.send(f"{address(run, clustering)}/{number}/labels", term=cluster.leading, which="all")
    purity = sum(max(cluster.types.values()) for cluster in found) / sum(len(cluster.type) for cluster in found)
    names = Counter(cluster.leading for cluster in found)
    print(f"{kind(run, clustering)} {clustering}: {len(found)} clusters, {sum(len(one.type) for one in found)} patches named "
          f"({', '.join(f'{name} {count}' for name, count in names.most_common())} clusters); the name is the known type "
          f"of {100 * purity:.1f} % of the patches", flush=True)


def score(found):
    """Prints the figures of a clustering; returns shares and the number of proposals that contradict the labels."""
    shares = {name: Share() for name in ("proposed", "all", "proposed, lesions", "all, lesions")}
    wrong, silent, contradictions = [], [], 0
    for number, cluster in enumerate(found):
        if not cluster.is_labelled:
            continue
        is_right = cluster.proposal is not None and cluster.is_right
        contradictions += cluster.proposal != cluster.majority
        for suffix in ("", ", lesions") if cluster.leading != "none" else ("",):
            shares["all" + suffix].add(is_right)
            if cluster.proposal is not None:
                shares["proposed" + suffix].add(is_right)
        if cluster.proposal is None:
            silent.append(number)
        elif not is_right:
            wrong.append((number, cluster))
    print(f"  right: {shares['proposed']} of the proposals, {shares['all']} of the clusters with labels")
    print(f"  of clusters that mostly show lesions: {shares['proposed, lesions']}, {shares['all, lesions']}")
    print(f"  without a label {len(found) - shares['all'].count}, without a proposal {len(silent)}, proposals that are not "
          f"the name of most labelled patches {contradictions}")
    for number, cluster in wrong:
        print(f"  wrong: cluster {number}, proposed {cluster.proposal}, known "
              + ", ".join(f"{name} {count}" for name, count in cluster.types.most_common()))
    return shares, contradictions


def same_labels(before, after):
    """Rows whose labels differ, among those that both have."""
    return [row for row, text in after.items() if row in before and before[row] != text]


def labels_by_row(found):
    return {row: text for cluster in found for row, text in cluster.labels.items()}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("zoomin", type=Path)
    parser.add_argument("run", type=Path)
    parser.add_argument("--preferences", nargs="+", default=["minimum", "median:2", "median:1.5", "median:0.7", "median:0.5",
                                                             "quantile:0.9"])
    options = parser.parse_args()
    zoomin = options.zoomin.resolve()
    failed = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        run = copy(options.run.resolve(), folder)
        server = subprocess.Popen([zoomin, "browse", "outputs", "--port", "0", "--author", "Ann",
                                   "judge.labels=labels.sqlite"], cwd=folder, text=True, stdout=subprocess.PIPE,
                                  stderr=subprocess.DEVNULL)
        try:
            gallery = Gallery(server.stdout.readline().strip().rstrip("/"))
            named = sorted(clusterings(run))
            for clustering in named:
                label(gallery, run, clustering)
            count = stored(gallery)
            before = {}
            for clustering in named:
                before[kind(run, clustering)] = labels_by_row(clusters(gallery, run, clustering))
            print(f"{count} labels are stored", flush=True)
            totals = {}
            for preference in options.preferences:
                known = clusterings(run)
                began = time.monotonic()
                subprocess.run([zoomin, "cluster", "--run", run, f"cluster.preference={preference}", "judge.stability=never"],
                               cwd=folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                for clustering in sorted(clusterings(run) - known):
                    unit = kind(run, clustering)
                    found = clusters(gallery, run, clustering)
                    print(f"{unit}, preference {preference}: {len(found)} clusters", flush=True)
                    shares, contradictions = score(found)
                    moved = same_labels(before[unit], labels_by_row(found))
                    rows = labels_by_row(found).keys() - before[unit].keys()
                    print(f"  rows whose labels changed {len(moved)}, rows that are in no old cluster {len(rows)}", flush=True)
                    failed += contradictions + len(moved)
                    for key, share in shares.items():
                        total = totals.setdefault((unit, key), Share())
                        total.right, total.count = total.right + share.right, total.count + share.count
                print(f"({time.monotonic() - began:.0f} s)", flush=True)
            for (unit, key), share in totals.items():
                print(f"together, {unit}, {key}: {share}")
            after = stored(gallery)
            print(f"{after} labels are stored afterwards")
            failed += after != count
        finally:
            server.terminate()
            server.wait(20)
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
