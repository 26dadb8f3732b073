// SPDX-License-Identifier: Apache-2.0
// Out of memory is a legal answer: tried twice more in a fresh worker, then only a warning.
#include "fake_backend.h"
#include "greatest.h"

#include <unistd.h>

/// Records the attempt, and runs out of memory as long as there were at most `failures` of them.
static int attempt(const char *file, int failures)
{
    fake_record(file, "%d", (int)getpid());
    if (fake_recorded(file) <= failures)
        omm_out_of_memory("vkFake said VK_ERROR_OUT_OF_HOST_MEMORY");
    ASSERT(1);
    PASS();
}

OMM_CASE(always, .about = "Never has memory.")
{
    return attempt("oom_always", 1000);
}

OMM_CASE(once, .about = "Has memory on the second attempt.")
{
    return attempt("oom_once", 1);
}

OMM_CASE(twice, .about = "Has memory on the third attempt.")
{
    return attempt("oom_twice", 2);
}

OMM_CASE(then_fail, .about = "Fails on the second attempt.")
{
    fake_record("oom_then_fail", "%d", (int)getpid());
    if (fake_recorded("oom_then_fail") == 1)
        omm_out_of_memory("vkFake said VK_ERROR_OUT_OF_DEVICE_MEMORY");
    FAILm("with memory it is wrong");
}
