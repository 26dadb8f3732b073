// SPDX-License-Identifier: Apache-2.0
// Checks that fail, with the macros that real cases have, for --break-on-failure.
#include "fake_backend.h"

#include <ommcts/check.h>

static int helper(int value)
{
    ASSERT_EQ_FMT(4, value, "%d");
    PASS();
}

OMM_CASE(assertion, .about = "Fails an assertion in a helper.")
{
    CHECK_CALL(helper(5));
    PASS();
}

OMM_CASE(sentence, .about = "Fails with a sentence.")
{
    omm_checked();
    omm_fail("the fourth word is wrong");
}

OMM_CASE(fine, .about = "Passes.")
{
    CHECK_CALL(helper(4));
    PASS();
}
