// SPDX-License-Identifier: Apache-2.0
// Cases at odds with the table.
#include "fake_backend.h"
#include "greatest.h"

OMM_EDGE(flags_00004, .about = "An edge that the table waives.",
         .covers = OMM_COVERS("VUID-VkFakeCopyInfoEXT-flags-00004"))
{
    ASSERT(1);
    PASS();
}

OMM_VIOLATION(flags_00004, .about = "Named after its ID, but covering another.",
              .covers = OMM_COVERS("VUID-vkFakeCopyEXT-mode-00001"))
{
    ASSERT(1);
    PASS();
}

OMM_EDGE(nobody_00099, .about = "Named after an ID that no table has.")
{
    ASSERT(1);
    PASS();
}
