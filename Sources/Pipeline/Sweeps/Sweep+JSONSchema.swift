import Settings
import Workbench

extension Sweep {
  /// JSON Schema (draft 2020-12) of a sweep's file, for editors and validators.
  ///
  /// It allows what `SweepReader` allows, as far as a schema can say it. It checks that a range lies within what its key
  /// allows. It does not check that the lower end comes first, or that two values fit together.
  public static var jsonSchema: JSONValue {
    let sweepKeys: [String: JSONValue] = [
      "name": [
        "description": "The folder of the results under outputs/sweeps.", "type": word,
        "pattern": #"^[^./][^/]*$"#, "default": "sweep",
      ],
      "base": sections("Keys that all members share.", of: base, type: ["object", "null"]),
      "sweep": sections("The values that keys take; every combination is a member.", of: axes),
      "list": [
        "description": "Sets of values that belong together, named or numbered; each is a member.",
        "type": ["object", "array"], "minProperties": 1, "minItems": 1, "uniqueItems": true,
        "additionalProperties": ["$ref": "#/$defs/values"], "items": ["$ref": "#/$defs/values"],
      ],
      "random": random,
    ]
    let properties = [sources, clusteringKeys, runKeys, YAMLText.jsonMerge, sweepKeys]
    return [
      "$schema": "https://json-schema.org/draft/2020-12/schema",
      "title": "A sweep of zoomin",
      "description": "Many clusterings of the same features, or many runs of the same experiment.",
      "type": "object",
      "properties": .object(properties.reduce([:]) { $0.merging($1) { $1 } }),
      "patternProperties": YAMLText.jsonAnchors,
      "additionalProperties": false,
      "anyOf": [hasValues, ["required": ["list"]]],
      "allOf": [
        [
          "if": ["required": ["experiment"]],
          "then": ["properties": forbidden(["features", "run"] + clusteringKeys.keys)],
          "else": rulesOfClusterings,
        ],
        ["if": ["required": ["random"]], "then": hasValues, "else": ["properties": ["sweep": onlyLists]]],
      ],
      "$defs": .object(
        YAMLText.jsonDefinitions.merging(
          ["values": sections("Values of some keys.", of: values)], uniquingKeysWith: { $1 })),
    ]
  }

  // MARK: - Keys outside the sections of an experiment

  private static let sources: [String: JSONValue] = [
    "features": path("A feature file, of which the members are clusterings."),
    "run": path("A run with mined features, or a folder with one such run."),
    "experiment": path("An experiment, relative to this file's folder; the members are runs of it."),
  ]

  private static let clusteringKeys: [String: JSONValue] = [
    "dataset": path("The data set of the feature file that holds the features, by default /features."),
    "minimum_clusters": [
      "description": "Members with fewer clusters are not recommended.", "type": "integer", "minimum": 2,
      "default": 10,
    ],
  ]

  private static let runKeys: [String: JSONValue] = [
    "launcher": [
      "description": "Where members run: as processes of this machine, or as a job array of Slurm.",
      "enum": .list(LaunchSettings.Place.allCases.map { .text($0.rawValue) }), "default": "local",
    ],
    "jobs": [
      "description": "How many members run at the same time.", "type": "integer", "minimum": 1,
      "maximum": .integer(LaunchSettings.maximumJobCount),
    ],
    "slurm": [
      "description": "What Slurm is asked for, for each member.", "type": "object",
      "additionalProperties": false,
      "properties": .object(
        Dictionary(
          uniqueKeysWithValues: SlurmSettings.keys.map { key in
            (key.name, ["description": .text(key.meaning), "allOf": [key.form.jsonSchema]])
          })),
    ],
  ]

  private static let random: JSONValue = [
    "description":
      "Members are drawn from the values and ranges under sweep:, in place of every combination.",
    "type": "object", "required": ["count"], "additionalProperties": false,
    "properties": [
      "count": [
        "description": "How many members.", "type": "integer", "minimum": 1,
        "maximum": .integer(SweepPlan.maximumMemberCount),
      ],
      "seed": ["description": "The seed of the draws.", "type": "integer", "minimum": 0, "default": 1],
    ],
  ]

