import Foundation
import NeuralNet
import Pipeline
import Runs
import ZoomInNet

/// How the time of a step is divided. Sums and ratios are computed within each repetition; then their medians are
/// taken.
public struct LayerTable: CommandResult, Encodable {
  /// All steps of one kind.
  public struct Row: Encodable {
    let kind: String
    let count: Int
    let seconds: Double
    /// The share of the whole step, 0...1.
    let share: Double
    let isConvolution: Bool
  }

  /// Convolutions compared with the same ones alone.
  public struct Convolutions: Encodable {
    let pass: String
    let count: Int
    /// The number of convolutions with the same layouts as alone.
    let inBareLayouts: Int
    let seconds: Double
    let bareSeconds: Double
    let gigaflops: Double
    let bareGigaflops: Double
    /// The sum of bare seconds divided by the sum of seconds: 1 is as fast as alone.
    let ofBare: Double
  }

  /// One of the slowest layers.
  public struct Layer: Encodable {
    let label: String
    let kind: String
    let shape: String?
    let implementation: String
    let seconds: Double
    let share: Double
    let gigaflops: Double?
    /// As in `Convolutions`, for this layer.
    let ofBare: Double?
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

  /// - Parameters:
  ///   - lapSeconds: how long each repetition took as a whole.
  ///   - steps: the steps in them.
  ///   - compared: the same steps in other repetitions, with each convolution compared with the same one alone.
  init(
    work: BenchmarkedNetwork, lapSeconds: [Double], steps: [StepTime], compared: [StepTime], layerCount: Int
  ) {
    of = work.pass == .training ? "step" : "infer"
    model = work.name
    batch = work.batch
    precision = work.precision.rawValue
    lanes = work.laneCount
    repetitions = lapSeconds.count
    secondsPerStep = Self.median(lapSeconds)

    func row(_ kind: String, _ steps: [StepTime], isConvolution: Bool = false) -> Row {
      let seconds = Self.laps(steps, \.laps)
      return Row(
        kind: kind, count: steps.count, seconds: Self.median(seconds),
        share: Self.median(zip(seconds, lapSeconds).map { $0 / $1 }), isConvolution: isConvolution)
    }
    let byKind = Dictionary(grouping: steps, by: \.kind)
    let rest = zip(lapSeconds, Self.laps(steps, \.laps)).map { $0 - $1 }
    kinds =
      StepKind.allCases.compactMap { kind in
        byKind[kind].map { row(kind.rawValue, $0, isConvolution: kind.isConvolution) }
      } + [
        Row(
          kind: "outside the plans", count: 1, seconds: Self.median(rest),
          share: Self.median(zip(rest, lapSeconds).map { $0 / $1 }), isConvolution: false)
      ]
    notConvolutionShare = 1 - row("", steps.filter(\.kind.isConvolution)).share

    func beside(_ pass: String, _ steps: [StepTime]) -> Convolutions {
      let operations = Double(steps.reduce(0) { $0 + ($1.convolution?.operationCount ?? 0) })
      let (measured, bare) = (Self.laps(steps, \.laps), Self.laps(steps, \.bareLaps))
      return Convolutions(
        pass: pass, count: steps.count, inBareLayouts: steps.count(where: \.isInBareLayouts),
        seconds: Self.median(measured), bareSeconds: Self.median(bare),
        gigaflops: operations / Self.median(measured) / 1e9,
        bareGigaflops: operations / Self.median(bare) / 1e9,
        ofBare: Self.median(zip(bare, measured).map { $0 / $1 }))
    }
    let convolving = compared.filter(\.kind.isConvolution)
    convolutions =
      StepKind.allCases.compactMap { kind in
        let some = convolving.filter { $0.kind == kind }
        return some.isEmpty ? nil : beside(kind.rawValue, some)
      } + (convolving.isEmpty ? [] : [beside("all convolutions", convolving)])

    layers = zip(steps, compared).sorted { $0.0.seconds > $1.0.seconds }.prefix(layerCount).map {
      step, other in
      Layer(
        label: step.label, kind: step.kind.rawValue, shape: step.convolution?.description,
        implementation: step.implementation, seconds: step.seconds, share: row("", [step]).share,
        gigaflops: step.convolution.map { Double($0.operationCount) / step.seconds / 1e9 },
        ofBare: step.convolution.map { _ in beside("", [other]).ofBare })
    }
  }

  /// The sum over steps for each lap.
  private static func laps(_ steps: [StepTime], _ times: KeyPath<StepTime, [Double]>) -> [Double] {
    let count = steps.first?[keyPath: times].count ?? 0
    return (0..<count).map { lap in steps.reduce(0) { $0 + $1[keyPath: times][lap] } }
  }

  private static func median(_ values: [Double]) -> Double {
    values.isEmpty ? 0 : values.sorted()[values.count / 2]
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

    func row(_ row: Row, indent: String = "") -> String {
      line([
        (indent + row.kind, -32), ("\(row.count)", 6), (milliseconds(row.seconds), 10),
        (percent(row.share), 8),
      ])
    }
    var lines = [
      "\(of) of \(model), batch \(batch), \(precision), \(lanes) lanes: \(milliseconds(secondsPerStep)) ms, "
        + "the median of \(repetitions).", "",
      line([("kind", -32), ("steps", 6), ("ms", 10), ("share", 8)]),
    ]
    lines += kinds.filter(\.isConvolution).map { row($0) }
    lines.append(line([("all but convolutions", -32), ("", 6), ("", 10), (percent(notConvolutionShare), 8)]))
    lines += kinds.filter { !$0.isConvolution }.sorted { $0.seconds > $1.seconds }.map {
      row($0, indent: "  ")
    }
    lines += [
      "",
      line([
        ("convolutions beside oneDNN alone", -32), ("steps", 6), ("alike", 6), ("ms", 10), ("alone ms", 10),
        ("GFLOP/s", 8), ("alone", 8), ("of alone", 9),
      ]),
    ]
    for row in convolutions {
      lines.append(
        line([
          (row.pass, -32), ("\(row.count)", 6), ("\(row.inBareLayouts)", 6), (milliseconds(row.seconds), 10),
          (milliseconds(row.bareSeconds), 10), (whole(row.gigaflops), 8), (whole(row.bareGigaflops), 8),
          (percent(row.ofBare), 9),
        ]))
    }
    if !layers.isEmpty {
      lines += [
        "",
        line([
          ("ms", 8), ("share", 7), ("GFLOP/s", 8), ("of alone", 9), ("layer, shape, implementation", -1),
        ]),
      ]
    }
    for layer in layers {
      let parts = [layer.label, layer.shape ?? layer.kind, layer.implementation]
      lines.append(
        line([
          (milliseconds(layer.seconds), 8), (percent(layer.share), 7),
          (layer.gigaflops.map(whole) ?? "", 8), (layer.ofBare.map(percent) ?? "", 9),
          (parts.joined(separator: ", "), -1),
        ]))
    }
    return lines.joined(separator: "\n")
  }
}
