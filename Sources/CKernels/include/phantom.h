// Painting of drawn fundus photographs (`Fundus/Phantom`).
//
// A picture is three float planes (red, green, blue), display-encoded, 1 = white, row-major, `width * height`
// values each. Everything is in pixels; the pixel in column c covers c ..< c + 1, its centre is c + 0.5.
#pragma once

#include <stdint.h>

/// The visible part of a picture: a disc cut by two horizontal lines.
typedef struct {
  float x, y, radius;
  float top, bottom;
} ck_phantom_aperture;

/// A canvas: the planes of one picture and the aperture; nothing is painted outside the aperture.
typedef struct {
  int width, height;
  float *red, *green, *blue;
  ck_phantom_aperture aperture;
} ck_phantom_canvas;

/// Pixel bounds, maximum exclusive; empty if x0 >= x1.
typedef struct {
  int x0, y0, x1, y1;
} ck_phantom_bounds;

/// The look of the retina before disc, vessels and lesions are painted.
typedef struct {
  float mirror;                                   // +1 if temporal is right, -1 if it is left
  float disc_x, disc_y, fovea_x, fovea_y, disc_diameter;
  float base[3];                                  // colour at full light
  float falloff, tilt_x, tilt_y;                  // loss of light towards the rim; its slope
  float mottle, tessellation, sheen, macula;      // amplitudes 0...1: pigment, choroidal vessels, nerve fibres
  float macula_radius;                            // in disc diameters
  float haze, haze_x, haze_y, haze_radius;        // a pale reflex of the lens
  int tile_side;                                  // side of the larger tile of fine texture in pixels; 0: none
  float octaves[5];                               // its amplitudes: structures of 1/9, 1/18 ... 1/143 of the side
  uint32_t seed;
} ck_phantom_fundus;

/// Paints the background everywhere in the aperture's bounding rows.
///
/// The smooth fields are computed once per `factor` x `factor` pixels into `low`, three planes of
/// `(width / factor + 2) * (height / factor + 2)` values, and interpolated linearly. Behind them `low` has room for the
/// two tiles of texture, less than `1.7 * tile_side * tile_side` values.
void ck_phantom_background(const ck_phantom_canvas *canvas, const ck_phantom_fundus *fundus, int factor, float *low);

/// Fills a square tile with noise that continues over its edges: a sum of octaves, the first with structures of a ninth
/// of the side, each next one half as wide, as far as they are two pixels wide. Their lattice is turned by 27 degrees
/// towards `turn`, 1 or -1: rows and columns of pixels would show as a fabric.
void ck_phantom_tile(float *tile, int side, const float *amplitudes, int octaves, int turn, uint32_t seed);

/// The optic disc: an ellipse with a rim, a cup and a soft edge.
typedef struct {
  float x, y, radius_x, radius_y, angle, mirror;
  float cup, cup_x, cup_y;                        // radius as a fraction of the disc's; offset likewise
  float edge;                                     // width of the soft edge as a fraction of the radius
  float rim[3], cup_colour[3];
  float halo;                                     // brightness of the ring around the disc
  uint32_t seed;
} ck_phantom_disc;

/// Paints the disc; the bounds are those of the ellipse itself.
ck_phantom_bounds ck_phantom_paint_disc(const ck_phantom_canvas *canvas, const ck_phantom_disc *disc);

/// One point of a vessel's centre line.
typedef struct {
  float x, y, radius, depth;                      // depth: 0...1, how strongly the blood absorbs
} ck_phantom_point;

/// Draws a tapering, anti-aliased line into a plane of depths; each pixel keeps the larger value.
///
/// Returns the bounds of the changed pixels, inside the canvas and its aperture.
ck_phantom_bounds ck_phantom_stroke(
  const ck_phantom_canvas *canvas, float *plane, const ck_phantom_point *points, int count);

/// Darkens the bounds by the blood in a plane of depths: value *= 1 - depth * absorption.
///
/// `over` may be null; if it is given, the plane's vessels are below those of `over`.
void ck_phantom_absorb(
  const ck_phantom_canvas *canvas, const float *plane, const float *over, ck_phantom_bounds bounds,
  const float absorption[3]);

/// Sets a plane to zero inside the bounds.
void ck_phantom_clear(const ck_phantom_canvas *canvas, float *plane, ck_phantom_bounds bounds);

/// A spot with a star-shaped outline. Paints value = value * (1 - a * loss) + a * light.
typedef struct {
  float x, y, radius_x, radius_y, angle;
  float wave[5], phase[5];                        // harmonics 2...6 of the outline, as fractions of the radius
  float edge;                                     // width of the soft edge as a fraction of the radius
  float dome;                                     // 0: flat inside, 1: fading from the centre
  float hole;                                     // inner radius of a ring as a fraction, 0: none
  float arc, arc_angle;                           // cosine of the half opening that is painted; -1: all round
  float texture, texture_pixels;                  // mottling of the inside, 0...1, and its grain
  float strength;                                 // a at full coverage, 0...1
  float loss[3], light[3];
  uint32_t seed;
} ck_phantom_spot;

/// Paints a spot and returns the tight bounds of the pixels it changed.
ck_phantom_bounds ck_phantom_paint_spot(const ck_phantom_canvas *canvas, const ck_phantom_spot *spot);

/// Blurs the three planes by a Gaussian of the given deviation in pixels, 0...4; `scratch` holds one plane.
void ck_phantom_blur(const ck_phantom_canvas *canvas, float sigma, float *scratch);

/// How the camera turns light into bytes.
typedef struct {
  float gain[3];                                  // exposure and colour cast
  float veil, veil_light[3];                      // share of light scattered by a clouded lens; its colour
  float gamma;                                    // contrast: value ^ gamma
  float noise, chroma_noise;                      // deviations, in units of white
  float black;                                    // level of the border
  float rim_pixels;                               // width of the aperture's edge
  uint32_t seed;
} ck_phantom_sensor;

/// Exposes the planes as interleaved bytes, `width * height * 3`, with the border black.
void ck_phantom_expose(const ck_phantom_canvas *canvas, const ck_phantom_sensor *sensor, uint8_t *bytes);
