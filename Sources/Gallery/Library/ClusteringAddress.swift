import Runs

/// The place of a clustering in addresses of pages: the names of three folders.
struct ClusteringAddress: Hashable, Sendable {
  let experiment: String
  let run: String
  let clustering: String

  /// The address of the run's page.
  var runPath: String { "/runs/\(experiment.inPath)/\(run.inPath)" }
  /// The address of the clustering's page.
  var path: String { "\(runPath)/clusters/\(clustering.inPath)" }

  func cluster(_ number: Int) -> String { "\(path)/\(number)" }
  func comparison(with other: String, reversed: Bool = false) -> String {
    reversed
      ? "\(runPath)/clusters/\(other.inPath)/compare?with=\(clustering.inPath)"
      : "\(path)/compare?with=\(other.inPath)"
  }
  func patch(_ row: Int) -> String { "\(path)/patches/\(row)" }
  func tile(_ row: Int) -> String { "\(path)/tiles/\(row).jpg" }
  func picture(_ image: Int) -> String { "\(path)/pictures/\(image)" }
  func attention(_ image: Int, level: Int) -> String { "\(path)/attention/\(image)/\(level).png" }
}

extension String {
  /// The text as one part of the path of an address.
  var inPath: String {
    let plain = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.~".utf8)
    return utf8.map { byte in
      if plain.contains(byte) { return String(UnicodeScalar(byte)) }
      let digits = String(byte, radix: 16, uppercase: true)
      return "%" + (digits.count == 1 ? "0" : "") + digits
    }.joined()
  }
}
