internal import COneDNN

/// The one place where the thread count of oneDNN is set.
enum Lanes {
  /// Sets, for the calling thread, into how many parts oneDNN splits its work.
  static func apply(_ lanes: Int) throws(NeuralNetError) {
    guard lanes > 0, odn_set_lanes(Int32(lanes)) != 0 else {
      throw NeuralNetError(
        .library, at: "runtime.lanes", "\(lanes) threads are not allowed here",
        remedy: "Raise OMP_THREAD_LIMIT or lower the number of lanes.")
    }
  }
}

/// The oneDNN library that the program runs with.
public enum Backend {
  /// Its version, as "2.6.3".
  public static var version: String {
    let version = odn_version()
    return "\(version / 10000).\(version / 100 % 100).\(version % 100)"
  }

  /// The widest instruction set that it makes code for here, as `DNNL_MAX_CPU_ISA` spells it.
  public static var instructionSet: String { String(cString: odn_instruction_set()) }
}
