import Foundation
import NeuralNet

/// Safetensors: what is read must survive being written.
struct TensorReader: FuzzedReader {
  let form: any FileForm = SafetensorsForm()

  func seeds() throws -> [[UInt8]] { try SeedFiles.all("safetensors") }

  func read(_ bytes: [UInt8]) throws {
    let content = try Safetensors.parse(Data(bytes), place: "input")
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
