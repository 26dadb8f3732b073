// SPDX-License-Identifier: Apache-2.0
// Prints what the layer adds to a call, in nanoseconds, over a next layer that does nothing: the
// checks of state alone, then pointers probed, then contents hashed, each beside what there was before.
#include "bench.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ROUNDS = 15, STATE_LIMIT = 2000 };

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

// The best of several rounds: whatever else the machine does only adds.
static double measure(struct bench *bench, const struct bench_call *call, bool through,
                      unsigned repeats)
{
    double best = INFINITY;
    bench->through = through;
    for (int round = 0; round < ROUNDS; ++round) {
        bench_rewind(bench);
        const double start = now();
        for (unsigned i = 0; i < repeats; ++i)
            call->run(bench);
        const double spent = (now() - start) / repeats;
        best = spent < best ? spent : best;
    }
    return best;
}

static double added(size_t size, bool probe, bool hash, const struct bench_call *call,
                    double *without)
{
    struct bench bench;
    bench_open(&bench, size, probe, hash);
    const unsigned repeats = hash && call->memory ? (unsigned)(1 + (4u << 20) / size) : 1000;
    *without = measure(&bench, call, false, 1000);
    const double with = measure(&bench, call, true, repeats);
    bench_close(&bench);
    return with - *without;
}

static double copying(size_t size)
{
    struct bench bench;
    bench_open(&bench, size, false, false);
    const unsigned repeats = (unsigned)(1 + (4u << 20) / size);
    double best = INFINITY;
    unsigned char *other = (unsigned char *)calloc(1, size);
    for (int round = 0; other && round < ROUNDS; ++round) {
        const double start = now();
        for (unsigned i = 0; i < repeats; ++i) {
            memcpy(other, bench.blob, size);
            __asm__ volatile("" : : "r"(other) : "memory");
        }
        const double spent = (now() - start) / repeats;
        best = spent < best ? spent : best;
    }
    free(other);
    bench_close(&bench);
    return best;
}

static bool states(void)
{
    bool good = true;
    printf("%-38s %12s %14s\n", "state checks, ns a call", "without", "layer adds");
    for (unsigned i = 0; i < bench_call_count; ++i) {
        double without;
        const double ns = added(1 << 16, false, false, &bench_calls[i], &without);
        printf("%-38s %12.0f %14.0f%s\n", bench_calls[i].name, without, ns,
               ns < STATE_LIMIT ? "" : "  over the limit of 2000");
        good &= ns < STATE_LIMIT;
    }
    return good;
}

static void settings(void)
{
    printf("\n%-28s %10s %12s %12s %12s %12s\n", "host memory, ns a call", "bytes", "state",
           "+ probing", "+ hashing", "memcpy");
    for (unsigned i = 0; i < bench_call_count; ++i) {
        if (!bench_calls[i].memory)
            continue;
        for (size_t size = 1 << 12; size <= 1 << 24; size <<= 6) {
            double without;
            const double state = added(size, false, false, &bench_calls[i], &without);
            const double probe = added(size, true, false, &bench_calls[i], &without);
            const double hash = added(size, false, true, &bench_calls[i], &without);
            printf("%-28s %10zu %12.0f %12.0f %12.0f %12.0f\n", bench_calls[i].name, size, state,
                   probe - state, hash - state, copying(size));
        }
    }
}

int main(int argc, char **argv)
{
    const bool limit = argc == 2 && !strcmp(argv[1], "--limit");
    if (argc > 1 && !limit) {
        fputs("Usage: bench_layer [--limit]\n--limit measures the checks of state only, and fails "
              "when one costs 2000 ns or more.\n",
              stderr);
        return 2;
    }
    const bool good = states();
    if (!limit)
        settings();
    return good || !limit ? 0 : 1;
}
