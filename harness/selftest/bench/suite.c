// SPDX-License-Identifier: Apache-2.0
// The whole runner with $BENCH_CASES empty cases (100,000), for scripts/bench.
#include "empty.h"

#include <stdlib.h>

int main(int argc, char **argv)
{
    const char *wanted = getenv("BENCH_CASES");
    bench_make_cases(wanted ? strtoul(wanted, NULL, 10) : 100000);
    return run_main(argc, argv, &bench_backend);
}
