/// The place of a run in addresses of pages: the names of two folders.
struct RunAddress: Hashable, Sendable {
  let experiment: String
  let run: String
  /// The address of the run's page.
  let path: String

  init(experiment: String, run: String) {
    self.experiment = experiment
    self.run = run
    path = "/runs/\(experiment.inPath)/\(run.inPath)"
  }
}

/// The place of a clustering in addresses of pages: its run, and the name of its folder.
struct ClusteringAddress: Hashable, Sendable {
  let run: RunAddress
  let clustering: String
  /// The address of the clustering's page. Pages hold hundreds of addresses below it.
  let path: String

  init(_ clustering: String, of run: RunAddress) {
    self.run = run
    self.clustering = clustering
    path = "\(run.path)/clusters/\(clustering.inPath)"
  }

  func cluster(_ number: Int) -> String { "\(path)/\(number)" }
  func comparison(with other: ClusteringAddress) -> String {
    "\(path)/compare?with=\(other.clustering.inPath)"
  }
  func patch(_ row: Int) -> String { "\(path)/patches/\(row)" }
  func tile(_ row: Int) -> String { "\(path)/tiles/\(row).jpg" }
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
