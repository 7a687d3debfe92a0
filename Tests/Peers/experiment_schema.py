"""Holds `zoomin schema --json` and `zoomin schema --sweep` against a public validator, jsonschema.

    python Tests/Peers/experiment_schema.py .build/release/zoomin

Each must itself be a schema. That of experiments must accept every experiment that is shipped and the one that `zoomin
schema` prints, and refuse those of Tests/SettingsTests/Golden/wrong that a schema can refuse. That of sweeps must accept
every sweep that is shipped and RIGHT_SWEEPS, and refuse WRONG_SWEEPS. Needs jsonschema (4.18 or later) and PyYAML;
versions used: jsonschema 4.26.0, PyYAML 6.0.3.
"""

import json
import pathlib
import re
import subprocess
import sys

import jsonschema
import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]


class Loader(yaml.SafeLoader):
    """YAML with the types of version 1.2's core schema, as editors read it: yes is a word, 1e-5 a number."""

    yaml_implicit_resolvers = {}


for tag, pattern, first in [
    ("tag:yaml.org,2002:bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("tag:yaml.org,2002:int", r"[-+]?[0-9]+", "-+0123456789"),
    ("tag:yaml.org,2002:float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", "-+.0123456789"),
    ("tag:yaml.org,2002:null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("tag:yaml.org,2002:merge", r"<<", "<"),
]:
    Loader.add_implicit_resolver(tag, re.compile(rf"^(?:{pattern})$"), list(first))
# The float constructor of PyYAML takes what the pattern lets through; whole numbers are decimal, whatever they begin with.
Loader.add_constructor("tag:yaml.org,2002:int", lambda loader, node: int(loader.construct_scalar(node)))


RIGHT_SWEEPS = {
    "random": """
experiment: quickstart.yaml
name: rates
base:
  phantom: {patients: 60}
random: {count: 12, seed: 1}
sweep:
  phase_1:
    learning_rate: {log_uniform: [0.001, 0.1]}
    epochs: {uniform: [8, 24]}
  model:
    contrast: [plain, local]
launcher: slurm
slurm: {partition: null, time: "12:00:00", memory: 8, options: ["--account=eyes"]}
""",
    "named list": """
experiment: quickstart.yaml
x-small: &small
  preset: small
list:
  plain:
    model: {<<: *small, contrast: plain}
  local:
    model: {<<: *small, contrast: local}
    train: {clip_norm: null}
""",
    "clusterings": """
run: outputs/quickstart
minimum_clusters: 5
base:
  judge: {stability: always}
list:
  - cluster: {damping: 0.8}
  - cluster: {damping: 0.9, preference: minimum}
""",
}

WRONG_SWEEPS = {
    "sweeps over nothing": "run: outputs/quickstart",
    "unknown key": "experiment: a.yaml\nswep: {}\nsweep: {train: {momentum: [0.9]}}",
    "unknown section": "experiment: a.yaml\nsweep: {trian: {momentum: [0.9]}}",
    "unknown swept key": "experiment: a.yaml\nsweep: {train: {momentun: [0.9]}}",
    "one value": "experiment: a.yaml\nsweep: {train: {momentum: 0.9}}",
    "equal values": "experiment: a.yaml\nsweep: {train: {momentum: [0.9, 0.9]}}",
    "value out of range": "experiment: a.yaml\nsweep: {train: {momentum: [0.9, 7]}}",
    "range of a word": "experiment: a.yaml\nrandom: {count: 2}\nsweep: {model: {preset: {uniform: [1, 2]}}}",
    "range too wide": "experiment: a.yaml\nrandom: {count: 2}\nsweep: {train: {momentum: {uniform: [0, 7]}}}",
    "logarithm of zero": "experiment: a.yaml\nrandom: {count: 2}\nsweep: {train: {momentum: {log_uniform: [0, 0.5]}}}",
    "no count": "experiment: a.yaml\nrandom: {seed: 2}\nsweep: {train: {momentum: {uniform: [0, 0.5]}}}",
    "nothing to draw from": "experiment: a.yaml\nrandom: {count: 2}\nlist: [train: {momentum: 0.5}]",
    "a key that members share": "experiment: a.yaml\nsweep: {runtime: {outputs: [a, b]}}",
    "clusterings over another section": "run: a\nsweep: {mosaic: {columns: [8, 9]}}",
    "clusterings with another section in a list": "run: a\nlist: [mosaic: {columns: 8}]",
    "clusterings with a base of training": "run: a\nbase: {train: {momentum: 0.9}}\nsweep: {cluster: {damping: [0.9]}}",
    "clusterings with a launcher": "run: a\nlauncher: local\nsweep: {cluster: {damping: [0.9]}}",
    "two sources": "run: a\nfeatures: b.h5\nsweep: {cluster: {damping: [0.9]}}",
    "runs with a data set": "experiment: a.yaml\ndataset: m\nsweep: {train: {momentum: [0.9]}}",
    "unknown launcher": "experiment: a.yaml\nlauncher: pbs\nsweep: {train: {momentum: [0.9]}}",
    "no jobs": "experiment: a.yaml\njobs: 0\nsweep: {train: {momentum: [0.9]}}",
    "unknown key of slurm": "experiment: a.yaml\nslurm: {partion: a}\nsweep: {train: {momentum: [0.9]}}",
    "a name with a slash": "experiment: a.yaml\nname: a/b\nsweep: {train: {momentum: [0.9]}}",
}


class Schema:
    """A schema that the program prints, as a validator sees it."""

    def __init__(self, text):
        schema = json.loads(text)
        jsonschema.Draft202012Validator.check_schema(schema)
        self.validator = jsonschema.Draft202012Validator(schema)

    def faults(self, text):
        found = self.validator.iter_errors(yaml.load(text, Loader))
        return [f"{'.'.join(map(str, e.absolute_path))}: {e.message}" for e in found]


def main():
    program = sys.argv[1]
    failures = []

    def printed(*arguments):
        return subprocess.run([program, "schema", *arguments], check=True, capture_output=True, text=True).stdout

    def check(schema, texts, is_right):
        for name, text in texts.items():
            found = schema.faults(text)
            print(f"{name}: {f'refused: {found[0]}' if found else 'accepted'}")
            failures.extend([name] if bool(found) == is_right else [])

    shipped = {path.name: path.read_text() for path in sorted((ROOT / "experiments").glob("*.yaml"))}
    sweeps = {name: text for name, text in shipped.items() if name.endswith("-sweep.yaml")}
    experiments = {name: text for name, text in shipped.items() if name not in sweeps}

    schema = Schema(printed("--json"))
    check(schema, experiments | {"zoomin schema": printed()}, is_right=True)
    wrong = ROOT / "Tests" / "SettingsTests" / "Golden" / "wrong"
    for name, answer in json.loads((wrong / "messages.json").read_text()).items():
        try:
            found = schema.faults((wrong / f"{name}.yaml").read_text())
            result = "refuses" if found else "accepts"
        except yaml.YAMLError as error:
            found, result = [str(error).splitlines()[0]], "not YAML"
        print(f"{name}: {result} {found[:1]}")
        failures += [name] if result != answer["schema"] else []

    schema = Schema(printed("--sweep"))
    check(schema, sweeps | RIGHT_SWEEPS, is_right=True)
    check(schema, WRONG_SWEEPS, is_right=False)

    print(f"{len(experiments)} experiments and {len(sweeps)} sweeps; failures: {failures or 'none'}")
    sys.exit(1 if failures else 0)


main()
