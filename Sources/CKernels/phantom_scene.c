// The retina itself: background and optic disc.
#include "clones.h"
#include "phantom.h"
#include "phantom_noise.h"

/// Narrow ridges of smooth noise: 1 on the crest, 0 away from it. They look like choroidal vessels.
static float ridge(float x, float y, float width, uint32_t seed) {
  float value = phantom_smooth(x, y, seed) + 0.45f * phantom_smooth(2.1f * x, 2.1f * y, seed + 1);
  float distance = fabsf(value) / width;
  return distance < 1 ? (1 - distance) * (1 - distance) * (1 + 2 * distance) : 0;
}

/// The three colours at one place; all distances in disc diameters.
static void colour(
  const ck_phantom_canvas *canvas, const ck_phantom_fundus *f, float px, float py, float out[3]
) {
  float d = f->disc_diameter;
  float rx = (px - canvas->aperture.x) / canvas->aperture.radius;
  float ry = (py - canvas->aperture.y) / canvas->aperture.radius;
  float rho2 = rx * rx + ry * ry;
  float loss = f->falloff * rho2 * (0.75f + 0.25f * rho2), slope = 1 + f->tilt_x * rx + f->tilt_y * ry;

  float dx = (px - f->disc_x) / d * f->mirror, dy = (py - f->disc_y) / d;
  float mx = (px - f->fovea_x) / d * f->mirror, my = (py - f->fovea_y) / d;
  float from_disc = sqrtf(dx * dx + dy * dy), from_fovea = sqrtf(mx * mx + my * my);

  // Pigment: broad clouds and a finer mottling.
  float mottle = phantom_smooth(0.45f * dx, 0.45f * dy, f->seed + 10) * 0.9f +
                 phantom_smooth(1.1f * dx, 1.1f * dy, f->seed + 11) * 0.5f +
                 phantom_smooth(4.0f * dx, 4.0f * dy, f->seed + 12) * 0.40f +
                 phantom_smooth(8.7f * dx, 8.7f * dy, f->seed + 13) * 0.26f +
                 phantom_smooth(19.0f * dx, 19.0f * dy, f->seed + 14) * 0.10f;
  float pigment = 1 + f->mottle * mottle;

  // Choroidal vessels: wavy bands that run outwards from the disc, hidden under the macula.
  float choroid = 0;
  if (f->tessellation > 0) {
    float angle = atan2f(dy, dx), radial = logf(0.35f + from_disc);
    float wx = 3.4f * angle + 0.8f * phantom_smooth(1.4f * dx, 1.4f * dy, f->seed + 20);
    float wy = 2.2f * radial + 0.8f * phantom_smooth(1.4f * dx, 1.4f * dy, f->seed + 21);
    choroid = ridge(1.7f * wx, 1.2f * wy, 0.30f, f->seed + 22);
    choroid += 0.45f * ridge(2.6f * wx + 0.7f * dx, 1.1f * wy, 0.26f, f->seed + 24);
    float patch = 0.55f + 0.6f * phantom_smooth(0.5f * dx, 0.5f * dy, f->seed + 26);
    choroid *= phantom_clamp(patch, 0, 1) * phantom_step(0.5f, 2.0f, from_fovea) * f->tessellation;
  }

  // Nerve fibres: a pale, finely striped sheen above and below the disc.
  float sheen = 0;
  if (f->sheen > 0 && from_disc < 4) {
    float angle = atan2f(dy, dx);
    float lobe = fabsf(sinf(angle)) * phantom_step(-1.2f, 0.6f, dx) + 0.25f;
    float reach = expf(-from_disc * from_disc / 3.2f);
    float stripes = 0.75f + 0.35f * phantom_smooth(16 * angle, 1.3f * from_disc, f->seed + 30) +
                    0.25f * phantom_smooth(37 * angle, 2.1f * from_disc, f->seed + 31);
    sheen = f->sheen * lobe * reach * stripes;
  }

  float spread = from_fovea / f->macula_radius;
  float macula = f->macula * (0.62f * expf(-spread * spread * 2.2f) + 0.38f * expf(-spread * spread * 0.35f));

  float hx = (px - f->haze_x) / f->haze_radius, hy = (py - f->haze_y) / f->haze_radius;
  float haze = f->haze * expf(-hx * hx - 0.6f * hy * hy);

  float lift = (1 - loss) * slope * pigment, red_lift = (1 - 0.85f * loss) * slope * pigment;
  out[0] = f->base[0] * red_lift * (1 - 0.52f * macula) * (1 + 0.30f * choroid) * (1 + 0.16f * sheen) + 0.55f * haze;
  out[1] = f->base[1] * lift * (1 - 0.80f * macula) * (1 + 0.10f * choroid) * (1 + 0.55f * sheen) + 0.60f * haze;
  out[2] = f->base[2] * lift * (1 - 0.75f * macula) * (1 + 0.05f * choroid) * (1 + 0.85f * sheen) + 0.70f * haze;
}

