// SPDX-License-Identifier: Apache-2.0
// Micromaps whose sizes lie far apart, for cases that must tell whose size a result is although drivers are free in
// what sizes they report, even from one query to the next.
#ifndef OMMCTS_SAMPLE_H
#define OMMCTS_SAMPLE_H

#include <ommcts/device_micromap.h>

#define OMM_SAMPLES 3

struct omm_sample {
    struct omm_micromap *maps[OMM_SAMPLES]; ///< device-built with ALLOW_COMPACTION
    VkDeviceSize sizes[OMM_SAMPLES];        ///< what a device query of each alone said
};

/// Builds the three and asks for a size of each. Warns when two answers are equal: then the order of results can't be
/// judged.
struct omm_sample omm_make_sample(const struct omm_test *t, VkQueryType type);

/// Which sample stands at place i of a long list: no period of three, so that an order that is off by any number shows.
uint32_t omm_sample_at(uint32_t i);

/// For ASSERT_OK: complains unless `got` is a whole size and as near to that of sample `expected` as to any other;
/// warns when it is another number than before. `place` names the result in the sentence.
const char *omm_sample_size(const struct omm_sample *sample, uint32_t expected, uint64_t got,
                            uint32_t place);

#endif
