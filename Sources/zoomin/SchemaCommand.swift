import ArgumentParser
import Experiments

struct SchemaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema", abstract: "Print every key with its meaning, form and default, as YAML.")

  func run() throws {
    print(Schema.documentation, terminator: "")
  }
}
