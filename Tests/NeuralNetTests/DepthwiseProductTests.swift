import CKernels
import Testing

@testable import NeuralNet

@Suite("The gradient of a depthwise convolution's weights") struct DepthwiseProductTests {
  struct Case: CustomTestStringConvertible {
    let items: Int, input: FeatureShape, window: Window
    var testDescription: String {
      "\(items) x \(input), \(window.kernelHeight)x\(window.kernelWidth) / \(window.strideY)"
    }

    init(_ items: Int, _ channels: Int, _ height: Int, _ width: Int, _ window: Window, after: Int = 0) {
      self.items = items
      input = FeatureShape(channels: channels, height: height, width: width)
      var window = window
      window.paddingBottom += after
      window.paddingRight += after
      self.window = window
    }

    var geometry: odn.Geometry? {
      guard let sides = window.outputSides(height: input.height, width: input.width) else { return nil }
      let output = FeatureShape(channels: input.channels, height: sides.height, width: sides.width)
      return odn.Geometry(
        items: items, input: input, output: output, window: window, bias: true, groups: input.channels)
    }
  }

  /// Kernels of every width that the loops know, both strides, padding on one side only, maps narrower than the kernel,
  /// and more positions than a part in single precision has.
  static let cases = [
    Case(2, 32, 9, 11, Window(3, padding: 1)), Case(1, 16, 8, 6, Window(3, stride: 2), after: 1),
    Case(3, 48, 7, 5, Window(5, padding: 2)), Case(2, 16, 12, 14, Window(5, stride: 2, padding: 1), after: 1),
    Case(1, 16, 2, 1, Window(5, padding: 2)), Case(1, 16, 1, 2, Window(3, padding: 1)),
    Case(2, 16, 40, 37, Window(3, stride: 2, padding: 1)), Case(1, 32, 31, 33, Window(5, padding: 2)),
    Case(2, 16, 9, 8, Window(7, padding: 3)), Case(2, 16, 5, 7, Window(1)),
    Case(1, 16, 9, 7, Window(height: 5, width: 3, stride: 1, paddingHeight: 2, paddingWidth: 1)),
    Case(1, 16, 6, 9, Window(height: 1, width: 7, paddingWidth: 3)),
  ]

  @Test(
    "over blocks of 8 is exactly the sum over positions of small whole numbers, in any number of lanes",
    .enabled(if: LoopVariant.avx2.isHere, LoopVariant.avx2.comment), arguments: cases)
  func agreesByEights(_ test: Case) throws { try agrees(test, .avx2) }

  @Test(
    "over blocks of 16 is exactly the sum over positions of small whole numbers, in any number of lanes",
    .enabled(if: LoopVariant.avx512.isHere, LoopVariant.avx512.comment), arguments: cases)
  func agreesBySixteens(_ test: Case) throws { try agrees(test, .avx512) }

  @Test(
    "over blocks of 16 in bf16 is exactly the sum over positions of small whole numbers, in any number of lanes",
    .enabled(if: LoopVariant.bf16.isHere, LoopVariant.bf16.comment), arguments: cases)
  func agreesInBF16(_ test: Case) throws { try agrees(test, .bf16) }

