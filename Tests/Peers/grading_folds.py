"""How well does preset lite grade? Five folds by patient on two data sets, beside PyTorch and beside preset small.

    python Tests/Peers/grading_folds.py REAL_DATA --zoomin .build/release/zoomin --weights imagenet-lite0.safetensors
        --pth efficientnet-lite0-57934424.pth --out FOLDER [--sets idrid-grading] [--folds 0,1] [--learners ours-lite]

REAL_DATA holds idrid-grading/ (one eye of each patient) and srahim-pairs/ (both eyes, the layout of EyePACS). Patients
are divided into five folds by --seed, each with its share of every worst grade; a fold is predicted by networks trained
on the other four. There is no validation split, as nothing is chosen by it. The learners:

- ours-lite: preset lite from --weights, trained by `zoomin train` (phases 1 to 3) with the keys of experiments/real-pairs.yaml.
- torch-lite: the network of phase 1 in PyTorch: timm's tf_efficientnet_lite0 with the weights of --pth, projection to 1024
  channels, average, batch norm, the fellow eye's features or the eye's own again, classifier. The same prepared
  pictures, rotations and flips, batches of eight eyes and square-root balance. AdamW with one cycle of the learning rate
  over the wall time that ours-lite took for all phases of this fold. Channels first or last, whichever is faster here.
- ours-small: preset small from nothing, with the settings that real-pairs.yaml had for it. Its epochs are scaled to the
  same wall time: by the seconds of the fold before, in the first fold by those of a short run. Where its own time is
  more than 15 % off, it is trained once more.

FOLDER/predictions/<set>-<fold>-<learner>.csv are the predictions of the fold's pictures, .json beside it the seconds and
settings. What exists is not computed again, so the same command continues after an interruption; a fold that was
interrupted begins again, because its time is measured. Wall time is that of training, pictures read from the prepared
ones included; preparation and prediction are not. Take it on a machine that does nothing else: CPU seconds beside it
show whether that was so. On a machine that does other work, `--threads 1 --clock processor` gives every learner the same
seconds of the processor instead. `--seconds` is the longest training of torch-lite and ours-small, and their time where
ours-lite is not measured. KEY=VALUE overrides keys of ours-lite. To try the script out:

    ... --out /tmp/trial --folds 0 --patients 20 --seconds 20 phase_1.epochs=1 phase_2.epochs=1 phase_3.epochs=1

Predictions of all folds together are scored: quadratic kappa, and AUC of referable disease (grade 2 or more, score
y2 + y3 + y4), with 95 % intervals by 2,000 draws of patients; differences are paired, by the same draws. results.json has
the same figures. Nuisance measurements are compared fold by fold, as evaluation.json has no predictions of theirs: the
mean of the folds' margins, with an interval from theirs.

Written with Python 3.11, NumPy 2.4, PyTorch 2.13, timm 1.0, Pillow 13.
"""

import argparse
import csv
import hashlib
import json
import math
import os
import resource
import shutil
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
from PIL import Image

ROOT = Path(__file__).resolve().parents[2]
LEARNERS = ["ours-lite", "torch-lite", "ours-small"]
SETS = ["idrid-grading", "srahim-pairs"]
FOLDS = 5
CLOCKS = {"wall": "wallSeconds", "processor": "cpuSeconds"}
LEVELS = 5
ZOOM = 1230  # pixels of preset lite

# What experiments/real-pairs.yaml said before it began from ImageNet.
SMALL = ["train.initial_weights=[]", "model.preset=small", "model.contrast=local", "model.attention_in_retina=true",
         "model.missing_eye=repeat", "regions.map=evidence", "regions.smoothing_pixels=128", "train.batch_patients=4",
         "train.balance=root", "train.head_rate_factor=0.02", "train.clip_norm=20", "train.c_net_rate_factor=20",
         "phase_1.learning_rate=0.05", "phase_1.warm_up=40", "phase_2.learning_rate=0.05", "phase_3.learning_rate=0.001"]
SMALL_EPOCHS = (26, 10, 2)
STAGES = ("train-m-net", "train-a-net", "train-zoom-in-net")


# ---- Folds ----

def photographs(source, name):
    """The rows of a data set: image, file, patient, eye, level."""
    if name == "idrid-grading":
        for line in csv.DictReader(open(source / name / "labels.csv")):
            stem = Path(line["image"]).stem
            yield dict(image=stem, path=f"images/{line['image']}", patient=stem, eye="", level=int(line["level"]))
    else:
        for line in csv.DictReader(open(source / name / "trainLabels.csv")):
            patient, _, eye = line["image"].rpartition("_")
            yield dict(image=line["image"], path=f"images/{line['image']}.jpeg", patient=patient, eye=eye, level=int(line["level"]))


