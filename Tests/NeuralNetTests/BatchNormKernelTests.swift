import CKernels
import Testing

@testable import NeuralNet

@Suite("Batch norm by our own loops") struct BatchNormKernelTests {
  struct Case: CustomTestStringConvertible {
    let items: Int, channels: Int, area: Int, relu: Bool
    var ceiling = Float.infinity
    var testDescription: String {
      "\(items) x \(channels) x \(area)\(relu ? ", ReLU to \(ceiling)" : "")"
    }

    /// Blocks of an item, the last of which may end in padding.
    func blockCount(_ width: Int) -> Int { (channels + width - 1) / width }
    /// The place of a value in blocks of channels.
    func place(_ item: Int, _ channel: Int, _ position: Int, width: Int) -> Int {
      ((item * blockCount(width) + channel / width) * area + position) * width + channel % width
    }
  }

  /// One to five blocks, whole ones and such that end in padding, fewer and more than lanes; shorter, as long and longer than a run; no multiple of four.
  static let cases = [
    Case(items: 2, channels: 16, area: 7, relu: true),
    Case(items: 3, channels: 48, area: 513, relu: true),
    Case(items: 1, channels: 80, area: 1023, relu: false),
    Case(items: 2, channels: 32, area: 512, relu: true),
    Case(items: 3, channels: 16, area: 600, relu: true, ceiling: 0.75),
    Case(items: 2, channels: 20, area: 31, relu: true, ceiling: 0.5),
    Case(items: 2, channels: 3, area: 514, relu: false),
  ]

  @Test(
    "8 channels at a time agree with double precision, with the same bits in any number of lanes",
    .enabled(if: LoopVariant.avx2.isHere, LoopVariant.avx2.comment), arguments: cases)
  func agreesByEights(_ test: Case) throws { try agrees(test, .avx2) }

  @Test(
    "16 channels at a time agree with double precision, with the same bits in any number of lanes",
    .enabled(if: LoopVariant.avx512.isHere, LoopVariant.avx512.comment), arguments: cases)
  func agreesBySixteens(_ test: Case) throws { try agrees(test, .avx512) }

  @Test(
    "16 channels at a time in bf16 agree with double precision, with the same bits in any number of lanes",
    .enabled(if: LoopVariant.bf16.isHere, LoopVariant.bf16.comment), arguments: cases)
  func agreesInBF16(_ test: Case) throws { try agrees(test, .bf16) }

