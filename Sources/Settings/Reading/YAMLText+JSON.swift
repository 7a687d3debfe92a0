import Workbench

/// What YAML adds to the keys of a file, in JSON Schema.
extension YAMLText {
  /// The key that takes over those of another mapping.
  package static var jsonMerge: [String: JSONValue] { [mergeKey: ["$ref": "#/$defs/merge"]] }

  /// Top-level keys whose values are there to be named by anchors.
  package static var jsonAnchors: JSONValue { .object(["^\(anchorPrefix)": true]) }

  /// What `jsonMerge` refers to, for `$defs`.
  package static var jsonDefinitions: [String: JSONValue] {
    [
      "merge": [
        "description": "Takes over the keys of a mapping that has an anchor, or of several.",
        "type": ["object", "array"], "items": ["type": "object"],
      ]
    ]
  }
}
