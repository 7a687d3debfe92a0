import Hummingbird

/// What a request carries along.
struct GalleryContext: RequestContext {
  var coreContext: CoreRequestContextStorage

  init(source: some RequestContextSource) { coreContext = CoreRequestContextStorage(source: source) }

  /// Longest body of a request in bytes: about 50,000 ticked patches.
  var maxUploadSize: Int { 1 << 20 }
}