  private func agrees(_ test: Case, _ variant: LoopVariant) throws {
    let numbers = variant.numbers
    for isFixed in [false, true] {
      let exact = Exact(test, block: variant.blocks.channelCount, isFixed: isFixed)
      var first: Pass?
      for lanes in 1...3 {
        try Lanes.apply(lanes)
        let pass = Pass(test, variant, isFixed: isFixed)
        let rounding = numbers == .bf16 ? 5e-3 : 2e-6
        #expect(far(pass.result, exact.result) < rounding, "result, \(lanes) lanes")
        #expect(far(pass.below, exact.below) < rounding, "gradient, \(lanes) lanes")
        #expect(far(pass.mean, exact.mean) < 1e-6)
        #expect(far(pass.variance, exact.variance) < 1e-6)
        #expect(far(pass.scaleGradient, exact.scaleGradient) < 2e-6)
        #expect(far(pass.shiftGradient, exact.shiftGradient) < 2e-6)
        if let first { #expect(pass == first, "\(lanes) lanes") } else { first = pass }
      }
    }
  }

  @Test(
    "A number that is not finite stays one", .enabled(if: LoopVariant.avx2.isHere, LoopVariant.avx2.comment),
    arguments: [Float.nan, .infinity])
  func keepsNonFinite(_ value: Float) throws {
    try Lanes.apply(2)
    for variant in LoopVariant.allCases where variant.isHere {
      let pass = Pass(Self.cases[0], variant, isFixed: true, spoiltBy: value)
      #expect(!pass.result[0].isFinite, "\(variant)")
    }
  }

  @Test("A plan takes the loops wherever a map lies in their blocks", arguments: LoopVariant.allCases)
  func isTaken(_ variant: LoopVariant) throws {
    let shape = FeatureShape(channels: 32, height: 3, width: 5)
    let layout = try Layout.of([2, 32, 3, 5], variant.blocks.order, variant.numbers)
    let row = Buffer(layout: try Layout.of([32]), byteCount: 128)
    let unit = BatchNormUnit(
      name: "b", epsilon: 1e-3, rectifier: Rectifier(ceiling: 6), isFixed: true, itemCount: 2, shape: shape,
      layout: layout,
      channels: try Layout.of([32]), source: Buffer(layout: layout, byteCount: layout.byteCount), mean: row,
      variance: row, scale: row, shift: row)
    #expect((try BatchNormKernel(unit) != nil) == variant.isHere)
  }

  // MARK: -

  private static let epsilon: Float = 1e-3

  /// Multiples of 1/128 of 8 bits: bf16 holds them as they are. Padding is zero.
  private static func values(_ test: Case, width: Int, seed: UInt64) -> [Float] {
    var state = seed
    var values = [Float](repeating: 0, count: test.items * test.blockCount(width) * width * test.area)
    for item in 0..<test.items {
      for channel in 0..<test.channels {
        for position in 0..<test.area {
          state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
          values[test.place(item, channel, position, width: width)] = Float(Int(state >> 56) - 128) / 128
        }
      }
    }
    return values
  }

  private static func scale(_ channel: Int) -> Float { 0.5 + Float(channel % 7) / 4 }
  private static func shift(_ channel: Int) -> Float { Float(channel % 5) / 8 - 0.25 }
  private static func givenMean(_ channel: Int) -> Float { Float(channel % 3) / 16 }
  private static func givenVariance(_ channel: Int) -> Float { 0.25 + Float(channel % 4) / 8 }

  /// The largest difference, by the largest value.
  private func far(_ own: [Float], _ exact: [Double]) -> Double {
    let differences = zip(own, exact).map { abs(Double($0) - $1) }
    return (differences.max() ?? .infinity) / (exact.map(abs).max() ?? 1)
  }

  /// What the kernel computes; maps lie in blocks, in which order the values above are read too.
  private struct Pass: Equatable {
    var result: [Float], below: [Float], mean: [Float], variance: [Float]
    var scaleGradient: [Float], shiftGradient: [Float]

    init(_ test: Case, _ variant: LoopVariant, isFixed: Bool, spoiltBy spoiler: Float? = nil) {
      let (numbers, block) = (variant.numbers, variant.blocks.channelCount)
      func row(_ value: (Int) -> Float) -> AlignedNumbers {
        AlignedNumbers((0..<test.channels).map(value), .f32)
      }
      var norm = ck_batch_norm(
        items: Int64(test.items), channels: Int64(test.channels), area: Int64(test.area),
        block: Int32(block), epsilon: BatchNormKernelTests.epsilon, relu: test.relu ? 1 : 0,
        ceiling: test.ceiling, is_bf16: numbers == .bf16 ? 1 : 0)
      var values = BatchNormKernelTests.values(test, width: block, seed: 1)
      if let spoiler { values[0] = spoiler }
      let source = AlignedNumbers(values, numbers)
      let above = AlignedNumbers(BatchNormKernelTests.values(test, width: block, seed: 2), numbers)
      let (result, below) = (
        AlignedNumbers(count: source.count, numbers), AlignedNumbers(count: source.count, numbers)
      )
      let scratch = AlignedNumbers(count: ck_batch_norm_scratch(&norm) / 4, .f32)
      let mean = row { isFixed ? BatchNormKernelTests.givenMean($0) : 0 }
      let variance = row { isFixed ? BatchNormKernelTests.givenVariance($0) : 0 }
      let (scale, shift) = (row(BatchNormKernelTests.scale), row(BatchNormKernelTests.shift))
      let (scaleGradient, shiftGradient) = (row { _ in 0 }, row { _ in 0 })
      let channels = ck_channels(
        mean: mean.floats, variance: variance.floats, scale: scale.floats, shift: shift.floats)
      if isFixed {
        ck_batch_norm_apply(&norm, source.start, channels, result.start)
      } else {
        ck_batch_norm_measure(&norm, source.start, channels, result.start, scratch.start)
      }
      ck_batch_norm_gradient(
        &norm, isFixed ? 1 : 0, source.start, channels, above.start, below.start, scaleGradient.floats,
        shiftGradient.floats, scratch.start)
      self.result = result.values
      self.below = below.values
      self.mean = mean.values
      self.variance = variance.values
      self.scaleGradient = scaleGradient.values
      self.shiftGradient = shiftGradient.values
    }
  }

  /// The same by definition and in double.
  private struct Exact {
    var result: [Double], below: [Double], mean: [Double] = [], variance: [Double] = []
    var scaleGradient: [Double] = [], shiftGradient: [Double] = []

    init(_ test: Case, block width: Int, isFixed: Bool) {
      let source = BatchNormKernelTests.values(test, width: width, seed: 1).map(Double.init)
      let above = BatchNormKernelTests.values(test, width: width, seed: 2).map(Double.init)
      result = Array(repeating: 0, count: source.count)
      below = result
      let number = Double(test.items * test.area)
      for channel in 0..<test.channels {
        let places = (0..<test.items).flatMap { item in
          (0..<test.area).map { test.place(item, channel, $0, width: width) }
        }
        let scale = Double(BatchNormKernelTests.scale(channel))
        let shift = Double(BatchNormKernelTests.shift(channel))
        var mean = places.reduce(0) { $0 + source[$1] } / number
        var variance = places.reduce(0) { $0 + (source[$1] - mean) * (source[$1] - mean) } / number
        if isFixed {
          mean = Double(BatchNormKernelTests.givenMean(channel))
          variance = Double(BatchNormKernelTests.givenVariance(channel))
        }
        let inverse = 1 / (variance + Double(BatchNormKernelTests.epsilon)).squareRoot()
        var (sum, product) = (0.0, 0.0)
        var gradients: [Double] = []
        for place in places {
          let normed = (source[place] - mean) * inverse
          let value = normed * scale + shift
          let ceiling = Double(test.ceiling)
          result[place] = test.relu ? min(max(value, 0), ceiling) : value
          let gradient = test.relu && (value <= 0 || value >= ceiling) ? 0 : above[place]
          gradients.append(gradient)
          sum += gradient
          product += gradient * normed
        }
        for (place, gradient) in zip(places, gradients) {
          let normed = (source[place] - mean) * inverse
          below[place] =
            scale * inverse * (gradient - (isFixed ? 0 : sum / number + normed * product / number))
        }
        self.mean.append(mean)
        self.variance.append(variance)
        scaleGradient.append(product)
        shiftGradient.append(sum)
      }
    }
  }
}
