// SPDX-License-Identifier: Apache-2.0
#include "greatest.h"

#include <ommcts/case.h>

OMM_CASE_NAMED_(comma, "one,two", .about = "A comma is a separator in lists of names.")
{
    PASS();
}
