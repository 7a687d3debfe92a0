"""Golden pictures for Tests/ImagingTests, made by Pillow and OpenCV.

    python Tests/Peers/imaging_golden.py

writes Tests/ImagingTests/Golden: encoded pictures with what Pillow decodes them to (`decode.csv`), `arithmetic.jpg`, resampled
pictures (`resample.csv`), colour maps, and the versions used. A `.raw` file holds samples row by row, channels
interleaved.
"""

import csv
import ctypes
import os
import pathlib
import struct
import zlib

import cv2
import numpy as np
import PIL
from PIL import Image, ImageOps, features

FOLDER = pathlib.Path(__file__).parent.parent / "ImagingTests" / "Golden"
WIDTH, HEIGHT = 45, 31


def picture() -> np.ndarray:
    """Smooth colours with a few sharp marks: what a codec must keep, and what a filter must not ring on."""
    rows, columns = np.mgrid[0:HEIGHT, 0:WIDTH]
    red = 40 + 180 * columns / WIDTH
    green = 30 + 150 * rows / HEIGHT
    blue = 90 + 60 * np.sin(columns / 6.0) * np.cos(rows / 5.0)
    rgb = np.stack([red, green, blue], -1)
    rgb[4:8, 5:9] = (250, 240, 90)
    rgb[20:22, 30:41] = (10, 0, 5)
    rgb[-1, -1] = (255, 255, 255)
    return np.clip(np.rint(rgb), 0, 255).astype(np.uint8)


def write_raw(name: str, samples: np.ndarray) -> None:
    (FOLDER / name).write_bytes(np.ascontiguousarray(samples, np.uint8).tobytes())


def on_black(image: Image.Image) -> Image.Image:
    """8 bits without alpha, as the house's rasters are."""
    if image.mode in ("1", "L"):
        return image.convert("L")
    if image.mode.startswith("I"):
        wide = np.asarray(image).astype(np.int64)
        return Image.fromarray(((wide * 255 + 32895) >> 16).astype(np.uint8))
    has_alpha = image.mode in ("LA", "RGBA", "PA") or "transparency" in image.info
    if not has_alpha:
        return image.convert("RGB")
    rgba = np.asarray(image.convert("RGBA")).astype(float)
    rgb = np.rint(rgba[..., :3] * rgba[..., 3:] / 255).astype(np.uint8)
    return Image.fromarray(rgb if image.mode != "LA" else rgb[..., 0])


