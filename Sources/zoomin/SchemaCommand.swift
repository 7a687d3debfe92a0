import ArgumentParser
import Pipeline
import Settings
import Workbench

struct SchemaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema", abstract: "Print every key with its meaning, form and default, as YAML.",
    discussion: """
      The output is an experiment in YAML with every default, and a comment above each key. With --json it is a JSON \
      Schema (draft 2020-12) of experiment files, with --sweep of sweep files, by which an editor completes and checks \
      them.

      EXAMPLES:
        zoomin schema
        zoomin schema --json > zoomin.schema.json
        zoomin schema --sweep > zoomin-sweep.schema.json
      """)

  enum Form: String, EnumerableFlag {
    case json, sweep

    static func help(for form: Form) -> ArgumentHelp? {
      "Print a JSON Schema of \(form == .json ? "experiment" : "sweep") files instead."
    }
  }

  @Flag(exclusivity: .exclusive)
  var form: Form?

  func run() throws {
    switch form {
    case nil: print(Experiment.documentation, terminator: "")
    case .json: try show(Experiment.jsonSchema)
    case .sweep: try show(Sweep.jsonSchema)
    }
  }

  private func show(_ schema: JSONValue) throws {
    print(String(decoding: try CanonicalJSON.data(schema), as: UTF8.self), terminator: "")
  }
}
