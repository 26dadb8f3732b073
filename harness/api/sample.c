// SPDX-License-Identifier: Apache-2.0
// Micromaps that their sizes tell apart.
#include <ommcts/sample.h>
#include <ommcts/verdict.h>

static const struct omm_shape shapes[OMM_SAMPLES] = {
    {.name = "little", .groups = {{2, 2, 3}}},
    {.name = "more", .groups = {{4, 3, 160}}},
    {.name = "most", .groups = {{4, 3, 4800}}},
};

struct omm_sample omm_make_sample(const struct omm_test *t, VkQueryType type)
{
    struct omm_sample sample;
    for (uint32_t i = 0; i < OMM_SAMPLES; ++i) {
        sample.maps[i] =
            omm_device_build(t, &shapes[i], VK_BUILD_MICROMAP_ALLOW_COMPACTION_BIT_EXT);
        sample.sizes[i] = type == VK_QUERY_TYPE_MICROMAP_COMPACTED_SIZE_EXT
                              ? omm_device_compacted_size(sample.maps[i])
                              : omm_device_serialized_size(sample.maps[i]);
    }
    if (sample.sizes[0] == sample.sizes[1] || sample.sizes[1] == sample.sizes[2] ||
        sample.sizes[0] == sample.sizes[2])
        omm_warn("micromaps of very different sizes have equal answers: the order of results can't "
                 "be judged");
    return sample;
}

uint32_t omm_sample_at(uint32_t i)
{
    return (i + i / OMM_SAMPLES) % OMM_SAMPLES;
}

static uint64_t distance(uint64_t a, uint64_t b)
{
    return a > b ? a - b : b - a;
}

const char *omm_sample_size(const struct omm_sample *sample, uint32_t expected, uint64_t got,
                            uint32_t place)
{
    omm_checked();
    const uint64_t own = sample->sizes[expected];
    if (!got || got >> 32)
        return omm_sentence("result %u is 0x%llx where a query of the micromap alone said 0x%llx",
                            place, (unsigned long long)got, (unsigned long long)own);
    for (uint32_t other = 0; other < OMM_SAMPLES; ++other)
        if (distance(got, sample->sizes[other]) < distance(got, own))
            return omm_sentence("result %u is %llu, nearer to another micromap's %llu than to %llu",
                                place, (unsigned long long)got,
                                (unsigned long long)sample->sizes[other], (unsigned long long)own);
    if (got != own)
        omm_warn("result %u is %llu; asked alone, the micromap had %llu", place,
                 (unsigned long long)got, (unsigned long long)own);
    return NULL;
}
