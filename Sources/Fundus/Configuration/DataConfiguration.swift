import Foundation
import Workbench

/// The photographs of an experiment, and how they are listed, divided and prepared: the keys of `data`.
public struct DataConfiguration: Hashable, Sendable {
  /// The folder of the data set.
  public var root: String?
  /// EyePACS: the table of grades.
  public var labels = EyePACSLayout().labels
  /// EyePACS: the table of the public and private test rows.
  public var solution: String?
  /// Table: the file.
  public var table = ManifestTable().file
  /// Table: the names of its columns.
  public var columns = ManifestTable.Columns()
  /// Table: the table of the two eyes of each patient.
  public var pairs: String?
  /// Folders in which pictures are looked for by name.
  public var folders = ManifestTable().folders
  /// Tables of lesion boxes.
  public var lesionTables: [String] = []
  /// Folders of lesion masks.
  public var lesionMasks: [String] = []
  /// The list of pictures to leave out.
  public var exclude: String?
  /// What happens to rows without a picture.
  public var missingPictures = DataSource.MissingPictures.refused
  /// What happens to pictures without a row.
  public var unlistedPictures = DataSource.UnlistedPictures.ignored
  /// How patients are divided into splits if the data do not assign them.
  public var split = SplitConfiguration()
  /// The seed of the division; nil: the experiment's seed.
  public var splitSeed: Int?
  /// Negative control: the seed by which grades are permuted over patients; 0: not permuted.
  public var shuffledGrades = 0
  /// How photographs are prepared. The sizes are those of the network unless given here.
  public var preparation = PreparationConfiguration()
  /// Side of the square that the network sees first; nil: the preset's.
  public var viewPixels: Int?
  /// Side of the square that patches are cut from; nil: the preset's, in proportion to the view.
  public var zoomPixels: Int?

  /// The defaults: grades in `trainLabels.csv`, or pictures in `manifest.csv`.
  public init() {}

  /// These pictures, prepared as another configuration says.
  public func prepared(like other: DataConfiguration) -> DataConfiguration {
    var data = self
    (data.viewPixels, data.zoomPixels) = (other.viewPixels, other.zoomPixels)
    data.preparation = other.preparation
    // This does not change a picture.
    data.preparation.maximumSkippedFraction = preparation.maximumSkippedFraction
    return data
  }

  /// The data set in a folder, in one of the layouts.
  public func source(root: URL, layout: DataLayout) -> DataSource {
    DataSource(
      root: root, layout: description(of: layout), lesionTables: lesionTables, lesionMaskFolders: lesionMasks,
      exclude: exclude, missingPictures: missingPictures, unlistedPictures: unlistedPictures)
  }

  // MARK: -

  /// A layout as these keys describe it.
  private func description(of layout: DataLayout) -> DataSource.Layout {
    switch layout {
    case .eyepacs: .eyepacs(EyePACSLayout(labels: labels, solution: solution, folders: folders))
    case .ddr: .ddr(DDRLayout())
    case .idrid: .idrid(IDRiDLayout())
    case .aptos: .aptos(APTOSLayout())
    case .messidor: .messidor(MessidorLayout(folders: givenFolders))
    case .messidor2:
      .messidor2(Messidor2Layout(pairs: pairs ?? Messidor2Layout().pairs, folders: givenFolders))
    case .table: .table(ManifestTable(file: table, columns: columns, pairs: pairs, folders: folders))
    case .pictures: .pictures(PictureFolderLayout(folders: givenFolders))
    }
  }

  /// The folders that the experiment names; nil if it leaves them at their default.
  private var givenFolders: [String]? { folders == ManifestTable().folders ? nil : folders }
}

extension DataConfiguration: Configurable {
  public static let keys: [SettingKey<DataConfiguration>] =
    [
      .optionalWords(
        "root", \.root, form: "a folder", "The folder of the data set; drawn photographs have their own."
      ).changing(.nothing),
      .words("labels", \.labels, form: "a file in data.root", "EyePACS: the grades."),
      .optionalWords(
        "solution", \.solution, form: "a file in data.root",
        "EyePACS: retinopathy_solution.csv, whose Usage column assigns pictures to validation (Public) or test (Private)."
      ),
      .words("table", \.table, form: "a file in data.root", "Table: one picture a row."),
      column("path", \.columns.path, "the picture's path"),
      .words(
        "column_image", \.columns.image, form: "the name of a column",
        "Table: the column of the picture's name."),
      column("patient", \.columns.patient, "the patient; without it each picture is its own patient"),
      column("eye", \.columns.eye, "left or right"),
      column("level", \.columns.level, "the grade, 0 to 4; blank is unknown; null: no grade is known"),
      column("split", \.columns.split, "train, validation, test or shifted"),
      .optionalWords(
        "pairs", \.pairs, form: "a file in data.root",
        "Table and messidor-2: the names of each patient's pictures in the columns left and right, such as messidor-2.csv."
      ).asked { $0.pairs != nil },
      list(
        "folders", \.folders,
        "Folders in data.root in which pictures are looked for by name. Unless they are given, messidor, messidor-2 and pictures search every folder; ddr, idrid and aptos have their own."
      ),
      .optionalWords(
        "exclude", \.exclude, form: "a file in data.root, or an absolute path",
        "The pictures to leave out: a name in each line, or a table with the column image."
      ).asked { $0.exclude != nil },
      // The keys of later stages contain the lesions' hash; training does not use lesions.
      list("lesion_tables", \.lesionTables, "Tables of lesion boxes: image,type,x0,y0,x1,y1.")
        .changing(.nothing),
      list("lesion_masks", \.lesionMasks, "Folders of masks: <image>_<TYPE>.png or .tif.").changing(.nothing),
      .choice("missing_pictures", \.missingPictures, "What happens to rows without a picture."),
      .choice("unlisted_pictures", \.unlistedPictures, "What happens to pictures without a row."),
    ]
    + SplitConfiguration.keys.map { $0.lifted(to: \.split) }
    + [
      .optionalInteger(
        "split_seed", \.splitSeed, 0...Int(Int32.max),
        "The seed that divides patients if the data have no splits; null: experiment.seed."),
      .integer(
        "shuffled_grades", \.shuffledGrades, 0...Int(Int32.max),
        "Negative control: the seed by which grades are permuted over the patients of each split; 0: not permuted."
      ),
      .optionalInteger(
        "view_pixels", \.viewPixels, PreparationConfiguration.viewRange, unit: "pixels",
        "Side of the square that M-Net sees; larger squares give finer attention. null: the preset's."),
      .optionalInteger(
        "zoom_pixels", \.zoomPixels, PreparationConfiguration.zoomRange, unit: "pixels",
        "Side of the square that is kept and that C-Net's patches are cut from; null: the preset's, in proportion to the view."
      ),
    ]
    + PreparationConfiguration.keys.map { $0.lifted(to: \.preparation) }

  private static func column(
    _ name: String, _ place: SettingKey<DataConfiguration>.Place<String?>, _ meaning: String
  ) -> SettingKey<DataConfiguration> {
    .optionalName("column_\(name)", place, form: "the name of a column", "Table: the column of \(meaning).")
  }

  private static func list(
    _ name: String, _ place: SettingKey<DataConfiguration>.Place<[String]>, _ meaning: String
  ) -> SettingKey<DataConfiguration> {
    .list(
      name, place, form: "a list of names in data.root, such as [a, b]", of: .text("a name"), meaning,
      read: { $0 }, write: { $0 })
  }
}
