// SPDX-License-Identifier: Apache-2.0
#include "runner/backend.h"

#include <ommcts/host.h>
#include <ommcts/measure.h>
#include <ommcts/verdict.h>

#include <stdlib.h>

enum {
    TURN = 50000, // nanoseconds that a turn takes at least: a thousand times what the clock costs
    MOST_IN_A_TURN = 4096, // however short it is
    BUDGET = 500000000,    // nanoseconds that all rounds should take
    FEWEST_ROUNDS = 9,     // whatever they take
    MOST_ROUNDS = 101,
};

struct entry {
    const struct omm_contender *contender;
    unsigned repeats; // in a turn
    uint64_t turn;    // nanoseconds of one
    uint64_t *times;  // picoseconds of one repetition, for each round
};

static uint64_t take_turn(const struct entry *entry)
{
    const uint64_t begin = omm_now();
    for (unsigned i = 0; i < entry->repeats; ++i)
        entry->contender->once(entry->contender->context);
    return omm_now() - begin;
}

// Finds out how many repetitions a turn needs; the first ones also touch the memory for the first time.
static void warm_up(struct entry *entry)
{
    entry->repeats = 1;
    take_turn(entry);
    for (;;) {
        entry->turn = take_turn(entry);
        if (entry->turn >= TURN || entry->repeats >= MOST_IN_A_TURN)
            return;
        entry->repeats *= 2;
    }
}

// An odd number, so that there is a median.
static unsigned rounds_for(const struct entry *entries, unsigned count)
{
    uint64_t all = 1;
    for (unsigned i = 0; i < count; ++i)
        all += entries[i].turn;
    const uint64_t rounds = BUDGET / all;
    if (rounds >= MOST_ROUNDS)
        return MOST_ROUNDS;
    return rounds <= FEWEST_ROUNDS ? FEWEST_ROUNDS : (unsigned)rounds | 1u;
}

static int by_value(const void *left, const void *right)
{
    const uint64_t a = *(const uint64_t *)left;
    const uint64_t b = *(const uint64_t *)right;
    return (a > b) - (a < b);
}

static void report(const struct entry *entry, unsigned rounds)
{
    qsort(entry->times, rounds, sizeof *entry->times, by_value);
    const struct run_timing timing = {
        .bytes = entry->contender->bytes,
        .rounds = rounds,
        .median = entry->times[rounds / 2],
        .low = entry->times[rounds / 4],
        .high = entry->times[rounds - 1 - rounds / 4],
    };
    run_emit_measure(entry->contender->series, entry->contender->against, &timing);
}

void omm_measure(const struct omm_contender *contenders, unsigned count)
{
    struct entry *entries = omm_alloc(count * sizeof *entries);
    for (unsigned i = 0; i < count; ++i) {
        entries[i].contender = &contenders[i];
        warm_up(&entries[i]);
    }
    const unsigned rounds = rounds_for(entries, count);
    for (unsigned i = 0; i < count; ++i)
        entries[i].times = omm_alloc(rounds * sizeof *entries[i].times);
    for (unsigned round = 0; round < rounds; ++round)
        for (unsigned i = 0; i < count; ++i) {
            // Each comes behind each other one at times: what that one left in the caches counts for nobody alone.
            struct entry *entry = &entries[(i + round) % count];
            entry->times[round] = take_turn(entry) * 1000 / entry->repeats;
        }
    for (unsigned i = 0; i < count; ++i)
        report(&entries[i], rounds);
}
