import CKernels
import Testing

@testable import NeuralNet

@Suite("The gradient of weights as a product") struct WeightsProductTests {
  struct Case: CustomTestStringConvertible {
    let input: FeatureShape, outputs: Int, window: Window
    var testDescription: String {
      "\(input) -> \(outputs), \(window.kernelHeight)x\(window.kernelWidth) / \(window.strideY)"
    }
    var geometry: odn.Geometry? {
      guard let sides = window.outputSides(height: input.height, width: input.width) else { return nil }
      let output = FeatureShape(channels: outputs, height: sides.height, width: sides.width)
      return odn.Geometry(items: 2, input: input, output: output, window: window, bias: true)
    }
  }

  /// One, two, three and more blocks, odd and even numbers of positions, more positions than a chunk has.
  static let cases = [
    Case(input: FeatureShape(channels: 32, height: 7, width: 5), outputs: 48, window: Window(1)),
    Case(input: FeatureShape(channels: 16, height: 9, width: 11), outputs: 16, window: Window(3, padding: 1)),
    Case(input: FeatureShape(channels: 48, height: 8, width: 9), outputs: 64, window: Window(3, stride: 2)),
    Case(
      input: FeatureShape(channels: 16, height: 6, width: 7), outputs: 80,
      window: Window(height: 1, width: 7, paddingWidth: 3)),
    Case(
      input: FeatureShape(channels: 32, height: 9, width: 4), outputs: 16,
      window: Window(height: 7, width: 1, paddingHeight: 3)),
    Case(
      input: FeatureShape(channels: 16, height: 25, width: 23), outputs: 16,
      window: Window(3, stride: 2, padding: 1)),
    Case(input: FeatureShape(channels: 16, height: 29, width: 31), outputs: 16, window: Window(1)),
  ]

  @Test(
    "over blocks of 8 is the sum over positions, to the last digits, in any number of lanes",
    .enabled(if: LoopVariant.avx2.isHere, LoopVariant.avx2.comment), arguments: cases)
  func agreesByEights(_ test: Case) throws { try agrees(test, .avx2) }

  @Test(
    "over blocks of 16 is the sum over positions, to the last digits, in any number of lanes",
    .enabled(if: LoopVariant.avx512.isHere, LoopVariant.avx512.comment), arguments: cases)
  func agreesBySixteens(_ test: Case) throws { try agrees(test, .avx512) }

  @Test(
    "over blocks of 16 in bf16 is the sum over positions, to the last digits, in any number of lanes",
    .enabled(if: LoopVariant.bf16.isHere, LoopVariant.bf16.comment), arguments: cases)
  func agreesInBF16(_ test: Case) throws { try agrees(test, .bf16) }

