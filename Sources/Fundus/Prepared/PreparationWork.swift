import Foundation
import Imaging
import Workbench

/// Prepares single pictures for `PictureStore.prepare`. Every method may run on any thread.
struct PreparationWork: Sendable {
  let manifest: Manifest
  let configuration: PreparationConfiguration
  /// The folder of everything prepared with these keys.
  let folder: URL
  let index: HashIndex

  /// The hash of a source file, cached or computed; a failure if something is there and cannot be read.
  ///
  /// - Throws: `FundusError` `.missing` if nothing is there.
  func sha256(of entry: ManifestEntry) throws(FundusError) -> Result<String, FundusError> {
    let url = manifest.url(of: entry)
    do throws(FundusError) {
      let stamp = try FileStamp(of: url)
      let path = url.standardizedFileURL.path
      if let known = index.sha256(of: path, stamp: stamp) { return .success(known) }
      guard let sha256 = try? ContentHash.hexadecimal(ofFile: url) else {
        throw FundusError(
          .unreadable, at: url.path, "cannot be read", remedy: "Check that the file may be read.")
      }
      index.remember(path, stamp: stamp, sha256: sha256)
      return .success(sha256)
    } catch {
      guard error.code == .unreadable else { throw error }
      return .failure(error)
    }
  }

  /// Makes the zoom square and the record of a source, unless both are there.
  func prepare(_ entry: ManifestEntry, sha256: String) throws(FundusError) {
    if let record = PictureRecord.load(recordURL(sha256)), isWhole(record, sha256) { return }
    var record = PictureRecord()
    let url = manifest.url(of: entry)
    let preparation = PicturePreparation(configuration)
    let square: Raster
    do {
      (square, record) = try preparation.square(of: url)
    } catch let error as ImagingError where Self.liesInTheFile(error) {
      record.refusal = error.libraryMessage.map { "\(error.reason) (\($0))" } ?? error.reason
      record.remedy = error.remedy
      return try record.save(to: recordURL(sha256))
    } catch let error as FundusError {
      let error = Self.explained(error, url)
      record.refusal = error.reason
      record.remedy = error.remedy
      return try record.save(to: recordURL(sha256))
    } catch {
      throw FundusError(.unreadable, at: url.path, "\(error)")
    }
    let data: Data
    do throws(ImagingError) {
      data = try preparation.encoded(square)
    } catch {
      throw FundusError(.unwritable, at: zoomURL(sha256).path, error.reason)
    }
    do { try AtomicFile.write(data, to: zoomURL(sha256)) } catch { throw FundusError(error) }
    record.zoomByteCount = data.count
    try record.save(to: recordURL(sha256))
  }

  /// The records in manifest order, as pictures and reasons.
  func gather(
    _ hashes: [Result<String, FundusError>]
  ) throws(FundusError) -> (entries: [ManifestEntry], pictures: [PreparedPicture], skipped: [SkippedPicture])
  {
    var entries: [ManifestEntry] = []
    var pictures: [PreparedPicture] = []
    var skipped: [SkippedPicture] = []
    for (entry, hash) in zip(manifest.entries, hashes) {
      let sha256: String
      switch hash {
      case .success(let found): sha256 = found
      case .failure(let error):
        skipped.append(
          SkippedPicture(id: entry.id, path: entry.path, clause: error.reason, remedy: error.remedy))
        continue
      }
      guard let record = PictureRecord.load(recordURL(sha256)) else {
        throw FundusError(
          .missing, at: recordURL(sha256).path, "vanished while pictures were prepared",
          remedy: "Let no other program clear the cache during a run.")
      }
      if let refusal = record.refusal {
        skipped.append(
          SkippedPicture(id: entry.id, path: entry.path, clause: refusal, remedy: record.remedy))
        continue
      }
      entries.append(entry)
      pictures.append(try picture(record, sha256: sha256, entry))
    }
    return (entries, pictures, skipped)
  }

  // MARK: -

  /// Whether the file's bytes cause the failure, so that it would happen again.
  private static func liesInTheFile(_ error: ImagingError) -> Bool {
    [.notAPicture, .truncated, .unsupported, .tooLarge].contains(error.code)
  }

  /// A picture that shows nothing because it is transparent says so.
  private static func explained(_ error: FundusError, _ url: URL) -> FundusError {
    guard error.code == .broken, let fraction = try? Raster.transparentFraction(of: url), fraction >= 0.95
    else { return error }
    let extent = fraction == 1 ? "everywhere" : "in \(Int(100 * fraction)) % of its area"
    return FundusError(
      .broken, at: error.place, "is transparent \(extent), so it shows nothing",
      remedy: "Save it without transparency, or remove its row.")
  }

  private func picture(
    _ record: PictureRecord, sha256: String, _ entry: ManifestEntry
  ) throws(FundusError) -> PreparedPicture {
    guard record.cropBox.count == 4, let outline = record.outline, let method = record.method else {
      throw FundusError(
        .malformed, at: recordURL(sha256).path, "is not a record of a prepared picture",
        remedy: "Delete it; it will be made again.")
    }
    return PreparedPicture(
      cropBox: Box(
        minX: record.cropBox[0], minY: record.cropBox[1], maxX: record.cropBox[2], maxY: record.cropBox[3]),
      sourceWidth: record.sourceWidth, sourceHeight: record.sourceHeight,
      sourceByteCount: try FileStamp(of: manifest.url(of: entry)).byteCount, sha256: sha256,
      outline: outline, method: method, zoom: zoomURL(sha256))
  }

  private func isWhole(_ record: PictureRecord, _ sha256: String) -> Bool {
    guard record.refusal == nil else { return true }
    let stamp = try? FileStamp(of: zoomURL(sha256))
    return stamp?.byteCount == record.zoomByteCount && record.outline != nil && record.cropBox.count == 4
  }

  private func zoomURL(_ sha256: String) -> URL {
    place(sha256).appendingPathExtension(configuration.lossless ? "png" : "jpg")
  }

  private func recordURL(_ sha256: String) -> URL { place(sha256).appendingPathExtension("json") }

  private func place(_ sha256: String) -> URL {
    folder.appendingPathComponent(String(sha256.prefix(2))).appendingPathComponent(sha256)
  }
}
