/// An Inception v3 of any width as the trunk of C-Net, with torchvision's parameter names.
///
/// Source: Szegedy et al. 2015, "Rethinking the Inception Architecture", as torchvision's `inception_v3`
/// arranges it. Deviation: the numbers of blocks and all widths are data.
public struct InceptionV3Configuration: Hashable, Sendable {
  /// How strided layers, and the stem's first ones, are padded: `.valid` as published.
  public var padding: ConvolutionStep.Padding
  /// Channels of `Conv2d_1a_3x3` (stride 2), `2a_3x3` (0: left out), `2b_3x3`; no pool in between.
  public var stem: [Int]
  /// Whether a 3x3 max pool of stride 2 follows the first three convolutions.
  public var poolsAfterStem: Bool
  /// Channels of `Conv2d_3b_1x1` and `Conv2d_4a_3x3`.
  public var middle: [Int]
  /// `Mixed_5b`, `5c`, ...
  public var blocksA: [InceptionA]
  /// `Mixed_6a`.
  public var reductionB: InceptionB
  /// `Mixed_6b`, `6c`, ...
  public var blocksC: [InceptionC]
  /// `Mixed_7a`.
  public var reductionD: InceptionD
  /// `Mixed_7b`, `7c`, ...; the last one's channels are the width of d_C.
  public var blocksE: [InceptionE]

  /// The smallest patch side for which every layer has an output. It follows the order of layers in `inceptionV3(_:_:)`.
  public var smallestPatchPixels: Int {
    guard padding == .valid else { return 1 }
    /// The input rows that a 3x3 layer without padding needs for `output` rows.
    func side(makes output: Int, stride: Int) -> Int { (output - 1) * stride + 3 }
    var pixels = 1
    // From the end: the two reductions, the pool in front of the blocks, `4a`, and the stem.
    for _ in 0..<3 { pixels = side(makes: pixels, stride: 2) }
    pixels = side(makes: pixels, stride: 1)
    if poolsAfterStem { pixels = side(makes: pixels, stride: 2) }
    if stem[1] > 0 { pixels = side(makes: pixels, stride: 1) }
    return side(makes: pixels, stride: 2)
  }

  /// Channels of a block of kind A: branches 1x1; 1x1-5x5; 1x1-3x3-3x3; average pool-1x1.
  public struct InceptionA: Hashable, Sendable {
    /// `branch1x1`.
    public var single: Int
    /// `branch5x5_1`, `branch5x5_2`.
    public var five: [Int]
    /// `branch3x3dbl_1` ... `_3`.
    public var double: [Int]
    /// `branch_pool`.
    public var pool: Int
  }

  /// Channels of the first reduction: branches 3x3/2; 1x1-3x3-3x3/2; max pool.
  public struct InceptionB: Hashable, Sendable {
    /// `branch3x3`.
    public var three: Int
    /// `branch3x3dbl_1` ... `_3`.
    public var double: [Int]
  }

  /// Channels of a block of kind C: branches 1x1; 1x1-1x7-7x1; 1x1-(7x1-1x7) twice; average pool-1x1.
  public struct InceptionC: Hashable, Sendable {
    /// Channels inside the branches with long kernels.
    public var inner: Int
    /// Output channels of each of the four branches.
    public var outer: Int
  }

  /// Channels of the second reduction: branches 1x1-3x3/2; 1x1-1x7-7x1-3x3/2; max pool.
  public struct InceptionD: Hashable, Sendable {
    /// `branch3x3_1`, `branch3x3_2`.
    public var three: [Int]
    /// `branch7x7x3_1` ... `_4` share it.
    public var seven: Int
  }

  /// Channels of a block of kind E: branches 1x1; 1x1-(1x3 | 3x1); 1x1-3x3-(1x3 | 3x1); average pool-1x1.
  public struct InceptionE: Hashable, Sendable {
    /// `branch1x1`.
    public var single: Int
    /// `branch3x3_1` and each of `_2a`, `_2b`.
    public var three: Int
    /// `branch3x3dbl_1`; `_2` and `_3a`, `_3b` have the channels of `three`.
    public var double: Int
    /// `branch_pool`.
    public var pool: Int
  }
}
