import Foundation
import Workbench

extension DataSource {
  /// A SHA-256 over the names and the bytes of all lesion tables and lesion masks, in the order of their names. It
  /// changes whenever a lesion may have changed. No mask is decoded. The number in it increases whenever the same files
  /// give other lesions than before.
  ///
  /// It is part of the key of everything that depends on lesions: recall, mined `/lesion` tables, judgements. Training
  /// does not depend on lesions; its key uses only `Manifest.listingHash`. The root is not hashed, so the data may be
  /// moved.
  ///
  /// - Throws: `FundusError` `.missing` or `.unreadable` for a table or folder that is not there or cannot be read.
  public func lesionHash() throws(FundusError) -> String {
    var hash = ContentHash()
    hash.update("fundus lesions 2")
    for table in lesionTables {
      hash.update("table")
      try hash.update(named: table, at: root.appendingPathComponent(table))
    }
    for folder in allMaskFolders {
      hash.update("masks")
      hash.update(folder)
      let url = root.appendingPathComponent(folder)
      for name in try Manifest.lesionMaskNames(in: url) {
        try hash.update(named: name, at: url.appendingPathComponent(name))
      }
    }
    return hash.hexadecimal()
  }
}

extension ContentHash {
  fileprivate mutating func update(named name: String, at url: URL) throws(FundusError) {
    update(name)
    do { update(try ContentHash.hexadecimal(ofFile: url)) } catch { throw FundusError(error) }
  }
}