  @Test("A sum of hundreds of thousands of numbers that nearly cancel keeps its digits")
  func keepsDigits() throws {
    guard LoopVariant.avx2.isHere else { return }
    let test = Case(1, 16, 301, 299, Window(3, padding: 1))
    let geometry = try #require(test.geometry)
    // Between 7 and 9 beside a gradient of 1 and -1 by turns.
    let source = Self.map(geometry.input, 1) { 8 + Float($0 * 37 % 101) / 101 - 0.5 }
    let gradient = Self.map(geometry.output, 1) { $0 % 2 == 0 ? 1 : -1 }
    let exact = Self.reference(geometry, source, gradient)
    let (own, _) = try Self.product(geometry, .avx2, source, gradient, lanes: 2)
    for (one, other) in zip(own, exact.weights) { #expect(abs(Double(one) - other) < 2e-2) }
  }

  @Test("Groups of several channels and kernels of even width are left to oneDNN")
  func leavesOthers() throws {
    var geometry = try #require(Case(1, 32, 8, 8, Window(3)).geometry)
    geometry.groups = 4
    #expect(DepthwiseProduct(geometry) == nil && WeightsProduct(geometry, lanes: 1) == nil)
    #expect(!geometry.gainsByWinograd(in: .weightsGradient) && !geometry.gainsByWinograd(in: .training))
    let even = try #require(Case(1, 32, 8, 8, Window(2)).geometry)
    #expect(DepthwiseProduct(even) == nil)
  }

  // MARK: -

  private func agrees(_ test: Case, _ variant: LoopVariant) throws {
    var geometry = try #require(test.geometry)
    geometry.numbers = variant.numbers
    var state: UInt64 = 3
    func drawn(_: Int) -> Float {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Float(Int(state >> 61) - 4)
    }
    let source = Self.map(geometry.input, test.items, drawn)
    let gradient = Self.map(geometry.output, test.items, drawn)
    let exact = Self.reference(geometry, source, gradient)
    for lanes in 1...3 {
      let (weights, bias) = try Self.product(geometry, variant, source, gradient, lanes: lanes)
      #expect(weights.map(Double.init) == exact.weights, "\(lanes) lanes")
      #expect(bias.map(Double.init) == exact.bias, "\(lanes) lanes")
    }
  }

  /// A row-major map; the value of a place may depend on the place.
  private static func map(_ shape: FeatureShape, _ items: Int, _ value: (Int) -> Float) -> [Float] {
    (0..<items * shape.valueCount).map(value)
  }

  /// The map in blocks of channels.
  private static func blocked(
    _ values: [Float], _ shape: FeatureShape, _ variant: LoopVariant
  ) -> AlignedNumbers {
    let (width, area) = (variant.blocks.channelCount, shape.positionCount)
    var blocks = [Float](repeating: 0, count: values.count)
    for (place, value) in values.enumerated() {
      let (row, position) = (place / area, place % area)
      blocks[((row / width) * area + position) * width + row % width] = value
    }
    return AlignedNumbers(blocks, variant.numbers)
  }

  /// 1 + half the sums, and nothing written past them.
  private static func product(
    _ geometry: odn.Geometry, _ variant: LoopVariant, _ source: [Float], _ gradient: [Float], lanes: Int
  ) throws -> (weights: [Float], bias: [Float]) {
    try Lanes.apply(lanes)
    let product = try #require(DepthwiseProduct(geometry, variant.blocks))
    let from = blocked(source, geometry.input, variant)
    let above = blocked(gradient, geometry.output, variant)
    let taps = geometry.window.kernelHeight * geometry.window.kernelWidth
    let channels = geometry.input.channels
    let weights = AlignedNumbers([Float](repeating: 1, count: channels * taps + 1), .f32)
    let bias = AlignedNumbers([Float](repeating: 1, count: channels + 1), .f32)
    let scratch = AlignedNumbers(
      [Float](repeating: 77, count: product.scratchByteCount / 4 + 1), .f32)
    product.add(
      0.5, source: from.start, gradient: above.start, weights: weights.floats, bias: bias.floats,
      scratch: scratch.start)
    withExtendedLifetime((from, above)) {}
    #expect(weights.values.last == 1 && bias.values.last == 1 && scratch.values.last == 77)
    return (weights.values.dropLast(), bias.values.dropLast())
  }

  /// The same by definition and in double.
  private static func reference(
    _ geometry: odn.Geometry, _ source: [Float], _ gradient: [Float]
  ) -> (weights: [Double], bias: [Double]) {
    let (input, output, window) = (geometry.input, geometry.output, geometry.window)
    var weights: [Double] = []
    var bias = [Double](repeating: 1, count: output.channels)
    for channel in 0..<output.channels {
      for row in 0..<window.kernelHeight {
        for column in 0..<window.kernelWidth {
          var sum = 0.0
          for item in 0..<geometry.items {
            let plane = item * output.channels + channel
            for y in 0..<output.height {
              let inputY = y * window.strideY + row - window.paddingTop
              guard (0..<input.height).contains(inputY) else { continue }
              for x in 0..<output.width {
                let inputX = x * window.strideX + column - window.paddingLeft
                guard (0..<input.width).contains(inputX) else { continue }
                sum +=
                  Double(gradient[(plane * output.height + y) * output.width + x])
                  * Double(source[(plane * input.height + inputY) * input.width + inputX])
              }
            }
          }
          weights.append(1 + sum / 2)
        }
      }
      for item in 0..<geometry.items {
        let start = (item * output.channels + channel) * output.positionCount
        bias[channel] += gradient[start..<start + output.positionCount].reduce(0) { $0 + Double($1) } / 2
      }
    }
    return (weights, bias)
  }
}
