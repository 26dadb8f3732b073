// SPDX-License-Identifier: Apache-2.0
#include "greatest.h"

#include <ommcts/case.h>

#define FORTY "a234567890b234567890c234567890d234567890"

OMM_CASE_NAMED_(endless, FORTY FORTY FORTY FORTY FORTY, .about = "Its name is over 200 bytes.")
{
    PASS();
}
