import Settings
import Testing
import Workbench

/// Overrides such as `~cluster.damping`, which take a key back to its default.
@Suite("Overrides that take a key back")
struct DefaultOverrideTests {
  private func read(_ yaml: String, _ overrides: String...) throws -> Experiment {
    try ExperimentReader.read(yaml, place: "a.yaml", overrides: overrides)
  }

  @Test("The experiment is the one of a file that never set the key.")
  func asIfNotSet() throws {
    let whole = "mine:\n  splits: [train]\n  map: sum\ndata:\n  view_pixels: 448\n  folders: [a, b]\n"
    let back = try read(whole, "~mine.splits", "~data.view_pixels", "~data.folders")
    #expect(try back.yaml == read("mine:\n  map: sum\n").yaml)
  }

  @Test("Overrides are done in their order, so a key may be taken back and set again.")
  func order() throws {
    let yaml = "cluster:\n  damping: 0.7\n"
    #expect(try read(yaml, "~cluster.damping", "cluster.damping=0.8").cluster.damping == 0.8)
    #expect(
      try read(yaml, "cluster.damping=0.8", "~cluster.damping").cluster.damping
        == Experiment().cluster.damping)
  }

  @Test("The default is that of the program whose rules are followed.")
  func otherDefaults() throws {
    let peer = "cluster:\n  compatibility: scikit-learn\n  damping: 0.7\n"
    #expect(try read(peer, "~cluster.damping").cluster.damping == 0.5)
    #expect(
      try read(peer, "~cluster.damping", "~cluster.compatibility").yaml
        == read("mine:\n  map: maximum\n").yaml)
  }

  @Test(
    "A wrong one is answered as a wrong override is.",
    arguments: [
      ("~cluster.dampng", "the command line: there is no key cluster.dampng. Did you mean cluster.damping?"),
      (
        "~cluster.damping=0.8",
        "the command line: ~cluster.damping=0.8 is not an override. Overrides have the form key.path=value, such as "
          + "cluster.damping=0.8, or ~key.path for the default."
      ),
      ("~", "the command line: ~ is not an override."),
    ])
  func wrong(override: String, expected: String) {
    let error = #expect(throws: SettingsError.self) {
      try read("cluster:\n  window: 20\n", override)
    }
    #expect(error?.message.hasPrefix(expected) == true)
  }

  @Test("Words of a command line are told from files.")
  func words() {
    #expect(ExperimentReader.isOverride("~mine.map") && ExperimentReader.isOverride("mine.map=sum"))
    for word in ["~/pictures", "~", "~ann/a.png", "a.png", "mine.map", "=a", "~mine"] {
      #expect(!ExperimentReader.isOverride(word), "\(word)")
    }
  }
}
