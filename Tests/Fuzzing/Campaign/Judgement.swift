import Settings
import FeatureStore
import Fundus
import Imaging
import NeuralNet
import Workbench

/// What a reader made of one input.
enum Judgement {
  case accepted
  /// Refused with a sentence; the kind is that of the error.
  case refused(kind: String)
  /// Anything else.
  case defect(String)

  /// Lets a reader read.
  init(of reader: any FuzzedReader, on bytes: [UInt8]) {
    do {
      try reader.read(bytes)
      self = .accepted
    } catch let error as Defect {
      self = .defect(error.reason)
    } catch let error as any ZoominError {
      self = Self.fault(in: error.message).map { .defect($0) } ?? .refused(kind: Self.kind(of: error))
    } catch {
      self = .defect("an error that is no sentence: \(error)")
    }
  }

  /// Why a message is no sentence that a terminal can show in a line or a few; nil where it is one.
  static func fault(in message: String) -> String? {
    guard message.unicodeScalars.allSatisfy({ !isControl($0) }) else {
      return "the message holds a control character: \(message.debugDescription.prefix(200))"
    }
    // Seven hundred scalars, each of which may be spelled out.
    guard message.unicodeScalars.count <= 700 * 10 else {
      return "the message has \(message.count) characters: \(message.prefix(200))"
    }
    guard let last = message.last, ".?!".contains(last) else {
      return "the message is no sentence: \(message.prefix(200))"
    }
    return nil
  }

  // MARK: -

  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII { return scalar.value < 0x20 || scalar.value == 0x7F }
    return switch scalar.properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator: true
    default: false
    }
  }

  private static func kind(of error: any ZoominError) -> String {
    let code =
      switch error {
      case let error as ImagingError: "\(error.code)"
      case let error as WorkbenchError: "\(error.code)"
      case let error as NeuralNetError: "\(error.code)"
      case let error as FundusError: "\(error.code)"
      case let error as FeatureStoreError: "\(error.code)"
      case let error as SettingsError: "\(error.code)"
      default: "\(type(of: error))"
      }
    return String(code.prefix { $0 != "(" })
  }
}
