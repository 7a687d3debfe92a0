import Fundus

/// Where photographs come from: `data.source`.
public enum PictureOrigin: RawRepresentable, Hashable, Sendable, CaseIterable {
  /// Drawn by the program from the section `phantom:`.
  case phantom
  /// A folder with the layout of a data set.
  case folder(DataLayout)

  public static let allCases: [PictureOrigin] = [.phantom] + DataLayout.allCases.map(PictureOrigin.folder)

  public init?(rawValue: String) {
    guard let origin = Self.allCases.first(where: { $0.rawValue == rawValue }) else { return nil }
    self = origin
  }

  public var rawValue: String {
    switch self {
    case .phantom: "phantom"
    case .folder(let layout): layout.rawValue
    }
  }

  /// How the tables of the photographs are laid out; the drawn ones have a `manifest.csv`.
  public var layout: DataLayout {
    switch self {
    case .phantom: .table
    case .folder(let layout): layout
    }
  }
}
