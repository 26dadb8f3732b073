// SPDX-License-Identifier: Apache-2.0
// Cases that leave something in their process, and cases that fail where it was left.
#include "fake_backend.h"
#include "greatest.h"

static bool left_paint, left_thinner;

OMM_CASE(a_quiet, .about = "Leaves nothing.")
{
    ASSERT(1);
    PASS();
}

OMM_CASE(b_paint, .about = "Leaves paint.")
{
    left_paint = true;
    ASSERT(1);
    PASS();
}

OMM_CASE(c_quiet, .about = "Leaves nothing.")
{
    ASSERT(1);
    PASS();
}

OMM_CASE(d_thinner, .about = "Leaves thinner.")
{
    left_thinner = true;
    ASSERT(1);
    PASS();
}

OMM_CASE(e_quiet, .about = "Leaves nothing.")
{
    ASSERT(1);
    PASS();
}

OMM_CASE(f_both, .about = "Fails where both were left.")
{
    ASSERT_FALSEm("paint and thinner were left", left_paint && left_thinner);
    PASS();
}

OMM_CASE(g_paint, .about = "Fails where paint was left.")
{
    ASSERT_FALSEm("paint was left", left_paint);
    PASS();
}

OMM_CASE(h_never, .about = "Doesn't care what was left.")
{
    ASSERT(1);
    PASS();
}
