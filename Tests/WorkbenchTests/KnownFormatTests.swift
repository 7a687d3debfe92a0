import Foundation
import Testing
import Workbench

struct KnownFormatTests {
  /// The beginning of a ZIP archive whose first entry has a name.
  private func archive(_ name: String) -> [UInt8] {
    [0x50, 0x4B, 3, 4] + [UInt8](repeating: 0, count: 22) + [UInt8(name.utf8.count), 0, 0, 0]
      + Array(name.utf8)
  }

  @Test(arguments: [
    ("archive/data.pkl", KnownFormat.pickle), ("net/data/0", .pickle), ("net/.format_version", .pickle),
    ("net/extra/producer.json", .pickle), ("[Content_Types].xml", .compressed), ("features/", .compressed),
    ("study/data/x.h5", .compressed), ("arr_0.npy", .numPy), ("config.json", .keras),
  ])
  func `an archive is told by its first entry`(name: String, format: KnownFormat) {
    #expect(KnownFormat(head: archive(name)) == format)
  }

  @Test func `later entries do not tell what an archive is`() {
    #expect(KnownFormat(head: archive("study/") + archive("study/data/x.h5")) == .compressed)
    #expect(KnownFormat(head: archive("study/a.csv") + archive("study/data.pkl")) == .compressed)
  }

  @Test func `safetensors and tables are none of these`() {
    #expect(KnownFormat(head: [16, 0, 0, 0, 0, 0, 0, 0] + Array("{\"a\":{}}".utf8)) == nil)
    #expect(KnownFormat(head: Array("image,level\na,0\n".utf8)) == nil)
  }
}
