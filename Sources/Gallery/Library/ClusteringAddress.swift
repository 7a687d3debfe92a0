/// The place of a run, or of a sweep of clusterings, in addresses of pages: the names of two folders.
struct RunAddress: Hashable, Sendable {
  let experiment: String
  let run: String
  /// Whether it is a sweep, whose members are clusterings of features that some run mined.
  let isSweep: Bool
  /// The address of its page.
  let path: String

  init(experiment: String, run: String) {
    self.experiment = experiment
    self.run = run
    isSweep = false
    path = "/runs/\(experiment.inPath)/\(run.inPath)"
  }

  init(sweep: String) {
    experiment = "sweeps"
    run = sweep
    isSweep = true
    path = "/sweeps/\(sweep.inPath)"
  }
}

/// The place of a clustering in addresses of pages: its run, and the name of its folder.
struct ClusteringAddress: Hashable, Sendable {
  let run: RunAddress
  let clustering: String
  /// The address of the clustering's page. Pages hold hundreds of addresses below it.
  let path: String
  /// The number of each row's patch in a folder that was given away, see `GalleryExport`; nil on the server, where patches
  /// have the numbers of their rows.
  private let numberOfRow: [Int]?

  /// Whether the addresses are those of files in a folder that was given away.
  var isOnDisk: Bool { numberOfRow != nil }

  init(_ clustering: String, of run: RunAddress) {
    self.run = run
    self.clustering = clustering
    path = "\(run.path)/clusters/\(clustering.inPath)"
    numberOfRow = nil
  }

  /// The same clustering as files in a folder.
  init(onDisk other: ClusteringAddress, numberOfRow: [Int]) {
    (run, clustering, path) = (other.run, other.clustering, "index.html")
    self.numberOfRow = numberOfRow
  }

  /// What the patch of a row is called.
  func number(ofRow row: Int) -> Int { numberOfRow.map { $0[row] } ?? row }

  func cluster(_ number: Int) -> String { isOnDisk ? "cluster-\(number).html" : "\(path)/\(number)" }
  func comparison(with other: ClusteringAddress) -> String {
    "\(path)/compare?with=\(other.clustering.inPath)"
  }
  /// On disk the page of a patch is its tile, because whole photographs are not given away.
  func patch(_ row: Int) -> String { isOnDisk ? tile(row) : "\(path)/patches/\(row)" }
  func tile(_ row: Int) -> String {
    isOnDisk ? "tiles/\(number(ofRow: row)).jpg" : "\(path)/tiles/\(row).jpg"
  }
  func eyes(_ image: Int) -> String { "\(path)/eyes/\(image)" }
  var lesionTable: String { "\(path)/lesions.csv" }
  var labels: String { "\(path)/labels.json" }
  func picture(_ image: Int) -> String { "\(path)/pictures/\(image)" }
  func attention(_ image: Int, level: Int) -> String { "\(path)/attention/\(image)/\(level).png" }
}

extension String {
  /// The text as one part of the path of an address.
  var inPath: String {
    utf8.map { byte in
      if Self.plain.contains(byte) { return String(UnicodeScalar(byte)) }
      let digits = String(byte, radix: 16, uppercase: true)
      return "%" + (digits.count == 1 ? "0" : "") + digits
    }.joined()
  }

  /// Bytes that an address may hold as they are (RFC 3986, unreserved).
  private static let plain = Set(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.~".utf8)
}
