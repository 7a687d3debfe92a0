import Foundation
import NeuralNet
import Testing
import Workbench

@testable import Commands

@Suite("The doctor") struct DoctorTests {
  /// A machine with nothing to remark.
  static func healthy() -> MachineFacts {
    MachineFacts(
      programVersion: "0.1.0",
      processor: MachineFacts.Processor(
        model: "A processor", coreCount: 8, features: ["avx2", "fma", "avx512f", "avx512_bf16", "amx_tile"]),
      libraries: [
        MachineFacts.Library(name: "oneDNN", version: "2.6.3", kernels: "AVX512_CORE_BF16"),
        MachineFacts.Library(name: "OpenBLAS", version: "0.3.21", kernels: "SkylakeX"),
        MachineFacts.Library(name: "HDF5", version: "1.10.8"),
      ],
      loops: MachineFacts.Loops(kernels: "AVX512_CORE_BF16", unused: []),
      threads: MachineFacts.Threads(allowedCount: 8, usedCount: 8),
      memory: MachineFacts.Memory(machineBytes: 32 << 30, availableBytes: 30 << 30, plannedBytes: 24 << 30),
      disk: MachineFacts.Disk(outputs: "/runs", freeBytes: 100 << 30, isWritable: true),
      environmentPins: [:], matrixSpeed: MachineFacts.Speed(gigaflops: 80))
  }

  @Test("finds nothing where all is well")
  func nothing() throws {
    let report = DoctorReport(Self.healthy())
    #expect(report.findings.isEmpty)
    #expect(report.isHealthy)
    #expect(report.text.hasSuffix("\nAll is well."))
    #expect(report.text.contains("oneDNN         2.6.3, kernels for AVX512_CORE_BF16\n"))
    #expect(report.text.contains("processor      A processor: AVX2, FMA, AVX512F, AVX512-BF16, AMX-TILE\n"))
    try report.requireHealth()
  }

