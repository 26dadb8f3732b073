// SPDX-License-Identifier: Apache-2.0
#include "fake_backend.h"
#include "greatest.h"

#include <unistd.h>

OMM_CASE(a_before, .about = "Passes before the device is lost.")
{
    ASSERT(1);
    fake_record("pids", "before %d", (int)getpid());
    PASS();
}

OMM_CASE(b_lost, .about = "Loses the device.")
{
    ASSERT(1);
    fake_record("pids", "lost %d", (int)getpid());
    omm_device_lost("VK_ERROR_DEVICE_LOST from vkQueueSubmit");
}

OMM_CASE(c_after, .about = "Passes, in a process that never saw the lost device.")
{
    ASSERT(1);
    fake_record("pids", "after %d", (int)getpid());
    PASS();
}
