// SPDX-License-Identifier: Apache-2.0
// The same name twice: by two identifiers that C tells apart and the registry does not.
#include "greatest.h"

#include <ommcts/case.h>

OMM_CASE_NAMED_(first, "twin", .about = "The first of two.")
{
    PASS();
}

OMM_CASE_NAMED_(second, "twin", .about = "The second of two.")
{
    PASS();
}
