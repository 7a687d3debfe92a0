internal import CKernels
internal import COpenBLAS
import Dispatch

/// The library that computes similarities.
public enum MatrixLibrary {
  /// The loaded version of OpenBLAS.
  public static var version: String {
    // "OpenBLAS 0.3.21 NO_LAPACKE DYNAMIC_ARCH NO_AFFINITY Haswell MAX_THREADS=64"
    let words = String(cString: openblas_get_config()).split(separator: " ")
    return words.first { $0.first?.isNumber == true }.map(String.init) ?? ""
  }

  /// The kind of processor whose kernels it uses.
  public static var coreName: String { String(cString: openblas_get_corename()) }

  /// Its kind of threads. The program uses one thread of the library at a time and divides products itself.
  public static var threading: String { String(cString: ck_matrix_threading()) }

  /// The speed of the matrix product that similarities need, in 10^9 multiplications and additions per second on one
  /// core: the best of several products of 256 rows by 256 rows of 1024 numbers, in double precision.
  public static func measuredGigaflops() -> Double {
    let (rows, width) = (256, 1024)
    let one = (0..<rows * width).map { Double($0 % 13) }
    var product = [Double](repeating: 0, count: rows * rows)
    ck_use_one_matrix_thread()
    let seconds = (0..<12).map { _ in
      let started = DispatchTime.now().uptimeNanoseconds
      cblas_dgemm(
        101, 111, 112, Int32(rows), Int32(rows), Int32(width), 1, one, Int32(width), one, Int32(width), 0,
        &product, Int32(rows))
      return Double(DispatchTime.now().uptimeNanoseconds - started) / 1e9
    }.min()
    return 2 * Double(rows * rows * width) / 1e9 / max(seconds ?? 1, 1e-9)
  }
}
