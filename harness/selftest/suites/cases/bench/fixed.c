// SPDX-License-Identifier: Apache-2.0
// Benchmarks that always measure the same.
#include "fake_backend.h"
#include "greatest.h"

#include <stdlib.h>

struct size {
    const char *name;
    uint64_t bytes;
};
static const struct size sizes[] = {{"1MiB", 1 << 20}, {"256MiB", 256 << 20}, {"4KiB", 4 << 10}};

static void emit(const char *series, const char *against, uint64_t bytes, uint64_t median)
{
    const struct run_timing timing = {bytes, 9, median, median - median / 20, median + median / 10};
    run_emit_measure(series, against, &timing);
}

OMM_BENCHMARK(copy, .about = "Three ways to copy.", .params = OMM_PARAMS(sizes))
{
    const struct size *size = param;
    emit("memcpy", NULL, size->bytes, size->bytes * 100);
    emit("host", NULL, size->bytes, size->bytes * 200);
    emit("device", "host", size->bytes, size->bytes * 400);
    ASSERT(1);
    PASS();
}

OMM_BENCHMARK(call, .about = "What a call costs.")
{
    emit("memcpy", NULL, 0, 5250);
    emit("vkFakeEXT", NULL, 0, 2125000);
    emit("nothing at all", NULL, 0, 0);
    ASSERT(1);
    PASS();
}

OMM_BENCHMARK(names, .about = "Names that mean no good.")
{
    emit("<b>\xff\x1b[31m", NULL, 4096, 1000);
    emit("a name that goes on and on, for longer than anybody would make a column of a table wide",
         "<b>\xff\x1b[31m", 4096, 2000);
    emit("beside nobody", "who?", 4096, 3000);
    ASSERT(1);
    PASS();
}

OMM_BENCHMARK(dies, .about = "Measures one thing and crashes at the next.")
{
    emit("memcpy", NULL, 4096, 1000);
    abort();
}
