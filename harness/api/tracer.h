// SPDX-License-Identifier: Apache-2.0
// The compute pipeline that shoots rays, and its dispatches.
#ifndef OMM_TRACER_H
#define OMM_TRACER_H

#include <ommcts/queue.h>

/// As the shader has it (data/readback.comp).
struct omm_probe {
    float x, y;
    uint32_t plain, forced;
};

/// Asks all probes about the top-level structure at this address and fills in their answers.
void omm_tracer_run(const struct omm_test *t, const struct omm_queue *queue, VkDeviceAddress scene,
                    struct omm_probe *probes, uint32_t count);

#endif
