// SPDX-License-Identifier: Apache-2.0
// Tests of what host commands are checked for: serialized data, memory.
#include <greatest.h>

SUITE_EXTERN(origins);
SUITE_EXTERN(ranges);
SUITE_EXTERN(host_calls);
SUITE_EXTERN(host_limits);
SUITE_EXTERN(host_unsure);
SUITE_EXTERN(host_data);

GREATEST_MAIN_DEFS();

int main(int argc, char **argv)
{
    GREATEST_MAIN_BEGIN();
    RUN_SUITE(origins);
    RUN_SUITE(ranges);
    RUN_SUITE(host_calls);
    RUN_SUITE(host_limits);
    RUN_SUITE(host_unsure);
    RUN_SUITE(host_data);
    GREATEST_MAIN_END();
}