/// Smooth noise, -1...1, that repeats after `cells` units in both directions.
static float periodic(float x, float y, int cells, uint32_t seed) {
  float fx = floorf(x), fy = floorf(y);
  int ix = ((int)fx % cells + cells) % cells, iy = ((int)fy % cells + cells) % cells;
  int jx = ix + 1 == cells ? 0 : ix + 1, jy = iy + 1 == cells ? 0 : iy + 1;
  float u = x - fx, v = y - fy;
  u = u * u * (3 - 2 * u);
  v = v * v * (3 - 2 * v);
  float a = phantom_lattice(ix, iy, seed), b = phantom_lattice(jx, iy, seed);
  float c = phantom_lattice(ix, jy, seed), d = phantom_lattice(jx, jy, seed);
  float top = a + (b - a) * u, bottom = c + (d - c) * u;
  return top + (bottom - top) * v;
}

void ck_phantom_tile(float *tile, int side, const float *amplitudes, int octaves, int turn, uint32_t seed) {
  for (long i = 0; i < (long)side * side; i++) tile[i] = 0;
  // The lattice is turned by a rotation whose entries are whole numbers, so that it still meets itself at the edges; it
  // makes structures narrower by the root of five.
  float across = turn < 0 ? -1 : 1;
  for (int k = 0, cells = 4; k < octaves && 9 * cells <= 2 * side; k++, cells *= 2) {
    float step = (float)cells / (float)side;
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        float px = ((float)x + 0.5f) * step, py = ((float)y + 0.5f) * step;
        tile[(long)y * side + x] +=
          amplitudes[k] * periodic(2 * px + across * py, 2 * py - across * px, cells, seed + (uint32_t)k);
      }
    }
  }
}

/// One row of a plane between four rows of a coarse field, by linear interpolation.
CK_CLONES(void, fill_row,
    (float *row, int width, const float *above, const float *below, float t, int factor),
    (row, width, above, below, t, factor)) {
  for (int cell = 0; cell * factor < width; cell++) {
    float left = above[cell] + (below[cell] - above[cell]) * t;
    float right = above[cell + 1] + (below[cell + 1] - above[cell + 1]) * t;
    float slope = (right - left) / (float)factor;
    int begin = cell * factor, count = width - begin < factor ? width - begin : factor;
    for (int i = 0; i < count; i++) row[begin + i] = left + slope * ((float)i + 0.5f);
  }
}

/// Multiplies a row of three planes by two tiles laid side by side.
CK_CLONES(void, grain_row,
    (float *red, float *green, float *blue, int width, const float *first, int first_side, const float *second,
     int second_side, const float *share),
    (red, green, blue, width, first, first_side, second, second_side, share)) {
  for (int x = 0; x < width;) {
    const float *a = first + x % first_side, *b = second + x % second_side;
    int count = first_side - x % first_side, other = second_side - x % second_side;
    if (other < count) count = other;
    if (width - x < count) count = width - x;
    for (int i = 0; i < count; i++) {
      float grain = a[i] + b[i];
      red[x + i] *= 1 + share[0] * grain;
      green[x + i] *= 1 + share[1] * grain;
      blue[x + i] *= 1 + share[2] * grain;
    }
    x += count;
  }
}

void ck_phantom_background(const ck_phantom_canvas *canvas, const ck_phantom_fundus *fundus, int factor, float *low) {
  int columns = canvas->width / factor + 2, rows = canvas->height / factor + 2;
  int count = columns * rows;
  float reach = canvas->aperture.radius + 2 * (float)factor;
  for (int row = 0; row < rows; row++) {
    for (int column = 0; column < columns; column++) {
      float value[3] = {0, 0, 0};
      float x = (float)(column * factor), y = (float)(row * factor);
      float ax = x - canvas->aperture.x, ay = y - canvas->aperture.y;
      if (ax * ax + ay * ay < reach * reach) colour(canvas, fundus, x, y, value);
      for (int c = 0; c < 3; c++) low[c * count + row * columns + column] = value[c];
    }
  }
  float *planes[3] = {canvas->red, canvas->green, canvas->blue};
  const float share[3] = {0.5f, 1.0f, 1.1f};
  // The sides of the two tiles have no short common multiple, so that no pattern is seen to repeat.
  int first_side = fundus->tile_side, second_side = (int)(0.77f * (float)first_side) | 1;
  float *first = low + 3 * count, *second = first + (long)first_side * first_side;
  if (first_side > 0) {
    ck_phantom_tile(first, first_side, fundus->octaves, 5, 1, fundus->seed + 40);
    ck_phantom_tile(second, second_side, fundus->octaves, 5, -1, fundus->seed + 60);
  }
  for (int y = 0; y < canvas->height; y++) {
    int row = y / factor;
    float t = ((float)(y - row * factor) + 0.5f) / (float)factor;
    for (int c = 0; c < 3; c++) {
      const float *above = low + c * count + row * columns;
      fill_row(
        planes[c] + (long)y * canvas->width, canvas->width, above, above + columns, t, factor);
    }
    if (first_side == 0) continue;
    long start = (long)y * canvas->width;
    grain_row(
      planes[0] + start, planes[1] + start, planes[2] + start, canvas->width, first + (y % first_side) * first_side,
      first_side, second + (y % second_side) * second_side, second_side, share);
  }
}

