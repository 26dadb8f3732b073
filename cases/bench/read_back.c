// SPDX-License-Identifier: Apache-2.0
// What the suite's own oracle costs: reading one level-8 4-state triangle back, all included (structures, pipeline, rays,
// judging), beside what it must compute for it in any case: where each microtriangle lies, which one lies there, and its
// state, twice.
//
// No property of the specification: it says whether cases that read back can afford to. Needs ray queries.
#include <ommcts/curve.h>
#include <ommcts/device_micromap.h>
#include <ommcts/measure.h>
#include <ommcts/ommcts.h>
#include <ommcts/readback.h>

enum { LEVEL = 8, PLACES = 1 << (2 * LEVEL) };

static const struct omm_shape shape = {.name = "s4_l8_n1", .groups = {{4, LEVEL, 1}}};

struct bench {
    const struct omm_micromap *map;
    uint32_t sum; // of states: keeps the compiler from leaving the look-ups out
};

static void look_up(void *context)
{
    struct bench *bench = context;
    for (uint32_t ray = 0; ray < 2 * PLACES; ++ray) {
        const struct omm_centroid place = omm_curve_centroid(LEVEL, ray / 2);
        bench->sum += omm_input_state(bench->map->input, 0, omm_curve_index(LEVEL, place));
    }
}

static void read_back(void *context)
{
    const struct bench *bench = context;
    const size_t mark = omm_cleanup_mark();
    const char *complaint = omm_reads_back(bench->map);
    if (complaint)
        omm_fail("%s", complaint);
    omm_cleanup_since(mark);
}

OMM_BENCHMARK(level_8, .about = "Reading one level-8 4-state triangle back, beside plain look-ups.",
              .needs = {.device_commands = true, .ray_query = true, .read_back = true})
{
    struct bench bench = {.map = omm_device_build(t, &shape, 0)};
    const struct omm_contender contenders[] = {
        {"plain look-ups", NULL, 0, look_up, &bench},
        {"read back", NULL, 0, read_back, &bench},
    };
    omm_measure(contenders, sizeof contenders / sizeof contenders[0]);
    omm_tell("%d microtriangles, %d rays each time (sum of states %u)", PLACES, 2 * PLACES,
             bench.sum);
    PASS();
}
