"""Event files as TensorBoard writes and reads them.

    python Tests/Peers/tensorboard_events.py golden

writes Tests/ReportsTests/Golden/events.tfevents with TensorBoard's own record writer and messages, for the tests of
EventFile. Made with tensorboard 2.21.0 and protobuf 7.36.2.

    python Tests/Peers/tensorboard_events.py check RUN_DIR

reads the event file of a run with TensorBoard's own accumulator and compares every tag, step and value with
metrics.jsonl, validation.csv and evaluation.json, and every picture with its size.
"""

import csv
import io
import json
import math
import pathlib
import struct
import sys

from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.compat.proto.event_pb2 import Event
from tensorboard.compat.proto.summary_pb2 import Summary
from tensorboard.summary.writer.record_writer import RecordWriter

GOLDEN = pathlib.Path(__file__).parents[1] / "ReportsTests" / "Golden" / "events.tfevents"
# No picture, but nothing here decodes it; long enough for a length of two bytes.
PICTURE = bytes(range(256)) * 2


def golden() -> None:
    """Every kind of event that the program writes: the version, scalars of extreme values, a picture."""
    events = [
        Event(wall_time=1234567890.5, file_version="brain.Event:2"),
        Event(wall_time=1234567891.25, step=1, summary=Summary(value=[
            Summary.Value(tag="m-net/loss", simple_value=1.625),
            Summary.Value(tag="m-net/learning_rate", simple_value=1e-5)])),
        Event(wall_time=1234567892.0, step=300, summary=Summary(value=[
            Summary.Value(tag="m-net/loss", simple_value=float("nan")),
            Summary.Value(tag="m-net/zero", simple_value=0.0),
            Summary.Value(tag="m-net/largest", simple_value=3.4028234663852886e38),
            Summary.Value(tag="m-net/é", simple_value=-math.inf)])),
        Event(wall_time=1234567893.0, summary=Summary(value=[
            Summary.Value(tag="attention/10_left", image=Summary.Image(
                height=7, width=1400, colorspace=3, encoded_image_string=PICTURE))])),
    ]
    GOLDEN.parent.mkdir(exist_ok=True)
    with open(GOLDEN, "wb") as file:
        writer = RecordWriter(file)
        for event in events:
            writer.write(event.SerializeToString(deterministic=True))
        writer.flush()
    print(f"{len(events)} events in {GOLDEN}")


def single(number: float) -> float:
    """The number as 32 bits hold it."""
    return struct.unpack("<f", struct.pack("<f", number))[0]


def expected(run: pathlib.Path) -> dict:
    """By tag, the (step, value) of every scalar that the records of a run hold."""
    scalars = {}

    def add(tag, step, value):
        scalars.setdefault(tag, []).append((step, single(value)))

    with open(run / "metrics.jsonl") as lines:
        for line in map(json.loads, lines):
            for name, value in line["losses"].items():
                add(f"{line['phase']}/{name}", line["update"], value)
            add(f"{line['phase']}/learning_rate", line["update"], line["learningRate"])
            add(f"{line['phase']}/gradient_norm", line["update"], line["gradientNorm"])
    if (run / "validation.csv").exists():
        with open(run / "validation.csv") as table:
            for row in csv.DictReader(table):
                for name in ["loss", "kappa", "referable_auc"]:
                    if row[name]:
                        add(f"{row['phase']}/validation_{name}", int(row["update"]), float(row[name]))
    if (run / "evaluation.json").exists():
        for split, measures in json.loads((run / "evaluation.json").read_text())["splits"].items():
            group = f"evaluation-{split}"
            figures = {}
            for head, report in measures["grading"].items():
                figures |= {f"{head}_kappa": report["kappa"], f"{head}_accuracy": report["accuracy"],
                            f"{head}_referable_auc": report["referableAUC"]}
            if measures.get("margin"):
                figures["kappa_over_nuisance"] = measures["margin"]["kappa"]
            for name, report in measures["lesions"].items():
                figures |= {f"lesions_{name}": report["pooled"], f"lesions_{name}_per_person": report["perPerson"]}
                if report.get("margin"):
                    figures[f"lesions_{name}_over_baseline"] = report["margin"]
            for question, report in (measures.get("supportVectors") or {}).items():
                figures[f"svm_{question}_auc"] = report["areaUnderCurve"]
            for name, estimate in figures.items():
                if estimate.get("value") is not None:
                    add(f"{group}/{name}", 0, estimate["value"])
    return scalars


def check(run: pathlib.Path) -> None:
    """Compares the event file of a run with its records; exits with 1 where they differ."""
    accumulator = EventAccumulator(str(run), size_guidance={"scalars": 0, "images": 0})
    accumulator.Reload()
    found = {tag: [(event.step, event.value) for event in accumulator.Scalars(tag)]
             for tag in accumulator.Tags()["scalars"]}
    wanted = expected(run)
    faults = [f"only in the {side}: {tag}" for side, one, other in
              [("events", found, wanted), ("records", wanted, found)] for tag in sorted(one.keys() - other.keys())]
    for tag in sorted(wanted.keys() & found.keys()):
        same = len(wanted[tag]) == len(found[tag]) and all(
            a[0] == b[0] and (a[1] == b[1] or math.isnan(a[1]) and math.isnan(b[1]))
            for a, b in zip(wanted[tag], found[tag]))
        if not same:
            faults.append(f"{tag}: {wanted[tag][:3]} ... in the records, {found[tag][:3]} ... in the events")
    pictures = accumulator.Tags()["images"]
    for tag in pictures:
        event = accumulator.Images(tag)[0]
        size = jpeg_size(event.encoded_image_string)
        if size != (event.width, event.height):
            faults.append(f"{tag}: a picture of {size}, not {(event.width, event.height)}")
    print(f"{len(found)} tags with {sum(map(len, found.values()))} scalars, {len(pictures)} pictures")
    if faults or not found:
        sys.exit("\n".join(faults) or "no scalars")


def jpeg_size(data: bytes) -> tuple:
    """Width and height of a JPEG file, from its frame header."""
    file = io.BytesIO(data)
    if file.read(2) != b"\xff\xd8":
        return ()
    while marker := file.read(2):
        length = struct.unpack(">H", file.read(2))[0]
        body = file.read(length - 2)
        if 0xC0 <= marker[1] <= 0xC2:
            height, width = struct.unpack(">HH", body[1:5])
            return width, height
    return ()


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["golden"]:
            golden()
        case ["check", run]:
            check(pathlib.Path(run))
        case _:
            sys.exit(__doc__)