def divided(rows, seed, limit):
    """Each row with its fold. Patients are shuffled, sorted by worst grade, and dealt to the folds in turn."""
    worst = {}
    for row in rows:
        worst[row["patient"]] = max(worst.get(row["patient"], 0), row["level"])
    patients = list(worst)
    np.random.default_rng(seed).shuffle(patients)
    patients.sort(key=worst.get)
    if limit:  # evenly from all grades
        patients = [patients[i] for i in np.unique(np.linspace(0, len(patients) - 1, limit).round().astype(int))]
    fold = {patient: number % FOLDS for number, patient in enumerate(patients)}
    return [dict(row, fold=fold[row["patient"]]) for row in rows if row["patient"] in fold]


def write_manifests(folder, source, rows):
    """A table for each fold, in which the fold is `test` and the rest `train`, and a link to the pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "images").is_symlink():
        (folder / "images").symlink_to((source / "images").resolve(), target_is_directory=True)
    for fold in range(FOLDS):
        text = "image,path,patient,eye,level,split\n" + "".join(
            f"{r['image']},{r['path']},{r['patient']},{r['eye']},{r['level']},{'test' if r['fold'] == fold else 'train'}\n"
            for r in rows)
        path = folder / f"fold-{fold}.csv"
        if path.exists() and path.read_text() != text:
            sys.exit(f"{path} has other folds: another --seed, --patients or data. Take another --out.")
        path.write_text(text)


# ---- Training by zoomin ----

class Study:
    """The options of the command, and where its results lie."""

    def __init__(self, options):
        self.options = options
        self.out = options.out.resolve()

    def result(self, name, fold, learner, suffix):
        return self.out / "predictions" / f"{name}-{fold}-{learner}{suffix}"

    def record(self, name, fold, learner):
        """The record of a finished fold; None if it is not finished."""
        done = self.result(name, fold, learner, ".csv").exists()
        return json.loads(self.result(name, fold, learner, ".json").read_text()) if done else None

    def call(self, *arguments):
        """Runs zoomin; returns its last line of output."""
        command = [str(self.options.zoomin), *map(str, arguments)]
        threads = str(self.options.threads)
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT,
                              env=dict(os.environ, OMP_NUM_THREADS=threads))
        if done.returncode != 0:
            sys.exit(f"{' '.join(command)}\nended with {done.returncode}: {done.stderr[-2000:]}")
        return (done.stdout.strip().splitlines() or [""])[-1]

    def prepare(self, name, fold, learner, overrides):
        """Prepares the pictures of a fold; returns the run directory, which zoomin prints last."""
        return Path(self.call(
            "prepare", self.options.experiment, f"experiment.name={name}-{learner}", "data.source=table",
            f"data.root={self.out / 'data' / name}", f"data.table=fold-{fold}.csv", f"runtime.outputs={self.out / 'runs'}",
            f"runtime.lanes={self.options.threads}", f"runtime.threads={self.options.threads}", *overrides))

    def train(self, name, fold, learner, overrides):
        """Trains from the beginning; returns the run directory and a record of its time."""
        run = self.prepare(name, fold, learner, overrides)
        if any((run / "checkpoints").glob("*")):
            shutil.rmtree(run)
            run = self.prepare(name, fold, learner, overrides)
        began, cpu = time.monotonic(), cpu_of_children()
        self.call("train", "--run", run)
        seconds = time.monotonic() - began
        timing = json.loads((run / "timing.json").read_text())
        return run, dict(
            wallSeconds=seconds, cpuSeconds=cpu_of_children() - cpu, stageSeconds=[timing.get(stage, 0) for stage in STAGES],
            run=str(run), overrides=overrides)

    def evaluate(self, name, fold, learner, run, record):
        self.call("evaluate", "--run", run)
        test = json.loads((run / "evaluation.json").read_text())["splits"]["test"]
        record.update(nuisance=test.get("nuisance"), margin=test.get("margin"))
        rows = list(csv.DictReader(open(run / "predictions" / "test.csv")))
        self.write(name, fold, learner, rows, record)

    def write(self, name, fold, learner, rows, record):
        """The record, then the predictions, whose presence says that the fold is finished."""
        self.result(name, fold, learner, ".json").write_text(json.dumps(record, indent=1) + "\n")
        partial = self.result(name, fold, learner, ".partial")
        with open(partial, "w", newline="") as file:
            table = csv.DictWriter(file, rows[0].keys())
            table.writeheader()
            table.writerows(rows)
        partial.rename(self.result(name, fold, learner, ".csv"))
        print(f"{name}, fold {fold}, {learner}: {len(rows)} pictures, {record['wallSeconds']:.0f} s of training, "
              f"{record['cpuSeconds']:.0f} s of processors", flush=True)

    # ---- The learners ----

    def lite_keys(self):
        return [f"train.initial_weights=[{self.options.weights.resolve()}]", "model.preset=lite", *self.options.overrides]

    def seconds(self, name, fold):
        """How long the others train: as long as ours-lite did, at most --seconds."""
        lite, most = self.record(name, fold, "ours-lite"), self.options.seconds
        if lite is None and most is None:
            sys.exit(f"{name}, fold {fold}: ours-lite comes first, as it sets the time; or give --seconds")
        return min(lite[self.options.clock] if lite else math.inf, most or math.inf)

    def ours_small(self, name, fold):
        wanted = self.seconds(name, fold)
        # A fold that is done, the last of them, predicts the seconds of an epoch of each phase.
        done = [self.record(name, other, "ours-small") for other in range(FOLDS)]
        known = next((record for record in reversed(done) if record), None)
        if known is None:
            path = self.out / "predictions" / f"{name}-short-ours-small.json"
            if not path.exists():
                epochs = (4, SMALL_EPOCHS[1], 1)
                path.write_text(json.dumps(dict(self.train(name, fold, "short", SMALL + epoch_keys(epochs))[1], epochs=epochs)))
            known = json.loads(path.read_text())
        for _ in range(2):
            epochs = scaled(known, wanted, self.options.clock)
            run, known = self.train(name, fold, "ours-small", SMALL + epoch_keys(epochs))
            known.update(epochs=epochs, wantedSeconds=wanted)
            # The machine may have been busy during the run that predicted the seconds; then this one predicts better.
            if abs(known[self.options.clock] / wanted - 1) < 0.15:
                break
        self.evaluate(name, fold, "ours-small", run, known)

    def torch_lite(self, name, fold):
        import grading_by_torch as peer  # here, so that scoring needs no PyTorch

        wanted = self.seconds(name, fold)
        self.prepare(name, fold, "ours-lite", self.lite_keys())
        rows = list(csv.DictReader(open(self.out / "data" / name / f"fold-{fold}.csv")))
        squares = prepared(self.out, name, rows)
        layout = self.out / "predictions" / "torch-layout.json"
        if not layout.exists():
            layout.write_text(json.dumps(peer.layout_seconds(self.options)))
        times = json.loads(layout.read_text())
        predictions, record = peer.train(rows, squares, wanted, min(times, key=times.get), fold, self.options)
        self.write(name, fold, "torch-lite", predictions, dict(record, wantedSeconds=wanted, secondsOfLayouts=times))

    def measure(self, name, fold, learner):
        if self.record(name, fold, learner) is not None:
            return
        if learner == "ours-lite":
            self.evaluate(name, fold, learner, *self.train(name, fold, learner, self.lite_keys()))
        elif learner == "ours-small":
            self.ours_small(name, fold)
        else:
            self.torch_lite(name, fold)


def cpu_of_children():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def epoch_keys(epochs):
    return [f"phase_{number + 1}.epochs={count}" for number, count in enumerate(epochs)]


def scaled(known, wanted, clock):
    """The epochs of preset small that take the wanted seconds, from a record of other epochs.

    All phases are scaled alike; phase 1, the longest, then takes up what rounding left.
    """
    each = [seconds / count for seconds, count in zip(known["stageSeconds"], known["epochs"])]
    wanted *= known["wallSeconds"] / known[clock]  # the stages are timed by the wall
    left = wanted - (known["wallSeconds"] - sum(known["stageSeconds"]))
    factor = left / sum(one * count for one, count in zip(each, SMALL_EPOCHS))
    _, second, third = (max(1, round(factor * count)) for count in SMALL_EPOCHS)
    return [max(1, round((left - second * each[1] - third * each[2]) / each[0])), second, third]


def prepared(out, name, rows):
    """The files of the squares that zoomin prepared for preset lite, by the hash of the photograph."""
    found = []
    for row in rows:
        sha256 = hashlib.sha256((out / "data" / name / row["path"]).read_bytes()).hexdigest()
        squares = [path for path in (out / "runs/cache/prepared").glob(f"*/{sha256[:2]}/{sha256}.jpg") if Image.open(path).width == ZOOM]
        if len(squares) != 1:
            sys.exit(f"{row['image']}: {len(squares)} prepared pictures of {ZOOM} pixels in {out / 'runs/cache/prepared'}, not 1")
        found.append(squares[0])
    return found


# ---- Scoring ----

class Scored:
    """The pooled predictions of a learner, by picture."""

    def __init__(self, tables):
        rows = [row for table in tables for row in csv.DictReader(open(table))]
        self.of = {row["image"]: row for row in rows}

    def arrays(self, images):
        rows = [self.of[image] for image in images]
        return (np.array([int(row["grade"]) for row in rows]), np.array([int(row["predicted"]) for row in rows]),
                np.array([sum(float(row[f"y_{level}"]) for level in range(2, LEVELS)) for row in rows]))


def draws_of(patients, count, seed):
    """[1 + count, rows]: how often each row counts; first all once, then by draws of patients with replacement."""
    names, which = np.unique(patients, return_inverse=True)
    drawn = np.random.default_rng(seed).multinomial(len(names), np.full(len(names), 1 / len(names)), count)
    return np.vstack([np.ones(len(patients)), drawn[:, which]])


def kappa(grades, predicted, weights):
    """Cohen's kappa with quadratic weights, for each row of weights."""
    cells = np.eye(LEVELS**2)[LEVELS * grades + predicted]
    table = (weights @ cells).reshape(-1, LEVELS, LEVELS)
    expected = table.sum(2)[:, :, None] * table.sum(1)[:, None, :] / table.sum((1, 2))[:, None, None]
    distance = np.subtract.outer(np.arange(LEVELS), np.arange(LEVELS)) ** 2
    with np.errstate(invalid="ignore"):
        return 1 - (table * distance).sum((1, 2)) / (expected * distance).sum((1, 2))


