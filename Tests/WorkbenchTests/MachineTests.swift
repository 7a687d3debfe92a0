import Testing

@testable import Workbench

@Suite struct MachineTests {
  @Test func `pins are the variables of OpenMP, oneDNN and OpenBLAS, and the limit of our own loops`() {
    let environment = [
      "OMP_NUM_THREADS": "2", "GOMP_SPINCOUNT": "0", "DNNL_MAX_CPU_ISA": "AVX2", "ONEDNN_VERBOSE": "1",
      "OPENBLAS_CORETYPE": "Haswell", "GOTO_NUM_THREADS": "1", "ZOOMIN_MAX_CPU_ISA": "AVX2",
      "ZOOMIN_PROGRAM": "/bin/zoomin", "PATH": "/bin", "MY_OMP_THING": "1",
    ]
    let pins = EnvironmentPins.among(environment)
    #expect(Set(environment.keys).subtracting(pins.keys) == ["ZOOMIN_PROGRAM", "PATH", "MY_OMP_THING"])
    #expect(pins["OPENBLAS_CORETYPE"] == "Haswell")
  }

  @Test func `resident memory is read from what Linux says`() {
    let text = "Name:\tzoomin\nVmHWM:\t    2048 kB\nVmRSS:\t  1024 kB\n"
    #expect(ResidentMemory.bytes(of: "VmRSS", in: text) == 1 << 20)
    #expect(ResidentMemory.bytes(of: "VmHWM", in: text) == 2 << 20)
    #expect(ResidentMemory.bytes(of: "VmSwap", in: text) == 0)
  }

  /// Other tests run beside this one, so that only the direction can be asked for.
  @Test func `the peak holds what was used and is forgotten on request`() {
    let size = 256 << 20
    let memory = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 4096)
    memory.initializeMemory(as: UInt8.self, repeating: 1, count: size)
    let used = ResidentMemory.currentBytes
    memory.deallocate()
    #expect(used > size)
    #expect(ResidentMemory.peakBytes >= used - (8 << 20), "Linux counts pages in portions for each thread")
    let before = ResidentMemory.peakBytes
    if ResidentMemory.forgetPeak() { #expect(ResidentMemory.peakBytes < before) }
  }
}
