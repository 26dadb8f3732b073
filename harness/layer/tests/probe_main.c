// SPDX-License-Identifier: Apache-2.0
// Tests of the looks at memory. The first suite needs a process that has not looked yet.
#include <greatest.h>

SUITE_EXTERN(probed_kernels);
SUITE_EXTERN(probes);

GREATEST_MAIN_DEFS();

int main(int argc, char **argv)
{
    GREATEST_MAIN_BEGIN();
    RUN_SUITE(probed_kernels);
    RUN_SUITE(probes);
    GREATEST_MAIN_END();
}