def auc(positive, scores, weights):
    """The area under the ROC curve, ties counted half, for each row of weights."""
    values, which = np.unique(scores, return_inverse=True)
    groups = np.eye(len(values))[which]
    above, below = (weights * positive) @ groups, (weights * ~positive) @ groups
    with np.errstate(invalid="ignore"):
        return (above * (np.cumsum(below, 1) - below / 2)).sum(1) / (above.sum(1) * below.sum(1))


def measures(scored, images, weights):
    grades, predicted, scores = scored.arrays(images)
    return dict(kappa=kappa(grades, predicted, weights), auc=auc(grades >= 2, scores, weights))


def interval(values):
    """The value of all patients, with the middle 95 % of those of the draws."""
    low, high = np.nanpercentile(values[1:], [2.5, 97.5])
    return [float(values[0]), float(low), float(high)]


def shown(figures, sign=""):
    return f"{figures[0]:{sign}.3f} ({figures[1]:{sign}.3f} to {figures[2]:{sign}.3f})"


def margins(records):
    """The mean of the folds' margins over nuisance measurements; its standard error follows from the folds' intervals.

    evaluation.json has no predictions of the nuisance measurements, so they can't be pooled.
    """
    result = {}
    for measure, key in [("kappa", "kappa"), ("auc", "referableAUC")]:
        given = [(record.get("margin") or {}).get(key) or {} for record in records]
        given = [one for one in given if one.get("interval")]
        if not given or len(given) < len(records):
            continue
        mean = float(np.mean([one["value"] for one in given]))
        half = math.sqrt(sum(((one["interval"]["high"] - one["interval"]["low"]) / 2) ** 2 for one in given)) / len(given)
        result[measure] = [mean, mean - half, mean + half]
    return result


