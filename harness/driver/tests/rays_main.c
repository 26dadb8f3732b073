// SPDX-License-Identifier: Apache-2.0
#include "open.h"

#include <greatest.h>

SUITE_EXTERN(curve);
SUITE_EXTERN(ray_geometry);
SUITE_EXTERN(ray_builds);
SUITE_EXTERN(ray_opacity);

GREATEST_MAIN_DEFS();

int main(int argc, char **argv)
{
    GREATEST_MAIN_BEGIN();
    if (!driver_open())
        return 1;
    RUN_SUITE(curve);
    RUN_SUITE(ray_geometry);
    RUN_SUITE(ray_builds);
    RUN_SUITE(ray_opacity);
    driver_close();
    GREATEST_MAIN_END();
}
