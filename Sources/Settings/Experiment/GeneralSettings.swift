import Foundation
import Workbench

/// `experiment:` the name of the experiment and the seed of its random numbers.
public struct GeneralSettings: Sendable {
  /// The folder under `outputs/`.
  public var name = "experiment"
  /// One sentence for the reader.
  public var description: String?
  /// The seed of all random numbers.
  public var seed = 1
  /// Of which sweep the experiment is a member, and which one, such as `seeds/3`; nil if it is none.
  public var member: String?
}

extension GeneralSettings: Configurable {
  private static let namePattern = "^[A-Za-z0-9_][A-Za-z0-9._-]*$"

  public static let keys: [SettingKey<GeneralSettings>] = [
    .parsed(
      "name", \.name, form: .text("letters, digits, points, dashes and underscores", pattern: namePattern),
      "The folder under outputs/.",
      read: { text in
        let isName = text.range(of: namePattern, options: .regularExpression) != nil
        return isName ? text : nil
      }, write: { $0 }
    ).changing(.nothing),
    .optionalWords("description", \.description, form: "a sentence", "A sentence for the reader.").changing(
      .nothing),
    .integer("seed", \.seed, 0...Int(Int32.max), "The seed of all random numbers."),
    .optionalWords(
      "member", \.member, form: "the name of a sweep and a number, such as seeds/3",
      "Of which sweep the experiment is a member, and which one; zoomin sweep writes it."
    ).changing(.nothing),
  ]
}
