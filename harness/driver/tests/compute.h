// SPDX-License-Identifier: Apache-2.0
// Compute shaders for the driver's own tests. Each test is between rays_open and rays_close, which
// free the memory that rays_block gives.
#ifndef DRIVER_TEST_COMPUTE_H
#define DRIVER_TEST_COMPUTE_H

#include "rays.h"

struct shader_words {
    const uint32_t *words;
    size_t size; ///< in bytes
};
#define SHADER(name)                                                                               \
    (struct shader_words)                                                                          \
    {                                                                                              \
        name##_comp, sizeof name##_comp                                                            \
    }

struct pipeline {
    VkPipelineLayout layout;
    VkPipeline pipeline; ///< null when it could not be created
    VkResult result;
};
struct pipeline pipeline_create(struct shader_words words, const VkSpecializationInfo *constants);
void pipeline_destroy(const struct pipeline *pipeline);

struct push {
    const void *bytes;
    uint32_t size;
};

/// Records binding, push constants and a dispatch.
void pipeline_record(VkCommandBuffer commands, const struct pipeline *pipeline, struct push push,
                     uint32_t x, uint32_t y, uint32_t z);

/// Between a dispatch and the host, and between host or dispatch and a dispatch.
void compute_to_host(VkCommandBuffer commands);
void compute_between(VkCommandBuffer commands);

/// All of it: creates, dispatches, waits, destroys.
VkResult compute_run(struct shader_words words, struct push push, uint32_t x, uint32_t y,
                     uint32_t z);

#endif
