import Settings
import Testing
import Workbench

/// What holds for every key of the schema, whichever module lists it: a key that is added is tested by being there.
@Suite struct EverySettingTests {
  static let paths = Experiment.schema.settings.map(\.path)

  private func setting(_ path: String) throws -> Setting<Experiment> { try #require(Experiment.schema[path]) }

  /// Reads a whole experiment from its own YAML, without asking whether its values go together.
  private func reread(_ experiment: Experiment) throws -> Experiment {
    var again = Experiment()
    try ExperimentReader.apply(
      try YAMLText.sections(of: experiment.yaml, place: "again"), to: &again, place: "again")
    return again
  }

  @Test(arguments: paths)
  func `a value other than the default is read, written and read back`(path: String) throws {
    let key = try setting(path).key
    let fallback = key.value(in: Experiment())
    let values = key.form.samples.filter { value in
      var experiment = Experiment()
      return value != fallback && key.read(value, into: &experiment)
    }
    #expect(!values.isEmpty, "no sample of this test is a value of the key: add one to `samples`")
    for value in values {
      var experiment = Experiment()
      #expect(key.read(value, into: &experiment))
      let written = key.value(in: experiment)
      #expect(written != fallback, "\(value) changes something")
      #expect(SettingValue(text: written.text) == written, "a record holds the value as text")
      let again = try reread(experiment)
      for other in Experiment.schema.settings {
        #expect(other.key.value(in: again) == other.key.value(in: experiment), "\(other.path)")
        guard other.path != path, !key.setsDefaults else { continue }
        #expect(other.key.value(in: experiment) == other.key.value(in: Experiment()), "\(other.path)")
      }
    }
  }

  @Test(arguments: paths)
  func `a value just outside of the form is refused and changes nothing`(path: String) throws {
    let key = try setting(path).key
    for text in key.form.outsiders {
      var experiment = Experiment()
      #expect(!key.read(.scalar(text), into: &experiment), "\(text)")
      #expect(experiment.yaml == Experiment().yaml, "\(text)")
    }
  }

  @Test(arguments: paths)
  func `the bounds of a range are part of it`(path: String) throws {
    let key = try setting(path).key
    for text in key.form.bounds {
      var experiment = Experiment()
      #expect(key.read(.scalar(text), into: &experiment), "\(text)")
    }
  }

  @Test func `a text that is the word null is not the same as no value`() {
    #expect(SettingValue.scalar("null").text != SettingValue.absent.text)
    #expect(SettingValue(text: SettingValue.scalar("null").text) == .scalar("null"))
  }

  @Test func `only keys that change no result belong to no stage`() {
    for setting in Experiment.schema.settings {
      #expect(
        (setting.stage == nil) == (setting.key.effect == .nothing || setting.section == "runtime"),
        "\(setting.path)")
    }
  }
}

extension SettingForm {
  /// Values of the form, one of which at least is not the default of a key.
  fileprivate var samples: [SettingValue] {
    switch self {
    case .integer, .number: bounds.map { .scalar($0) }
    case .flag: [.scalar("true"), .scalar("false")]
    case .choice(let words): words.map { .scalar($0) }
    case .text: ["sample", "7", "minimum"].map { .scalar($0) }
    case .natural: ["0", "7", "18446744073709551615"].map { .scalar($0) }
    case .list:
      [
        ["sample"], ["y_m"], ["3"], ["test"], ["border"], ["spot"], ["novelty"], ["referable"], ["trunk"],
        ["M"], ["red"],
        ["1.0", "0.0", "0.0", "0.0", "0.0"],
      ].map {
        .list($0)
      }
    case .optional(let form): [.absent] + form.samples
    case .word(let word, let form): [.scalar(word)] + form.samples
    }
  }

  /// The ends of the range.
  fileprivate var bounds: [String] {
    switch self {
    case .integer(let range): ["\(range.lowerBound)", "\(range.upperBound)"]
    case .number(let range): ["\(range.lowerBound)", "\(range.upperBound)"]
    case .optional(let form), .word(_, let form): form.bounds
    case .natural, .flag, .choice, .text, .list: []
    }
  }

  /// Texts that are no values of the form.
  fileprivate var outsiders: [String] {
    switch self {
    case .integer(let range): ["\(range.lowerBound - 1)", "\(range.upperBound + 1)", "1.5", "one"]
    case .number(let range):
      // Numbers kept in single precision have the bound itself as their neighbour's rounding.
      [
        "\(range.lowerBound - max(1e-12, abs(range.lowerBound) * 1e-4))",
        "\(range.upperBound + max(1e-12, abs(range.upperBound) * 1e-4))", "nan", "inf", "-inf", "one",
      ]
    case .natural: ["-1", "1.5", "one"]
    case .flag: ["yes", "1", "True"]
    case .choice: ["", "no such word"]
    case .text, .list: []
    case .optional(let form): form.outsiders
    // What stands for the word in files of earlier versions may lie below the range.
    case .word(_, let form): form.outsiders.filter { Int($0) != 0 }
    }
  }
}
