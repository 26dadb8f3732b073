// SPDX-License-Identifier: Apache-2.0
// Clean-up runs in reverse and whatever the case came to.
#include "fake_backend.h"
#include "greatest.h"

#include <stdlib.h>
#include <string.h>

static void undo(void *object)
{
    const char *name = object;
    fake_record("cleanup", "undo %s", name);
}

static void do_three(void)
{
    static char one[] = "one", two[] = "two", three[] = "three";
    omm_cleanup(undo, one);
    omm_cleanup(undo, two);
    omm_cleanup(undo, three);
}

OMM_CASE(after_pass, .about = "Registers three steps and passes.")
{
    do_three();
    ASSERT(1);
    PASS();
}

OMM_CASE(after_fail, .about = "Registers three steps and fails an assertion.")
{
    do_three();
    ASSERT(!"this is wrong");
    PASS();
}

OMM_CASE(after_omm_fail, .about = "Registers three steps and ends through omm_fail.")
{
    do_three();
    omm_fail("judged wrong");
}

OMM_CASE(after_not_supported, .about = "Registers three steps and finds something missing.")
{
    do_three();
    omm_not_supported("the moon");
}

static void undo_block(void *object)
{
    const char *block = object;
    // Still there: it was allocated before this step was registered, so it goes after it.
    fake_record("cleanup", "undo %s", block);
}

OMM_CASE(alloc_goes_in_turn, .about = "A block outlives the steps that came after it.")
{
    char *block = omm_alloc(64);
    for (int i = 0; i < 64; i++)
        ASSERT_EQ(0, block[i]);
    memcpy(block, "block", 6);
    omm_cleanup(undo_block, block);
    PASS();
}

static void crash(void *object)
{
    (void)object;
    abort();
}

OMM_CASE(crash_in_cleanup, .about = "Passes, then crashes while cleaning up.")
{
    omm_cleanup(crash, NULL);
    ASSERT(1);
    PASS();
}

static void hang_on(void *object)
{
    (void)object;
    for (;;) {
    }
}

OMM_CASE(hang_in_cleanup, .about = "Passes, then hangs while cleaning up.")
{
    omm_cleanup(hang_on, NULL);
    ASSERT(1);
    PASS();
}

OMM_CASE(scope, .about = "The end of a scope undoes what was registered in it, and no more.")
{
    static char outer[] = "outer", one[] = "inner one", two[] = "inner two";
    omm_cleanup(undo, outer);
    size_t mark = omm_cleanup_mark();
    omm_cleanup(undo, one);
    omm_cleanup(undo, two);
    omm_cleanup_since(mark);
    fake_record("cleanup", "after the scope");
    ASSERT(1);
    PASS();
}
