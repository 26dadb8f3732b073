// SPDX-License-Identifier: Apache-2.0
// The valid-usage IDs of VkMicromapBuildInfoEXT (chapter "Micromaps") that are about what the structure points to:
// arrays of usage counts, and triangle records, which are looked at in host builds only.
//
// An edge is a host build right at the boundary of one rule: the result must be good to be queried, serialized and
// loaded. A violation breaks that one rule under one validation layer, in a process of its own, directly and with a
// deferred operation. Observed: the layer reports the ID, the call returns VK_ERROR_VALIDATION_FAILED, the driver is not
// entered, the destination keeps every byte, and the build without the mistake works then.
#include <ommcts/ommcts.h>

#include <string.h>

#define VUID(id) "VUID-VkMicromapBuildInfoEXT-" id

static VkMicromapBuildInfoEXT info_of(const struct omm_job *job)
{
    VkMicromapBuildInfoEXT info;
    memcpy(&info, job->info->bytes, sizeof info);
    return info;
}

static const char *builds(const struct omm_test *t, enum omm_command command,
                          const struct omm_shape *shape)
{
    const struct omm_job *job = omm_prepare(t, command, shape);
    omm_must_succeed(omm_request(job, VK_NULL_HANDLE), "vkBuildMicromapsEXT");
    return omm_job_done(job);
}

static const struct omm_shape both_formats = {.name = "s2_l2_n3_s4_l2_n3",
                                              .groups = {{2, 2, 3}, {4, 2, 3}}};

OMM_EDGE(format_11657, .about = "Triangles of both formats in one micromap.",
         .covers = OMM_COVERS(VUID("format-11657")), .needs = {.host_commands = true})
{
    ASSERT_OK(builds(t, OMM_BUILD, &both_formats));
    PASS();
}

// A build whose first triangle is `broken`; its usage counts, and those of the others, stay what they were.
static const char *record_stopped(const struct omm_test *t, const VkMicromapTriangleEXT *broken,
                                  const char *vuid)
{
    struct omm_job *job = omm_prepare(t, OMM_BUILD, &both_formats);
    const struct omm_block *triangles = job->inputs[1];
    VkMicromapTriangleEXT *copy = omm_alloc(triangles->size);
    memcpy(copy, triangles->bytes, triangles->size);
    copy[0].format = broken->format;
    copy[0].subdivisionLevel = broken->subdivisionLevel;
    VkMicromapBuildInfoEXT info = info_of(job);
    info.triangleArray.hostAddress = copy;
    return omm_job_stopped(NULL, job, &info, vuid);
}

OMM_VIOLATION(format_11657, .about = "A triangle record with a format past the last one.",
              .covers = OMM_COVERS(VUID("format-11657")), .needs = {.host_commands = true})
{
    omm_layer_must_claim(VUID("format-11657"));
    const VkMicromapTriangleEXT broken = {.subdivisionLevel = 2,
                                          .format = VK_OPACITY_MICROMAP_FORMAT_4_STATE_EXT + 1};
    ASSERT_OK(record_stopped(t, &broken, VUID("format-11657")));
    PASS();
}

// One triangle at the device's highest level, where a build of it stays small enough for every run.
static const char *builds_at(const struct omm_test *t, uint32_t states, uint32_t level)
{
    enum { AFFORDABLE = 12 }; // 16 Mi microtriangles, 4 MiB of data
    if (level > AFFORDABLE)
        omm_not_supported(
            "a triangle of the device's highest level, %u, is too large for this case", level);
    struct omm_shape *shape = omm_alloc(sizeof *shape);
    *shape = (struct omm_shape){.name = "highest_level", .groups = {{states, level, 1}}};
    return builds(t, OMM_BUILD, shape);
}

OMM_EDGE(subdivisionLevel_11659, .about = "A 2-state triangle of the device's highest level.",
         .covers = OMM_COVERS(VUID("subdivisionLevel-11659"), "A009"),
         .needs = {.host_commands = true})
{
    ASSERT_OK(builds_at(t, 2, t->gpu->limits.maxOpacity2StateSubdivisionLevel));
    PASS();
}

OMM_VIOLATION(subdivisionLevel_11659, .about = "A 2-state triangle of one level more.",
              .covers = OMM_COVERS(VUID("subdivisionLevel-11659")),
              .needs = {.host_commands = true})
{
    omm_layer_must_claim(VUID("subdivisionLevel-11659"));
    const uint32_t limit = t->gpu->limits.maxOpacity2StateSubdivisionLevel;
    const VkMicromapTriangleEXT broken = {.subdivisionLevel = (uint16_t)(limit + 1),
                                          .format = VK_OPACITY_MICROMAP_FORMAT_2_STATE_EXT};
    ASSERT_OK(record_stopped(t, &broken, VUID("subdivisionLevel-11659")));
    PASS();
}

