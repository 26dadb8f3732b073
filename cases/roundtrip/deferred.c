// SPDX-License-Identifier: Apache-2.0
// Deferred or not, the command does the same: what it made means its input.
//
// A command that is given an operation "may defer" its work to whoever joins; when the operation is complete all its
// outputs are written, and where nothing is deferred they are when the command returns (chapter "Deferred Host
// Operations"). Work that is cut into pieces for several joiners must come out whole.
//
// Observed: the output of each deferrable command reads back, called directly, joined by one thread, and joined by several
// at once; then as a whole round trip with every command deferred; then in one operation that is used again and again.
// Vacuous if nothing were worth deferring: one of the shapes has two triangles of the highest level that the suite uses,
// a megabyte and a half, of which a sample is read. Where the device's limits are lower it is left out.
#include <ommcts/ommcts.h>

static const struct omm_shape mixed = {
    .name = "mixed",
    .groups = {{2, 0, 100}, {4, 3, 33}, {2, 2, 57}, {4, 1, 10}},
};

// Work that is worth deferring, where the limits allow it; otherwise the other shape again.
static const struct omm_shape *large_shape(const struct omm_test *t)
{
    static const struct omm_shape high = {.name = "high", .groups = {{4, 11, 1}, {2, 11, 1}}};
    const VkPhysicalDeviceOpacityMicromapPropertiesEXT *limits = &t->gpu->limits;
    return limits->maxOpacity2StateSubdivisionLevel >= 11 &&
                   limits->maxOpacity4StateSubdivisionLevel >= 11
               ? &high
               : &mixed;
}

enum joining { NOBODY, ONE, SEVERAL };

#define EACH_JOINING(label, command)                                                               \
    {label "_direct", command, NOBODY}, {label "_joined_by_one", command, ONE},                    \
    {                                                                                              \
        label "_joined_by_several", command, SEVERAL                                               \
    }

static const struct manner {
    const char *name;
    enum omm_command command;
    enum joining joining;
} manners[] = {
    EACH_JOINING("build", OMM_BUILD),
    EACH_JOINING("build_by_pointers", OMM_BUILD_BY_POINTERS),
    EACH_JOINING("clone", OMM_CLONE),
    EACH_JOINING("compact", OMM_COMPACT),
    EACH_JOINING("serialize", OMM_SERIALIZE),
    EACH_JOINING("deserialize", OMM_DESERIALIZE),
};

static void finish_with_others(const struct omm_test *t, VkDeferredOperationKHR operation,
                               VkResult answer)
{
    enum { JOINERS = 4 };
    const bool deferred = omm_was_deferred(answer);
    struct omm_joiner *joiners = omm_alloc(JOINERS * sizeof *joiners);
    for (size_t i = 0; i < JOINERS; ++i)
        joiners[i] = (struct omm_joiner){.t = t, .operation = operation};
    omm_at_once(JOINERS, omm_join_among, joiners, sizeof *joiners);
    const char *complaint = omm_joined_well(joiners, JOINERS, deferred);
    if (complaint)
        omm_fail("%s", complaint);
}

static void finish(const struct omm_test *t, VkDeferredOperationKHR operation, VkResult answer,
                   enum joining joining)
{
    if (joining == SEVERAL)
        finish_with_others(t, operation, answer);
    else
        omm_finish(t, operation, answer);
}

OMM_CASE(command, .about = "What a command makes means its input, whoever does the work.",
         .covers = OMM_COVERS("A026", "A129", "A131", "A139"),
         .needs = {.host_commands = true, .read_back = true}, .params = OMM_PARAMS(manners))
{
    const struct manner *manner = param;
    const struct omm_shape *const shapes[] = {&mixed, large_shape(t)};
    for (size_t i = 0; i < 2; ++i) {
        const struct omm_job *job = omm_prepare(t, manner->command, shapes[i]);
        const VkDeferredOperationKHR operation =
            manner->joining == NOBODY ? VK_NULL_HANDLE : omm_create_operation(t);
        finish(t, operation, omm_request(job, operation), manner->joining);
        ASSERT_OK(omm_job_done(job));
        ASSERT_OK(omm_job_reads_back(job));
    }
    PASS();
}

