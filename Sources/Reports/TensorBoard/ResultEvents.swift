import Foundation
import Imaging
import Runs
import Scoring

/// The events of a run's results: the figures of its evaluation, and some of its pictures.
public struct ResultEvents: Sendable {
  /// A picture and its tag, such as `attention/10_left`.
  public struct Picture: Sendable {
    /// What stands before the `/` groups pictures.
    public let tag: String
    /// A PNG, JPEG or TIFF file.
    public let file: URL

    /// A picture from a file.
    public init(_ tag: String, _ file: URL) { (self.tag, self.file) = (tag, file) }
  }

  let events: [TensorBoardEvent]

  /// Pixels; wider pictures are reduced, so that the file stays small.
  private static let width = 1400
  private static let quality = 84

  /// No results.
  public init() { events = [] }

  /// The events of some results.
  ///
  /// - Throws: `ImagingError` for a picture that cannot be read.
  public init(_ evaluation: Evaluation, pictures: [Picture]) throws {
    let scalars = evaluation.splits.sorted { $0.key < $1.key }.flatMap { Self.values(of: $1, split: $0) }
    events =
      scalars.map { TensorBoardEvent(step: 0, values: [$0]) }
      + (try pictures.map { TensorBoardEvent(step: 0, values: [try Self.value(of: $0)]) })
  }

  // MARK: -

  private static func values(of measures: Evaluation.Split, split: String) -> [TensorBoardEvent.Value] {
    var figures: [(name: String, value: Double?)] = []
    for (head, report) in measures.grading.sorted(by: { $0.key < $1.key }) {
      figures += [
        ("\(head)_kappa", report.kappa.value), ("\(head)_accuracy", report.accuracy.value),
        ("\(head)_referable_auc", report.referableAUC.value),
      ]
    }
    figures.append(("kappa_over_nuisance", measures.margin?.kappa.value))
    for (name, report) in measures.lesions.sorted(by: { $0.key < $1.key }) {
      figures += [
        ("lesions_\(name)", report.pooled.value), ("lesions_\(name)_per_person", report.perPerson.value),
        ("lesions_\(name)_over_baseline", report.margin?.value),
      ]
    }
    for (question, report) in (measures.supportVectors ?? [:]).sorted(by: { $0.key < $1.key }) {
      figures.append(("svm_\(question)_auc", report.areaUnderCurve.value))
    }
    return figures.compactMap { name, value in
      value.map { TensorBoardEvent.Value(tag: "evaluation-\(split)/\(name)", content: .scalar(Float($0))) }
    }
  }

  private static func value(of picture: Picture) throws -> TensorBoardEvent.Value {
    let raster = try Raster.load(picture.file).rgb()
    let shown =
      raster.width > width
      ? raster.resampled(width: width, height: max(1, raster.height * width / raster.width)) : raster
    return TensorBoardEvent.Value(
      tag: picture.tag,
      content: .picture(try shown.jpeg(quality: quality), width: shown.width, height: shown.height))
  }
}
