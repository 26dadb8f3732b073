// SPDX-License-Identifier: Apache-2.0
#include <ommcts/growth.h>
#include <ommcts/host.h>
#include <ommcts/layer.h>
#include <ommcts/process.h>
#include <ommcts/verdict.h>

enum { WARM_UP = 20, REPETITIONS = 10000, LEAST = 200 };

static const uint64_t patience = 1200000000; // nanoseconds

struct watch {
    struct omm_tracker *tracker;
    size_t repetitions;
    struct omm_holdings holdings;
    size_t living;
};

static size_t living(const struct omm_tracker *tracker)
{
    size_t sum = 0;
    for (size_t i = 0; i < OMM_SCOPE_COUNT; ++i)
        sum += tracker->scopes[i].live;
    return sum;
}

static void tell(const struct watch *watch, const char *what, size_t then, size_t now, size_t bound)
{
    if (now <= then + bound)
        return;
    const char *layer = omm_layer_name();
    if (layer)
        omm_note("%zu repetitions left %zu %s; %s may be the reason", watch->repetitions,
                 now - then, what, layer);
    else
        omm_warn("%zu repetitions left %zu %s", watch->repetitions, now - then, what);
}

static void warn_of_growth(const struct watch *watch)
{
    const struct omm_holdings now = omm_holdings(), *then = &watch->holdings;
    tell(watch, "living allocations of the callbacks", watch->living, living(watch->tracker),
         watch->repetitions / 2);
    tell(watch, "bytes on the heap", then->heap, now.heap, watch->repetitions * 16);
    tell(watch, "bytes more of resident memory", then->resident, now.resident, (size_t)8 << 20);
    tell(watch, "file descriptors", then->descriptors, now.descriptors, 16);
    tell(watch, "mappings", then->mappings, now.mappings, 64);
}

void omm_repeat(struct omm_tracker *tracker, void (*once)(const void *argument),
                const void *argument)
{
    for (int i = 0; i < WARM_UP; ++i)
        once(argument);
    struct watch watch = {
        .tracker = tracker, .holdings = omm_holdings(), .living = living(tracker)};
    const uint64_t begin = omm_now();
    for (; watch.repetitions < REPETITIONS; ++watch.repetitions) {
        if (watch.repetitions >= LEAST && omm_now() - begin > patience)
            break;
        once(argument);
    }
    omm_note("%zu repetitions", watch.repetitions);
    warn_of_growth(&watch);
}
