import Hummingbird

/// What a request carries along.
struct GalleryContext: RequestContext {
  var coreContext: CoreRequestContextStorage

  init(source: some RequestContextSource) { coreContext = CoreRequestContextStorage(source: source) }

  /// Longest body of a request in bytes: a name and a note are far shorter.
  var maxUploadSize: Int { 64 * 1024 }
}
