import ArgumentParser
import Foundation
import Testing
import TestSupport

@testable import zoomin

/// A verb or a verb below it, with its help.
struct ManualPage: Sendable, CustomTestStringConvertible {
  /// The words that call it, such as `zoomin labels import`.
  let name: String
  let type: any ParsableCommand.Type

  /// The help in a terminal of 80 columns.
  var text: String { Zoomin.helpMessage(for: type, columns: 80) }
  /// The lines of its help that are examples.
  var examples: [String] {
    text.split(separator: "\n").filter { $0.hasPrefix("  zoomin ") }
      .map { $0.trimmingCharacters(in: .whitespaces) }
  }

  var testDescription: String { name }

  /// The pages of all verbs that help lists, the root first.
  static let all = pages(of: Zoomin.self, named: "zoomin")

  private static func pages(of type: any ParsableCommand.Type, named name: String) -> [ManualPage] {
    let configuration = type.configuration
    let below = configuration.subcommands.filter { $0.configuration.shouldDisplay }
    return [ManualPage(name: name, type: type)]
      + below.flatMap { pages(of: $0, named: "\(name) \($0.configuration.commandName ?? "?")") }
  }
}

/// A command line as a text shows it.
enum ShownLine {
  /// The words after `zoomin`, as a shell would split them: without what stands in brackets as optional, without a remark,
  /// a redirection or a pipe.
  static func words(of line: String) -> [String] {
    var text = line.replacing(/\s#.*/, with: "").replacing(/\s[>|]\s.*/, with: "")
    text = text.replacing(/\[[^\]]*\]/, with: "").replacing(" ...", with: "")
    var words: [String] = []
    var word: String?
    var quote: Character?
    for character in text {
      if character == quote {
        quote = nil
      } else if quote == nil, character == "'" || character == "\"" {
        quote = character
        word = word ?? ""
      } else if quote == nil, character == " " {
        if let word { words.append(word) }
        word = nil
      } else {
        word = (word ?? "") + String(character)
      }
    }
    return Array((words + (word.map { [$0] } ?? [])).dropFirst())
  }

  /// The reason why the program would refuse the words before it starts to work; nil if it would not.
  static func refusal(of words: [String]) -> String? {
    do {
      _ = try Zoomin.parseAsRoot(words)
      return nil
    } catch {
      return Zoomin.exitCode(for: error).isSuccess ? nil : Zoomin.message(for: error)
    }
  }
}
