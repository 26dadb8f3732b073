// SPDX-License-Identifier: Apache-2.0
#include "fake_backend.h"
#include "greatest.h"

OMM_CASE(nothing, .about = "Runs on any device.")
{
    ASSERT(1);
    PASS();
}

OMM_CASE(micromap, .about = "Needs micromaps.", .needs = {.micromap = true})
{
    ASSERT(1);
    PASS();
}

OMM_CASE(host_commands, .about = "Needs host commands.", .needs = {.host_commands = true})
{
    ASSERT(1);
    PASS();
}
