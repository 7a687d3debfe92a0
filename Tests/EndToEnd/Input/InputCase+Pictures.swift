import Foundation
import Imaging
import TestSupport

extension InputCase {
  /// Pictures that are refused, in a data set beside a good one; what is accepted is in `AcceptedPictureTests`.
  static let pictures: [InputCase] = [
    refused("truncated JPEG", "is a JPEG that is cut off or damaged (Premature end of JPEG file). \(copy)") {
      let whole = try DrawnEye().jpeg()
      return Array(whole[..<(whole.count / 2)])
    },
    refused("truncated PNG", "is a PNG that is cut off or damaged (the file ends early). \(copy)") {
      let whole = try DrawnEye().png()
      return Array(whole[..<(whole.count / 2)])
    },
    refused("text named .jpg", "is not a JPEG, PNG or TIFF. Give a JPEG, PNG or TIFF file.") {
      Array("not a picture\n".utf8)
    },
    refused("zero bytes", "is empty. Give a JPEG, PNG or TIFF file.") { [] },
    refused("all black", "shows nothing: 95 % of it are as dark as 0 of 255. \(replace)") { try even(0) },
    refused("all white", "shows nothing: 90 % of it have the same brightness, about 255 of 255. \(replace)") {
      try even(255)
    },
    refused("all grey", "shows nothing: 90 % of it have the same brightness, about 128 of 255. \(replace)") {
      try even(128)
    },
    refused(
      "3 pixels",
      "is only 3 x 1 pixels large. A photograph has at least 32 in both directions: replace it, or remove its row."
    ) { Array(try Raster(width: 3, height: 1, channelCount: 3, filledWith: 90).png()) },
    refused(
      "a header that promises too much",
      "has 30000 x 30000 pixels, more than the 400000000 allowed. Shrink the picture first."
    ) { PortableNetworkGraphic.promise(width: 30000, height: 30000) },
    refused(
      "CMYK JPEG",
      "is a kind of JPEG that is not read here (its colours are for print (CMYK)). Convert it to an 8-bit RGB or grey "
        + "JPEG, PNG or TIFF."
    ) { try golden("ImagingTests/Golden/cmyk.jpg") },
    refused(
      "a depth that is not clear",
      "has 16-bit samples of which at most 14 bits are used, and does not say how many they have. Save it with 8 bits, "
        + "or with its depth in PNG's sBIT or TIFF's MaxSampleValue."
    ) { written(DrawnEye().raster(), depth: 14).png() },
    refused(
      "two photographs in a TIFF",
      "has 2 pages of about the same size, and does not say which is the photograph. Save the photograph as a file of "
        + "one page."
    ) {
      let page = written(DrawnEye().raster()).page(bits: 8)
      return TIFFPage.file([page, page])
    },
    refused(
      "JPEG 2000 in a TIFF",
      "is a kind of TIFF that is not read here (it is compressed as JPEG 2000). Convert it to an 8-bit RGB or grey JPEG, "
        + "PNG or TIFF."
    ) { written(DrawnEye().raster()).tiff(bits: 8, (259, 3, [34712])) },
    refused(
      "transparent everywhere",
      "is transparent everywhere, so it shows nothing. Save it without transparency, or remove its row."
    ) { written(DrawnEye().raster()).adding(channel: 0).png(bits: 8) },
    InputCase(
      "a folder and a pipe named like pictures", "data check data", exits: 1,
      "b: is a folder, not a file ({}/data/manifest.csv, line 3)",
      "c: is a named pipe, not a file ({}/data/manifest.csv, line 4)",
      "d: is a symbolic link to a file that is not there ({}/data/manifest.csv, line 5)"
    ) {
      try $0.dataSet(["a.jpg": try DrawnEye().jpeg()])
      try $0.write([], as: "data/b.jpg/inside.txt")
      mkfifo($0.folder.appendingPathComponent("data/c.jpg").path, 0o600)
      symlink("nowhere.jpg", $0.folder.appendingPathComponent("data/d.jpg").path)
      try $0.write(Array("image,level\na,0\nb,1\nc,2\nd,3\n".utf8), as: "data/manifest.csv")
    },
    InputCase(
      "pictures of other formats", "data check data", exits: 0,
      "Not read     2 .bmp, 1 .gif: convert them to JPEG, PNG or TIFF, or remove them"
    ) {
      try $0.dataSet(["a.jfif": try DrawnEye().jpeg()])
      for name in ["b.bmp", "c.bmp", "d.gif"] { try $0.write([], as: "data/\(name)") }
    },
    InputCase(
      "a broken picture in a run", "run small.yaml data.source=table data.root=data", exits: 65,
      "{}/data: 1 of 2 pictures cannot be used, more than data.maximum_skipped_fraction 0.02 allows; the first, b.jpg, "
        + "is empty. `zoomin data check` lists them. Repair or remove them, or raise data.maximum_skipped_fraction."
    ) {
      _ = try $0.write(smallExperiment, as: "small.yaml")
      try $0.dataSet(["a.jpg": try DrawnEye().jpeg(), "b.jpg": []])
    },
  ]

  /// The bytes of a file that another program made.
  static func golden(_ path: String) throws -> [UInt8] {
    Array(try Data(contentsOf: SourceTree.test(path)))
  }

  // MARK: -

  private static let copy = "Copy the file again from its source."
  private static let replace = "Replace it by the photograph, or remove its row."

  private static func even(_ sample: UInt8) throws -> [UInt8] {
    Array(try Raster(width: 600, height: 450, channelCount: 3, filledWith: sample).jpeg(quality: 90))
  }

  private static func written(_ raster: Raster, depth: Int = 8) -> WrittenPicture {
    WrittenPicture(
      width: raster.width, height: raster.height, channelCount: raster.channelCount, bytes: raster.samples,
      depth: depth)
  }

  private static func refused(
    _ item: String, _ clause: String, _ bytes: @escaping @Sendable () throws -> [UInt8]
  ) -> InputCase {
    InputCase(item, "data check data", exits: 1, "b.jpg: The picture \(clause)") {
      try $0.dataSet(["a.jpg": try DrawnEye().jpeg(), "b.jpg": try bytes()])
    }
  }
}
