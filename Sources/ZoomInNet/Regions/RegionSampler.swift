internal import CKernels
import Workbench

/// Finds the suspicious regions of a picture in its gated attention.
///
/// G is enlarged to the view's size. Then the highest response is taken and the square of s pixels around it is
/// excluded, until N regions are found or no response above the minimum is left. The paper does not say where in the
/// picture a cell of G lies. Here it lies at the centre of its receptive field, which strides and paddings decide, and
/// not in the middle of a g-th part of the picture; in the presets these are half a cell or more apart.
/// Source: Wang et al. 2017, the part on C-Net in section 2. Deviation: none; what the paper leaves open is
/// configuration.
public struct RegionSampler: Hashable, Sendable {
  /// How regions are found, at the paper's sizes.
  public let configuration: RegionSamplerConfiguration
  /// Rows and columns of G, and the centres of its cells' receptive fields in the view.
  public let cells: CellGrid
  /// Side of the view.
  public let viewPixels: Int
  /// Side of the zoom picture.
  public let zoomPixels: Int
  /// s, scaled to the view.
  public let suppressionPixels: Int
  /// Side of the squares over which the searched map is averaged, scaled to the view; 0: not averaged.
  public let smoothingPixels: Int
  /// Side of the patches, scaled to the zoom picture.
  public let patchPixels: Int

  /// A sampler for maps with the given cells, and for a zoom picture.
  public init(
    _ configuration: RegionSamplerConfiguration, cells: CellGrid, viewPixels: Int, zoomPixels: Int
  ) {
    self.configuration = configuration
    self.cells = cells
    self.viewPixels = viewPixels
    self.zoomPixels = zoomPixels
    suppressionPixels = Self.scaled(
      configuration.suppressionPixels, to: viewPixels,
      from: RegionSamplerConfiguration.referenceViewPixels)
    smoothingPixels =
      configuration.smoothingPixels == 0
      ? 0
      : Self.scaled(
        configuration.smoothingPixels, to: viewPixels, from: RegionSamplerConfiguration.referenceViewPixels)
    patchPixels = Self.scaled(
      configuration.cropPixels, to: zoomPixels, from: RegionSamplerConfiguration.referenceZoomPixels)
  }

  /// g: rows and columns of G.
  public var grid: Int { cells.count }

  /// The regions of a picture, highest response first.
  ///
  /// - Parameters:
  ///   - gatedAttention: G, [5, g, g].
  ///   - probabilities: y_A, five values; used by `.predicted` only.
  /// - Complexity: O(N * view^2).
  ///   - retina: [view, view], 0 where no peak may lie; nil if peaks may lie anywhere.
  public func regions(gatedAttention: [Float], probabilities: [Float], retina: [UInt8]? = nil) -> [Region] {
    precondition(gatedAttention.count == 5 * grid * grid, "G has the shape [5, g, g]")
    precondition(retina.map { $0.count == viewPixels * viewPixels } ?? true, "one mark per view pixel")
    var scratch = [Float](repeating: 0, count: viewPixels * (3 * viewPixels + 1))
    var peaks = [ck_region_peak](repeating: ck_region_peak(), count: configuration.count)
    func sample(_ open: UnsafePointer<UInt8>?) -> Int32 {
      ck_sample_regions(
        gatedAttention, ck_cells(cells), Int32(viewPixels), searchedLevel(probabilities),
        configuration.interpolation == .bilinear ? 1 : 0, Int32(suppressionPixels),
        Int32(smoothingPixels), Int32(configuration.count), configuration.minimumResponse, open, &scratch,
        &peaks)
    }
    let found = retina?.withUnsafeBufferPointer { sample($0.baseAddress) } ?? sample(nil)
    return peaks.prefix(Int(found)).map { peak in
      region(x: Int(peak.x), y: Int(peak.y), level: Int(peak.level), response: peak.response)
    }
  }

  /// The regions of each picture of a batch: G is [pictures, 5, g, g], y_A [pictures, 5].
  func regions(
    gatedAttention: [Float], probabilities: [Float], retinas: [[UInt8]]
  ) -> [[Region]] {
    let valueCount = 5 * grid * grid
    return retinas.indices.map { row in
      regions(
        gatedAttention: Array(gatedAttention[row * valueCount..<(row + 1) * valueCount]),
        probabilities: Array(probabilities[row * 5..<(row + 1) * 5]),
        retina: configuration.insideRetina ? retinas[row] : nil)
    }
  }

