// SPDX-License-Identifier: Apache-2.0
// The valid-usage IDs of VkMicromapBuildInfoEXT (chapter "Micromaps") that hold wherever the structure is used; those
// about triangle records are in the file with "-records".
//
// An edge is valid usage right at the boundary of one rule, in a build on a queue, or where only the answer matters in
// the question for its sizes. A violation breaks that one rule under one validation layer, in a process of its own, in
// each of the three commands that take the structure. Observed: the layer reports the ID, the driver is not entered,
// destination and sizes keep every byte, and the command without the mistake works then.
//
// The rules for displacement micromaps (format-11653 and -11658, subdivisionLevel-11656 and -11661) have neither: no
// case enables VK_NV_displacement_micromap.
#include <ommcts/ommcts.h>

#include <string.h>

#define VUID(id) "VUID-VkMicromapBuildInfoEXT-" id

static const char *usable(const struct omm_test *t, const struct omm_shape *shape,
                          VkBuildMicromapFlagsEXT flags)
{
    return omm_device_usable(omm_device_build(t, shape, flags));
}

// The structure with everything that it points to, where a violation can reach it.
struct broken {
    VkMicromapBuildInfoEXT info;
    VkMicromapUsageEXT usages[4];
    const VkMicromapUsageEXT *pointers[4];
    VkApplicationInfo stranger;
};

typedef void breaker(const struct omm_test *t, struct broken *broken);

static VkMicromapUsageEXT *last_usage(struct broken *broken)
{
    return &broken->usages[broken->info.usageCountsCount - 1];
}

// A copy whose usage counts are its own.
static struct broken *break_copy(const struct omm_test *t, const VkMicromapBuildInfoEXT *valid,
                                 breaker *spoil)
{
    struct broken *broken = omm_alloc(sizeof *broken);
    broken->info = *valid;
    memcpy(broken->usages, valid->pUsageCounts, valid->usageCountsCount * sizeof *broken->usages);
    broken->info.pUsageCounts = broken->usages;
    for (uint32_t i = 0; i < valid->usageCountsCount; ++i)
        broken->pointers[i] = &broken->usages[i];
    spoil(t, broken);
    return broken;
}

static const char *stopped_sizes(const struct omm_test *t, breaker *spoil, const char *vuid)
{
    const VkMicromapBuildInfoEXT valid = omm_build_info(omm_make_input(t, &omm_small), 0);
    const struct broken *broken = break_copy(t, &valid, spoil);
    VkMicromapBuildSizesInfoEXT sizes = {.sType = VK_STRUCTURE_TYPE_MICROMAP_BUILD_SIZES_INFO_EXT};
    struct omm_stakes *stakes = omm_stakes(t, "vkGetMicromapBuildSizesEXT");
    omm_stake_bytes(stakes, "pSizeInfo", &sizes, sizeof sizes);
    t->vk->vkGetMicromapBuildSizesEXT(t->device, VK_ACCELERATION_STRUCTURE_BUILD_TYPE_DEVICE_KHR,
                                      &broken->info, &sizes);
    return omm_stopped_silently(stakes, vuid);
}

static const char *stopped_host(const struct omm_test *t, breaker *spoil, const char *vuid)
{
    struct omm_job *job = omm_prepare(t, OMM_BUILD, &omm_small);
    VkMicromapBuildInfoEXT valid;
    memcpy(&valid, job->info->bytes, sizeof valid);
    return omm_job_stopped(NULL, job, &break_copy(t, &valid, spoil)->info, vuid);
}

