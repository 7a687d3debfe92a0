import Foundation
import Settings
import Testing
import TestSupport
import Workbench

@Suite struct ExperimentReaderTests {
  private func message(_ yaml: String, _ overrides: [String] = []) -> String? {
    do {
      _ = try ExperimentReader.read(yaml, place: "a.yaml", overrides: overrides)
      return nil
    } catch let error as any ZoominError {
      return error.exitCode == .configuration ? error.message : "exit code \(error.exitCode)"
    } catch {
      return "not an error of the project: \(error)"
    }
  }

  @Test(arguments: [
    (
      "cluster:\n  dampng: 0.9\n",
      "a.yaml, line 2, column 3: there is no key cluster.dampng. Did you mean cluster.damping?"
    ),
    (
      "clutser:\n  damping: 0.9\n", "a.yaml, line 1, column 1: there is no key clutser. Did you mean cluster?"
    ),
    (
      "cluster:\n  xylophonist: 1\n",
      "a.yaml, line 2, column 3: there is no key cluster.xylophonist. `zoomin schema` lists every key."
    ),
    (
      "cluster:\n  damping: high\n",
      "a.yaml, line 2, column 12: cluster.damping is \"high\", but must be a number from 0.5 to 0.9999."
    ),
    (
      "mosaic:\n  columns: 0\n",
      "a.yaml, line 2, column 12: mosaic.columns is \"0\", but must be a whole number from 2 to 40."
    ),
    (
      "mosaic:\n  columns: [1, 2]\n",
      "a.yaml, line 2, column 12: mosaic.columns is [1, 2], but must be a whole number from 2 to 40."
    ),
    ("mosaic: 3\n", "a.yaml, line 1, column 1: mosaic must hold keys, one a line, indented."),
    ("- a\n", "a.yaml, line 1, column 1: does not hold sections such as data: and model:."),
    (
      "data:\n  source: eyepacs\n",
      "a.yaml, line 2, column 3: data.source is eyepacs, but data.root is empty. Name the folder, in the file or as data.root=FOLDER."
    ),
    (
      "train:\n  momentum:\n    value: 1\n",
      "a.yaml, line 3, column 5: train.momentum is a mapping, but must be a number from 0.0 to 0.9999."
    ),
  ])
  func `a wrong experiment is answered with what, where and what to do`(yaml: String, expected: String) {
    #expect(message(yaml) == expected)
  }

  @Test(arguments: [
    ("data: [1, 2\n", "a.yaml, line 2, column 1: is not YAML: did not find expected ',' or ']'."),
    (
      "data:\n\troot: x\n",
      "a.yaml, line 2, column 1: is not YAML: a line is indented by a tab, but YAML needs spaces."
    ),
    (
      "data:\n  root: a\n  root: b\n",
      "a.yaml, line 3, column 3: is not YAML: the key root is given twice, first in line 2."
    ),
    (
      "cluster:\n  damping: 0.8\nmosaic:\n  columns: 4\n\"cluster\" :\n  window: 20\n",
      "a.yaml, line 5, column 1: is not YAML: the key cluster is given twice, first in line 1."
    ),
    ("data: {root: a, root: b}\n", "a.yaml, line 1, column 8: is not YAML: the key root is given twice."),
    ("data: \u{1}\n", "a.yaml, line 1, column 7: is not YAML: control characters are not allowed."),
  ])
  func `text that is not YAML is answered with one sentence and its line`(yaml: String, expected: String) {
    #expect(message(yaml) == expected)
  }

