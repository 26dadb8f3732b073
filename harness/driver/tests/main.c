// SPDX-License-Identifier: Apache-2.0
#include "open.h"

#include <greatest.h>

SUITE_EXTERN(entry_points);
SUITE_EXTERN(advertised);
SUITE_EXTERN(core);
SUITE_EXTERN(allocation);
SUITE_EXTERN(memory);
SUITE_EXTERN(sync_objects);
SUITE_EXTERN(objects);
SUITE_EXTERN(commands);
SUITE_EXTERN(query_commands);
SUITE_EXTERN(queues);
SUITE_EXTERN(weak);
SUITE_EXTERN(device_micromaps);

GREATEST_MAIN_DEFS();

int main(int argc, char **argv)
{
    GREATEST_MAIN_BEGIN();
    if (!driver_open())
        return 1;
    RUN_SUITE(entry_points);
    RUN_SUITE(advertised);
    RUN_SUITE(core);
    RUN_SUITE(allocation);
    RUN_SUITE(memory);
    RUN_SUITE(sync_objects);
    RUN_SUITE(objects);
    RUN_SUITE(commands);
    RUN_SUITE(query_commands);
    RUN_SUITE(queues);
    RUN_SUITE(weak);
    RUN_SUITE(device_micromaps);
    driver_close();
    GREATEST_MAIN_END();
}