ck_phantom_bounds ck_phantom_paint_disc(const ck_phantom_canvas *canvas, const ck_phantom_disc *disc) {
  const ck_phantom_aperture *ap = &canvas->aperture;
  float reach = 2.4f * (disc->radius_x > disc->radius_y ? disc->radius_x : disc->radius_y);
  int x0 = (int)phantom_clamp(floorf(disc->x - reach), 0, (float)canvas->width);
  int x1 = (int)phantom_clamp(ceilf(disc->x + reach), 0, (float)canvas->width);
  int y0 = (int)phantom_clamp(floorf(disc->y - reach), 0, (float)canvas->height);
  int y1 = (int)phantom_clamp(ceilf(disc->y + reach), 0, (float)canvas->height);
  float cosine = cosf(disc->angle), sine = sinf(disc->angle);
  ck_phantom_bounds bounds = {canvas->width, canvas->height, 0, 0};
  for (int y = y0; y < y1; y++) {
    for (int x = x0; x < x1; x++) {
      float dx = (float)x + 0.5f - disc->x, dy = (float)y + 0.5f - disc->y;
      float u = (dx * cosine + dy * sine) / disc->radius_x, v = (dy * cosine - dx * sine) / disc->radius_y;
      float r = sqrtf(u * u + v * v);
      if (r > 2.4f) continue;
      float wobble = 1 + 0.05f * phantom_smooth(2 * u / (r + 0.01f), 2 * v / (r + 0.01f), disc->seed);
      float inside = 1 - phantom_step(1 - disc->edge, 1 + disc->edge, r / wobble);
      float side = u * disc->mirror;  // temporal positive
      float cup_x = u - disc->mirror * disc->cup_x, cup_y = v - disc->cup_y;
      float cup = 1 - phantom_step(disc->cup * 0.75f, disc->cup * 1.3f, sqrtf(cup_x * cup_x + cup_y * cup_y));
      float temporal = phantom_clamp(0.5f + 0.5f * side, 0, 1);
      float texture = 1 + 0.05f * phantom_smooth(3 * u, 3 * v, disc->seed + 1);
      float halo = disc->halo * expf(-(r - 0.9f) * (r - 0.9f) * 4.5f) * (1 - inside);
      // Many discs have a pigmented line along their temporal margin.
      float line = r - 1.10f;
      float dark = 0.16f * temporal * expf(-line * line * 260) * (1 - inside);
      long index = (long)y * canvas->width + x;
      float *planes[3] = {canvas->red + index, canvas->green + index, canvas->blue + index};
      for (int c = 0; c < 3; c++) {
        float rim = disc->rim[c] * (c == 0 ? 1.0f : 0.86f + 0.22f * temporal);
        float paint = (rim + (disc->cup_colour[c] - rim) * cup) * texture;
        float ground = *planes[c] * (1 + halo * (c == 0 ? 0.5f : 1.0f)) * (1 - dark);
        *planes[c] = ground + (paint - ground) * inside;
      }
      float ax = (float)x + 0.5f - ap->x, ay = (float)y + 0.5f - ap->y;
      int visible = ax * ax + ay * ay <= ap->radius * ap->radius && y >= ap->top && y + 1 <= ap->bottom;
      if (inside > 0.5f && visible) {
        if (x < bounds.x0) bounds.x0 = x;
        if (y < bounds.y0) bounds.y0 = y;
        if (x >= bounds.x1) bounds.x1 = x + 1;
        if (y >= bounds.y1) bounds.y1 = y + 1;
      }
    }
  }
  if (bounds.x0 >= bounds.x1) bounds = (ck_phantom_bounds){0, 0, 0, 0};
  return bounds;
}
