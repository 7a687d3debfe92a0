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

    def accepts(schema, texts):
        for name, text in texts.items():
            found = schema.faults(text)
            print(f"{name}: {'accepted' if not found else found}")
            failures.extend([name] if found else [])

    def refuses(schema, folder):
        for name, answer in json.loads((folder / "messages.json").read_text()).items():
            try:
                found = schema.faults((folder / f"{name}.yaml").read_text())
                result = "refuses" if found else "accepts"
            except yaml.YAMLError as error:
                found, result = [str(error).splitlines()[0]], "not YAML"
            print(f"{name}: {result} {found[:1]}")
            failures.extend([name] if result != answer["schema"] else [])

    shipped = {path.name: path.read_text() for path in sorted((ROOT / "experiments").glob("*.yaml"))}
    sweeps = {name: text for name, text in shipped.items() if name.endswith("-sweep.yaml")}
    experiments = {name: text for name, text in shipped.items() if name not in sweeps}

    schema = Schema(printed("--json"))
    accepts(schema, experiments | {"zoomin schema": printed()})
    refuses(schema, ROOT / "Tests/SettingsTests/Golden/wrong")

    schema = Schema(printed("--sweep"))
    golden = ROOT / "Tests/PipelineTests/Golden/sweeps"
    accepts(schema, sweeps | {path.name: path.read_text() for path in sorted((golden / "right").glob("*.yaml"))})
    refuses(schema, golden / "wrong")

    print(f"{len(experiments)} experiments and {len(sweeps)} sweeps; failures: {failures or 'none'}")
    sys.exit(1 if failures else 0)


main()
