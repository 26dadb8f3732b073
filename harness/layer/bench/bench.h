// SPDX-License-Identifier: Apache-2.0
#ifndef BENCH_H
#define BENCH_H

#include "../tests/fake.h"

/// What the calls work on; valid usage throughout.
struct bench {
    struct fake_vulkan vulkan;
    VkMicromapEXT source; ///< constructed
    VkMicromapEXT destination;
    VkCommandBuffer commands; ///< recording
    VkQueryPool queries;
    uint32_t query; ///< the next that was not written
    VkDeviceAddress address;
    void *blob;
    size_t size;  ///< of the serialized source
    bool through; ///< the calls take the way through the layer
};

struct bench_call {
    const char *name;
    void (*run)(struct bench *bench);
    bool memory; ///< it has a pointer to host memory of `size` bytes
    bool records;
};

extern const struct bench_call bench_calls[];
extern const unsigned bench_call_count;

/// Opens everything, with these settings in the environment.
void bench_open(struct bench *bench, size_t size, bool probe, bool hash);
void bench_close(struct bench *bench);

/// Starts the command buffer anew, which would grow without bounds.
void bench_rewind(struct bench *bench);

#endif