def report(study, name, options):
    present = {}
    for learner in options.learners:
        folds = [fold for fold in options.folds if study.record(name, fold, learner)]
        if folds:
            present[learner] = folds
    if not present:
        return {}
    print(f"\n{name}")
    result = {}
    scored = {learner: Scored([study.result(name, fold, learner, ".csv") for fold in folds]) for learner, folds in present.items()}

    def figures(first, second=None):
        images = sorted(image for image in first.of if second is None or image in second.of)
        weights = draws_of([first.of[image]["patient"] for image in images], options.draws, options.seed)
        values = measures(first, images, weights)
        if second:
            other = measures(second, images, weights)
            values = {key: values[key] - other[key] for key in values}
        return {key: interval(value) for key, value in values.items()}, len(images)

    print(f"{'':28s}  folds  pictures  kappa (95 %)                 referable AUC (95 %)         seconds of training, of processors")
    for learner, folds in present.items():
        values, count = figures(scored[learner])
        records = [study.record(name, fold, learner) for fold in folds]
        wall, cpu = ([record[key] for record in records] for key in ("wallSeconds", "cpuSeconds"))
        result[learner] = dict(values, folds=folds, pictures=count, wallSeconds=wall, cpuSeconds=cpu)
        print(f"{learner:28s}  {len(folds):5d}  {count:8d}  {shown(values['kappa']):27s}  {shown(values['auc']):27s}  "
              f"{' '.join(f'{one:.0f}' for one in wall)}, {' '.join(f'{one:.0f}' for one in cpu)}")
    for other in ("torch-lite", "ours-small"):
        if "ours-lite" in present and set(present["ours-lite"]) & set(present.get(other, [])):
            values, count = figures(scored["ours-lite"], scored[other])
            result[f"ours-lite minus {other}"] = dict(values, pictures=count)
            print(f"{'ours-lite minus ' + other:28s}  {'':5s}  {count:8d}  {shown(values['kappa'], '+'):27s}  {shown(values['auc'], '+')}")
    if "ours-lite" in present:
        values = margins([study.record(name, fold, "ours-lite") for fold in present["ours-lite"]])
        if values:
            result["ours-lite minus nuisance, mean of folds"] = values
            cells = [shown(values[key], "+") if key in values else "-" for key in ("kappa", "auc")]
            print(f"{'ours-lite minus nuisance':28s}  {'':5s}  {'':8s}  {cells[0]:27s}  {cells[1]:27s}  mean of folds, not pooled: their predictions aren't stored")
        else:
            print("The margin over nuisance measurements is left out: evaluation.json of a fold has none.")
    return result