def interlaced(path: pathlib.Path, samples: np.ndarray) -> None:
    """A PNG in Adam7 order, which no library at hand writes; Pillow reads it back below."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    passes = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
    rows = b"".join(
        b"\0" + row.tobytes()
        for x, y, step_x, step_y in passes
        for row in np.ascontiguousarray(samples[y::step_y, x::step_x])
    )
    header = struct.pack(">IIBBBBB", samples.shape[1], samples.shape[0], 8, 2, 0, 0, 1)
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    )


def arithmetic() -> None:
    """`rgb-444.jpg` with arithmetic coding, by libjpeg-turbo 2, which codes so where the environment says it."""
    os.environ["TJ_ARITHMETIC"] = "1"
    turbo = ctypes.CDLL("libturbojpeg.so.0")
    turbo.tjInitCompress.restype = ctypes.c_void_p
    samples = np.ascontiguousarray(picture())
    coded, count = ctypes.c_void_p(), ctypes.c_ulong()
    turbo.tjCompress2(
        ctypes.c_void_p(turbo.tjInitCompress()), samples.ctypes.data_as(ctypes.c_void_p), WIDTH, 0, HEIGHT, 0,
        ctypes.byref(coded), ctypes.byref(count), 0, 92, 4096)
    (FOLDER / "arithmetic.jpg").write_bytes(ctypes.string_at(coded, count.value))


def decoding() -> None:
    rgb = Image.fromarray(picture())
    grey = rgb.convert("L")
    alpha = Image.fromarray((np.mgrid[0:HEIGHT, 0:WIDTH].sum(0) * 255 // (WIDTH + HEIGHT)).astype(np.uint8))
    rgba = rgb.copy()
    rgba.putalpha(alpha)
    grey_alpha = Image.merge("LA", (grey, alpha))
    palette = rgb.quantize(23)
    wide = Image.fromarray((np.asarray(grey).astype(np.uint16) * 257 - 100).clip(0).astype(np.uint16))
    bilevel = grey.point(lambda value: 255 * (value > 120)).convert("1")

    made: list[tuple[str, Image.Image, dict, int]] = [
        ("rgb-444.jpg", rgb, dict(quality=92, subsampling=0), 1),
        ("rgb-420.jpg", rgb, dict(quality=85, subsampling=2), 1),
        ("rgb-422.jpg", rgb, dict(quality=85, subsampling=1), 1),
        ("progressive.jpg", rgb, dict(quality=80, progressive=True), 1),
        ("grey.jpg", grey, dict(quality=90), 1),
        ("rgb.png", rgb, {}, 0),
        ("grey.png", grey, {}, 0),
        ("rgba.png", rgba, {}, 1),
        ("grey-alpha.png", grey_alpha, {}, 1),
        ("palette.png", palette, {}, 0),
        ("palette-transparent.png", palette, dict(transparency=3), 0),
        ("grey-16.png", wide, {}, 0),
        ("bilevel.png", bilevel, {}, 0),
        ("rgb-raw.tif", rgb, {}, 0),
        ("rgb-lzw.tif", rgb, dict(compression="tiff_lzw"), 0),
        ("rgb-deflate.tif", rgb, dict(compression="tiff_adobe_deflate"), 0),
        ("grey.tif", grey, {}, 0),
        ("bilevel-g4.tif", bilevel, dict(compression="group4"), 0),
        ("rgba.tif", rgba, {}, 1),
    ]
    with open(FOLDER / "decode.csv", "w", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(["file", "width", "height", "channels", "tolerance"])

        def add(name: str, tolerance: int) -> None:
            seen = on_black(ImageOps.exif_transpose(Image.open(FOLDER / name)))
            samples = np.asarray(seen)
            write_raw(name + ".raw", samples)
            channels = 1 if samples.ndim == 2 else 3
            table.writerow([name, samples.shape[1], samples.shape[0], channels, tolerance])

        for name, image, options, tolerance in made:
            image.save(FOLDER / name, **options)
            add(name, tolerance)
        for orientation in range(1, 9):
            exif = Image.Exif()
            exif[0x0112] = orientation
            name = f"orientation-{orientation}.jpg"
            rgb.save(FOLDER / name, quality=95, subsampling=0, exif=exif)
            add(name, 1)
        # The tag of a TIFF: Pillow turns it while it loads.
        rgb.save(FOLDER / "orientation-6.tif", tiffinfo={0x0112: 6})
        add("orientation-6.tif", 0)
        interlaced(FOLDER / "interlaced.png", picture())
        add("interlaced.png", 0)
        # Colours of 16 bits, which OpenCV writes and Pillow does not.
        colours = picture().astype(np.uint16) * 257
        cv2.imwrite(str(FOLDER / "rgb-16.png"), colours[..., ::-1])
        write_raw("rgb-16.png.raw", picture())
        table.writerow(["rgb-16.png", WIDTH, HEIGHT, 3, 0])

    cmyk = rgb.convert("CMYK")
    cmyk.save(FOLDER / "cmyk.jpg", quality=90)
    Image.fromarray(np.asarray(grey).astype(np.float32)).save(FOLDER / "float.tif")


def resampling() -> None:
    """Pillow in mode F, which does not round between its two passes; then rounded once."""
    source = picture()
    write_raw("source.raw", source)

    def by_pillow(box, width, height, filter) -> np.ndarray:
        planes = [
            np.asarray(Image.fromarray(source[..., c].astype(np.float32)).resize((width, height), filter, box=box))
            for c in range(3)
        ]
        return np.clip(np.floor(np.stack(planes, -1) + 0.5), 0, 255).astype(np.uint8)

    whole = (0, 0, WIDTH, HEIGHT)
    cases = [
        ("area", whole, 15, 31, "box"), ("area", (3, 2, 43, 30), 10, 7, "box"),
        ("area", whole, 17, 13, "inter-area"), ("area", whole, 29, 30, "inter-area"), ("area", whole, 1, 1, "inter-area"),
        ("bilinear", whole, 17, 13, "pillow"), ("bilinear", whole, 97, 64, "pillow"),
        ("bilinear", (3.25, 2.5, 30.75, 29.125), 20, 20, "pillow"),
        ("lanczos3", whole, 17, 13, "pillow"), ("lanczos3", whole, 97, 64, "pillow"), ("lanczos3", whole, 44, 30, "pillow"),
        ("lanczos3", (3.25, 2.5, 30.75, 29.125), 20, 20, "pillow"), ("lanczos3", (10, 10, 11.5, 12), 9, 12, "pillow"),
    ]
    filters = {"bilinear": Image.Resampling.BILINEAR, "lanczos3": Image.Resampling.LANCZOS}
    with open(FOLDER / "resample.csv", "w", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(["file", "filter", "x0", "y0", "x1", "y1", "width", "height"])
        for number, (filter, box, width, height, peer) in enumerate(cases):
            if peer == "box":
                result = by_pillow(box, width, height, Image.Resampling.BOX)
            elif peer == "inter-area":
                exact = cv2.resize(source.astype(np.float32), (width, height), interpolation=cv2.INTER_AREA)
                result = np.clip(np.floor(exact + 0.5), 0, 255).astype(np.uint8)
            else:
                result = by_pillow(box, width, height, filters[filter])
            name = f"resampled-{number:02}.raw"
            write_raw(name, result)
            table.writerow([name, filter, *box, width, height])


def colour_maps() -> None:
    ramp = np.arange(256, dtype=np.uint8).reshape(1, -1)
    maps = {"inferno": cv2.COLORMAP_INFERNO, "viridis": cv2.COLORMAP_VIRIDIS, "jet": cv2.COLORMAP_JET}
    for name, number in maps.items():
        write_raw(f"colours-{name}.raw", cv2.applyColorMap(ramp, number)[0, :, ::-1])


def masks() -> None:
    """Components of a speckled mask, by OpenCV; some touch only across corners."""
    mask = (np.random.default_rng(7).random((53, 67)) < 0.33).astype(np.uint8)
    Image.fromarray(mask * 255).convert("1").save(FOLDER / "mask.png")
    count, _, boxes, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    with open(FOLDER / "mask.csv", "w", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(["x0", "y0", "x1", "y1", "pixels"])
        for x, y, width, height, pixels in sorted(map(tuple, boxes[1:count].tolist())):
            table.writerow([x, y, x + width, y + height, pixels])


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    decoding()
    arithmetic()
    resampling()
    colour_maps()
    masks()
    (FOLDER / "versions.txt").write_text(
        f"Pillow {PIL.__version__} (libjpeg-turbo {features.version('libjpeg_turbo')}), "
        f"OpenCV {cv2.__version__}, NumPy {np.__version__}\n"
    )
