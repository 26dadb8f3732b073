// SPDX-License-Identifier: Apache-2.0
#include "compute.h"

#include <greatest.h>

SUITE_EXTERN(shader_math);
SUITE_EXTERN(shader_flow);
SUITE_EXTERN(shader_memory);
SUITE_EXTERN(shader_state);
SUITE_EXTERN(shader_order);
SUITE_EXTERN(shader_refused);
SUITE_EXTERN(shader_rays);

GREATEST_MAIN_DEFS();

int main(int argc, char **argv)
{
    GREATEST_MAIN_BEGIN();
    if (!driver_open())
        return 1;
    RUN_SUITE(shader_math);
    RUN_SUITE(shader_flow);
    RUN_SUITE(shader_memory);
    RUN_SUITE(shader_state);
    RUN_SUITE(shader_order);
    RUN_SUITE(shader_refused);
    RUN_SUITE(shader_rays);
    driver_close();
    GREATEST_MAIN_END();
}
