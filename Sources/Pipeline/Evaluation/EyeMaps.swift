import Fundus

/// One map for each eye (left, right) in the training pictures, such as the density of their lesions.
struct EyeMaps<Map> {
  private let maps: [Eye: Map]
  private let first: Map?

  init(_ maps: [Eye: Map]) {
    self.maps = maps
    first = maps.min { $0.key.rawValue < $1.key.rawValue }?.value
  }

  /// The map for an eye. For an eye without a map, the first map in the order of the eyes' names, which is the same in
  /// every process. Nil if there are no maps.
  subscript(eye: Eye) -> Map? { maps[eye] ?? first }
}
