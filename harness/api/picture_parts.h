// SPDX-License-Identifier: Apache-2.0
// What the two halves of a picture share: the triangle on the left, and the panel beside it.
#ifndef OMM_PICTURE_PARTS_H
#define OMM_PICTURE_PARTS_H

#include "picture.h"

#include <stdbool.h>

/// Seen, as a column of the table.
enum { OMM_STATES = 4, OMM_COLUMN_NO_STATE = 4, OMM_COLUMN_NOT_TRACED = 5, OMM_COLUMNS = 6 };

struct omm_picture_tally {
    uint32_t count;                          ///< microtriangles
    uint32_t cells[OMM_STATES][OMM_COLUMNS]; ///< expected against seen
    uint32_t wrong, no_state, not_traced;    ///< `no_state` are among the `wrong`
};

/// Whether the microtriangle was traced, and is not what it should be.
bool omm_picture_is_wrong(const struct omm_picture *picture, uint32_t index);

/// Legend, table and list, at this place.
void omm_picture_panel(FILE *out, const struct omm_picture *picture,
                       const struct omm_picture_tally *tally, double x, double y);

#endif
