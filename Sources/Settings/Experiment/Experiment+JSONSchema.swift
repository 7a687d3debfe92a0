import Workbench

extension Experiment {
  /// JSON Schema (draft 2020-12) of an experiment's file, for editors and validators.
  ///
  /// It allows what the reader allows, as far as a schema can say it: that two keys contradict each other, or that a
  /// list rises, it does not see. Numbers between quotation marks are texts to it.
  public static var jsonSchema: JSONValue {
    let sections = schema.jsonSections(defaults: Experiment(), further: YAMLText.jsonMerge)
    let further: [String: JSONValue] = [
      ExperimentReader.extendsKey: [
        "description":
          "Another experiment, relative to this file's folder: its keys are read first, and this file changes them.",
        "type": "string", "minLength": 1,
      ]
    ]
    let properties = [further, YAMLText.jsonMerge, sections].reduce([:]) { $0.merging($1) { $1 } }
    return [
      "$schema": "https://json-schema.org/draft/2020-12/schema",
      "title": "An experiment of zoomin",
      "description": "All keys are optional; those that are left out keep their defaults.",
      "type": "object",
      "minProperties": 1,
      "properties": .object(properties),
      "patternProperties": YAMLText.jsonAnchors,
      "additionalProperties": false,
      "$defs": .object(YAMLText.jsonDefinitions),
    ]
  }
}
