// SPDX-License-Identifier: Apache-2.0
// A benchmark, not a test: how fast the driver's host copies of a 64 MiB micromap are beside memcpy of as many
// bytes. All four take turns, so that a change of the machine's speed meets them alike; medians are printed.
// Run it on the reference driver: build/bench_host_copies run --reference --isolate none
#include <ommcts/ommcts.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ROUNDS = 15 };

enum what {
    MEMCPY,
    SERIALIZE,
    DESERIALIZE,
    CLONE,
    WHAT_COUNT,
};

static const char *const names[WHAT_COUNT] = {"memcpy", "serialize", "deserialize", "clone"};

// 64 triangles of 1 MiB of opacity data each.
static const struct omm_shape shape = {.name = "s4_l11_n64", .groups = {{4, 11, 64}}};

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static int by_value(const void *a, const void *b)
{
    const double x = *(const double *)a;
    const double y = *(const double *)b;
    return (x > y) - (x < y);
}

struct scene {
    const struct omm_test *t;
    struct omm_block *blob;
    uint8_t *copy;
    VkCopyMicromapToMemoryInfoEXT serialize;
    VkCopyMemoryToMicromapInfoEXT deserialize;
    VkCopyMicromapInfoEXT clone;
};

static VkResult once(const struct scene *s, enum what what)
{
    const struct VolkDeviceTable *vk = s->t->vk;
    switch (what) {
    case SERIALIZE:
        return vk->vkCopyMicromapToMemoryEXT(s->t->device, VK_NULL_HANDLE, &s->serialize);
    case DESERIALIZE:
        return vk->vkCopyMemoryToMicromapEXT(s->t->device, VK_NULL_HANDLE, &s->deserialize);
    case CLONE:
        return vk->vkCopyMicromapEXT(s->t->device, VK_NULL_HANDLE, &s->clone);
    default:
        memcpy(s->copy, s->blob->bytes, s->blob->size);
        return VK_SUCCESS;
    }
}

static void report(double times[WHAT_COUNT][ROUNDS], size_t size)
{
    for (int what = 0; what < WHAT_COUNT; ++what)
        qsort(times[what], ROUNDS, sizeof times[what][0], by_value);
    const double reference = times[MEMCPY][ROUNDS / 2];
    fprintf(stderr, "%zu bytes, median of %d rounds\n", size, ROUNDS);
    for (int what = 0; what < WHAT_COUNT; ++what) {
        const double median = times[what][ROUNDS / 2];
        fprintf(stderr, "%-12s %8.2f ms %7.2f GB/s %5.2f x memcpy\n", names[what], 1e3 * median,
                1e-9 * (double)size / median, reference / median);
    }
}

OMM_CASE(reference_64_mib, .about = "Host copies of 64 MiB beside memcpy of the same size.",
         .needs = {.host_commands = true})
{
    static double times[WHAT_COUNT][ROUNDS];
    struct omm_micromap *source = omm_build(t, &shape, 0);
    struct scene scene = {.t = t, .blob = omm_serialize(source)};
    const struct omm_micromap *loaded = omm_deserialize(t, scene.blob, source->size);
    const struct omm_micromap *clone = omm_clone(source);
    scene.copy = omm_alloc(scene.blob->size);
    scene.serialize = omm_serialize_info(source, scene.blob->bytes);
    scene.deserialize = omm_deserialize_info(scene.blob->bytes, loaded);
    scene.clone = omm_copy_info(source, clone, VK_COPY_MICROMAP_MODE_CLONE_EXT);
    for (int round = -1; round < ROUNDS; ++round) // round -1 warms up
        for (int what = 0; what < WHAT_COUNT; ++what) {
            const double begin = now();
            ASSERT_SUCCESS(once(&scene, what));
            if (round >= 0)
                times[what][round] = now() - begin;
        }
    report(times, scene.blob->size);
    PASS();
}
