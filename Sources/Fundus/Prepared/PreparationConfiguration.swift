import Workbench

/// How photographs are prepared.
public struct PreparationConfiguration: Hashable, Sendable {
  /// The sizes of the square that M-Net sees.
  static let viewRange = 32...4_096
  /// The sizes of the square that is kept.
  static let zoomRange = 32...8_192

  /// Side of the square that M-Net sees (`data.view_pixels`).
  public var viewPixels: Int
  /// Side of the square that is kept, and that patches are cut from (`data.zoom_pixels`).
  public var zoomPixels: Int
  /// Whether the kept square is a PNG, without loss, instead of a JPEG of quality 95 (`data.lossless`).
  public var lossless: Bool
  /// Whether all outside the retina is painted black (`data.mask_border`): lettering, a white border.
  public var masksBorder: Bool
  /// How bright the retina is against its border; see `RetinaFinder` (`data.border_threshold`).
  public var borderThreshold: Double
  /// The fraction of pictures that may be broken before the run stops (`data.maximum_skipped_fraction`).
  public var maximumSkippedFraction: Double

  /// A preparation; the paper's sizes by default.
  public init(
    viewPixels: Int = 492, zoomPixels: Int = 1230, lossless: Bool = false, masksBorder: Bool = true,
    borderThreshold: Double = 0.1, maximumSkippedFraction: Double = 0.02
  ) {
    self.viewPixels = viewPixels
    self.zoomPixels = zoomPixels
    self.lossless = lossless
    self.masksBorder = masksBorder
    self.borderThreshold = borderThreshold
    self.maximumSkippedFraction = maximumSkippedFraction
  }

  /// The version, increased by hand whenever the same keys give different prepared pictures than before.
  static let version = 3

  /// The name of the folder for pictures prepared with the same settings. The size of the view is not part of it,
  /// because views are made in memory.
  public var cacheKey: String {
    let text =
      "prepared \(Self.version) zoom \(zoomPixels) lossless \(lossless) mask \(masksBorder) "
      + "threshold \(borderThreshold)"
    return String(ContentHash.hexadecimal(of: text).prefix(16))
  }

  /// - Throws: `FundusError` `.configuration` naming the key that is out of range.
  func validate() throws(FundusError) {
    if let fault { throw FundusError(.configuration, at: "data.\(fault.key)", fault.reason) }
    guard Self.viewRange.contains(viewPixels) else {
      throw FundusError(
        .configuration, at: "data.view_pixels",
        "is \(viewPixels), but must be \(SettingForm.integer(Self.viewRange).clause)")
    }
    guard Self.zoomRange.contains(zoomPixels), zoomPixels >= viewPixels else {
      throw FundusError(
        .configuration, at: "data.zoom_pixels",
        "is \(zoomPixels), but must be at least data.view_pixels, \(viewPixels), and at most "
          + "\(Self.zoomRange.upperBound)")
    }
  }
}

extension PreparationConfiguration: Configurable {
  /// The sizes have no key here: they are the network's unless `data.view_pixels` and `data.zoom_pixels` say otherwise.
  public static let keys: [SettingKey<PreparationConfiguration>] = [
    .number(
      "border_threshold", \.borderThreshold, 0.005...0.5,
      "Brightness above the dark border from which a pixel belongs to the retina."),
    .flag(
      "mask_border", \.masksBorder,
      "Whether all outside the retina is painted black in prepared pictures, panels and mosaics: lettering, a white border."
    ),
    .flag("lossless", \.lossless, "Prepared pictures as PNG instead of JPEG 4:4:4 at 95."),
    .number(
      "maximum_skipped_fraction", \.maximumSkippedFraction, 0...1,
      "Share of pictures that may be broken before the run stops."
    ).changing(.nothing),
  ]
}