static const struct ending {
    const char *name;
    enum joining joining;
} endings[] = {{"direct", NOBODY}, {"joined_by_one", ONE}, {"joined_by_several", SEVERAL}};

OMM_CASE(whole_trip, .about = "A round trip whose every command uses the same operation.",
         .covers = OMM_COVERS("A086", "A104", "A139", "A142"),
         .needs = {.host_commands = true, .read_back = true}, .params = OMM_PARAMS(endings))
{
    const enum joining joining = ((const struct ending *)param)->joining;
    const VkDeferredOperationKHR operation =
        joining == NOBODY ? VK_NULL_HANDLE : omm_create_operation(t);
    for (int round = 0; round < 3; ++round) {
        const struct omm_input *input = omm_make_input(t, round % 2 ? large_shape(t) : &mixed);
        const VkMicromapBuildSizesInfoEXT sizes = omm_host_sizes(t, input, 0);
        struct omm_micromap *maps[3];
        for (size_t i = 0; i < 3; ++i)
            maps[i] = omm_create_micromap(t, sizes.micromapSize);
        VkMicromapBuildInfoEXT build = omm_build_info(input, 0);
        build.dstMicromap = maps[0]->handle;
        build.scratchData.hostAddress = omm_alloc((size_t)sizes.buildScratchSize + 1);
        finish(t, operation, t->vk->vkBuildMicromapsEXT(t->device, operation, 1, &build), joining);
        const VkCopyMicromapInfoEXT clone =
            omm_copy_info(maps[0], maps[1], VK_COPY_MICROMAP_MODE_CLONE_EXT);
        finish(t, operation, t->vk->vkCopyMicromapEXT(t->device, operation, &clone), joining);
        const struct omm_block *blob = omm_destination(maps[1]);
        const VkCopyMicromapToMemoryInfoEXT store = omm_serialize_info(maps[1], blob->bytes);
        finish(t, operation, t->vk->vkCopyMicromapToMemoryEXT(t->device, operation, &store),
               joining);
        ASSERT_OK(omm_header_good(t, blob->bytes));
        const VkCopyMemoryToMicromapInfoEXT load = omm_deserialize_info(blob->bytes, maps[2]);
        finish(t, operation, t->vk->vkCopyMemoryToMicromapEXT(t->device, operation, &load),
               joining);
        for (size_t i = 0; i < 3; ++i) {
            ASSERT_OK(omm_neighbours_intact(maps[i]));
            ASSERT_OK(omm_reads_back_as(maps[i], input));
        }
    }
    PASS();
}

OMM_CASE(several_pending, .about = "Of several pending operations each gets its own output.",
         .covers = OMM_COVERS("A139", "A146"), .needs = {.host_commands = true, .read_back = true})
{
    enum { COUNT = OMM_COMMAND_COUNT };
    const struct omm_job *jobs[COUNT];
    VkDeferredOperationKHR operations[COUNT];
    VkResult answers[COUNT];
    for (size_t i = 0; i < COUNT; ++i) {
        jobs[i] = omm_prepare(t, omm_commands[i].command, i % 2 ? large_shape(t) : &mixed);
        operations[i] = omm_create_operation(t);
    }
    for (size_t i = 0; i < COUNT; ++i)
        answers[i] = omm_request(jobs[i], operations[i]);
    for (size_t i = COUNT; i-- > 0;) // last requested, first completed
        omm_finish(t, operations[i], answers[i]);
    for (size_t i = 0; i < COUNT; ++i) {
        ASSERT_OK(omm_job_done(jobs[i]));
        ASSERT_OK(omm_job_reads_back(jobs[i]));
    }
    PASS();
}
