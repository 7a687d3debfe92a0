/// Which pictures a batch holds, and which of its rows are the two eyes of one patient.
struct EyeBatch: Hashable, Sendable {
  /// The picture of each row.
  var pictures: [Int] = []
  /// For each row, the row of the patient's other eye; -1 if it is missing.
  var fellowRows: [Int] = []
  /// For each row, whether it counts or is only padding.
  var counts: [Bool] = []

  /// Adds a unit of one or two pictures.
  mutating func append(_ unit: [Int]) {
    let first = pictures.count
    pictures += unit
    fellowRows += unit.count == 2 ? [first + 1, first] : [-1]
    counts += unit.map { _ in true }
  }

  /// Fills up to `capacity` rows with copies of the first picture that do not count.
  mutating func fill(to capacity: Int) {
    guard let first = pictures.first else { preconditionFailure("an empty batch cannot be filled") }
    while pictures.count < capacity {
      pictures.append(first)
      fellowRows.append(-1)
      counts.append(false)
    }
  }

  /// The index tensor of `pairConcatenate`.
  func fellowIndices(_ missing: ZoomInNetConfiguration.MissingEye) -> [Int32] {
    fellowRows.enumerated().map { row, fellow in
      fellow >= 0 ? Int32(fellow) : missing == .repeat ? Int32(row) : -1
    }
  }

  /// The label of each row; -1 if it is unknown or the row does not count.
  func labels(_ grades: [Int?]) -> [Int32] {
    pictures.indices.map { row in counts[row] ? Int32(grades[pictures[row]] ?? -1) : -1 }
  }

  /// Units packed one after another into batches of `capacity` rows, the last one filled.
  static func packed(_ units: [[Int]], capacity: Int) -> [EyeBatch] {
    var batches: [EyeBatch] = []
    var batch = EyeBatch()
    for unit in units {
      precondition(unit.count <= capacity, "a batch holds at least the two eyes of a patient")
      if batch.pictures.count + unit.count > capacity {
        batch.fill(to: capacity)
        batches.append(batch)
        batch = EyeBatch()
      }
      batch.append(unit)
    }
    if !batch.pictures.isEmpty {
      batch.fill(to: capacity)
      batches.append(batch)
    }
    return batches
  }
}
