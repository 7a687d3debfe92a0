import Fundus

/// One map for each eye that training pictures show, such as the density of their lesions.
struct EyeMaps<Map> {
  private let maps: [Eye: Map]
  private let first: Map?

  init(_ maps: [Eye: Map]) {
    self.maps = maps
    first = maps.min { $0.key.rawValue < $1.key.rawValue }?.value
  }

  /// The map for a picture of an eye; of an eye without a map, the first map in the order of the eyes' names, which
  /// is the same in every process. Nil without any map.
  subscript(eye: Eye) -> Map? { maps[eye] ?? first }
}