  @Test("names a pin of OpenBLAS with what was measured, where it costs something")
  func slowPin() {
    var facts = Self.healthy()
    facts.environmentPins = ["OPENBLAS_CORETYPE": "Haswell"]
    facts.matrixSpeed = MachineFacts.Speed(
      gigaflops: 44, unpinnedGigaflops: 88, unpinnedKernels: "SkylakeX")
    let report = DoctorReport(facts)
    #expect(report.isHealthy)
    #expect(
      report.text.hasSuffix(
        "OPENBLAS_CORETYPE=Haswell makes products of matrices slower: 44.0 GFLOP/s, but 88.0 with SkylakeX, "
          + "which OpenBLAS would choose. Unset it, unless results must equal those made under it to the bit."
      ))
    facts.matrixSpeed.unpinnedGigaflops = 46
    #expect(DoctorReport(facts).findings.isEmpty)
  }

  @Test("names pins of OpenMP and oneDNN with what was measured, where they cost something")
  func slowLanes() {
    var facts = Self.healthy()
    facts.environmentPins = ["OMP_WAIT_POLICY": "passive", "GOMP_SPINCOUNT": "0", "OPENBLAS_CORETYPE": "Zen"]
    facts.networkSpeed = MachineFacts.Speed(gigaflops: 100, unpinnedGigaflops: 140)
    let report = DoctorReport(facts)
    #expect(
      report.text.hasSuffix(
        "A convolution in f32 runs at 100.0 GFLOP/s, but at 140.0 without GOMP_SPINCOUNT and OMP_WAIT_POLICY. "
          + "Unset them, unless results must equal those made under them to the bit."))
    #expect(report.text.contains("\nconvolutions   100.0 GFLOP/s in f32 on 8 lanes\n"))
    facts.networkSpeed?.unpinnedGigaflops = 120
    #expect(DoctorReport(facts).findings.isEmpty)
    facts.networkSpeed?.unpinnedGigaflops = 140
    facts.environmentPins = ["OPENBLAS_CORETYPE": "Zen"]
    #expect(DoctorReport(facts).findings.isEmpty, "a pin of OpenBLAS does not slow oneDNN")
  }

  @Test("tells what is necessary from what costs and what is good to know")
  func severities() {
    func findings(_ change: (inout MachineFacts) -> Void) -> [DoctorFinding] {
      var facts = Self.healthy()
      change(&facts)
      return DoctorReport(facts).findings
    }
    let cases: [([DoctorFinding], DoctorFinding.Severity)] = [
      (findings { $0.missingFont = "The font is not installed." }, .necessary),
      (findings { $0.disk.isWritable = false }, .necessary),
      (findings { $0.memory.plannedBytes = 500 << 20 }, .necessary),
      (findings { $0.libraries[0].version = "2.5.9" }, .necessary),
      (findings { $0.libraries[2].version = "1.8.20" }, .necessary),
      (findings { $0.disk.freeBytes = 1 << 30 }, .costly),
      (findings { $0.processor.features = ["sse4_1"] }, .costly),
      (findings { $0.threads.coreQuota = 2.5 }, .costly),
      (findings { $0.environmentPins = ["OMP_THREAD_LIMIT": "4"] }, .costly),
      (
        findings {
          $0.environmentPins = ["DNNL_MAX_CPU_ISA": "AVX2"]
          $0.libraries[0].kernels = "AVX2"
        }, .costly
      ),
      (
        findings {
          $0.environmentPins = ["ONEDNN_MAX_CPU_ISA": "AVX512_CORE"]
          $0.libraries[0].kernels = "AVX512_CORE"
        }, .costly
      ),
      (
        findings {
          $0.environmentPins = ["ZOOMIN_MAX_CPU_ISA": "AVX2"]
          $0.loops.kernels = "AVX2"
        }, .costly
      ),
      (
        findings {
          $0.environmentPins = ["ZOOMIN_MAX_CPU_ISA": "AVX3"]
          $0.loops.limitIsKnown = false
        }, .necessary
      ),
      (findings { $0.loops.unused = ["batch norm"] }, .costly),
      (findings { $0.libraries[0].threading = "TBB" }, .necessary),
      (findings { $0.environmentPins = ["DNNL_DEFAULT_FPMATH_MODE": "BF16"] }, .remark),
      (findings { $0.environmentPins = ["OMP_NUM_THREADS": "1"] }, .remark),
      (findings { $0.threads.allowedCount = 4 }, .remark),
      (findings { $0.memory.groupBytes = 8 << 30 }, .remark),
    ]
    for (found, severity) in cases {
      #expect(found.count == 1, "\(found)")
      #expect(found.first?.severity == severity, "\(found)")
      for finding in found {
        #expect(finding.sentence.hasSuffix(".") && finding.remedy.hasSuffix("."), "\(finding)")
      }
    }
    #expect(findings { $0.libraries[0].threading = "OpenMP" }.isEmpty)
    #expect(findings { $0.environmentPins = ["OMP_THREAD_LIMIT": "8", "DNNL_MAX_CPU_ISA": "ALL"] }.isEmpty)
    #expect(findings { $0.libraries[0].version = "3.10.1" }.isEmpty)
  }

  @Test("says which of the program's own loops are not used, and what they run on where all is well")
  func loops() {
    #expect(DoctorReport(Self.healthy()).text.contains("\nown loops      for AVX512_CORE_BF16\n"))
    var facts = Self.healthy()
    facts.loops = MachineFacts.Loops(kernels: "SSE41", unused: ["batch norm", "gradients of weights"])
    let text = DoctorReport(facts).text
    #expect(
      text.hasSuffix(
        "oneDNN computes batch norm and gradients of weights, because instructions that the program's own loops "
          + "need are not allowed: training is slower. Unset the variables that limit instructions."))
    #expect(!text.contains("All is well"))
  }

  @Test("ends with 69 and the sentence where something necessary is missing")
  func exitCode() {
    var facts = Self.healthy()
    facts.disk.isWritable = false
    let report = DoctorReport(facts)
    #expect(report.text.contains("\nMissing:\n  /runs cannot be written, so results cannot be saved."))
    let error = #expect(throws: UnfitMachine.self) { try report.requireHealth() }
    #expect(error?.exitCode == .unavailable)
    #expect(
      error?.message
        == "/runs cannot be written, so results cannot be saved. Start from a folder that you may write to, "
        + "or set runtime.outputs.")
  }

  @Test("answers in JSON with facts and findings")
  func json() throws {
    struct Answer: Decodable {
      let schemaVersion: Int
      let healthy: Bool
      let facts: MachineFacts
      let findings: [[String: String]]
    }
    var facts = Self.healthy()
    facts.threads.coreQuota = 1.5
    let answer = try JSONDecoder().decode(Answer.self, from: Data(try DoctorReport(facts).json().utf8))
    #expect(answer.schemaVersion == 1)
    #expect(answer.healthy)
    #expect(answer.facts == facts)
    #expect(answer.findings.map { $0["severity"] } == ["costly"])
    #expect(
      answer.findings.first?["sentence"]
        == "The control group gives 1.5 cores' worth of time to 8 threads, which then wait.")
  }

  @Test("reads the processor and the memory from what Linux says")
  func linux() {
    let processor = MachineFacts.Processor(
      text: "processor\t: 0\nmodel name\t: AMD: EPYC\nflags\t\t: fpu avx2 avx512_bf16 avx512fake\n",
      coreCount: 2)
    #expect(processor.model == "AMD: EPYC")
    #expect(processor.features == ["avx2", "avx512_bf16"])
    #expect(MachineFacts.Processor(text: "", coreCount: 1).model == "an unknown processor")
    #expect(MachineFacts.bytes(of: "MemAvailable", in: "MemTotal: 9 kB\nMemAvailable:   7 kB\n") == 7168)
    #expect(MachineFacts.bytes(of: "MemFree", in: "MemTotal: 9 kB\n") == nil)
  }

  @Test("finds this machine: versions, cores, a speed")
  func here() {
    let facts = MachineFacts.here(outputs: FileManager.default.temporaryDirectory, program: nil)
    for name in ["oneDNN", "OpenBLAS", "HDF5", "libsvm", "libpng", "libtiff", "Cairo"] {
      #expect(facts.library(name)?.version.first?.isNumber == true, "\(name)")
    }
    #expect(facts.threads.allowedCount >= 1)
    #expect(facts.threads.allowedCount <= facts.processor.coreCount)
    #expect(facts.memory.availableBytes > 0 && facts.memory.availableBytes <= facts.memory.machineBytes)
    #expect(facts.disk.isWritable && facts.disk.freeBytes > 0)
    func isPositive(_ speed: MachineFacts.Speed) -> Bool { speed.gigaflops.isFinite && speed.gigaflops > 0 }
    #expect(isPositive(facts.matrixSpeed))
    #expect(facts.networkSpeed.map(isPositive) == true)
    #expect(facts.bf16Speed.map(isPositive) ?? (Backend.bf16 == .missing))
    #expect(facts.library("oneDNN")?.threading == "OpenMP")
    #expect(facts.library("OpenBLAS")?.threading != nil)
    #expect(!MachineFacts.Disk(URL(fileURLWithPath: "/proc/none/outputs")).isWritable)
  }
}
