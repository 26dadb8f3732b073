// SPDX-License-Identifier: Apache-2.0
// A benchmark, not a test: how long it takes to read one level-8 4-state triangle back, all included (structures, pipeline,
// rays, judging), beside what the suite must compute for it in any case: where each microtriangle lies, which one lies
// there, and its state, twice. Both take turns; medians are printed.
// Run it on the reference driver: build/bench_host_copies run --reference --isolate none -n 'omm.speed.read_back.*'
#include <ommcts/ommcts.h>

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { ROUNDS = 15, LEVEL = 8, PLACES = 1 << (2 * LEVEL) };

static const struct omm_shape shape = {.name = "s4_l8_n1", .groups = {{4, LEVEL, 1}}};

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

static double median(double times[ROUNDS])
{
    qsort(times, ROUNDS, sizeof times[0], by_value);
    return times[ROUNDS / 2];
}

// As many look-ups as there are rays. The sum keeps the compiler from leaving them out.
static uint32_t look_up(const struct omm_input *input)
{
    uint32_t sum = 0;
    for (uint32_t ray = 0; ray < 2 * PLACES; ++ray) {
        const struct omm_centroid place = omm_curve_centroid(LEVEL, ray / 2);
        sum += omm_input_state(input, 0, omm_curve_index(LEVEL, place));
    }
    return sum;
}

OMM_CASE(level_8, .about = "Reading one level-8 4-state triangle back, beside plain look-ups.",
         .needs = {.device_commands = true, .ray_query = true, .read_back = true})
{
    double read[ROUNDS], plain[ROUNDS];
    const struct omm_micromap *map = omm_device_build(t, &shape, 0);
    uint32_t sum = 0;
    for (int round = -1; round < ROUNDS; ++round) { // round -1 warms up
        const size_t mark = omm_cleanup_mark();
        const double begin = now();
        ASSERT_OK(omm_reads_back(map));
        const double middle = now();
        sum += look_up(map->input);
        const double end = now();
        omm_cleanup_since(mark);
        if (round >= 0) {
            read[round] = middle - begin;
            plain[round] = end - middle;
        }
    }
    const double seconds = median(read), reference = median(plain);
    fprintf(stderr, "%d microtriangles, %d rays, median of %d rounds (sum of states %u)\n", PLACES,
            2 * PLACES, ROUNDS, sum);
    fprintf(stderr, "plain look-ups  %8.2f ms %7.2f M/s\n", 1e3 * reference,
            2e-6 * PLACES / reference);
    fprintf(stderr, "read back       %8.2f ms %7.2f M rays/s %5.2f x plain look-ups\n",
            1e3 * seconds, 2e-6 * PLACES / seconds, seconds / reference);
    ASSERTm("reading one level-8 triangle back takes half a second", seconds < 0.5);
    PASS();
}
