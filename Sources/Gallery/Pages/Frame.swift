/// What every page has around its content.
struct Frame {
  /// A link in the line at the top.
  struct Crumb {
    let name: String
    let url: String
    var isHere = false
  }

  /// The title of the window.
  let title: String
  /// From the list of runs down to this page.
  let crumbs: [Crumb]
  /// Seconds after which the page looks for news; nil if nothing changes by itself.
  let refresh: Int?
  /// Whether the page hides what could sway the reader.
  let isBlind: Bool
  /// Changes with the program's style sheet and script, so that no browser uses old ones.
  let assets = Assets.version

  init(_ title: String, below parents: [Crumb] = [], refresh: Int? = nil, _ viewing: Viewing) {
    self.title = title
    self.refresh = refresh
    isBlind = viewing.isBlind
    crumbs = [Crumb(name: "Runs", url: "/")] + parents + [Crumb(name: title, url: "", isHere: true)]
  }

  /// The frame of the list of runs, which is at the top.
  init(ofRuns viewing: Viewing) {
    title = "Runs"
    refresh = 10
    isBlind = viewing.isBlind
    crumbs = [Crumb(name: "Runs", url: "/", isHere: true)]
  }
}

extension RunAddress {
  /// What links to it are called.
  var name: String { isSweep ? "Sweep \(run)" : "\(experiment) \(run)" }
}

extension ClusteringAddress {
  /// The links above a clustering, and above its clusters.
  var crumbsOfRun: [Frame.Crumb] { [Frame.Crumb(name: run.name, url: run.path)] }
  var crumbs: [Frame.Crumb] { crumbsOfRun + [Frame.Crumb(name: "Clustering \(clustering)", url: path)] }
}
