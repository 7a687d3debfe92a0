import Foundation
import Workbench

/// `experiment:` what the experiment is called and where its random numbers come from.
public struct GeneralSettings: Sendable {
  /// The folder under `outputs/`.
  public var name = "experiment"
  /// One sentence for the reader.
  public var description: String?
  /// Where all random numbers come from.
  public var seed = 1
}

extension GeneralSettings: Configurable {
  public static let keys: [SettingKey<GeneralSettings>] = [
    .parsed(
      "name", \.name, form: .text("letters, digits, points, dashes and underscores"),
      "The folder under outputs/.",
      read: { text in
        let isName = text.range(of: #"^[A-Za-z0-9_][A-Za-z0-9._-]*$"#, options: .regularExpression) != nil
        return isName ? text : nil
      }, write: { $0 }
    ).changing(.nothing),
    .optionalWords("description", \.description, form: "a sentence", "A sentence for the reader.").changing(
      .nothing),
    .integer("seed", \.seed, 0...Int(Int32.max), "Where all random numbers come from."),
  ]
}
