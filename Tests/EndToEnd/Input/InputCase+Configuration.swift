extension InputCase {
  /// Experiments and overrides.
  static let configuration: [InputCase] = [
    InputCase(
      "misspelt key", "run wrong.yaml", exits: 78,
      "{}/wrong.yaml, line 2, column 3: there is no key cluster.dampng. Did you mean cluster.damping?"
    ) { _ = try $0.write("cluster:\n  dampng: 0.9\n", as: "wrong.yaml") },
    InputCase(
      "misspelt key", "cluster features.h5 --out out cluster.dampng=0.9", exits: 78,
      "the command line: there is no key cluster.dampng. Did you mean cluster.damping?"),
    InputCase(
      "misspelt key", "mosaic clustering mosiac.columns=3", exits: 78,
      "the command line: there is no key mosiac.columns. Did you mean mosaic.columns?"),
    InputCase(
      "wrong type", "run wrong.yaml", exits: 78,
      "{}/wrong.yaml, line 2, column 12: cluster.damping is \"high\", but must be a number from 0.5 to 0.9999."
    ) { _ = try $0.write("cluster:\n  damping: high\n", as: "wrong.yaml") },
    InputCase(
      "wrong type", "data check data data.lossless=perhaps", exits: 78,
      "the command line: data.lossless is \"perhaps\", but must be true or false."
    ) { try $0.dataSet([:]) },
    InputCase(
      "out of range", "run wrong.yaml", exits: 78,
      "{}/wrong.yaml, line 2, column 12: mosaic.columns is \"0\", but must be a whole number from 2 to 40."
    ) { _ = try $0.write("mosaic:\n  columns: 0\n", as: "wrong.yaml") },
    InputCase(
      "out of range", "phantom --out eyes --patients 0", exits: 78,
      "the command line: phantom.patients is \"0\", but must be a whole number from 1 to 1000000."),
    InputCase(
      "out of range", "run wrong.yaml", exits: 78,
      "{}/wrong.yaml, line 2, column 3: phantom.validation_fraction: sums with test_fraction and shifted_fraction to 1.2, which is more "
        + "than 1. Lower one of them. The remaining patients are for training."
    ) {
      _ = try $0.write(
        "phantom:\n  validation_fraction: 0.6\n  test_fraction: 0.6\n  shifted_fraction: 0\n",
        as: "wrong.yaml")
    },
    InputCase(
      "not YAML", "run wrong.yaml", exits: 78,
      "{}/wrong.yaml, line 2, column 1: is not YAML: a line is indented by a tab, but YAML needs spaces."
    ) { _ = try $0.write("cluster:\n\tdamping: 0.9\n", as: "wrong.yaml") },
    InputCase(
      "key given twice", "run wrong.yaml", exits: 78,
      "{}/wrong.yaml, line 3, column 3: is not YAML: the key damping is given twice, first in line 2."
    ) { _ = try $0.write("cluster:\n  damping: 0.9\n  damping: 0.8\n", as: "wrong.yaml") },
    InputCase(
      "experiment without a key", "run empty.yaml phantom.patients=12", exits: 78,
      "{}/empty.yaml: sets no key. An experiment sets keys, such as those of experiments/quickstart.yaml; "
        + "`zoomin schema` lists all."
    ) { _ = try $0.write("# to be written\ndata:\n", as: "empty.yaml") },
    InputCase(
      "override with an open quotation mark", "run small.yaml experiment.description=\"half", exits: 78,
      "the command line: the value of experiment.description is \"half, which begins with a quotation mark or a bracket "
        + "but is neither a quoted text nor a list. Such a value is read as YAML. Close what it opens, or put the whole value into quotation "
        + "marks."
    ) { _ = try $0.write(smallExperiment, as: "small.yaml") },
    InputCase(
      "not text", "run wrong.yaml", exits: 65, "{}/wrong.yaml: is not text in UTF-8. Save it as UTF-8."
    ) { try $0.write([0x61, 0x3A, 0xFC, 0x0A], as: "wrong.yaml") },
    InputCase(
      "missing experiment", "run nowhere.yaml", exits: 66,
      "{}/nowhere.yaml: does not exist. Name an experiment, such as experiments/quickstart.yaml."),
    InputCase(
      "nothing to mine", "run small.yaml mine.splits=[shifted]", exits: 78,
      "{}/outputs/cache/phantoms/14-patients-0968424d88ff: mine.splits asks for shifted, but no picture is one of them. "
        + "Name other splits under mine.splits, or lower data.train_fraction."
    ) { _ = try $0.write(smallExperiment, as: "small.yaml") },
    InputCase(
      "head that is not trained", "run small.yaml phase_3.epochs=0 evaluate.head=y_c", exits: 78,
      "the command line: evaluate.head is y_c, but it is not trained. Name a head that is trained, or y, the mean."
    ) { _ = try $0.write(smallExperiment, as: "small.yaml") },
    InputCase(
      "mean of heads that are not trained", "run small.yaml phase_3.epochs=0 evaluate.combine=[y_c]",
      exits: 78,
      "the command line: evaluate.combine names only heads that are not trained. Name one that is trained."
    ) { _ = try $0.write(smallExperiment, as: "small.yaml") },
    InputCase(
      "view too small for the trunk", "data check . data.view_pixels=60", exits: 78,
      "the command line: data.view_pixels is 60, too small for model.preset small. Give at least 112 pixels."),
    InputCase(
      "missing folder", "run small.yaml data.source=eyepacs data.root=nowhere", exits: 66,
      "{}/nowhere: there is no such folder. Set data.root to the folder of the data set."
    ) { _ = try $0.write(smallExperiment, as: "small.yaml") },
    InputCase(
      "missing folder", "data check nowhere", exits: 66,
      "{}/nowhere: does not exist. Name the folder of a data set, a table of pictures, or an experiment in YAML."
    ),
    InputCase(
      "missing folder", "mosaic nowhere", exits: 66,
      "{}/nowhere/clustering.json: does not exist. Name the folder of a clustering, which holds clustering.json and "
        + "assignments.csv, or cluster again."),
  ]
}
