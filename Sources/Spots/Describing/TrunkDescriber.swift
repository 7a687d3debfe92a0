import Fundus
import NeuralNet
import Workbench
import ZoomInNet

/// Describes spots by the layers of an M-Net's trunk that reads the whole zoom picture.
///
/// Of every layer the features at the spot are interpolated between the four nearest cells and divided by their length, so
/// that each layer counts by its directions and none by its scale. Layers follow each other in the descriptor.
///
/// Not for use by two threads at once.
public final class TrunkDescriber: SpotDescriber {
  public let name: String
  public let dimension: Int

  private let layers: [TrunkLayers.Layer]
  private let side: Int
  private let contrast: LocalContrast?
  private let plan: Plan

  /// A describer by some layers of the M-Net of a configuration.
  ///
  /// - Parameters:
  ///   - parameters: those of the M-Net, by name.
  ///   - title: whose weights they are, for the name.
  ///   - side: of zoom pictures, in pixels.
  /// - Returns: nil if the trunk has not all of these layers on such pictures.
  /// - Throws: `NeuralNetError` if the trunk cannot be planned.
  public init?(
    _ configuration: ZoomInNetConfiguration, parameters: Parameters, title: String, layers: [SpotLayer],
    side: Int, laneCount: Int
  ) throws(NeuralNetError) {
    guard let trunk = TrunkLayers(of: configuration.preset, sidePixels: side) else { return nil }
    var found: [TrunkLayers.Layer] = []
    for layer in layers {
      guard let place = layer.stride.map({ trunk.layer(ofStride: $0) }) ?? trunk.layers.last else {
        return nil
      }
      found.append(place)
    }
    guard !found.isEmpty else { return nil }
    self.layers = found
    self.side = side
    contrast = configuration.localContrast
    dimension = found.reduce(0) { $0 + $1.channelCount }
    name =
      "trunk of \(configuration.preset.name), \(title) weights, layers "
      + layers.map(\.rawValue).joined(separator: " ")
    plan = try Plan(
      trunk.graph, parameters: parameters,
      options: PlanOptions(counts: [TrunkLayers.kind: 1], mode: .inference, lanes: laneCount))
  }

  public func descriptors(of spots: [Spot], in picture: SpotPicture) throws -> [Float] {
    precondition(picture.side == side, "pictures have the side that the trunk was planned for")
    plan.withInput(TrunkLayers.picture) { planes in
      if let contrast {
        contrast.fill(picture.raster, into: planes)
      } else {
        Normalisation.halves.fill(picture.raster, into: planes)
      }
    }
    try plan.forward()
    var descriptors = [Float](repeating: 0, count: spots.count * dimension)
    descriptors.withUnsafeMutableBufferPointer { target in
      var first = 0
      for layer in layers {
        plan.withOutput(layer.output) { features in
          for (index, spot) in spots.enumerated() {
            let place = index * dimension + first
            Self.read(
              features, layer, at: spot,
              into: UnsafeMutableBufferPointer(rebasing: target[place..<place + layer.channelCount]))
          }
        }
        first += layer.channelCount
      }
    }
    return descriptors
  }

  // MARK: -

  /// The features of a layer, [channels, g, g], between the cells around a spot, divided by their length. Beyond the first
  /// and the last cell the features go on as they are there.
  private static func read(
    _ features: UnsafeBufferPointer<Float>, _ layer: TrunkLayers.Layer, at spot: Spot,
    into target: UnsafeMutableBufferPointer<Float>
  ) {
    let count = layer.cells.count
    func place(_ coordinate: Float) -> (low: Int, high: Int, weight: Float) {
      let cell = (Double(coordinate) - layer.cells.firstCentre) / layer.cells.stride
      let bounded = min(max(cell, 0), Double(count - 1))
      let low = Int(bounded)
      return (low, min(low + 1, count - 1), Float(bounded - Double(low)))
    }
    let (x, y) = (place(spot.x), place(spot.y))
    var square: Double = 0
    for channel in 0..<layer.channelCount {
      let plane = channel * count * count
      func row(_ row: Int) -> Float {
        let base = plane + row * count
        return features[base + x.low] * (1 - x.weight) + features[base + x.high] * x.weight
      }
      let value = row(y.low) * (1 - y.weight) + row(y.high) * y.weight
      target[channel] = value
      square += Double(value) * Double(value)
    }
    let factor = square > 0 ? Float(1 / square.squareRoot()) : 0
    for channel in 0..<layer.channelCount { target[channel] *= factor }
  }
}
