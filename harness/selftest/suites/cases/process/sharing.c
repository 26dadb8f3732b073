// SPDX-License-Identifier: Apache-2.0
// Who shares a process with whom. The names sort into the order a, b, c, ...
#include "fake_backend.h"
#include "greatest.h"

#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

static int cases_so_far;
static bool dirty;

static void enter(const char *name)
{
    cases_so_far++;
    fake_record("pids", "%s %d", name, (int)getpid());
}

OMM_CASE(a_first, .about = "Shares a process with b.")
{
    enter("a");
    ASSERT(1);
    PASS();
}

OMM_CASE(b_second, .about = "Shares a process with a.")
{
    enter("b");
    ASSERT(1);
    PASS();
}

OMM_CASE(c_own, .about = "Has a process of its own.", .needs = {.own_process = true})
{
    enter("c");
    ASSERT_EQ(1, cases_so_far);
    PASS();
}

OMM_CASE(d_after_own, .about = "Does not run in the process of c.")
{
    enter("d");
    ASSERT(1);
    PASS();
}

OMM_CASE(e_fails, .about = "Fails, which retires its worker.")
{
    enter("e");
    FAILm("on purpose");
}

OMM_CASE(f_after_failure, .about = "Runs in a fresh process after the failure.")
{
    enter("f");
    ASSERT_EQ(1, cases_so_far);
    PASS();
}

OMM_CASE(g_makes_dirty, .about = "Leaves state behind that the next case stumbles over.")
{
    enter("g");
    dirty = true;
    ASSERT(1);
    PASS();
}

OMM_CASE(h_stumbles, .about = "Crashes only in a process that the case before it has used.")
{
    enter("h");
    ASSERT(1);
    if (dirty)
        abort();
    PASS();
}
