import Foundation
import Testing
import TestSupport
import Workbench

@testable import NeuralNet
@testable import ZoomInNet

@Suite("Files of weights")
struct WeightFileTests {
  private func check(_ bytes: [UInt8], named name: String) throws {
    let folder = try TemporaryFolder()
    try folder.write(Data(bytes), name)
    try WeightFile.check(folder[name])
  }

  /// The length of a header of 8 bytes, then its first one: how safetensors begin.
  private let safetensors: [UInt8] = [0x10, 0, 0, 0, 0, 0, 0, 0, 0x7B, 0x22]

  @Test(
    "a pickle is recognised by its first bytes or its name, and never read",
    arguments: [
      ([0x50, 0x4B, 0x03, 0x04, 1, 2, 3, 4, 5], "weights.safetensors"),
      ([0x80, 0x02, 0x8A, 0x0A], "weights"),
      ([0x80, 0x05, 0x95], "w.bin"), ([1, 2, 3], "w.PTH"), ([], "w.pt"),
    ] as [([UInt8], String)])
  func pickle(bytes: [UInt8], name: String) {
    let error = #expect(throws: ZoomInNetError.self) { try check(bytes, named: name) }
    #expect(error?.code == .weights && error?.reason.hasPrefix("is a pickle of PyTorch") == true)
    #expect(error?.remedy?.contains("save_file") == true)
  }

  @Test(
    "safetensors pass, whatever they are called and however long their header",
    arguments: ["w.safetensors", "w.pth"])
  func passes(name: String) throws {
    try check(safetensors, named: name)
    // A header of 0x0280 bytes looks like the second protocol of pickles until its ninth byte.
    try check([0x80, 0x02, 0, 0, 0, 0, 0, 0, 0x7B], named: name)
  }

  @Test("a name that a shell would take apart is quoted in the remedy")
  func quoted() throws {
    let folder = try TemporaryFolder()
    try folder.write(Data([0x50, 0x4B, 0x03, 0x04]), "it's mine.pth")
    let error = #expect(throws: ZoomInNetError.self) { try WeightFile.check(folder["it's mine.pth"]) }
    #expect(error?.remedy?.hasSuffix(#"'it'\''s mine.safetensors'"#) == true)
  }

  @Test("a file that is not there is missing")
  func missing() {
    let error = #expect(throws: WorkbenchError.self) {
      try WeightFile.check(URL(fileURLWithPath: "/nowhere/w"))
    }
    #expect(error?.code == .missing)
  }

  // MARK: - Fit

  private func parameter(_ role: ParameterRole = .weight) -> ParameterDescription {
    ParameterDescription(name: "x", shape: [2], role: role)
  }

  private func tensor(_ values: [Float]) -> Tensor { Tensor(shape: [values.count], values: values) }

  @Test("arrays that fit leave nothing to complain of")
  func fits() throws {
    var fit = WeightFit(network: "net")
    fit.check(tensor([1, -2]), named: "a", against: parameter())
    fit.check(tensor([0, 2]), named: "b", against: parameter(.runningVariance))
    try fit.conclude("w", remedy: "r")
  }

  @Test("all that is wrong is said at once, the first four of each kind by name")
  func complaints() {
    var fit = WeightFit(network: "net")
    for name in ["a", "b", "c", "d", "e"] { fit.check(nil, named: name, against: parameter()) }
    fit.check(tensor([1]), named: "f", against: parameter())
    fit.check(tensor([1, .nan]), named: "g", against: parameter())
    fit.check(tensor([1, -1e-9]), named: "h", against: parameter(.runningVariance))
    fit.extra = ["x", "y", "z", "u", "v", "w"]
    let error = #expect(throws: ZoomInNetError.self) { try fit.conclude("w.safetensors", remedy: "Mend it.") }
    #expect(
      error?.message
        == "w.safetensors: lacks a, b, c, d and 1 more array of net; has x, y, z, u and 2 more arrays, unknown to net; "
        + "has other shapes than net in f [1] instead of [2]; "
        + "has impossible numbers (not finite, or a variance below 0) in g, h. Mend it.")
  }
}
