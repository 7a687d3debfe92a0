import Foundation
import Workbench

extension Experiment {
  /// JSON Schema (draft 2020-12) of an experiment's file, for editors and validators.
  ///
  /// It allows what the reader allows, as far as a schema can say it: that two keys contradict each other, or that a
  /// list rises, it does not see. Numbers between quotation marks are texts to it.
  public static var jsonSchema: JSONValue {
    let merge = "<<"
    let properties = schema.jsonSections(
      defaults: Experiment(), further: [merge: ["$ref": "#/$defs/merge"]]
    ).merging(
      [
        ExperimentReader.extendsKey: [
          "description":
            "Another experiment, relative to this file's folder: its keys are read first, and this file changes them.",
          "type": "string", "minLength": 1,
        ],
        merge: ["$ref": "#/$defs/merge"],
      ], uniquingKeysWith: { $1 })
    return [
      "$schema": "https://json-schema.org/draft/2020-12/schema",
      "title": "An experiment of zoomin",
      "description": "All keys are optional; those that are left out keep their defaults.",
      "type": "object",
      "minProperties": 1,
      "properties": .object(properties),
      "patternProperties": .object(["^\(YAMLText.anchorPrefix)": true]),
      "additionalProperties": false,
      "$defs": [
        "merge": [
          "description": "Takes over the keys of a mapping that has an anchor, or of several.",
          "type": ["object", "array"], "items": ["type": "object"],
        ]
      ],
    ]
  }

  /// The schema as text.
  ///
  /// - Throws: never for this schema, whose numbers are all finite.
  public static func jsonSchemaText() throws -> String {
    String(decoding: try CanonicalJSON.data(jsonSchema), as: UTF8.self)
  }
}
