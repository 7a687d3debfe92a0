import Foundation
import Settings
import Testing
import Workbench

@testable import Pipeline

/// The JSON Schema of sweeps. `Tests/Peers/experiment_schema.py` holds it against a public validator.
@Suite struct SweepSchemaTests {
  private func object(_ value: JSONValue?) throws -> [String: JSONValue] {
    guard case .object(let members)? = value else {
      throw SettingsError(.empty, at: "not an object: \(String(describing: value))")
    }
    return members
  }

  private func property(_ names: String...) throws -> [String: JSONValue] {
    try names.reduce(object(Sweep.jsonSchema)) { try object(object($0["properties"])[$1]) }
  }

  @Test func `it has every key of the reader, and besides only what YAML needs`() throws {
    let top = try object(Sweep.jsonSchema)
    #expect(try Set(object(top["properties"]).keys) == Set(SweepReader.keys).union(["<<"]))
    #expect(top["additionalProperties"] == false && top["patternProperties"] == ["^x-": true])
  }

  @Test func `a swept key has a list of values of its form, a number also ranges`() throws {
    #expect(
      try property("sweep", "train", "momentum")["anyOf"]
        == [
          [
            "type": "array", "minItems": 1, "uniqueItems": true,
            "items": ["$ref": "#/properties/base/properties/train/properties/momentum"],
          ],
          range("uniform", ["type": "number", "minimum": .number(0), "maximum": .number(0.9999)]),
          range(
            "log_uniform",
            ["type": "number", "minimum": .number(0), "maximum": .number(0.9999), "exclusiveMinimum": 0]),
        ])
    guard case .list(let forms)? = try property("sweep", "model", "preset")["anyOf"] else {
      Issue.record("model.preset has no forms")
      return
    }
    #expect(forms.count == 1)
  }

  @Test func `the keys that all members share can be set, but not swept`() throws {
    #expect(try object(property("base", "runtime")["properties"])["outputs"] != nil)
    #expect(try object(property("sweep", "runtime")["properties"])["outputs"] == nil)
    #expect(try object(property("sweep", "runtime")["properties"])["threads"] != nil)
  }

  // MARK: -

  private func range(_ name: String, _ end: JSONValue) -> JSONValue {
    [
      "type": "object", "required": [.text(name)], "additionalProperties": false,
      "properties": .object([name: ["type": "array", "minItems": 2, "maxItems": 2, "items": end]]),
    ]
  }
}
