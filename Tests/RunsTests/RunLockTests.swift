import Foundation
import Testing
import Workbench

@testable import Runs

@Suite struct RunLockTests {
  private let run: TemporaryRun
  private var directory: RunDirectory { run.directory }

  init() throws { run = try TemporaryRun() }

  @Test func `two writers of one run are refused, and a writer that ended blocks nobody`() throws {
    do {
      let first = try RunLock(directory)
      let error = #expect(throws: RunsError.self) { try RunLock(directory) }
      #expect(error?.exitCode == .locked)
      #expect(
        error?.message
          == "\(directory.url.path): is being written by process \(getpid()) on \(ThisHost.name). "
          + "Wait for it to end, or stop it.")
      withExtendedLifetime(first) {}
    }
    _ = try RunLock(directory)
  }

  @Test func `a lock that outlived its process is taken`() throws {
    try AtomicFile.write("process 1 on elsewhere", to: directory.lock)
    let lock = try RunLock(directory)
    #expect(try run.text(directory.lock) == "process \(getpid()) on \(ThisHost.name)")
    withExtendedLifetime(lock) {}
  }

  @Test func `taking a run takes away what killed writers left in it`() throws {
    let folder = directory.url.appendingPathComponent("members/one")
    let (left, whole) = (
      folder.appendingPathComponent(".clusters.csv.7-1.part"), folder.appendingPathComponent("clusters.csv")
    )
    for file in [left, whole] { try AtomicFile.write("half", to: file) }
    _ = try RunLock(directory)
    #expect(!FileManager.default.fileExists(atPath: left.path))
    #expect(FileManager.default.fileExists(atPath: whole.path))
  }

  @Test func `a run that was deleted is not brought back by its writer, but by the next one`() throws {
    do {
      let lock = try RunLock(directory)
      try FileManager.default.removeItem(at: directory.url)
      let error = #expect(throws: WorkbenchError.self) { try RunStatus(.running).write(to: directory) }
      #expect(error?.exitCode == .inputOutput)
      #expect(!FileManager.default.fileExists(atPath: directory.url.path))
      withExtendedLifetime(lock) {}
    }
    let lock = try RunLock(directory)
    try RunStatus(.running).write(to: directory)
    withExtendedLifetime(lock) {}
  }

  @Test func `a lock is held, free or unknown`() throws {
    #expect(RunLock.state(of: directory) == .unknown, "nobody ever took it")
    do {
      let lock = try RunLock(directory)
      #expect(RunLock.state(of: directory) == .held)
      withExtendedLifetime(lock) {}
    }
    #expect(RunLock.state(of: directory) == .free)
  }

  @Test func `a lock that cannot be taken for another reason than its holder is told at once`() {
    let error = #expect(throws: WorkbenchError.self) { try RunLock.take(-1, at: "r/.lock") }
    #expect(error?.message == "r/.lock: cannot be written: Bad file descriptor.")
  }

  /// Asking for the state takes the lock for an instant.
  @Test func `readers that ask for the state never stop a writer`() throws {
    _ = try RunLock(directory)
    let directory = directory
    let isOver = Flag()
    let readers = (0..<2).map { _ in
      let reader = Thread { while !isOver.isSet { _ = RunLock.state(of: directory) } }
      reader.start()
      return reader
    }
    defer {
      isOver.set()
      withExtendedLifetime(readers) {}
    }
    for _ in 0..<200 { _ = try RunLock(directory) }
  }
}
