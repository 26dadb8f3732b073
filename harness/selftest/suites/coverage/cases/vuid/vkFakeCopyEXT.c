// SPDX-License-Identifier: Apache-2.0
// Edges and violations that differ in what layers say of them.
#include "fake_backend.h"
#include "greatest.h"

#include <string.h>

#define VUID(rule) "VUID-vkFakeCopyEXT-" rule

static const struct mode {
    const char *name;
} modes[] = {{"one"}, {"two"}};

static bool khronos_speaks(void)
{
    return strstr(fake_witness, "KHRONOS") != NULL;
}

OMM_EDGE(mode_00001, .about = "Each allowed mode.",
         .covers = OMM_COVERS(VUID("mode-00001"), "A001"), .params = OMM_PARAMS(modes))
{
    ASSERT(param);
    PASS();
}

OMM_VIOLATION(mode_00001, .about = "Both layers report it.",
              .covers = OMM_COVERS(VUID("mode-00001")))
{
    run_emit_message(fake_witness, "error", VUID("mode-00001"), "an unknown mode\nVK_LAYER_X: no");
    ASSERT(1);
    PASS();
}

OMM_EDGE(src_00002, .about = "A source that has just begun to exist.",
         .covers = OMM_COVERS(VUID("src-00002")))
{
    ASSERT(1);
    PASS();
}

OMM_VIOLATION(src_00002, .about = "One layer reports it, and one is known not to.",
              .covers = OMM_COVERS(VUID("src-00002")))
{
    if (khronos_speaks())
        omm_not_supported("%s does not check it", fake_witness);
    run_emit_message(fake_witness, "error", VUID("mode-00001"), "a neighbour");
    run_emit_message(fake_witness, "warning", VUID("src-00002"), "no source");
    ASSERT(1);
    PASS();
}

OMM_EDGE(dst_00003, .about = "A destination about to cease.",
         .covers = OMM_COVERS(VUID("dst-00003")))
{
    ASSERT(1);
    PASS();
}

OMM_VIOLATION(dst_00003, .about = "A layer that should report it does not.",
              .covers = OMM_COVERS(VUID("dst-00003")))
{
    run_emit_message(fake_witness, "error", VUID("dst-000033"), "another ID that begins alike");
    FAILm("the layer did not report it");
}

OMM_EDGE(device_parameter, .about = "A device that lives.",
         .covers = OMM_COVERS(VUID("device-parameter")))
{
    ASSERT(1);
    PASS();
}

OMM_CASE(also, .about = "No edge, but it covers one ID more.",
         .covers = OMM_COVERS(VUID("src-00002"), "A003", "A999"))
{
    ASSERT(1);
    PASS();
}
