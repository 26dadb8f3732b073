// SPDX-License-Identifier: Apache-2.0
// One case per verdict that a case can give by itself.
#include "fake_backend.h"
#include "greatest.h"

OMM_CASE(pass, .about = "Checks something true.", .covers = OMM_COVERS("A001", "VUID-fake-00001"))
{
    ASSERT_EQ(4, 2 + 2);
    PASS();
}

OMM_CASE(fail, .about = "Checks something false.", .covers = OMM_COVERS("A002"))
{
    ASSERT_EQ_FMT(4, 5, "%d");
    PASS();
}

static void judge(int answer)
{
    omm_fail("the driver answered %d from deep down", answer);
}

static void judge_all(int count)
{
    for (int i = 0; i < count; i++)
        judge(i);
}

OMM_CASE(fail_deep, .about = "Fails through omm_fail, two calls down.")
{
    judge_all(3);
    PASS();
}

OMM_CASE(skip, .about = "Skips in greatest's way.")
{
    SKIPm("there is no such moon");
}

OMM_CASE(not_supported, .about = "Says by name what is missing.")
{
    omm_not_supported("VK_EXT_fake is missing");
}

OMM_CASE(no_check, .about = "Claims to pass although it looked at nothing.")
{
    PASS();
}

OMM_CASE(checked_by_hand, .about = "Counts its only check with omm_checked.")
{
    omm_checked();
    PASS();
}

OMM_CASE(quality_warning, .about = "Passes, with something to complain about.")
{
    ASSERT(1);
    omm_warn("the size changed from %d to %d", 64, 65);
    PASS();
}

OMM_CASE(warning_then_fail, .about = "A failure outweighs a warning.")
{
    omm_warn("this is not the worst of it");
    FAILm("this is");
}

OMM_CASE(resource_error, .about = "The suite's own set-up fails.")
{
    omm_resource_error("the file moon.bin could not be read");
}

OMM_CASE(notes, .about = "What it noted is shown when it fails.")
{
    omm_note("the first note");
    omm_note("the second note");
    FAILm("see the notes");
}
