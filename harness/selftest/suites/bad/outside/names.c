// SPDX-License-Identifier: Apache-2.0
#include "greatest.h"

#include <ommcts/case.h>

OMM_CASE(homeless, .about = "Its file lies in no cases folder, so its name has no prefix.")
{
    PASS();
}
