import Workbench

/// The content hash of a feature file.
///
/// SHA-256 over the data sets that exist, in the order of the schema. Of a foreign file only the features are hashed, under
/// the path at which they were read.
///
/// Each is hashed as its path and the name of its type (`f32`, `string`, ...), both as a UTF-8 text preceded by its count
/// of bytes as u64; the number of its dimensions and each extent as u64; then its values. Numbers are little-endian
/// throughout; a text value is preceded by its count of bytes as u64.
enum FeatureContent {
  static func hash(
    of file: HDF5File, features: String = DatasetPath.features
  ) throws(FeatureStoreError) -> String {
    let isForeign = try file.text(attribute: "schema") == nil
    var hash = ContentHash()
    for path in isForeign ? [features] : FeatureSchema.order {
      guard let dataset = try file.dataset(path) else { continue }
      hash.update(path)
      hash.update(dataset.kind.rawValue)
      hash.update(([dataset.shape.count] + dataset.shape).map { UInt64($0).littleEndian })
      switch dataset.kind {
      case .float16: try add(dataset, to: &hash, zero: Float16(0))
      case .float32, .bfloat16: try add(dataset, to: &hash, zero: Float(0))
      case .float64: try add(dataset, to: &hash, zero: Double(0))
      case .int8: try add(dataset, to: &hash, zero: Int8(0))
      case .uint8: try add(dataset, to: &hash, zero: UInt8(0))
      case .int16: try add(dataset, to: &hash, zero: Int16(0))
      case .uint16: try add(dataset, to: &hash, zero: UInt16(0))
      case .int64: try add(dataset, to: &hash, zero: Int64(0))
      case .uint64: try add(dataset, to: &hash, zero: UInt64(0))
      case .int32: try add(dataset, to: &hash, zero: Int32(0))
      case .uint32: try add(dataset, to: &hash, zero: UInt32(0))
      case .string: for text in try dataset.strings() { hash.update(text) }
      case .other:
        throw FeatureStoreError(.malformed, at: file.place, "\(path) has a type that no feature file has")
      }
    }
    return hash.hexadecimal()
  }

  // MARK: -

  private static func add<Element: HDF5Element>(
    _ dataset: HDF5Dataset, to hash: inout ContentHash, zero: Element
  ) throws(FeatureStoreError) {
    // Values are hashed in the order of the file, so the axis along which they are read does not change the hash.
    guard let axis = dataset.shape.firstIndex(where: { $0 != 1 }) ?? dataset.shape.indices.first else {
      return
    }
    let rowCount = dataset.shape[axis]
    let rowBytes = max(1, dataset.rowLength(along: axis) * MemoryLayout<Element>.size)
    let step = max(1, (8 << 20) / rowBytes)
    for first in stride(from: 0, to: rowCount, by: step) {
      let rows = first..<min(rowCount, first + step)
      hash.update(try dataset.read(rows: rows, along: axis, zero: zero))
    }
  }
}