static const char *stopped_device(const struct omm_test *t, breaker *spoil, const char *vuid)
{
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    const struct omm_input *input = omm_make_input(t, &omm_small);
    const struct omm_micromap *map = omm_create_micromap(
        t, omm_sizes(t, input, 0, VK_ACCELERATION_STRUCTURE_BUILD_TYPE_DEVICE_KHR).micromapSize);
    const VkMicromapBuildInfoEXT valid = omm_device_build_info(t, input, 0, map);
    const struct broken *broken = break_copy(t, &valid, spoil);
    struct omm_stakes *stakes = omm_stakes(t, "vkCmdBuildMicromapsEXT");
    omm_stake_micromap(stakes, map);
    const VkCommandBuffer stopped = omm_begin(t, queue, 0);
    t->vk->vkCmdBuildMicromapsEXT(stopped, 1, &broken->info);
    if (omm_layer_said(vuid)) // else what was recorded is not fit to be executed
        omm_run(t, queue, stopped);
    const char *complaint = omm_stopped_silently(stakes, vuid);
    if (complaint)
        return complaint;
    const VkCommandBuffer works = omm_begin(t, queue, 0);
    t->vk->vkCmdBuildMicromapsEXT(works, 1, &valid);
    omm_run(t, queue, works);
    complaint = omm_device_usable(map);
    return complaint ? complaint : omm_layer_reported(vuid);
}

static const struct user {
    const char *name;
    const char *(*stopped)(const struct omm_test *t, breaker *spoil, const char *vuid);
} users[] = {
    {"sizes", stopped_sizes},
    {"host", stopped_host},
    {"device", stopped_device},
};

static const char *stopped(const struct omm_test *t, const struct user *user, breaker *spoil,
                           const char *vuid)
{
    omm_layer_must_claim(vuid);
    return user->stopped(t, spoil, vuid);
}

OMM_EDGE(pUsageCounts_07516, .about = "One of the two arrays, and NULL for the other.",
         .covers = OMM_COVERS(VUID("pUsageCounts-07516")), .needs = {.host_commands = true},
         .params = {.first = omm_commands, .count = 2, .size = sizeof(struct omm_command_param)})
{
    const struct omm_command_param *way = param;
    const struct omm_job *job = omm_prepare(t, way->command, &omm_small);
    ASSERT_SUCCESS(omm_request(job, VK_NULL_HANDLE));
    ASSERT_OK(omm_job_done(job));
    PASS();
}

static void give_both(const struct omm_test *t, struct broken *broken)
{
    (void)t;
    broken->info.ppUsageCounts = broken->pointers;
}

OMM_VIOLATION(pUsageCounts_07516, .about = "Both arrays are given.",
              .covers = OMM_COVERS(VUID("pUsageCounts-07516")),
              .needs = {.host_commands = true, .device_commands = true},
              .params = OMM_PARAMS(users))
{
    ASSERT_OK(stopped(t, param, give_both, VUID("pUsageCounts-07516")));
    PASS();
}

static const struct omm_shape both_formats = {.name = "s2_l2_n3_s4_l2_n3",
                                              .groups = {{2, 2, 3}, {4, 2, 3}}};

OMM_EDGE(format_11652, .about = "Both values of VkOpacityMicromapFormatEXT, in one micromap.",
         .covers = OMM_COVERS(VUID("format-11652")), .needs = {.device_commands = true})
{
    ASSERT_OK(usable(t, &both_formats, 0));
    PASS();
}

static void break_format(const struct omm_test *t, struct broken *broken)
{
    (void)t;
    last_usage(broken)->format = VK_OPACITY_MICROMAP_FORMAT_4_STATE_EXT + 1;
}

OMM_VIOLATION(format_11652, .about = "The last usage count has a format past the last one.",
              .covers = OMM_COVERS(VUID("format-11652")),
              .needs = {.host_commands = true, .device_commands = true},
              .params = OMM_PARAMS(users))
{
    ASSERT_OK(stopped(t, param, break_format, VUID("format-11652")));
    PASS();
}

