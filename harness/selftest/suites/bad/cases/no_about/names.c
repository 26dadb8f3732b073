// SPDX-License-Identifier: Apache-2.0
#include "greatest.h"

#include <ommcts/case.h>

OMM_CASE(speechless)
{
    PASS();
}
