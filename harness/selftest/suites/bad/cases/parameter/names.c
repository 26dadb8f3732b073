// SPDX-License-Identifier: Apache-2.0
#include "greatest.h"

#include <ommcts/case.h>

static const char *const names[] = {"good", "not good"};

OMM_CASE(spaced, .about = "A parameter's name has a blank.", .params = OMM_PARAMS(names))
{
    PASS();
}
