// SPDX-License-Identifier: Apache-2.0
// Three cases of which the middle one crashes: it may cost nobody but itself.
#include "fake_backend.h"
#include "greatest.h"

#include <stdlib.h>

OMM_CASE(a, .about = "Passes.")
{
    ASSERT(1);
    PASS();
}

OMM_CASE(b, .about = "Crashes.")
{
    ASSERT(1);
    abort();
}

OMM_CASE(c, .about = "Passes.")
{
    ASSERT(1);
    PASS();
}
