/// How one loss of a phase went over the updates of training.
public struct LossCurve: Hashable, Sendable {
  /// The phase of training.
  public let phase: String
  /// The loss: `loss` for the weighted sum, `loss_m` and the like for its parts.
  public let loss: String
  /// The loss at each update.
  public let values: [Double]
  /// Epochs begun.
  public let epochCount: Int

  /// The curves of a log, in the order in which they begin. Where a phase has one part, its sum is the same again and is
  /// left out.
  public static func all(_ lines: [TrainingLog.Line]) -> [LossCurve] {
    var order: [[String]] = []
    var values: [[String]: [Double]] = [:]
    var epochs: [String: Int] = [:]
    for line in lines {
      epochs[line.phase] = max(epochs[line.phase] ?? 0, line.epoch + 1)
      for (loss, value) in line.losses.sorted(by: { $0.key < $1.key }) {
        let key = [line.phase, loss]
        if values[key] == nil { order.append(key) }
        values[key, default: []].append(value)
      }
    }
    return order.filter { key in
      let others = order.filter { $0[0] == key[0] && $0 != key }
      return key[1] != "loss" || !others.contains { values[$0] == values[key] }
    }.map { key in
      LossCurve(phase: key[0], loss: key[1], values: values[key] ?? [], epochCount: epochs[key[0]] ?? 0)
    }
  }

  /// Means of neighbouring values, at most `count` of them, each of as many updates; the last may be of fewer.
  public func averages(count: Int) -> [Double] {
    let width = max(1, (values.count + count - 1) / count)
    return stride(from: 0, to: values.count, by: width).map { start in
      let part = values[start..<min(start + width, values.count)]
      return part.reduce(0, +) / Double(part.count)
    }
  }

  /// The mean of the finite losses around each update, over `width` updates, fewer at the ends; NaN if none is finite.
  public func movingMean(width: Int) -> [Double] {
    let half = max(0, width / 2)
    var sums = [(loss: 0.0, count: 0.0)]
    for value in values {
      let last = sums[sums.count - 1]
      sums.append(value.isFinite ? (last.loss + value, last.count + 1) : last)
    }
    return values.indices.map { index in
      let (first, last) = (sums[max(0, index - half)], sums[min(values.count, index + half + 1)])
      return (last.loss - first.loss) / (last.count - first.count)
    }
  }
}
