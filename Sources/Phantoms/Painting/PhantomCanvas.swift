internal import CKernels

/// The planes on which one picture is painted, reused for the next picture.
///
/// `@unchecked Sendable` because the generator's pool lends it to one thread at a time.
final class PhantomCanvas: @unchecked Sendable {
  private let storage: UnsafeMutablePointer<Float>
  private let capacity: Int
  /// The colour planes and the aperture, as the kernels take them.
  private(set) var paper: ck_phantom_canvas
  /// Depths of veins, arteries, central reflexes and fine vessels; a plane for scratch.
  let veins: UnsafeMutablePointer<Float>, arteries: UnsafeMutablePointer<Float>
  let reflexes: UnsafeMutablePointer<Float>, fine: UnsafeMutablePointer<Float>
  let scratch: UnsafeMutablePointer<Float>

  private static let planeCount = 8

  /// Bytes of a canvas for pictures of `pixelCount` pixels, with their encoded forms.
  static func bytes(pixelCount: Int) -> Int { pixelCount * (planeCount * 4 + 12) }

  /// A canvas for pictures of up to `capacity` pixels.
  init(capacity: Int) {
    self.capacity = capacity
    storage = .allocate(capacity: capacity * Self.planeCount)
    storage.initialize(repeating: 0, count: capacity * Self.planeCount)
    paper = ck_phantom_canvas()
    paper.red = storage
    paper.green = storage + capacity
    paper.blue = storage + 2 * capacity
    veins = storage + 3 * capacity
    arteries = storage + 4 * capacity
    reflexes = storage + 5 * capacity
    fine = storage + 6 * capacity
    scratch = storage + 7 * capacity
  }

  deinit { storage.deallocate() }

  /// Prepares the canvas for a new picture and clears the depth planes.
  func begin(_ anatomy: PhantomAnatomy) {
    precondition(anatomy.width * anatomy.height <= capacity, "the picture is larger than the canvas")
    paper.width = Int32(anatomy.width)
    paper.height = Int32(anatomy.height)
    paper.aperture = anatomy.aperture
    for plane in [veins, arteries, reflexes, fine] {
      plane.update(repeating: 0, count: anatomy.width * anatomy.height)
    }
  }

  /// A copy of the colours so far: red, green and blue planes one after another. For tests.
  func colours() -> [Float] {
    let count = Int(paper.width) * Int(paper.height)
    return (0..<3).flatMap { Array(UnsafeBufferPointer(start: storage + $0 * capacity, count: count)) }
  }
}
