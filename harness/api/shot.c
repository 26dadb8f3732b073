// SPDX-License-Identifier: Apache-2.0
// What a shot's answers mean, and what they should.
#include "diagnosis.h"

bool omm_is_special(uint32_t triangle)
{
    return triangle >= (uint32_t)VK_OPACITY_MICROMAP_SPECIAL_INDEX_FULLY_UNKNOWN_OPAQUE_EXT;
}

// The special indices -1 to -4 stand for the states 0 to 3.
uint32_t omm_shot_expected(const struct omm_input *input, const struct omm_shot *shot)
{
    return omm_is_special(shot->triangle) ? ~shot->triangle
                                          : omm_input_state(input, shot->triangle, shot->index);
}

uint32_t omm_shot_state(const struct omm_shot *shot)
{
    static const uint32_t states[3][3] = {
        [OMM_IGNORED] =
            {[OMM_IGNORED] = 0, [OMM_OPAQUE] = OMM_NO_STATE, [OMM_NON_OPAQUE] = OMM_NO_STATE},
        [OMM_OPAQUE] =
            {[OMM_IGNORED] = OMM_NO_STATE, [OMM_OPAQUE] = 1, [OMM_NON_OPAQUE] = OMM_NO_STATE},
        [OMM_NON_OPAQUE] = {[OMM_IGNORED] = 2, [OMM_OPAQUE] = 3, [OMM_NON_OPAQUE] = OMM_NO_STATE},
    };
    return shot->plain < 3 && shot->forced < 3 ? states[shot->plain][shot->forced] : OMM_NO_STATE;
}