// The sizes of one triangle at the device's own limit.
static const char *answers_at(const struct omm_test *t, uint32_t format, uint32_t level)
{
    const VkMicromapUsageEXT usage = {.count = 1, .subdivisionLevel = level, .format = format};
    VkMicromapBuildInfoEXT info = omm_build_info(omm_make_input(t, &omm_small), 0);
    info.usageCountsCount = 1;
    info.pUsageCounts = &usage;
    VkMicromapBuildSizesInfoEXT sizes = {.sType = VK_STRUCTURE_TYPE_MICROMAP_BUILD_SIZES_INFO_EXT};
    t->vk->vkGetMicromapBuildSizesEXT(t->device, VK_ACCELERATION_STRUCTURE_BUILD_TYPE_DEVICE_KHR,
                                      &info, &sizes);
    omm_checked();
    return sizes.micromapSize ? NULL : "a micromap at the device's highest level needs 0 bytes";
}

OMM_EDGE(subdivisionLevel_11654, .about = "A 2-state triangle of the device's highest level.",
         .covers = OMM_COVERS(VUID("subdivisionLevel-11654"), "A009"), .needs = {.micromap = true})
{
    ASSERT_OK(answers_at(t, VK_OPACITY_MICROMAP_FORMAT_2_STATE_EXT,
                         t->gpu->limits.maxOpacity2StateSubdivisionLevel));
    PASS();
}

static void exceed_2_state(const struct omm_test *t, struct broken *broken)
{
    broken->usages[0].format = VK_OPACITY_MICROMAP_FORMAT_2_STATE_EXT;
    broken->usages[0].subdivisionLevel = t->gpu->limits.maxOpacity2StateSubdivisionLevel + 1;
}

OMM_VIOLATION(subdivisionLevel_11654, .about = "One level more.",
              .covers = OMM_COVERS(VUID("subdivisionLevel-11654")),
              .needs = {.host_commands = true, .device_commands = true},
              .params = OMM_PARAMS(users))
{
    ASSERT_OK(stopped(t, param, exceed_2_state, VUID("subdivisionLevel-11654")));
    PASS();
}

OMM_EDGE(subdivisionLevel_11655, .about = "A 4-state triangle of the device's highest level.",
         .covers = OMM_COVERS(VUID("subdivisionLevel-11655"), "A009"), .needs = {.micromap = true})
{
    ASSERT_OK(answers_at(t, VK_OPACITY_MICROMAP_FORMAT_4_STATE_EXT,
                         t->gpu->limits.maxOpacity4StateSubdivisionLevel));
    PASS();
}

static void exceed_4_state(const struct omm_test *t, struct broken *broken)
{
    last_usage(broken)->format = VK_OPACITY_MICROMAP_FORMAT_4_STATE_EXT;
    last_usage(broken)->subdivisionLevel = t->gpu->limits.maxOpacity4StateSubdivisionLevel + 1;
}

OMM_VIOLATION(subdivisionLevel_11655, .about = "One level more.",
              .covers = OMM_COVERS(VUID("subdivisionLevel-11655")),
              .needs = {.host_commands = true, .device_commands = true},
              .params = OMM_PARAMS(users))
{
    ASSERT_OK(stopped(t, param, exceed_4_state, VUID("subdivisionLevel-11655")));
    PASS();
}

// The values that the rules leave no choice about.
static const char *only_value(const struct omm_test *t)
{
    const VkMicromapBuildInfoEXT info = omm_build_info(omm_make_input(t, &omm_small), 0);
    if (info.sType != VK_STRUCTURE_TYPE_MICROMAP_BUILD_INFO_EXT || info.pNext || info.flags ||
        info.type != VK_MICROMAP_TYPE_OPACITY_MICROMAP_EXT)
        omm_resource_error("the harness builds with other values than those");
    return usable(t, &omm_small, 0);
}

OMM_EDGE(sType_sType, .about = "The one structure type that is allowed works.",
         .covers = OMM_COVERS(VUID("sType-sType")), .needs = {.device_commands = true})
{
    ASSERT_OK(only_value(t));
    PASS();
}