  private func agrees(_ test: Case, _ variant: LoopVariant) throws {
    let (numbers, blocks) = (variant.numbers, variant.blocks)
    var geometry = try #require(test.geometry)
    geometry.numbers = numbers
    let source = Map(geometry.input, items: geometry.items, seed: 1, variant)
    let gradient = Map(geometry.output, items: geometry.items, seed: 2, variant)
    let (weights, bias) = reference(geometry, source, gradient)
    var first: [Float]?
    for lanes in 1...3 {
      let (own, ownBias) = try product(geometry, blocks, source, gradient, lanes: lanes)
      var (difference, size) = (0.0, 0.0)
      for (one, other) in zip(own, weights) {
        difference += (Double(one) - other) * (Double(one) - other)
        size += other * other
      }
      #expect((difference / size).squareRoot() < 2e-6, "\(lanes) lanes")
      for (one, other) in zip(ownBias, bias) { #expect(abs(Double(one) - other) < 1e-4) }
      if let first { #expect(own == first, "\(lanes) lanes") } else { first = own }
    }
  }

  // MARK: -

  /// A feature map of random numbers, row-major and in blocks of channels.
  private struct Map {
    let shape: FeatureShape
    var plain: [Double] = []
    var blocks: [UInt8] = []

    init(_ shape: FeatureShape, items: Int, seed: UInt64, _ variant: LoopVariant) {
      self.shape = shape
      var state = seed
      plain = (0..<items * shape.valueCount).map { _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        // Of 8 bits, so that bf16 holds it as it is.
        return Double(Int(state >> 56) - 128) / 128
      }
      let size = variant.numbers == .bf16 ? 2 : 4
      let width = variant.blocks.channelCount
      blocks = [UInt8](repeating: 0, count: plain.count * size)
      let area = shape.height * shape.width
      for place in plain.indices {
        let (item, channel, position) = (
          place / shape.valueCount, place / area % shape.channels, place % area
        )
        let block = item * (shape.channels / width) + channel / width
        let bits = Float(plain[place]).bitPattern
        for byte in 0..<size {
          blocks[((block * area + position) * width + channel % width) * size + byte] = UInt8(
            truncatingIfNeeded: bits >> UInt32(8 * (byte + 4 - size)))
        }
      }
    }
  }

  private func product(
    _ geometry: odn.Geometry, _ blocks: Backend.Blocks, _ source: Map, _ gradient: Map, lanes: Int
  ) throws -> (weights: [Float], bias: [Float]) {
    try Lanes.apply(lanes)
    let product = WeightsProduct(geometry, blocks, lanes: lanes)
    let scratch = UnsafeMutableRawPointer.allocate(byteCount: product.scratchByteCount, alignment: 64)
    defer { scratch.deallocate() }
    let window = geometry.window
    var weights = [Float](
      repeating: 1,
      count: geometry.input.channels * geometry.output.channels * window.kernelHeight * window.kernelWidth)
    var bias = [Float](repeating: 1, count: geometry.output.channels)
    var (from, above) = (source.blocks, gradient.blocks)
    from.withUnsafeMutableBytes { from in
      above.withUnsafeMutableBytes { above in
        weights.withUnsafeMutableBufferPointer { weights in
          bias.withUnsafeMutableBufferPointer { bias in
            guard let from = from.baseAddress, let above = above.baseAddress,
              let weights = weights.baseAddress
            else { return }
            product.add(
              0.5, source: from, gradient: above, weights: weights, bias: bias.baseAddress, scratch: scratch)
          }
        }
      }
    }
    return (weights, bias)
  }

  /// 1 + half the sums, as `product` has them, by definition and in double.
  private func reference(
    _ geometry: odn.Geometry, _ source: Map, _ gradient: Map
  ) -> (weights: [Double], bias: [Double]) {
    let (input, output, window) = (geometry.input, geometry.output, geometry.window)
    var weights: [Double] = []
    for channel in 0..<output.channels {
      for from in 0..<input.channels {
        for row in 0..<window.kernelHeight {
          for column in 0..<window.kernelWidth {
            var sum = 0.0
            for item in 0..<geometry.items {
              for y in 0..<output.height {
                let inputY = y * window.strideY + row - window.paddingTop
                guard (0..<input.height).contains(inputY) else { continue }
                for x in 0..<output.width {
                  let inputX = x * window.strideX + column - window.paddingLeft
                  guard (0..<input.width).contains(inputX) else { continue }
                  sum +=
                    gradient.plain[
                      ((item * output.channels + channel) * output.height + y) * output.width + x]
                    * source.plain[
                      ((item * input.channels + from) * input.height + inputY) * input.width + inputX]
                }
              }
            }
            weights.append(1 + sum / 2)
          }
        }
      }
    }
    let area = output.height * output.width
    let bias = (0..<output.channels).map { channel in
      (0..<geometry.items).reduce(1.0) { sum, item in
        let start = (item * output.channels + channel) * area
        return sum + gradient.plain[start..<start + area].reduce(0, +) / 2
      }
    }
    return (weights, bias)
  }
}