  /// The types of a text, which may look like a number.
  private static let word: JSONValue = ["string", "number", "boolean"]

  private static func path(_ meaning: String) -> JSONValue {
    ["description": .text(meaning), "type": word, "minLength": 1]
  }

  // MARK: - Sections

  /// An object with an experiment's sections.
  private static func sections(
    _ meaning: String, of keys: [String: JSONValue], type: JSONValue = "object"
  ) -> JSONValue {
    [
      "description": .text(meaning), "type": type,
      "properties": .object(keys.merging(YAMLText.jsonMerge, uniquingKeysWith: { $1 })),
      "additionalProperties": false,
    ]
  }

  private static var base: [String: JSONValue] {
    Experiment.schema.jsonSections(defaults: Experiment(), further: YAMLText.jsonMerge)
  }

  /// Sections whose keys have one value, which base has described.
  private static var values: [String: JSONValue] {
    Experiment.schema.jsonSections(further: YAMLText.jsonMerge, canBeEmpty: false) { setting in
      isShared(setting) ? nil : reference(to: setting)
    }
  }

  /// Sections whose keys have a list of different values, or a range.
  private static var axes: [String: JSONValue] {
    Experiment.schema.jsonSections(further: YAMLText.jsonMerge, canBeEmpty: false) { setting in
      guard !isShared(setting) else { return nil }
      let list: JSONValue = [
        "type": "array", "minItems": 1, "uniqueItems": true, "items": reference(to: setting),
      ]
      let ranges =
        setting.key.form.range == nil ? [] : [range("uniform", setting), range("log_uniform", setting)]
      return ["description": .text(setting.documentation), "anyOf": .list([list] + ranges)]
    }
  }

  private static func range(_ name: String, _ setting: Setting<Experiment>) -> JSONValue {
    var end: [String: JSONValue] = ["type": "number"]
    if let range = setting.key.form.range {
      (end["minimum"], end["maximum"]) = (.number(range.lowerBound), .number(range.upperBound))
    }
    if name == "log_uniform" { end["exclusiveMinimum"] = 0 }
    return [
      "type": "object", "required": [.text(name)], "additionalProperties": false,
      "properties": .object([
        name: ["type": "array", "minItems": 2, "maxItems": 2, "items": .object(end)]
      ]),
    ]
  }

  private static func reference(to setting: Setting<Experiment>) -> JSONValue {
    ["$ref": .text("#/properties/base/properties/\(setting.section)/properties/\(setting.key.name)")]
  }

  private static func isShared(_ setting: Setting<Experiment>) -> Bool {
    SweepPlanReader.sharedKeys.contains(setting.path)
  }

  // MARK: - Rules

  /// There are values to combine or to draw from.
  private static let hasValues: JSONValue = [
    "required": ["sweep"], "properties": ["sweep": ["minProperties": 1]],
  ]

  /// No key has a range, because nothing is drawn.
  private static let onlyLists: JSONValue = [
    "patternProperties": ["^[^<]": ["patternProperties": ["^[^<]": ["type": "array"]]]]
  ]

  private static func forbidden(_ names: [String]) -> JSONValue {
    .object(Dictionary(uniqueKeysWithValues: names.map { ($0, false) }))
  }

  /// Further rules for sweeps of clusterings: no keys of runs, one source, and only keys of `cluster` are swept.
  private static var rulesOfClusterings: JSONValue {
    func only(_ names: [String]) -> JSONValue {
      ["propertyNames": ["enum": .list((names + [YAMLText.mergeKey]).map { .text($0) })]]
    }
    let swept = only(["cluster"])
    let sections: JSONValue = [
      "base": only(SweepReader.baseSections), "sweep": swept,
      "list": ["additionalProperties": swept, "items": swept],
    ]
    return [
      "allOf": [
        ["properties": forbidden(Array(runKeys.keys))], ["properties": sections],
        ["not": ["required": ["features", "run"]]], ["not": ["required": ["run", "dataset"]]],
      ]
    ]
  }
}
