import Fundus

/// A prepared set at the preset's view and zoom pixels feeds the network; its indices are its manifest's.
extension PreparedSet: PictureSource {}
