import NeuralNet
import Workbench

/// `runtime:` how the work is done on this machine.
public struct RuntimeSettings: Sendable {
  /// The precision in which the network computes.
  public enum Precision: String, Sendable, CaseIterable {
    /// 32 bits.
    case f32
    /// 16 bits, 8 of them mantissa, in the expensive layers; parameters and losses have 32.
    case bf16
    /// bf16 if the processor has instructions for it, else f32.
    case auto
  }

  /// The number of parts into which oneDNN splits its sums; nil (`auto`) takes the number of an existing run with
  /// otherwise equal settings, else the number of cores.
  public var lanes: Int?
  /// The precision in which the network computes; `auto` takes that of an existing run with otherwise equal settings,
  /// if there is one.
  public var precision = Precision.f32
  /// Threads that work at the same time; 0 takes every core.
  public var threads = 0
  /// Memory that stages may plan for, in gigabytes of 2^30 bytes; 0 takes three quarters of what the machine allows.
  public var memoryGigabytes = 0.0
  /// Minutes of training between two checkpoints within an epoch.
  public var checkpointMinutes = 10.0
  /// The folder of all runs and caches.
  public var outputs = "outputs"
}

extension RuntimeSettings: Configurable {
  /// No value is part of a key as written. The resolved lanes and precision are part of the training key.
  public static let keys: [SettingKey<RuntimeSettings>] = [
    .parsed(
      "lanes", \.lanes, form: .word("auto", or: .integer(1...512)),
      "Into how many parts oneDNN splits its sums, which fixes the result's bits; auto takes the lanes of an "
        + "existing, otherwise equal run, else the number of cores. The resolved number is part of the training key.",
      read: { text in
        // 0 is how earlier versions wrote auto.
        if text == "auto" || text == "0" { return .some(nil) }
        return Int(text).flatMap { (1...512).contains($0) ? .some($0) : nil }
      }, write: { $0.map { "\($0)" } ?? "auto" }),
    .choice(
      "precision", \.precision,
      "What numbers the network's heavy layers compute with: bf16 is faster where the processor has it and less "
        + "exact; parameters and losses are f32 always. auto takes that of an existing, otherwise equal run, else "
        + "bf16 where the processor has it. The resolved one is part of the training key."),
    .integer("threads", \.threads, 0...512, "Threads at the same time; 0 takes every core."),
    .number(
      "memory", \.memoryGigabytes, 0...1_000_000, unit: "gigabytes",
      "Memory that stages may plan for; 0 takes three quarters of what the machine and its control group allow."
    ),
    .number(
      "checkpoint_minutes", \.checkpointMinutes, 0...1_440, unit: "minutes",
      "How long training goes on before a checkpoint is written within an epoch too; 0 writes one after every "
        + "update. It changes no result, only how much a killed process loses."),
    .words("outputs", \.outputs, form: "a folder", "The folder of all runs and caches."),
  ]
}
