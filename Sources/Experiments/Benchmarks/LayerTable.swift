import Foundation
import NeuralNet
import Runs
import ZoomInNet

/// Where the time of a step goes.
public struct LayerTable: CommandResult, Encodable {
  /// All steps of one kind.
  public struct Row: Encodable {
    let kind: String
    let count: Int
    let seconds: Double
    /// Of the whole step, 0...1.
    let share: Double
  }

  /// The convolutions beside the same ones alone.
  public struct Convolutions: Encodable {
    let pass: String
    let count: Int
    let seconds: Double
    let bareSeconds: Double
    let gigaflops: Double
    let bareGigaflops: Double
    /// Bare seconds divided by seconds: 1 is as fast as alone.
    let ofBare: Double
  }

  /// One of the layers that take longest.
  public struct Layer: Encodable {
    let label: String
    let kind: String
    let shape: String?
    let implementation: String
    let seconds: Double
    let share: Double
    let gigaflops: Double?
    let bareGigaflops: Double?
    let bareImplementation: String?
  }

  let schemaVersion = 1
  let work = "layers"
  let of: String
  let model: String
  let batch: Int
  let precision: String
  let lanes: Int
  let repetitions: Int
  /// The median of whole steps.
  let secondsPerStep: Double
  let kinds: [Row]
  /// The share of everything that is not a convolution, 0...1.
  let notConvolutionShare: Double
  let convolutions: [Convolutions]
  let layers: [Layer]

  init(
    work: BenchmarkedNetwork, repetitionCount: Int, steps: [StepTime], stepSeconds: Double,
    bare: [ConvolutionShape: BareConvolution], layerCount: Int
  ) {
    of = work.pass == .training ? "step" : "infer"
    model = work.name
    batch = work.batch
    precision = work.precision.rawValue
    lanes = work.laneCount
    repetitions = repetitionCount
    secondsPerStep = stepSeconds

    let byKind = Dictionary(grouping: steps, by: \.kind)
    func total(_ steps: [StepTime]) -> Double { steps.reduce(0) { $0 + $1.seconds } }
    var rows = StepKind.allCases.compactMap { kind in
      byKind[kind].map { steps in
        Row(kind: kind.rawValue, count: steps.count, seconds: total(steps), share: total(steps) / stepSeconds)
      }
    }
    let rest = max(0, stepSeconds - total(steps))
    rows.append(Row(kind: "outside the plans", count: 1, seconds: rest, share: rest / stepSeconds))
    kinds = rows
    let convolving = steps.filter(\.kind.isConvolution)
    notConvolutionShare = 1 - total(convolving) / stepSeconds

    func compared(_ pass: String, _ steps: [StepTime]) -> Convolutions {
      let operations = Double(steps.reduce(0) { $0 + ($1.convolution?.operationCount ?? 0) })
      let alone = steps.reduce(0) { sum, step in sum + (step.convolution.flatMap { bare[$0] }?.seconds ?? 0) }
      return Convolutions(
        pass: pass, count: steps.count, seconds: total(steps), bareSeconds: alone,
        gigaflops: operations / total(steps) / 1e9, bareGigaflops: operations / alone / 1e9,
        ofBare: alone / total(steps))
    }
    convolutions =
      StepKind.allCases.filter(\.isConvolution).compactMap { kind in
        byKind[kind].map { compared(kind.rawValue, $0) }
      } + (convolving.isEmpty ? [] : [compared("all convolutions", convolving)])

    layers = steps.sorted { $0.seconds > $1.seconds }.prefix(layerCount).map { step in
      let operations = step.convolution.map { Double($0.operationCount) }
      let alone = step.convolution.flatMap { bare[$0] }
      return Layer(
        label: step.label, kind: step.kind.rawValue, shape: step.convolution?.description,
        implementation: step.implementation, seconds: step.seconds, share: step.seconds / stepSeconds,
        gigaflops: operations.map { $0 / step.seconds / 1e9 },
        bareGigaflops: operations.flatMap { count in alone.map { count / $0.seconds / 1e9 } },
        bareImplementation: alone?.implementation)
    }
  }

  public var text: String {
    func line(_ cells: [(String, Int)]) -> String {
      cells.map { text, width in
        let gap = String(repeating: " ", count: max(0, abs(width) - text.count))
        return width < 0 ? text + gap : gap + text
      }.joined(separator: "  ")
    }
    func milliseconds(_ seconds: Double) -> String { String(format: "%.2f", seconds * 1e3) }
    func percent(_ share: Double) -> String { String(format: "%.1f %%", share * 100) }
    func whole(_ number: Double) -> String { String(format: "%.0f", number) }

    var lines = [
      "\(of) of \(model), batch \(batch), \(precision), \(lanes) lanes: \(milliseconds(secondsPerStep)) ms, "
        + "the median of \(repetitions).", "",
      line([("kind", -30), ("steps", 6), ("ms", 10), ("share", 8)]),
    ]
    for row in kinds {
      lines.append(
        line([(row.kind, -30), ("\(row.count)", 6), (milliseconds(row.seconds), 10), (percent(row.share), 8)])
      )
    }
    lines += [
      "all but convolutions: \(percent(notConvolutionShare))", "",
      line([
        ("convolutions", -30), ("steps", 6), ("ms", 10), ("alone ms", 10), ("GFLOP/s", 8), ("alone", 8),
        ("of alone", 9),
      ]),
    ]
    for row in convolutions {
      lines.append(
        line([
          (row.pass, -30), ("\(row.count)", 6), (milliseconds(row.seconds), 10),
          (milliseconds(row.bareSeconds), 10), (whole(row.gigaflops), 8), (whole(row.bareGigaflops), 8),
          (percent(row.ofBare), 9),
        ]))
    }
    if !layers.isEmpty {
      lines += [
        "",
        line([("ms", 8), ("share", 7), ("GFLOP/s", 8), ("alone", 6), ("layer, shape, implementation", -1)]),
      ]
    }
    for layer in layers {
      let parts = [layer.label, layer.shape ?? layer.kind, layer.implementation]
      lines.append(
        line([
          (milliseconds(layer.seconds), 8), (percent(layer.share), 7),
          (layer.gigaflops.map(whole) ?? "", 8), (layer.bareGigaflops.map(whole) ?? "", 6),
          (parts.joined(separator: ", "), -1),
        ]))
    }
    return lines.joined(separator: "\n")
  }
}
