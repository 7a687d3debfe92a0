import Foundation
import NeuralNet

/// Files of arrays: what is read must survive being written as safetensors.
struct TensorReader: FuzzedReader {
  let form: any FileForm
  /// The folder of the valid files.
  let folder: String
  /// Reads the arrays.
  let parse: @Sendable (Data) throws -> Safetensors.Content

  /// Safetensors.
  static var safetensors: TensorReader {
    TensorReader(form: SafetensorsForm(), folder: "safetensors") { try Safetensors.parse($0, place: "input") }
  }

  /// Files of `torch.save`.
  static var pyTorch: TensorReader {
    TensorReader(form: PyTorchForm(), folder: "pth") { bytes in
      var content = try PyTorchFile.parse(bytes, place: "input")
      // The one name that safetensors have for something else.
      content.tensors["__metadata__"] = nil
      return content
    }
  }

  func seeds() throws -> [[UInt8]] { try SeedFiles.all(folder) }

  func read(_ bytes: [UInt8]) throws {
    let content = try parse(Data(bytes))
    let written = Safetensors.bytes(content.tensors, metadata: content.metadata)
    let again: Safetensors.Content
    do {
      again = try Safetensors.parse(written, place: "written")
    } catch {
      throw Defect("the written arrays are refused: \(error)")
    }
    guard again.metadata == content.metadata else { throw Defect("the metadata read back as others") }
    guard Self.isSame(again.tensors, content.tensors) else { throw Defect("the arrays read back as others") }
  }

  // MARK: -

  /// Equality to the bit: NaN is a value like any other.
  private static func isSame(_ one: [String: Tensor], _ other: [String: Tensor]) -> Bool {
    one.count == other.count
      && one.allSatisfy { name, tensor in
        guard let twin = other[name], twin.shape == tensor.shape else { return false }
        return tensor.values.elementsEqual(twin.values) { $0.bitPattern == $1.bitPattern }
      }
  }
}
