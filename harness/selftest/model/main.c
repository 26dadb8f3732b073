// SPDX-License-Identifier: Apache-2.0
#include <greatest.h>

SUITE_EXTERN(curve);
SUITE_EXTERN(opacity);
SUITE_EXTERN(picture);
SUITE_EXTERN(diagnosis);

GREATEST_MAIN_DEFS();

int main(int argc, char **argv)
{
    GREATEST_MAIN_BEGIN();
    RUN_SUITE(curve);
    RUN_SUITE(opacity);
    RUN_SUITE(picture);
    RUN_SUITE(diagnosis);
    GREATEST_MAIN_END();
}
