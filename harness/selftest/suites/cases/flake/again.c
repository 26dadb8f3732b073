// SPDX-License-Identifier: Apache-2.0
// Cases that come out otherwise when they are run again.
#include "fake_backend.h"
#include "greatest.h"

#include <stdlib.h>

/// Which attempt at the case this is, from 1.
static int attempt(const char *file)
{
    fake_record(file, "again");
    return fake_recorded(file);
}

OMM_CASE(second, .about = "Passes on the second attempt.")
{
    const int now = attempt("flake_second");
    ASSERT_EQ_FMT(2, now, "%d");
    PASS();
}

OMM_CASE(third, .about = "Passes on the third attempt.")
{
    const int now = attempt("flake_third");
    ASSERT_EQ_FMT(3, now, "%d");
    PASS();
}

OMM_CASE(never, .about = "Fails on every attempt.")
{
    const int now = attempt("flake_never");
    ASSERT_EQ_FMT(0, now, "%d");
    PASS();
}

OMM_CASE(worse, .about = "Fails at first, then crashes.")
{
    if (attempt("flake_worse") > 1)
        abort();
    FAILm("wrong before it crashes");
}