OMM_EDGE(subdivisionLevel_11660, .about = "A 4-state triangle of the device's highest level.",
         .covers = OMM_COVERS(VUID("subdivisionLevel-11660"), "A009"),
         .needs = {.host_commands = true})
{
    ASSERT_OK(builds_at(t, 4, t->gpu->limits.maxOpacity4StateSubdivisionLevel));
    PASS();
}

OMM_VIOLATION(subdivisionLevel_11660, .about = "A 4-state triangle of one level more.",
              .covers = OMM_COVERS(VUID("subdivisionLevel-11660")),
              .needs = {.host_commands = true})
{
    omm_layer_must_claim(VUID("subdivisionLevel-11660"));
    const uint32_t limit = t->gpu->limits.maxOpacity4StateSubdivisionLevel;
    const VkMicromapTriangleEXT broken = {.subdivisionLevel = (uint16_t)(limit + 1),
                                          .format = VK_OPACITY_MICROMAP_FORMAT_4_STATE_EXT};
    ASSERT_OK(record_stopped(t, &broken, VUID("subdivisionLevel-11660")));
    PASS();
}

OMM_EDGE(pUsageCounts_parameter, .about = "The array ends right before an inaccessible page.",
         .covers = OMM_COVERS(VUID("pUsageCounts-parameter")), .needs = {.host_commands = true})
{
    ASSERT_OK(builds(t, OMM_BUILD, &both_formats));
    PASS();
}

// A pointer that is not NULL, which is allowed.
static const struct omm_breach bad_arrays[] = {
    {.name = "cut", .kind = OMM_POINTER_CUT},
    {.name = "unmapped", .kind = OMM_POINTER_UNMAPPED},
};

static void *bad_array(const struct omm_breach *way, const struct omm_block *array)
{
    const struct omm_bad_pointer bad = {
        .name = way->name,
        .kind = way->kind == OMM_POINTER_CUT ? OMM_POINTER_CUT : OMM_POINTER_UNMAPPED};
    return omm_make_bad(&bad, array->bytes, array->size, array->size / 2 & ~(size_t)15);
}

OMM_VIOLATION(pUsageCounts_parameter, .about = "The array leads nowhere, or ends too early.",
              .covers = OMM_COVERS(VUID("pUsageCounts-parameter")),
              .needs = {.host_commands = true}, .params = OMM_PARAMS(bad_arrays))
{
    omm_must_claim_breach(VUID("pUsageCounts-parameter"), param);
    struct omm_job *job = omm_prepare(t, OMM_BUILD, &omm_small);
    VkMicromapBuildInfoEXT broken = info_of(job);
    broken.pUsageCounts = bad_array(param, job->inputs[2]);
    ASSERT_OK(omm_job_stopped(NULL, job, &broken, VUID("pUsageCounts-parameter")));
    PASS();
}

OMM_EDGE(ppUsageCounts_parameter,
         .about = "The array of pointers ends right before an inaccessible page.",
         .covers = OMM_COVERS(VUID("ppUsageCounts-parameter")), .needs = {.host_commands = true})
{
    ASSERT_OK(builds(t, OMM_BUILD_BY_POINTERS, &both_formats));
    PASS();
}

static const struct omm_bad_pointer bad_pointers[] = {
    {.name = "null", .kind = OMM_POINTER_NULL},
    {.name = "unmapped", .kind = OMM_POINTER_UNMAPPED},
};

OMM_VIOLATION(ppUsageCounts_parameter,
              .about = "The last pointer of the array is NULL, or leads nowhere.",
              .covers = OMM_COVERS(VUID("ppUsageCounts-parameter")),
              .needs = {.host_commands = true}, .params = OMM_PARAMS(bad_pointers))
{
    const struct omm_bad_pointer *way = param;
    omm_layer_must_claim(VUID("ppUsageCounts-parameter"));
    struct omm_job *job = omm_prepare(t, OMM_BUILD_BY_POINTERS, &omm_small);
    VkMicromapBuildInfoEXT broken = info_of(job);
    const VkMicromapUsageEXT **pointers = omm_alloc(job->inputs[4]->size);
    memcpy(pointers, job->inputs[4]->bytes, job->inputs[4]->size);
    const uint32_t last = broken.usageCountsCount - 1;
    pointers[last] = omm_make_bad(way, pointers[last], sizeof **pointers, 0);
    broken.ppUsageCounts = pointers;
    ASSERT_OK(omm_job_stopped(NULL, job, &broken, VUID("ppUsageCounts-parameter")));
    PASS();
}
