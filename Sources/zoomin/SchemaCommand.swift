import ArgumentParser
import Settings

struct SchemaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema", abstract: "Print every key with its meaning, form and default, as YAML.",
    discussion: """
      The output is an experiment in YAML with every default, and a comment above each key.

      EXAMPLES:
        zoomin schema
        zoomin schema > all-keys.yaml
      """)

  func run() throws {
    print(Experiment.documentation, terminator: "")
  }
}
