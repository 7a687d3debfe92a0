import Foundation

/// The location of a data set and the layout of its tables.
public struct DataSource: Hashable, Sendable {
  /// The kinds of tables.
  public enum Layout: Hashable, Sendable {
    /// The layout of Kaggle's EyePACS.
    case eyepacs(EyePACSLayout)
    /// The layout of DDR's grading part.
    case ddr(DDRLayout)
    /// The layout of IDRiD as it is distributed.
    case idrid(IDRiDLayout)
    /// The layout of APTOS 2019.
    case aptos(APTOSLayout)
    /// The layout of Messidor.
    case messidor(MessidorLayout)
    /// The layout of Messidor-2.
    case messidor2(Messidor2Layout)
    /// One table of pictures with named columns; the phantoms' `manifest.csv` is one.
    case table(ManifestTable)
    /// Pictures without a table.
    case pictures(PictureFolderLayout)
  }

  /// What happens to a row whose picture does not exist (`data.missing_pictures`).
  public enum MissingPictures: String, Hashable, Sendable, CaseIterable {
    /// Reading ends with an error that names the row.
    case refused
    /// The row is left out and listed in `Manifest.missing`.
    case skipped
  }

  /// What happens to a picture in the data set's folders that no table lists (`data.unlisted_pictures`).
  public enum UnlistedPictures: String, Hashable, Sendable, CaseIterable {
    /// It is left out.
    case ignored
    /// It is used with an unknown grade.
    case unknownGrade = "unknown_grade"
    /// Reading ends with an error that names it.
    case refused
  }

  /// The folder that everything is relative to (`data.root`).
  public var root: URL
  /// The kind of tables.
  public var layout: Layout
  /// Tables of lesion boxes, relative to the root: `image,type,x0,y0,x1,y1` (`data.lesion_tables`).
  public var lesionTables: [String]
  /// Folders of lesion masks, relative to the root (`data.lesion_masks`), besides those that the layout has.
  public var lesionMaskFolders: [String]
  /// A list of pictures to leave out, relative to the root or absolute; nil if there is none (`data.exclude`).
  public var exclude: String?
  /// Rows without a picture.
  public var missingPictures: MissingPictures
  /// Pictures without a row.
  public var unlistedPictures: UnlistedPictures

  /// A data set.
  public init(
    root: URL, layout: Layout, lesionTables: [String] = [], lesionMaskFolders: [String] = [],
    exclude: String? = nil, missingPictures: MissingPictures = .refused,
    unlistedPictures: UnlistedPictures = .ignored
  ) {
    self.root = root
    self.layout = layout
    self.lesionTables = lesionTables
    self.lesionMaskFolders = lesionMaskFolders
    self.exclude = exclude
    self.missingPictures = missingPictures
    self.unlistedPictures = unlistedPictures
  }

  /// Reads only the tables of pictures: the manifest without its lesions. No picture or mask is opened.
  ///
  /// - Throws: `FundusError`: one sentence that names the file and the line.
  public func listing() throws(FundusError) -> Manifest {
    try checkRoot()
    var reading = try ManifestReading(source: self)
    switch layout {
    case .eyepacs(let layout): try layout.read(into: &reading)
    case .ddr(let layout): try layout.read(into: &reading)
    case .idrid(let layout): try layout.read(into: &reading)
    case .aptos(let layout): try layout.read(into: &reading)
    case .messidor(let layout): try layout.read(into: &reading)
    case .messidor2(let layout): try layout.read(into: &reading)
    case .table(let table): try table.read(into: &reading)
    case .pictures(let layout): try layout.read(into: &reading)
    }
    return try reading.finish()
  }

  /// Reads the tables, including those of lesions. No picture is opened, except lesion masks.
  ///
  /// - Throws: `FundusError`: one sentence that names the file and the line.
  public func manifest() throws(FundusError) -> Manifest { try withLesions(try listing()) }

  /// The pictures of `listing()` with the lesions of the tables and masks.
  ///
  /// - Throws: `FundusError`: one sentence that names the file and the line.
  public func withLesions(_ listing: Manifest) throws(FundusError) -> Manifest {
    var manifest = listing
    for table in lesionTables {
      manifest = try manifest.adding(lesionTable: root.appendingPathComponent(table))
    }
    for folder in allMaskFolders {
      manifest = try manifest.adding(lesionMasksIn: root.appendingPathComponent(folder))
    }
    return manifest
  }

  /// The folders of lesion masks that the keys name, then those of the layout, relative to the root.
  var allMaskFolders: [String] {
    guard case .idrid = layout else { return lesionMaskFolders }
    return lesionMaskFolders + IDRiDLayout.maskFolders(in: root)
  }

  // MARK: -

  private func checkRoot() throws(FundusError) {
    var isFolder: ObjCBool = false
    let exists = FileManager.default.fileExists(atPath: root.path, isDirectory: &isFolder)
    guard exists, isFolder.boolValue else {
      throw FundusError(
        .missing, at: root.path, exists ? "is not a folder" : "there is no such folder",
        remedy: "Set data.root to the folder of the data set.")
    }
  }
}

/// A row of a table that was left out because of its picture.
public struct MissingPicture: Hashable, Sendable {
  /// The picture's name in the table.
  public let name: String
  /// The table.
  public let table: String
  /// The line, counted from 1.
  public let line: Int
  /// What is in the picture's place, as a clause after its name; "there is no such picture" if nothing is.
  public let clause: String
}
