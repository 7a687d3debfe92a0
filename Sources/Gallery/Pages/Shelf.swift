import Synchronization

/// Parts of pages as HTML, each with what it was made from. A part is made again only when that has changed, because making
/// hundreds of them takes longer than a reader should wait.
final class Shelf<Basis: Equatable & Sendable>: Sendable {
  private struct Place: Hashable {
    let number: Int
    let viewing: Viewing
  }

  private let state = Mutex<[Place: (basis: Basis, html: String)]>([:])
  private let capacity: Int

  /// An empty shelf; when it is full, it is emptied.
  init(capacity: Int) { self.capacity = capacity }

  /// The part of a number, as one kind of reader sees it.
  ///
  /// - Parameters:
  ///   - basis: everything in the part that can change.
  ///   - make: makes the part.
  func html(_ number: Int, _ viewing: Viewing, from basis: Basis, _ make: () -> String) -> String {
    let place = Place(number: number, viewing: viewing)
    if let found = state.withLock({ $0[place] }), found.basis == basis { return found.html }
    let html = make()
    state.withLock { state in
      if state.count >= capacity { state.removeAll() }
      state[place] = (basis, html)
    }
    return html
  }
}
