import Discovery
import Runs
import Workbench
import Yams

/// Two runs beside each other: what differs in their settings, their figures, how they trained, what they found.
struct CompareRunsPage: Page {
  /// A key whose value differs.
  struct Difference {
    let key: String
    let one: String
    let other: String
  }

  /// A figure of both.
  struct Row {
    let name: String
    let one: String
    let other: String
  }

  /// One run's part.
  struct Side {
    let name: String
    let url: String
    let curves: [Curve]
    let clusterings: [RunPage.Clustering]
    let faults: [String]
  }

  static let template = "compare-runs"
  let frame: Frame
  let title: String
  /// The first and the second.
  let sides: [Side]
  let differences: [Difference]
  let figures: [Row]

  init(
    _ one: RunEntry, _ other: RunEntry, _ viewing: Viewing,
    record: (ClusteringAddress) throws -> ClusteringRecord
  ) {
    let pages = [one, other].map { RunPage($0, viewing, record: record) }
    sides = zip([one, other], pages).map { entry, page in
      let address = RunAddress(experiment: entry.experiment, run: entry.id)
      return Side(
        name: address.name, url: address.path, curves: page.curves, clusterings: page.clusterings,
        faults: page.faults)
    }
    title = "\(sides[0].name) and \(sides[1].name)"
    frame = Frame(
      "Compared with \(sides[1].name)", below: [Frame.Crumb(name: sides[0].name, url: sides[0].url)], viewing)
    let settings = pages.map { SettingLines.all($0.configuration) }
    differences = Set(settings.flatMap(\.keys)).sorted()
      .filter { settings[0][$0] != settings[1][$0] }
      .map { Difference(key: $0, one: settings[0][$0] ?? "", other: settings[1][$0] ?? "") }
    let found = pages.map { page in Dictionary(uniqueKeysWithValues: page.figures.map { ($0.split, $0) }) }
    figures = Set(found.flatMap(\.keys)).sorted().flatMap { split in
      let measures: [(String, (RunPage.Figures) -> String)] = [
        ("pictures", \.pictures), ("kappa", \.kappa), ("referable AUC", \.auc),
        ("kappa over nuisance", \.margin),
        ("lesion recall", \.recall),
      ]
      return measures.map { name, value in
        Row(
          name: "\(split): \(name)", one: found[0][split].map(value) ?? "",
          other: found[1][split].map(value) ?? "")
      }.filter { !$0.one.isEmpty || !$0.other.isEmpty }
    }
  }
}

/// The keys of a resolved experiment and their values.
enum SettingLines {
  /// By key, such as `cluster.preference`; none in a text that cannot be read.
  static func all(_ text: String) -> [String: String] {
    guard let node = try? Yams.compose(yaml: text) else { return [:] }
    return values(node, "")
  }

  private static func values(_ node: Node, _ key: String) -> [String: String] {
    switch node {
    case .mapping(let mapping):
      mapping.reduce(into: [:]) { found, pair in
        let name = pair.key.string ?? ""
        found.merge(values(pair.value, key.isEmpty ? name : "\(key).\(name)")) { $1 }
      }
    case .sequence(let sequence): [key: sequence.map { $0.string ?? "" }.joined(separator: ", ")]
    default: [key: node.string ?? ""]
    }
  }
}