  /// The retina of each picture in a batch of views, [pictures, 3, view, view] in -1...1: the pixels that are brighter
  /// than the black around it or, if views show contrast, not exactly 0.
  func retinas(views: [Float], showsContrast: Bool = false) -> [[UInt8]] {
    let pixelCount = viewPixels * viewPixels
    return views.withUnsafeBufferPointer { views in
      (0..<views.count / (3 * pixelCount)).map { row in
        [UInt8](unsafeUninitializedCapacity: pixelCount) { marks, count in
          if let planes = views.baseAddress, let first = marks.baseAddress {
            let planes = planes + row * 3 * pixelCount
            if showsContrast {
              ck_nonzero(planes, Int32(pixelCount), first)
            } else {
              ck_brighter(planes, Int32(pixelCount), Self.blackLevel, first)
            }
          }
          count = pixelCount
        }
      }
    }
  }

  /// The mask that keeps attention inside a retina, [5, g, g]: 0 in cells that the retina covers by half or more, -1e4
  /// in others.
  ///
  /// A cell covers the square of the cells' spacing around its centre, as far as it lies inside the picture.
  func retinaMask(_ retina: [UInt8]) -> [Float] {
    precondition(retina.count == viewPixels * viewPixels, "one mark per view pixel")
    return [Float](unsafeUninitializedCapacity: 5 * grid * grid) { mask, count in
      if let mask = mask.baseAddress { ck_retina_mask(retina, Int32(viewPixels), ck_cells(cells), mask) }
      count = 5 * grid * grid
    }
  }

  /// A tenth of full brightness, in -1...1.
  private static let blackLevel: Float = -0.8

  /// The region around a peak at a view pixel.
  public func region(x: Int, y: Int, level: Int, response: Float) -> Region {
    let toView = Float(viewPixels) / Float(zoomPixels)
    let crop = cropBox(centreX: (Float(x) + 0.5) / toView, centreY: (Float(y) + 0.5) / toView)
    let view = Box(minX: 0, minY: 0, maxX: Float(viewPixels), maxY: Float(viewPixels))
    let left = Float(x - suppressionPixels / 2)
    let top = Float(y - suppressionPixels / 2)
    let side = Float(suppressionPixels)
    let window = Box(minX: left, minY: top, maxX: left + side, maxY: top + side).shifted(inside: view)
    return Region(
      row: cells.nearest(to: Double(y) + 0.5), column: cells.nearest(to: Double(x) + 0.5), level: level,
      response: response, peakX: x, peakY: y, cropZoom: crop, cropView: crop.mapped(scale: toView),
      windowView: window,
      windowZoom: window.mapped(scale: 1 / toView))
  }

  /// The crop around the middle of the picture, in zoom pixels.
  var centreCrop: Box { cropBox(centreX: Float(zoomPixels) / 2, centreY: Float(zoomPixels) / 2) }

  // MARK: -

  private func cropBox(centreX: Float, centreY: Float) -> Box {
    let side = Float(patchPixels)
    let left = (centreX - side / 2).rounded()
    let top = (centreY - side / 2).rounded()
    let box = Box(minX: left, minY: top, maxX: left + side, maxY: top + side)
    guard configuration.border == .shift else { return box }
    return box.shifted(inside: Box(minX: 0, minY: 0, maxX: Float(zoomPixels), maxY: Float(zoomPixels)))
  }

  /// The kernel's code for the map: a level, 0 for the maximum, -1 for the sum.
  private func searchedLevel(_ probabilities: [Float]) -> Int32 {
    switch configuration.map {
    case .maximum: return 0
    case .sum: return -1
    case .evidence: return -2
    case .level1, .level2, .level3, .level4: return Int32(configuration.map.level ?? 0)
    case .predicted:
      precondition(probabilities.count == 5, "the predicted level needs y_A")
      return Int32((1...4).max { probabilities[$0] < probabilities[$1] } ?? 1)
    }
  }

  private static func scaled(_ pixels: Int, to side: Int, from reference: Int) -> Int {
    max(1, Int((Double(pixels) * Double(side) / Double(reference)).rounded()))
  }
}

extension ck_cells {
  /// The cells as the kernels take them.
  fileprivate init(_ cells: CellGrid) {
    self.init(count: Int32(cells.count), first: cells.firstCentre, stride: cells.stride)
  }
}
