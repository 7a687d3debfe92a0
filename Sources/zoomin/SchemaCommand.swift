import ArgumentParser
import Settings

struct SchemaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema", abstract: "Print every key with its meaning, form and default, as YAML.",
    discussion: """
      The output is an experiment in YAML with every default, and a comment above each key. With --json it is a JSON \
      Schema (draft 2020-12) of experiment files, by which an editor completes and checks them.

      EXAMPLES:
        zoomin schema
        zoomin schema --json > zoomin.schema.json
      """)

  @Flag(help: "Print a JSON Schema of experiment files instead.")
  var json = false

  func run() throws {
    print(json ? try Experiment.jsonSchemaText() : Experiment.documentation, terminator: "")
  }
}
