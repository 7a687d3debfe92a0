"""The first updates of phase 1 on real photographs in f32 and in bf16: do the losses fall equally?

    python Tests/Peers/compare_precisions.py .build/release/zoomin FOLDER [--steps 200] [--preset paper-wide]

FOLDER has the layout of EyePACS (see `experiments/real-pairs.yaml`, whose settings are used: the same patients, order,
orientations and initial weights for both). Each precision trains in a run of its own, which is ended after --steps
updates; losses are read from its metrics.jsonl. Smoothed is the mean of the last --window losses. Printed are the
smoothed curves, the final ones, and their largest gap once the window is full; beside it the spread of single losses
within a window, below which a gap is not significant. --keep DIR keeps the runs, and continues runs kept there. Exit
code 1 if the gap is above --at-most.
"""
import argparse
import contextlib
import json
import pathlib
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time

EXPERIMENT = pathlib.Path(__file__).resolve().parents[2] / "experiments" / "real-pairs.yaml"


def losses_in(folder):
    lines = [line for log in folder.glob("*/metrics.jsonl") for line in log.read_text().splitlines(keepends=True)]
    return [json.loads(line)["losses"]["loss"] for line in lines if line.endswith("\n")]


def train(options, precision, outputs):
    folder = outputs / precision
    command = [
        options.program, "run", str(EXPERIMENT), f"data.root={options.folder}", f"experiment.name={precision}",
        f"runtime.outputs={outputs}", f"runtime.precision={precision}", f"runtime.lanes={options.threads}",
        f"runtime.threads={options.threads}", f"model.preset={options.preset}",
        f"train.batch_patients={options.batch // 2}", f"phase_1.epochs={options.steps}", "phase_1.decay=constant",
        f"phase_1.learning_rate={options.rate}", "phase_1.warm_up=20", "phase_2.epochs=0", "phase_3.epochs=0",
        *options.override]
    if len(losses_in(folder)) < options.steps:
        began = time.monotonic()
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        with contextlib.ExitStack() as last:
            last.callback(process.kill)
            said = lines_of(process.stderr)
            while process.poll() is None and len(losses_in(folder)) < options.steps:
                time.sleep(0.5)
            if process.poll() is None:
                process.send_signal(signal.SIGINT)
            if process.wait() not in (0, 130):
                sys.exit(f"{precision}: {said[-1]}")
        print(f"{precision}: {options.steps} updates in {time.monotonic() - began:.0f} s, pictures prepared and decoded "
              "among them", flush=True)
    return losses_in(folder)[:options.steps]


def lines_of(stream):
    """The lines of a stream, which is read beside the work to its end."""
    lines = [""]
    threading.Thread(target=lambda: lines.extend(stream), daemon=True).start()
    return lines


def smoothed(losses, window):
    return [statistics.fmean(losses[end - window:end]) for end in range(window, len(losses) + 1)]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("program")
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--steps", type=int, default=200)
    parser.add_argument("--window", type=int, default=20)
    parser.add_argument("--preset", default="paper-wide")
    parser.add_argument("--batch", type=int, default=4, help="eyes, two for each patient")
    parser.add_argument("--rate", type=float, default=0.01)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--precisions", nargs=2, default=["f32", "bf16"])
    parser.add_argument("--keep", type=pathlib.Path)
    parser.add_argument("--at-most", type=float)
    parser.add_argument("override", nargs="*", help="more overrides, such as experiment.seed=2")
    options = parser.parse_args()
    options.folder = options.folder.resolve()
    if options.steps <= options.window:
        parser.error("--steps is more than --window")

    with tempfile.TemporaryDirectory() as scratch:
        outputs = (options.keep or pathlib.Path(scratch)).resolve()
        curves = {precision: train(options, precision, outputs) for precision in options.precisions}
    one, other = (smoothed(curves[precision], options.window) for precision in options.precisions)
    gaps = [abs(a - b) for a, b in zip(one, other)]
    print(f"{'update':>7} {options.precisions[0]:>8} {options.precisions[1]:>8} {'gap':>8}")
    for place in sorted({*range(0, len(gaps), options.window), len(gaps) - 1}):
        print(f"{place + options.window:>7} {one[place]:>8.4f} {other[place]:>8.4f} {gaps[place]:>8.4f}")
    spread = statistics.stdev(curves[options.precisions[0]][-options.window:]) / options.window ** 0.5
    largest = max(range(len(gaps)), key=gaps.__getitem__)
    print(f"final, smoothed over {options.window}: {one[-1]:.4f} and {other[-1]:.4f}; largest gap {gaps[largest]:.4f} at "
          f"update {largest + options.window}; standard error of a smoothed loss {spread:.4f}")
    sys.exit(1 if options.at_most is not None and gaps[largest] > options.at_most else 0)


if __name__ == "__main__":
    main()
