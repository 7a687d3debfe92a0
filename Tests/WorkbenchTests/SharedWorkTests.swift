import Foundation
import Synchronization
import Testing
import TestSupport

@testable import Workbench

@Suite struct SharedWorkTests {
  @Test func `work under one lock is done one after another, and those who wait are told`() throws {
    let folder = try TemporaryFolder()
    let lock = folder["cache/.lock"]
    let state = Mutex((working: 0, most: 0, waited: 0))
    DispatchQueue.concurrentPerform(iterations: 3) { _ in
      do {
        try SharedWork.perform(lockedBy: lock) { isFirst in
          if isFirst { state.withLock { $0.waited += 1 } }
        } _: {
          state.withLock { state in
            state.working += 1
            state.most = max(state.most, state.working)
          }
          usleep(50_000)
          state.withLock { $0.working -= 1 }
        }
      } catch {
        Issue.record(error)
      }
    }
    #expect(state.withLock { $0.most } == 1)
    #expect(state.withLock { $0.waited } >= 1)
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