def chosen(names):
    def read(text):
        values = [type(names[0])(part) for part in text.split(",")]
        for value in values:
            if value not in names:
                raise argparse.ArgumentTypeError(f"{value} is none of {', '.join(map(str, names))}")
        return [name for name in names if name in values]
    return read


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, metavar="REAL_DATA")
    parser.add_argument("overrides", nargs="*", metavar="KEY=VALUE", help="keys of ours-lite")
    parser.add_argument("--sets", type=chosen(SETS), default=SETS)
    parser.add_argument("--folds", type=chosen(list(range(FOLDS))), default=list(range(FOLDS)))
    parser.add_argument("--learners", type=chosen(LEARNERS), default=LEARNERS)
    parser.add_argument("--zoomin", type=Path, default=ROOT / ".build/release/zoomin")
    parser.add_argument("--experiment", type=Path, default=ROOT / "experiments/real-pairs.yaml", help="whose keys ours-lite has")
    parser.add_argument("--weights", type=Path, help="weights of ours-lite, made by `make imagenet-lite`")
    parser.add_argument("--pth", type=Path, help="the same weights for PyTorch")
    parser.add_argument("--out", type=Path, default=ROOT / "outputs/grading-folds")
    parser.add_argument("--seconds", type=float, help="the longest training of torch-lite and ours-small")
    parser.add_argument("--clock", choices=list(CLOCKS), default="wall", help="what the equal time of the learners is")
    parser.add_argument("--patients", type=int, help="only so many patients of each set, to try the script out")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--draws", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_intermixed_args()
    options.clock = CLOCKS[options.clock]
    options.zoomin, options.experiment = options.zoomin.resolve(), options.experiment.resolve()
    os.environ["OMP_NUM_THREADS"] = str(options.threads)
    for file, learner in [(options.weights, "ours-lite"), (options.weights, "torch-lite"), (options.pth, "torch-lite")]:
        if learner in options.learners and not (file and file.is_file()):
            sys.exit(f"{learner} needs --weights{' and --pth' if learner == 'torch-lite' else ''}, files that exist")
    if "ours-lite" in options.learners and "preset: lite" not in options.experiment.read_text():
        sys.exit(f"{options.experiment} does not train preset lite; give another --experiment")
    study = Study(options)
    (study.out / "predictions").mkdir(parents=True, exist_ok=True)
    for name in options.sets:
        rows = divided(list(photographs(options.data, name)), options.seed, options.patients)
        write_manifests(study.out / "data" / name, options.data / name, rows)
        for fold in options.folds:
            for learner in options.learners:
                study.measure(name, fold, learner)
    results = {name: report(study, name, options) for name in options.sets}
    (study.out / "results.json").write_text(json.dumps(results, indent=1) + "\n")


if __name__ == "__main__":
    main()
