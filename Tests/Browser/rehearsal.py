"""An hour of judging, rehearsed: 60 clusters judged in Chromium by keys alone, every key counted, every wait measured.

    python Tests/Browser/rehearsal.py .build/release/zoomin outputs [--clusters 60] [--clustering EXPERIMENT/RUN/ID]

The gallery is started on the folder of outputs at a free port of the loopback interface; judgements go into a file of
their own, so that the folder is not changed. Its first page, the list of runs, is opened by its address. From there keys
do everything: Tab and Enter lead to the clustering with the most clusters (or the one named), `j` and Enter open its
first cluster. Then, for each cluster:

1. The reader waits until all tiles on the screen are drawn. A cluster that is longer than the screen is looked at with
   one Page Down, until those tiles are drawn too.
2. `n`, a name, Enter. The name is the cluster's first known type (MA, HE, ...), or "vessel" where none is shown.
3. `m`, a note, Enter: at every tenth cluster.
4. `a` accepts it; `r` rejects every fourth.
5. `]` leads to the next cluster.

Where the clustering has fewer clusters than asked for, the next largest follows, back on the list of runs. Each step
waits until the page shows that the judgement is stored. Printed are the keys of a cluster (commands, letters of names and
notes), the program's seconds (median and 95th percentile), and what remains of 18 seconds, which is an hour for 200
clusters. A key counts 0.28 seconds (average of non-secretaries; Card, Moran and Newell, The keystroke-level model, 1980).

Afterwards `zoomin labels export --log` is read: every verdict must be stored, and be the one that was given.

`--in-haste N` judges N more clusters of the last clustering without waiting for an answer: name, Enter, `a` and `]` follow
each other at once. Nothing may be lost.

Exit code 1 if a verdict is missing or wrong, or the page or its console reports an error.

Written with Python 3.11, Playwright 1.65, Debian's Chromium.
"""

import argparse
import csv
import io
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Error, sync_playwright

SECONDS_OF_A_KEY = 0.28
SECONDS_OF_A_CLUSTER = 3600 / 200
PATIENCE = 30  # seconds until a wait counts as a failure
TABS = 200  # at most, on the way to a link

# Whether the page at an address shows all pictures that are on the screen, at least one, and has painted them.
DRAWN = """async (path) => {
  if (location.pathname !== path || document.readyState !== "complete") return false;
  const seen = Array.from(document.querySelectorAll("main img")).filter((image) => {
    const box = image.getBoundingClientRect();
    return box.width > 0 && box.bottom > 0 && box.top < innerHeight;
  });
  if (!seen.length || !seen.every((image) => image.complete && image.naturalWidth > 0)) return false;
  await Promise.all(seen.map((image) => image.decode().catch(() => {})));
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  return true;
}"""
SAID = 'text => document.querySelector("form.judgement .said").textContent.includes(text)'
FOCUS = '() => document.activeElement.getAttribute("href")'


class Reader:
    """Presses keys on a page and counts them."""

    def __init__(self, page):
        self.page = page
        self.commands = self.letters = 0
        self.wrong = []
        page.on("console", lambda message: self.wrong.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: self.wrong.append(f"script: {error}"))
        page.on("response", lambda answer: answer.status < 400 or self.wrong.append(f"{answer.status}: {answer.url}"))

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)
            self.commands += 1

    def type(self, text):
        self.page.keyboard.type(text)
        self.letters += len(text)

    def until(self, script, argument):
        """Seconds until a script is true, across pages; wait_for_function takes any promise for true."""
        began = time.monotonic()
        while time.monotonic() < began + PATIENCE:
            try:
                if self.page.evaluate(script, argument):
                    return time.monotonic() - began
            except Error:  # The page has just been left.
                pass
            time.sleep(0.005)
        raise SystemExit(f"Not within {PATIENCE} s on {self.page.url}: {script[:80]}")

    def path(self):
        return re.sub(r"^https?://[^/]+|[?#].*$", "", self.page.url)

    def follow(self, path):
        """Presses Tab until a link to the path has the focus, then Enter; returns the keys it took."""
        before = self.commands
        for _ in range(TABS):
            self.press("Tab")
            if self.page.evaluate(FOCUS) == path:
                self.press("Enter")
                self.page.wait_for_url(f"**{path}")
                return self.commands - before
        raise SystemExit(f"No link to {path} gets the focus within {TABS} Tabs on {self.page.url}.")