static void break_type_of_structure(const struct omm_test *t, struct broken *broken)
{
    (void)t;
    broken->info.sType = VK_STRUCTURE_TYPE_MICROMAP_BUILD_SIZES_INFO_EXT;
}

OMM_VIOLATION(sType_sType, .about = "sType is that of the sizes.",
              .covers = OMM_COVERS(VUID("sType-sType")),
              .needs = {.host_commands = true, .device_commands = true},
              .params = OMM_PARAMS(users))
{
    ASSERT_OK(stopped(t, param, break_type_of_structure, VUID("sType-sType")));
    PASS();
}

OMM_EDGE(pNext_pNext, .about = "A pNext of NULL, the one value that is allowed, works.",
         .covers = OMM_COVERS(VUID("pNext-pNext")), .needs = {.device_commands = true})
{
    ASSERT_OK(only_value(t));
    PASS();
}

static void chain_stranger(const struct omm_test *t, struct broken *broken)
{
    (void)t;
    broken->stranger.sType = VK_STRUCTURE_TYPE_APPLICATION_INFO;
    broken->info.pNext = &broken->stranger;
}

OMM_VIOLATION(pNext_pNext, .about = "A structure hangs in the chain.",
              .covers = OMM_COVERS(VUID("pNext-pNext")),
              .needs = {.host_commands = true, .device_commands = true},
              .params = OMM_PARAMS(users))
{
    ASSERT_OK(stopped(t, param, chain_stranger, VUID("pNext-pNext")));
    PASS();
}

OMM_EDGE(type_parameter, .about = "The type of opacity micromaps, the first value, works.",
         .covers = OMM_COVERS(VUID("type-parameter")), .needs = {.device_commands = true})
{
    ASSERT_OK(only_value(t));
    PASS();
}

static void break_type(const struct omm_test *t, struct broken *broken)
{
    (void)t;
    broken->info.type = (VkMicromapTypeEXT)77;
}

OMM_VIOLATION(type_parameter, .about = "The type is no value of VkMicromapTypeEXT.",
              .covers = OMM_COVERS(VUID("type-parameter")), .needs = {.micromap = true})
{
    // A build would also break the rule that its destination has the same type.
    omm_layer_must_claim(VUID("type-parameter"));
    ASSERT_OK(stopped_sizes(t, break_type, VUID("type-parameter")));
    PASS();
}

static const struct flags {
    const char *name;
    VkBuildMicromapFlagsEXT flags;
} all_flags[] = {
    {"none", 0},
    {"fast_trace_and_compaction",
     VK_BUILD_MICROMAP_PREFER_FAST_TRACE_BIT_EXT | VK_BUILD_MICROMAP_ALLOW_COMPACTION_BIT_EXT},
    {"fast_build_and_compaction",
     VK_BUILD_MICROMAP_PREFER_FAST_BUILD_BIT_EXT | VK_BUILD_MICROMAP_ALLOW_COMPACTION_BIT_EXT},
};

OMM_EDGE(flags_parameter, .about = "No flag, and the last flag with either of the others.",
         .covers = OMM_COVERS(VUID("flags-parameter")), .needs = {.device_commands = true},
         .params = OMM_PARAMS(all_flags))
{
    const struct flags *way = param;
    ASSERT_OK(usable(t, &omm_small, way->flags));
    PASS();
}

static void break_flags(const struct omm_test *t, struct broken *broken)
{
    (void)t;
    broken->info.flags = 0x40000000;
}

OMM_VIOLATION(flags_parameter, .about = "A bit that is no build flag.",
              .covers = OMM_COVERS(VUID("flags-parameter")),
              .needs = {.host_commands = true, .device_commands = true},
              .params = OMM_PARAMS(users))
{
    ASSERT_OK(stopped(t, param, break_flags, VUID("flags-parameter")));
    PASS();
}
