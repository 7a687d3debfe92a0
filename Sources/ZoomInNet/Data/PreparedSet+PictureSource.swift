import Fundus

/// A prepared set of the preset's view and zoom pixels is a source of pictures, indexed as in its manifest.
extension PreparedSet: PictureSource {}