class Judged:
    """What was done with a cluster, and what it took."""

    def __init__(self, clustering, number):
        self.clustering, self.number = clustering, number
        self.exemplar, self.name, self.decision, self.note = None, "", "", ""
        self.commands = self.letters = 0
        self.looking = self.storing = self.leading = 0.0

    @property
    def waited(self):
        return self.looking + self.storing + self.leading


def clusterings(outputs):
    """Addresses of the clusterings below a folder of outputs with the number of their clusters, the largest first."""
    found = []
    for table in outputs.glob("*/*/clusters/*/clusters.csv"):
        with table.open() as file:
            count = sum(1 for _ in csv.DictReader(file))
        experiment, run, _, clustering = table.parent.relative_to(outputs).parts
        found.append((count, f"{experiment}/{run}/{clustering}"))
    return sorted(found, key=lambda one: (-one[0], one[1]))


def address(clustering):
    experiment, run, identifier = clustering.split("/")
    return f"/runs/{experiment}/{run}/clusters/{identifier}"


def open_first(reader, clustering):
    """From the list of runs to the first cluster of a clustering; prints keys and seconds."""
    before, began = reader.commands, time.monotonic()
    experiment, run, _ = clustering.split("/")
    to_run = reader.follow(f"/runs/{experiment}/{run}")
    to_clustering = reader.follow(address(clustering))
    reader.press("j", "Enter")
    reader.until(DRAWN, f"{address(clustering)}/0")
    print(f"{clustering}: its first cluster is open after {reader.commands - before} keys ({to_run} to the run, "
          f"{to_clustering} to the clustering) and {time.monotonic() - began:.1f} s", flush=True)


def name_on(page):
    """The cluster's first known type, or a name for want of one."""
    found = re.search(r"· ([A-Z]+) \d+ %", page.locator("main").inner_text())
    return found[1] if found else "vessel"


def judge(reader, one):
    """Looks at the open cluster, names it, and accepts or rejects it."""
    page = reader.page
    one.exemplar, one.name, one.decision = exemplar(page), name_on(page), decision(one.number)
    one.note = "some at a crossing" if one.number % 10 == 5 else ""
    one.looking = look(reader)
    reader.press("n")
    reader.type(one.name)
    reader.press("Enter")
    one.storing += reader.until(SAID, f"named {one.name}")
    if one.note:
        reader.press("m")
        reader.type(one.note)
        reader.press("Enter")
        one.storing += reader.until(SAID, one.note)
    reader.press(one.decision[0])  # a or r
    one.storing += reader.until(SAID, f"{one.decision} as {one.name}")


def look(reader):
    """One Page Down where the patches go on below the screen; seconds until they are drawn."""
    last = reader.page.locator(".patch").last
    if not reader.page.evaluate("document.documentElement.scrollHeight > innerHeight") or not last.count():
        return 0.0
    before = reader.page.evaluate("scrollY")
    reader.press("PageDown")
    reader.until("before => scrollY > before", before)
    return reader.until(DRAWN, reader.path())


def lead_on(reader, one):
    """To the next cluster; seconds from the key until its tiles are drawn."""
    began = time.monotonic()
    reader.press("]")
    reader.until(DRAWN, f"{address(one.clustering)}/{one.number + 1}")
    return time.monotonic() - began


def rehearse(reader, todo):
    """Judges clusters of one clustering after another."""
    done = []
    for clustering, count in todo:
        if done:
            back_to_runs(reader)
        open_first(reader, clustering)
        for number in range(count):
            one = Judged(clustering, number)
            commands, letters = reader.commands, reader.letters
            judge(reader, one)
            if number + 1 < count:
                one.leading = lead_on(reader, one)
            one.commands, one.letters = reader.commands - commands, reader.letters - letters
            done.append(one)
            if len(done) % 10 == 0:
                print(f"{len(done)} judged", flush=True)
    return done


def back_to_runs(reader):
    for _ in range(3):
        here = reader.path()
        reader.press("h")
        reader.until("path => location.pathname !== path && document.readyState === 'complete'", here)


def haste(reader, last, count):
    """Judges the clusters after the last one without waiting for an answer."""
    done = []
    for number in range(last.number + 1, last.number + 1 + count):
        reader.press("]")
        reader.until(DRAWN, f"{address(last.clustering)}/{number}")
        one = Judged(last.clustering, number)
        one.exemplar = exemplar(reader.page)
        one.name, one.decision = name_on(reader.page), decision(number)
        reader.press("n")
        reader.type(one.name)
        reader.press("Enter", one.decision[0])
        done.append(one)
    reader.page.wait_for_load_state("networkidle")
    return done


