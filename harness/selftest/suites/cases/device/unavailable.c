// SPDX-License-Identifier: Apache-2.0
// A driver that lists a device and then cannot open it: three times in a row ends the run.
#include "fake_backend.h"
#include "greatest.h"

struct opening {
    const char *name;
    int fails;
};

static const struct opening hopeless[] = {{"n1", 1}, {"n2", 1}, {"n3", 1}, {"n4", 1}, {"n5", 1}};

static const struct opening shaky[] = {
    {"n1", 1}, {"n2", 1}, {"n3", 0}, {"n4", 1}, {"n5", 1}, {"n6", 0},
};

static int open_device(const struct opening *opening)
{
    if (opening->fails)
        omm_device_unavailable("vkCreateDevice said VK_ERROR_INITIALIZATION_FAILED");
    ASSERT(1);
    PASS();
}

OMM_CASE(always, .about = "The device never opens.", .params = OMM_PARAMS(hopeless))
{
    return open_device(param);
}

OMM_CASE(now_and_then, .about = "Two failures in a row at most.", .params = OMM_PARAMS(shaky))
{
    return open_device(param);
}
