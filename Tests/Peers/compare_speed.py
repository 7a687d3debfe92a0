"""Compares seconds and memory of the built program and of PyTorch on the same network, in alternation.

    python Tests/Peers/compare_speed.py .build/release/zoomin step --precision bf16 --pairs 5
    python Tests/Peers/compare_speed.py .build/release/zoomin infer --precision bf16
    python Tests/Peers/compare_speed.py .build/release/zoomin step --model joint --batch 2 --precision bf16

First PyTorch's best setting is found: eager and compiled (inference frozen too), contiguous and channels_last, each
with a few batches; `--setting compiled,channels_last` skips that. Then pairs are measured: a process of the program,
and a turn of the worker process with PyTorch's model, which sleeps in between. bf16 is autocast in PyTorch. A ratio is
PyTorch's median time of a pair divided by the program's: above 1 the program is faster. Memory is the peak of resident
memory during the batches minus that of the process with its model loaded before any batch; its ratio is the program's
divided by PyTorch's. `--json FILE` writes all figures. Exit code 1 if `--at-least` or `--memory-at-most` is not met.

Needs torch, timm, torchvision. Take timings on a machine that does nothing else.
"""
import argparse
import itertools
import json
import os
import statistics
import subprocess
import sys
from pathlib import Path


def median(values):
    return statistics.median(values)


class Peer:
    """A worker with PyTorch's model."""

    def __init__(self, options, compiled, layout):
        self.name = f"{'compiled' if compiled else 'eager'}, {layout}"
        settings = dict(model=options.model, passes=options.work, batch=options.batch, precision=options.precision,
                        layout=layout, compiled=compiled, threads=options.threads)
        environment = dict(os.environ, OMP_NUM_THREADS=str(options.threads))
        if options.preload:
            environment["LD_PRELOAD"] = options.preload
        self.process = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("speed_worker.py")), json.dumps(settings)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment)
        self.facts = self.answer()

    def answer(self):
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"PyTorch ({self.name}) ended with {self.process.wait()}")
        return json.loads(line)

    def turn(self, warm, count):
        self.process.stdin.write(f"{warm} {count}\n")
        self.process.stdin.flush()
        return self.answer()

    def end(self):
        self.process.stdin.close()
        self.process.wait()


def best_peer(options):
    if options.setting:
        how, layout = options.setting.split(",")
        peer = Peer(options, how == "compiled", layout)
        peer.turn(options.warm, 1)
        return peer, {}
    best, times = None, {}
    for compiled, layout in itertools.product([False, True], ["contiguous", "channels_last"]):
        try:
            peer = Peer(options, compiled, layout)
            seconds = median(peer.turn(options.warm, options.probe)["seconds"])
        except RuntimeError as error:
            print(f"  left out: {error}", flush=True)
            continue
        times[peer.name] = seconds
        print(f"  PyTorch {peer.name}: {seconds:.3f} s", flush=True)
        if best is None or seconds < best[0]:
            if best:
                best[1].end()
            best = (seconds, peer)
        else:
            peer.end()
    if best is None:
        sys.exit("PyTorch runs in no setting")
    return best[1], times


def by_zoomin(options):
    done = subprocess.run(
        [options.program, "benchmark", options.work, "--model", options.model, "--batch", str(options.batch),
         "--precision", options.precision, "--repetitions", str(options.repetitions), "--warm-ups", str(options.warm),
         "--json", f"runtime.lanes={options.threads}", f"runtime.threads={options.threads}",
         f"model.preset={'lite' if options.model == 'lite-m-net' else 'paper-wide'}"],
        capture_output=True, text=True, env=dict(os.environ, OMP_NUM_THREADS=str(options.threads)))
    if done.returncode:
        sys.exit(f"{options.program} failed: {done.stderr}")
    return json.loads(done.stdout)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("program")
    parser.add_argument("work", choices=["step", "infer"])
    parser.add_argument("--model", default="m-net-a", choices=["m-net-a", "lite-m-net", "c-net", "joint"])
    parser.add_argument("--batch", type=int, help="4; of joint 2, a pair with eight patches; of lite-m-net and c-net 8")
    parser.add_argument("--precision", default="f32", choices=["f32", "bf16"])
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--repetitions", type=int, default=3, help="batches of each turn")
    parser.add_argument("--warm", type=int, default=2, help="batches before them")
    parser.add_argument("--probe", type=int, default=3, help="batches of each setting of PyTorch that is tried")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--setting", help="eager or compiled, a comma, contiguous or channels_last")
    parser.add_argument("--preload", help="an allocator for PyTorch, such as libtcmalloc_minimal.so.4")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--at-least", type=float, help="the ratio of times to reach")
    parser.add_argument("--memory-at-most", type=float, help="the ratio of memory not to pass")
    options = parser.parse_args()
    options.batch = options.batch or {"m-net-a": 4, "lite-m-net": 8, "joint": 2, "c-net": 8}[options.model]

    print(f"{options.work} of {options.model}, batch {options.batch}, {options.precision}, {options.threads} threads")
    peer, tried = best_peer(options)
    print(f"{'pair':>4} {'zoomin s':>9} {'PyTorch s':>9} {'ratio':>6}    PyTorch {peer.facts['torch']}, {peer.name}")
    pairs = []
    for number in range(options.pairs):
        ours = by_zoomin(options)
        theirs = peer.turn(1, options.repetitions)
        seconds = (ours["secondsPerStep"], median(theirs["seconds"]))
        pairs.append(dict(
            zoomin=seconds[0], pytorch=seconds[1], ratio=seconds[1] / seconds[0],
            zoominBytes=ours["peakMemoryBytes"] - ours["idleMemoryBytes"],
            pytorchBytes=theirs["peakMemoryBytes"] - peer.facts["idleMemoryBytes"]))
        print(f"{number + 1:>4} {seconds[0]:>9.3f} {seconds[1]:>9.3f} {pairs[-1]['ratio']:>6.2f}", flush=True)
    peer.end()
    middle = {key: median([pair[key] for pair in pairs]) for key in pairs[0]}
    memory = middle["zoominBytes"] / middle["pytorchBytes"]
    print(f"median: {middle['ratio']:.2f} times PyTorch's speed; per image {middle['zoomin'] / options.batch:.4f} and "
          f"{middle['pytorch'] / options.batch:.4f} s")
    print(f"memory above rest: {middle['zoominBytes'] / 1e9:.3f} and {middle['pytorchBytes'] / 1e9:.3f} GB, "
          f"{memory:.2f} of PyTorch's")
    if options.json:
        options.json.write_text(json.dumps(dict(
            options={key: str(value) for key, value in vars(options).items()}, setting=peer.name, tried=tried,
            torch=peer.facts["torch"], pairs=pairs, median=middle, memoryRatio=memory), indent=1))
    missed = (options.at_least and middle["ratio"] < options.at_least) or (
        options.memory_at_most and memory > options.memory_at_most)
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
