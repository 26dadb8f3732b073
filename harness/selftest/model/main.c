// SPDX-License-Identifier: Apache-2.0
#include <greatest.h>

SUITE_EXTERN(curve);
SUITE_EXTERN(opacity);
SUITE_EXTERN(picture);

GREATEST_MAIN_DEFS();

int main(int argc, char **argv)
{
    GREATEST_MAIN_BEGIN();
    RUN_SUITE(curve);
    RUN_SUITE(opacity);
    RUN_SUITE(picture);
    GREATEST_MAIN_END();
}