  @Test func `bytes that are no UTF-8 are answered with one sentence`() {
    #expect {
      try ExperimentReader.read(Data([0xFF, 0xFE, 0x41]), place: "a.yaml")
    } throws: { error in
      (error as? WorkbenchError)?.description == "a.yaml: is not text in UTF-8."
    }
  }

  @Test(arguments: [
    "-", ":a", "a:", "a\n", "\n", "a\tb", "two\nlines", "\u{1}\u{7f}\u{85}\u{2028}\u{feff}", "\"q\" \\ 'x'",
    " blank ", "# no comment", "é写\u{1f441}", "null", "~", "No", "[a", "{a", "&a", "*a", "%a", "- a", "?",
    "1e3",
  ])
  func `any text survives being written and read`(text: String) throws {
    var experiment = Experiment()
    experiment.data.root = text
    experiment.data.folders = ["", text, "b"]
    let again = try ExperimentReader.read(experiment.yaml, place: "again")
    #expect(again.data.root == text)
    #expect(again.data.folders == ["", text, "b"])
  }

  @Test(arguments: [
    (
      "cluster.damping",
      "the command line: cluster.damping is not an override. Overrides have the form key.path=value, such as cluster.damping=0.8, or ~key.path for the default."
    ),
    (
      "cluster.damping=2",
      "the command line: cluster.damping is \"2\", but must be a number from 0.5 to 0.9999."
    ),
    ("cluster.dampin=0.8", "the command line: there is no key cluster.dampin. Did you mean cluster.damping?"),
  ])
  func `a wrong override is answered as a wrong key of the file is`(override: String, expected: String) {
    #expect(message("cluster:\n  window: 20\n", [override]) == expected)
  }

  @Test(arguments: [
    "", "# nothing yet\n", "---\n", "{}\n", "data:\n", "experiment:\n\ndata: {}\n", "x-a: {b: 1}\n",
  ])
  func `a file that sets no key draws nothing`(yaml: String) {
    #expect(
      message(yaml, ["cluster.window=20"])
        == "a.yaml: sets no key. An experiment sets keys, such as those of experiments/quickstart.yaml; "
        + "`zoomin schema` lists all.")
  }

  @Test func `a section takes keys over from others, and its own win`() throws {
    let experiment = try ExperimentReader.read(
      """
      x-common: &common {epochs: 7, learning_rate: 0.02}
      phase_1: &first
        epochs: 3
        learning_rate: 0.01
      phase_2:
        learning_rate: 0.001
        <<: *first
      phase_3:
        <<: [*first, *common]
      """, place: "a.yaml")
    #expect(experiment.train.aNet.epochCount == 3 && experiment.train.aNet.learningRate == 0.001)
    #expect(experiment.train.joint.epochCount == 3 && experiment.train.joint.learningRate == 0.01)
  }

  @Test(arguments: [
    (
      "phase_1:\n  <<: 3\n",
      "a.yaml, line 2, column 3: << must name a mapping, or a list of them, such as *anchor."
    ),
    (
      "x-a: &a {b: 1}\nx-b: &b {<<: [" + String(repeating: "*a, ", count: 40) + "*a]}\nphase_1: {<<: ["
        + String(repeating: "*b, ", count: 40) + "*b]}\n",
      "a.yaml, line 2, column 10: << takes over more than 1000 mappings."
    ),
    (
      "x-a: &a\n  epoch: 3\nphase_1:\n  <<: *a\n",
      "a.yaml, line 2, column 3: there is no key phase_1.epoch. Did you mean phase_1.epochs?"
    ),
  ])
  func `a wrong merge is answered with its line`(yaml: String, expected: String) {
    #expect(message(yaml) == expected)
  }

  @Test func `an override wins over the file, lists and empty values included`() throws {
    let experiment = try ExperimentReader.read(
      "cluster:\n  damping: 0.7\n", place: "a.yaml",
      overrides: ["cluster.damping=0.8", "mine.splits=[test]", "train.clip_norm=null"])
    #expect(experiment.cluster.damping == 0.8)
    #expect(experiment.mine.splits == [.test])
    #expect(experiment.train.gradientClipNorm == nil)
  }

  @Test(arguments: [
    "/data/d #2", "!new", "null", "*s", "x: y", "{a}", "%p", "~", " blank", "a=b", "- a", "",
  ])
  func `an override's value is the text as it stands`(text: String) throws {
    let experiment = try ExperimentReader.read(overrides: ["experiment.description=\(text)"])
    #expect(experiment.general.description == (text.isEmpty ? nil : text))
  }

  @Test(arguments: ["null", "~", ""])
  func `an optional file or column is left out by nothing, and in files and for columns by null`(
    text: String
  ) throws {
    for key in ["solution", "column_level", "column_patient", "pairs"] {
      let isColumn = key.hasPrefix("column_")
      var experiment = try ExperimentReader.read(
        "data:\n  solution: a.csv\n  pairs: b.csv\n", place: "a.yaml", overrides: ["data.\(key)=\(text)"])
      let keys = experiment.data
      #expect(
        [keys.solution, keys.columns.level, keys.columns.patient, keys.pairs].count { $0 == nil }
          == (isColumn || text.isEmpty ? 1 : 0))
      experiment = try ExperimentReader.read(experiment.yaml, place: "written")
      #expect(experiment.data == keys)
      experiment = try ExperimentReader.read("data:\n  \(key): \(text)\n", place: "a.yaml")
      let values = [
        "solution": experiment.data.solution, "column_level": experiment.data.columns.level,
        "column_patient": experiment.data.columns.patient, "pairs": experiment.data.pairs,
      ]
      #expect(try #require(values[key]) == nil)
    }
  }

  @Test func `an override that begins with a quotation mark or a bracket is read as YAML`() throws {
    let experiment = try ExperimentReader.read(overrides: [
      "experiment.description=\"a # b\"", "data.folders=['x, y', z]",
    ])
    #expect(experiment.general.description == "a # b")
    #expect(experiment.data.folders == ["x, y", "z"])
    #expect(
      message("cluster:\n  window: 20\n", ["experiment.description='a"])
        == "the command line: the value of experiment.description is 'a, which begins with a quotation mark or a bracket "
        + "but is neither a quoted text nor a list. Such a value is read as YAML. Close what it opens, or put the whole value into "
        + "quotation marks.")
  }

  @Test func `an experiment extends another one, and its own keys win`() throws {
    let folder = try TemporaryFolder()
    try folder.write("cluster:\n  damping: 0.7\n  window: 30\nmosaic:\n  columns: 5\n", "base/first.yaml")
    try folder.write("extends: first.yaml\ncluster:\n  window: 40\n", "base/second.yaml")
    try folder.write("cluster:\n  damping: 0.8\nextends: base/second.yaml\n", "last.yaml")
    let experiment = try ExperimentReader.read(folder["last.yaml"], overrides: ["mosaic.columns=6"])
    #expect(experiment.cluster.damping == 0.8 && experiment.cluster.window == 40)
    #expect(experiment.mosaic.columnCount == 6)
    try folder.write("extends: other.yaml\n", "round.yaml")
    try folder.write("extends: round.yaml\n", "other.yaml")
    let error = #expect(throws: SettingsError.self) { try ExperimentReader.read(folder["round.yaml"]) }
    #expect(error?.reasonIsRound == true)
    try folder.write("extends: none.yaml\n", "a.yaml")
    let missing = #expect(throws: SettingsError.self) { try ExperimentReader.read(folder["a.yaml"]) }
    #expect(missing?.exitCode == .missingInput)
    #expect(
      missing?.message
        == "\(folder["a.yaml"].path), line 1, column 10: extends none.yaml, but \(folder["none.yaml"].path) does not "
        + "exist. Give its path from the folder of the file that extends it.")
    #expect(
      message("extends: [a]\n")
        == "a.yaml, line 1, column 10: extends is [a], but must be the name of another experiment's file.")
  }

  @Test(arguments: [
    (
      "data:\n  view_pixels: 100\n",
      "a.yaml, line 2, column 3: data.view_pixels is 100, too small for model.preset small. Give at least 112 pixels."
    ),
    (
      "data:\n  view_pixels: 448\n  zoom_pixels: 300\n",
      "a.yaml, line 3, column 3: data.zoom_pixels is 300, less than the view's 448. The zoom picture must be at least as large as the view."
    ),
    (
      "model:\n  preset: paper\nregions:\n  crop_pixels: 40\n",
      "a.yaml, line 4, column 3: regions.crop_pixels is 40, which is 40 of the 1230 zoom pixels, too small for C-Net of model.preset "
        + "paper. C-Net needs a crop of at least 75 of them: raise regions.crop_pixels or data.zoom_pixels."
    ),
    (
      "nothing:\n  a:\n    b: 1\n",
      "a.yaml, line 1, column 1: there is no key nothing. `zoomin schema` lists every key."
    ),
    (
      "mine:\n  nothing:\n    b: 1\n",
      "a.yaml, line 2, column 3: there is no key mine.nothing. `zoomin schema` lists every key."
    ),
  ])
  func `sizes that do not go together, and mappings under unknown keys, are answered`(
    yaml: String, expected: String
  ) {
    #expect(message(yaml) == expected)
  }

  @Test func `a larger view has more cells, which look where they lie`() throws {
    let experiment = try ExperimentReader.read(
      "data:\n  view_pixels: 448\n", place: "a.yaml", overrides: ["model.preset=small"])
    let (small, large) = (Experiment().preset, experiment.preset)
    #expect(large.viewPixels == 448 && large.zoomPixels == 1120)
    #expect(large.cells.count == 28 && large.cells.firstCentre == small.cells.firstCentre)
    #expect(large.cells.stride == small.cells.stride)
    #expect(experiment.preparation.viewPixels == 448 && experiment.preparation.zoomPixels == 1120)
  }

  @Test func `another program's rules bring its defaults, which other keys change wherever they stand`()
    throws
  {
    let peer = try ExperimentReader.read(
      "cluster:\n  window: 30\n  compatibility: scikit-learn\n", place: "a.yaml",
      overrides: ["cluster.features=l2"])
    #expect(peer.cluster.compatibility == .scikitLearn)
    #expect((peer.cluster.damping, peer.cluster.maximumIterations) == (0.5, 200))
    #expect(peer.cluster.preference == .medianAll)
    #expect(peer.cluster.window == 30 && peer.cluster.normalisation == .l2)
    let overridden = try ExperimentReader.read(
      "mosaic:\n  columns: 4\n", place: "a.yaml",
      overrides: ["cluster.damping=0.9", "cluster.compatibility=scikit-learn"])
    #expect(overridden.cluster.damping == 0.9 && overridden.cluster.window == 15)
    let yaml = overridden.yaml
    #expect(try ExperimentReader.read(yaml, place: "again").yaml == yaml)
  }

  @Test func `a method that another program does not have is refused with it`() {
    #expect(
      message("cluster:\n  compatibility: apcluster\n  method: sparse\n")
        == "a.yaml, line 2, column 3: The program apcluster has no sparse method to be compatible with. Set cluster.method=dense, "
        + "cluster.noise=0 and cluster.smoothing=0, or cluster.compatibility=none.")
  }

  @Test func `the resolved YAML names every key and reads back to itself`() throws {
    let experiment = try ExperimentReader.read(
      "experiment:\n  name: a\n  description: \"colon: and \\\"quotes\\\"\"\ncluster:\n  preference: quantile:0.1\n",
      place: "a.yaml")
    let yaml = experiment.yaml
    let again = try ExperimentReader.read(yaml, place: "again").yaml
    #expect(again == yaml)
    for setting in Experiment.schema.settings {
      #expect(yaml.contains("  \(setting.key.name): "), "\(setting.path)")
    }
  }

  @Test func `the printed schema is itself an experiment with every default`() throws {
    let experiment = try ExperimentReader.read(Experiment.documentation, place: "schema")
    #expect(experiment.yaml == Experiment().yaml)
  }

  @Test func `keys are unique and documented`() {
    #expect(Set(Experiment.schema.settings.map(\.path)).count == Experiment.schema.settings.count)
    for setting in Experiment.schema.settings {
      #expect(setting.documentation.hasSuffix("."), "\(setting.path)")
      #expect(!setting.key.form.clause.isEmpty, "\(setting.path)")
    }
  }
}

extension SettingsError {
  /// Whether it is about an experiment that extends itself.
  fileprivate var reasonIsRound: Bool {
    if case .extendsItself = code { true } else { false }
  }
}
