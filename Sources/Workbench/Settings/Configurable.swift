/// A configuration that describes itself: everything that can be said of its settings follows from one list of keys.
public protocol Configurable: Sendable {
  /// Every key, in the order in which they are written.
  static var keys: [SettingKey<Self>] { get }
}

extension Configurable {
  /// The first key whose value lies outside its own form; nil where all are well.
  ///
  /// Values from YAML were read by the key and cannot be; those that a program sets can.
  public var fault: SettingFault? {
    for key in Self.keys where !key.isValidByType {
      var copy = self
      let value = key.value(in: self)
      if !key.read(value, into: &copy) {
        return SettingFault(key: key.name, value: value.prose, form: key.form.clause)
      }
    }
    return nil
  }

  /// The settings as they enter the id and the record of a result, in the order of the keys.
  ///
  /// - Throws: where a file that a key names cannot be read.
  public func identity() throws -> [(key: String, value: String)] {
    try Self.keys.compactMap { key in try key.identity(in: self).map { (key.name, $0) } }
  }

  /// Takes over what a record holds under the keys' names, or the names of earlier versions; a key that the record does
  /// not hold keeps its value.
  ///
  /// - Parameter required: keys that the record must hold, unless the settings read before them do not ask for them.
  /// - Returns: the first required key that is missing, or the first value that is not of its key's form; nil if there
  ///   is no such key.
  public mutating func read(record: [String: String], requiring required: [String] = []) -> SettingFault? {
    for key in Self.keys.filter(\.setsDefaults) + Self.keys.filter({ !$0.setsDefaults }) {
      guard let text = record[key.name] ?? key.formerName.flatMap({ record[$0] }) else {
        guard required.contains(key.name), key.isAsked(in: self) else { continue }
        return SettingFault(key: key.name, value: "missing", form: key.form.clause)
      }
      if !key.read(SettingValue(text: text), into: &self) {
        return SettingFault(key: key.name, value: SettingValue.scalar(text).prose, form: key.form.clause)
      }
    }
    return nil
  }
}

/// A value that is missing or not of its key's form.
public struct SettingFault: Hashable, Sendable {
  /// The key within its section.
  public let key: String
  /// The value, for a sentence; `missing` if there is none.
  public let value: String
  /// What it must be, for a sentence.
  public let form: String

  /// The fact as a clause about the key: `is "2", but must be a number from 0.5 to 0.9999`.
  public var reason: String { "is \(value), but must be \(form)" }

  /// The same with the key: `damping is "2", but must be a number from 0.5 to 0.9999`.
  public var clause: String { "\(key) \(reason)" }
}
