import Workbench

/// `report:` what the page about a run shows.
public struct ReportConfiguration: Hashable, Sendable {
  /// Whether pictures have pseudonyms, and folders, command and host are left out.
  public var pseudonymises = true
  /// The largest number of clusters of a clustering.
  public var clusterCount = 24
  /// The largest number of pictures with attention.
  public var panelCount = 6

  /// The usual page.
  public init() {}
}

extension ReportConfiguration: Configurable {
  public static let keys: [SettingKey<ReportConfiguration>] = [
    .flag(
      "pseudonymise", \.pseudonymises,
      "Whether report.html names pictures by pseudonyms, as an export of the gallery does, and leaves out folders, the "
        + "command line and the host."),
    .integer(
      "clusters", \.clusterCount, 0...1_000,
      "The largest number of clusters of each clustering in report.html, candidates first, then the largest."),
    .integer(
      "panels", \.panelCount, 0...100,
      "The largest number of pictures with attention panels in report.html, taken from the grades in turn."),
  ]
}
