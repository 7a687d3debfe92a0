import ArgumentParser
import Settings

struct SchemaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema", abstract: "Print every key with its meaning, form and default, as YAML.")

  func run() throws {
    print(Experiment.documentation, terminator: "")
  }
}
