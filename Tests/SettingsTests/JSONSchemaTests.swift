import Foundation
import Settings
import Testing
import Workbench

/// The JSON Schema of experiments. `Tests/Peers/experiment_schema.py` holds it against a public validator.
@Suite("JSON Schema of experiments")
struct JSONSchemaTests {
  private func object(_ value: JSONValue?) throws -> [String: JSONValue] {
    guard case .object(let members)? = value else {
      throw SettingsError(.empty, at: "not an object: \(String(describing: value))")
    }
    return members
  }

  private func keys(of section: String) throws -> [String: JSONValue] {
    let sections = try object(object(Experiment.jsonSchema)["properties"])
    return try object(object(sections[section])["properties"])
  }

  @Test("It has every section and every key of the list, and besides only what YAML and extends need.")
  func everyKey() throws {
    let top = try object(Experiment.jsonSchema)
    let sections = try object(top["properties"])
    #expect(Set(sections.keys) == Set(Experiment.schema.sectionNames).union(["extends", "<<"]))
    #expect(
      top["additionalProperties"] == false && top["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    )
    #expect(top["patternProperties"] == ["^x-": true])
    for section in Experiment.schema.sections {
      let facts = try object(sections[section.name])
      #expect(facts["description"] == .text(section.meaning) && section.meaning.hasSuffix("."))
      #expect(facts["additionalProperties"] == false && facts["type"] == ["object", "null"])
      #expect(try Set(keys(of: section.name).keys) == Set(section.settings.map(\.key.name)).union(["<<"]))
    }
  }

  @Test("A key says what it means, in which unit, which values it takes and what its default is.")
  func facts() throws {
    #expect(
      try keys(of: "cluster")["damping"] == [
        "description": "Share of the old message that is kept. Must be a number from 0.5 to 0.9999.",
        "type": "number", "minimum": .number(0.5), "maximum": .number(0.9999), "default": .number(0.9),
      ])
    #expect(
      try keys(of: "runtime")["lanes"].map(object)?["anyOf"]
        == [["const": "auto"], ["type": "integer", "minimum": 1, "maximum": 512]])
    #expect(
      try keys(of: "data")["view_pixels"].map(object)?["default"] == JSONValue.null)
    let pixels = try object(keys(of: "phantom")["pixels"])
    #expect(
      pixels["description"] == "Longer side of a picture. In pixels. Must be a whole number from 128 to 8192."
    )
    #expect(pixels["type"] == "integer" && pixels["default"] == 2400)
    let levels = try object(keys(of: "mine")["levels"])
    #expect(
      levels["items"] == ["type": "integer", "minimum": 1, "maximum": 4] && levels["uniqueItems"] == true)
    let fractions = try object(keys(of: "phantom")["grade_fractions"])
    #expect(fractions["minItems"] == 5 && fractions["maxItems"] == 5)
    #expect(fractions["default"] == .list([0.4, 0.15, 0.22, 0.12, 0.11].map(JSONValue.number)))
    // YAML reads these words as numbers.
    let layers = try object(object(keys(of: "spots")["layers"])["items"])
    #expect(layers["enum"] == ["2", "4", "8", "16", "M", 2, 4, 8, 16])
    #expect(try object(keys(of: "data")["lossless"])["default"] == false)
  }

  @Test("A text that the reader takes fits the pattern, one that it refuses does not.")
  func patterns() throws {
    let texts = [
      "median", "median:3", "median-all", "minimum", "quantile:0.1", "range:.3", "count:40", "-12.5", "1e-3",
      "file:a b.csv", "medain", "quantile", "count:x", "", "median:", "file:", "a b", "name_1", ".hidden",
      "a/b",
    ]
    for (path, setting) in Experiment.schema.settings.map({ ($0.path, $0) }) {
      guard case .text(_, let pattern?) = setting.key.form else { continue }
      let expression = try Regex(pattern)
      for text in texts {
        var experiment = Experiment()
        #expect(
          setting.key.read(.scalar(text), into: &experiment) == (text.firstMatch(of: expression) != nil),
          "\(path): \(text)")
      }
    }
  }

  @Test("Its text is the same each time, and JSON.")
  func text() throws {
    let text = try CanonicalJSON.data(Experiment.jsonSchema)
    #expect(try CanonicalJSON.data(Experiment.jsonSchema) == text)
    #expect(try JSONSerialization.jsonObject(with: text) is [String: Any])
  }
}
