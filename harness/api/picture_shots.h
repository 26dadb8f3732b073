// SPDX-License-Identifier: Apache-2.0
// From shots to a picture.
#ifndef OMM_PICTURE_SHOTS_H
#define OMM_PICTURE_SHOTS_H

#include <ommcts/readback.h>

/// Leaves a picture of one micromap triangle as the running case's .svg, when --artifacts asks for such. `state_of` gives
/// the state that a shot saw, or any number above 3 for a pair that no state gives.
void omm_picture_shots(const struct omm_input *input, const struct omm_shot *shots, uint32_t count,
                       uint32_t triangle, uint32_t (*state_of)(const struct omm_shot *shot));

#endif
