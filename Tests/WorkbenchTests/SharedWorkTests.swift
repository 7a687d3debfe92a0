import Foundation
import Synchronization
import Testing
import TestSupport

@testable import Workbench

@Suite struct SharedWorkTests {
  @Test func `who finds the lock taken is told, and works when it is free`() throws {
    let folder = try TemporaryFolder()
    let lock = folder["cache/.lock"]
    try AtomicFile.createFolder(folder["cache"])
    let descriptor = open(lock.path, O_RDWR | O_CREAT, 0o644)
    defer { close(descriptor) }
    try #require(flock(descriptor, LOCK_EX) == 0)
    let state = Mutex((told: 0, worked: 0))
    let ended = DispatchSemaphore(value: 0)
    // A thread of its own, because those of the tests' pool may all be busy.
    Thread.detachNewThread {
      do {
        try SharedWork.perform(lockedBy: lock) { isFirst in
          if isFirst { state.withLock { $0.told += 1 } }
        } _: {
          state.withLock { $0.worked += 1 }
        }
      } catch {
        Issue.record(error)
      }
      ended.signal()
    }
    while state.withLock({ $0.told }) == 0 { usleep(1_000) }
    #expect(state.withLock { $0.worked } == 0)
    #expect(flock(descriptor, LOCK_UN) == 0)
    ended.wait()
    #expect(state.withLock { $0 == (told: 1, worked: 1) })
  }

  @Test func `waiting ends with what the wait throws, and the work is not done`() throws {
    struct Enough: Error {}
    let folder = try TemporaryFolder()
    let descriptor = open(folder[".lock"].path, O_RDWR | O_CREAT, 0o644)
    defer { close(descriptor) }
    try #require(flock(descriptor, LOCK_EX) == 0)
    #expect(throws: Enough.self) {
      try SharedWork.perform(lockedBy: folder[".lock"]) { _ in
        throw Enough()
      } _: {
        Issue.record("it worked")
      }
    }
    #expect(flock(descriptor, LOCK_UN) == 0)
    #expect(
      try SharedWork.perform(lockedBy: folder[".lock"]) { _ in
        throw Enough()
      } _: {
        7
      } == 7)
  }
}
