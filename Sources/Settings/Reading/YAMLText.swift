import Foundation
import Workbench
import Yams

/// YAML as experiments use it: sections of keys with scalars or lists of scalars.
package enum YAMLText {
  /// The first document of a text. Scalars keep their spelling, because the schema decides their types.
  ///
  /// - Throws: `YamlError`.
  static func node(of text: String) throws -> Node? { try Yams.compose(yaml: text, .basic, .default, .utf8) }

  /// The top-level keys of a text with their values. Keys that begin with `x-` are left out: their values are there to
  /// be named by anchors.
  ///
  /// - Throws: `SettingsError` with code `.notAnExperiment`.
  package static func sections(of text: String, place: String) throws -> [(key: Node, value: Node)] {
    let root: Node?
    do {
      root = try node(of: text)
    } catch let error as YamlError {
      let fault = YAMLFault(error)
      throw SettingsError(
        .notAnExperiment("is not YAML: \(fault.reason)"), at: place, line: fault.line, column: fault.column)
    }
    guard let root, value(of: root) != .absent else { return [] }
    guard case .mapping(let mapping) = root else {
      throw SettingsError(
        .notAnExperiment("does not hold sections such as data: and model:"), at: place, mark: root.mark)
    }
    return try entries(of: mapping, place: place).filter { $0.key.string?.hasPrefix(anchorPrefix) != true }
  }

  /// The keys of a mapping with their values. Those that it takes over by `<<` come first, unless it has them itself; of
  /// several mappings that it takes over, the first one wins.
  ///
  /// - Throws: `SettingsError` with code `.notAnExperiment` if `<<` names something else, or too much.
  package static func entries(
    of mapping: Node.Mapping, place: String
  ) throws(SettingsError) -> [(key: Node, value: Node)] {
    var left = mostMerges
    return try entries(of: mapping, place: place, left: &left)
  }

  /// - Parameter left: how many mappings may still be taken over, so that nested lists of anchors end.
  private static func entries(
    of mapping: Node.Mapping, place: String, left: inout Int
  ) throws(SettingsError) -> [(key: Node, value: Node)] {
    let own = mapping.filter { $0.key.string != mergeKey }.map { (key: $0.key, value: $0.value) }
    var names = Set(own.compactMap(\.key.string))
    var taken: [(key: Node, value: Node)] = []
    for (key, value) in mapping where key.string == mergeKey {
      let sources = value.sequence.map { Array($0) } ?? [value]
      for source in sources {
        guard case .mapping(let merged) = source else {
          throw SettingsError(
            .notAnExperiment("<< must name a mapping, or a list of them, such as *anchor"), at: place,
            mark: key.mark)
        }
        left -= 1
        guard left > 0 else {
          throw SettingsError(
            .notAnExperiment("<< takes over more than \(mostMerges) mappings"), at: place,
            mark: key.mark)
        }
        taken += try entries(of: merged, place: place, left: &left).filter {
          names.insert($0.key.string ?? "").inserted
        }
      }
    }
    return taken + own
  }

  /// A value of the schema; nil for a mapping.
  package static func value(of node: Node) -> SettingValue? {
    switch node {
    case .scalar(let scalar):
      let isPlain = scalar.style == .plain || scalar.style == .any
      return isPlain && ["", "~", "null"].contains(scalar.string) ? .absent : .scalar(scalar.string)
    case .sequence(let sequence):
      let texts = sequence.compactMap { $0.scalar?.string }
      return texts.count == sequence.count ? .list(texts) : nil
    case .mapping, .alias:
      return nil
    }
  }

  /// What top-level keys begin with that set nothing, because their values are there to be named by anchors.
  package static let anchorPrefix = "x-"

  /// The key that takes over those of another mapping.
  package static let mergeKey = "<<"

  /// What a node is, for a sentence.
  package static func prose(of node: Node) -> String {
    if let value = value(of: node) { return value.prose }
    return node.sequence == nil ? "a mapping" : "a list of lists or mappings"
  }

  private static let mostMerges = 1_000
}
