// SPDX-License-Identifier: Apache-2.0
// A picture of one micromap triangle: what its input says, and where traversal saw something else. Plain C and no
// Vulkan, so that it is tested without a device.
#ifndef OMM_PICTURE_H
#define OMM_PICTURE_H

#include <stdint.h>
#include <stdio.h>

/// What `seen` holds beside the states 0 to 3.
enum omm_seen {
    OMM_SEEN_NO_STATE = 0xFE, ///< a pair of answers that no stored state gives
    OMM_NOT_TRACED = 0xFF,
};

struct omm_picture {
    const char *title;       ///< the case, which triangle of how many; level and format are added
    uint32_t level;          ///< up to 12
    uint32_t states;         ///< 2 or 4
    const uint8_t *expected; ///< 4^level states, in the order of the curve
    const uint8_t *seen;     ///< as many: states, or enum omm_seen
};

/// Writes an SVG document: the triangle with what is expected as quiet fills and what differs as strong ones, the
/// legend, a table of expected against seen, and the first that differ in words. Above level 7 a microtriangle is
/// smaller than a line is wide, so that only those that differ are drawn. Whether the file could be written is for
/// the caller to ask.
void omm_picture_triangle(FILE *out, const struct omm_picture *picture);

#endif
