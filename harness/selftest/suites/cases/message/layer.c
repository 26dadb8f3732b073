// SPDX-License-Identifier: Apache-2.0
// What a validation layer or the driver says while a case runs.
#include "fake_backend.h"
#include "greatest.h"

static const char khronos[] = "VK_LAYER_KHRONOS_validation 1.3.239";

OMM_CASE(known, .about = "The layer complains about something that the table knows.")
{
    run_emit_message(khronos, "error", "VUID-fake-known", "wrongly reported");
    ASSERT(1);
    PASS();
}

OMM_CASE(unknown, .about = "The layer complains about something that nobody expects.")
{
    run_emit_message(khronos, "error", "VUID-fake-unknown", "reported, and nobody knows why");
    ASSERT(1);
    PASS();
}

OMM_CASE(silent, .about = "The layer has nothing to say.")
{
    ASSERT(1);
    PASS();
}

OMM_CASE(info, .about = "The layer says something that is no complaint.")
{
    run_emit_message(khronos, "info", "fake-info", "just so you know");
    ASSERT(1);
    PASS();
}

OMM_CASE(many, .about = "The layer never stops talking.")
{
    for (int i = 0; i < 250; i++)
        run_emit_message(khronos, "info", "fake-info", "just so you know");
    ASSERT(1);
    PASS();
}

OMM_CASE(fails_too, .about = "The layer complains and the case fails: the failure is the driver's.")
{
    run_emit_message(khronos, "error", "VUID-fake-unknown", "reported beside a failure");
    FAILm("the driver is wrong");
}

OMM_EDGE(VUID_fake_00002, .about = "Valid usage at the boundary.",
         .covers = OMM_COVERS("VUID-fake-00002"))
{
    ASSERT(1);
    PASS();
}

OMM_VIOLATION(VUID_fake_00002, .about = "Breaks the rule, under a layer.",
              .covers = OMM_COVERS("VUID-fake-00002"))
{
    run_emit_message(khronos, "error", "VUID-fake-00002", "reported, as it should be");
    ASSERT(1);
    PASS();
}