def exemplar(page):
    return int(page.locator("form.judgement").get_attribute("data-exemplar"))


def decision(number):
    return "rejected" if number % 4 == 3 else "accepted"


def verdicts(zoomin, labels):
    """By clustering and exemplar: decision, name and note as they stand at the end."""
    said = subprocess.run([zoomin, "labels", "export", "--log", f"judge.labels={labels}"], check=True, text=True,
                          stdout=subprocess.PIPE).stdout
    found = {}
    for line in csv.DictReader(io.StringIO(said)):
        if line["says"] == "verdict" and line["counts"] == "true":
            place = found.setdefault((line["clustering"], int(line["exemplar"])), {})
            place.update({key: line[key] for key in ("decision", "name", "note") if line[key]})
    return found


def report(done):
    def times(what, values):
        values = sorted(values)
        high = values[min(len(values) - 1, round(0.95 * len(values)))]
        print(f"{what}: median {statistics.median(values):.2f} s, 95th percentile {high:.2f} s, longest {values[-1]:.2f} s")
        return statistics.median(values)

    led = [one.leading for one in done if one.leading]
    times("from ] until the tiles of the next cluster are drawn", led or [0.0])
    times("until tiles below the screen are drawn after Page Down", [one.looking for one in done])
    times("until name, note and decision are stored", [one.storing for one in done])
    waited = times("the program's time of a cluster", [one.waited for one in done])
    commands, letters = statistics.mean(one.commands for one in done), statistics.mean(one.letters for one in done)
    print(f"keys of a cluster: {commands + letters:.1f}, of which {letters:.1f} are letters of names and notes")
    fingers = (commands + letters) * SECONDS_OF_A_KEY
    left = SECONDS_OF_A_CLUSTER - waited - fingers
    print(f"200 clusters in an hour are {SECONDS_OF_A_CLUSTER:.0f} s a cluster: {waited:.1f} s the program, {fingers:.1f} s "
          f"the keys at {SECONDS_OF_A_KEY} s, {left:.1f} s to look and to decide")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("zoomin", type=Path)
    parser.add_argument("outputs", type=Path)
    parser.add_argument("--clusters", type=int, default=60)
    parser.add_argument("--clustering")
    parser.add_argument("--in-haste", type=int, default=0)
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    options = parser.parse_args()
    todo, left = [], options.clusters
    for count, clustering in clusterings(options.outputs):
        if left and options.clustering in (None, clustering):
            todo.append((clustering, min(count, left)))
            left -= todo[-1][1]
    if left:
        raise SystemExit(f"There are {options.clusters - left} clusters, not {options.clusters}.")
    zoomin = options.zoomin.resolve()
    with tempfile.TemporaryDirectory() as folder:
        labels = Path(folder) / "labels.sqlite"
        server = subprocess.Popen([zoomin, "browse", options.outputs, "--port", "0", "--author", "Ann",
                                   f"judge.labels={labels}"], text=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        try:
            root = server.stdout.readline().strip().rstrip("/")
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=options.chromium, args=["--no-sandbox"])
                reader = Reader(browser.new_page(viewport={"width": 1600, "height": 1000}))
                reader.page.goto(root)
                began = time.monotonic()
                done = rehearse(reader, todo)
                print(f"{len(done)} clusters in {time.monotonic() - began:.0f} s without any time to look", flush=True)
                hasty = haste(reader, done[-1], options.in_haste) if options.in_haste else []
                stored = verdicts(zoomin, labels)
                browser.close()
        finally:
            server.terminate()
            server.wait(10)
    report(done)
    failed = list(reader.wrong)
    for one in done + hasty:
        found = stored.get((one.clustering.split("/")[2], one.exemplar), {})
        wanted = {key: value for key in ("decision", "name", "note") if (value := getattr(one, key))}
        if found != wanted:
            failed.append(f"{one.clustering}, cluster {one.number}: stored is {found}, not {wanted}")
    print(f"{len(stored)} clusters have verdicts; {len(failed)} failures", *failed, sep="\n")
    sys.exit(bool(failed) or len(stored) != len(done + hasty))


if __name__ == "__main__":
    main()
