// SPDX-License-Identifier: Apache-2.0
// The valid-usage IDs of vkBuildMicromapsEXT (chapter "Building Micromaps"): edges. The violations are in the file with
// "-violations".
//
// An edge is valid usage right at the boundary of one rule: the driver must build, write nothing beside what it was
// given, and the result must be good to be queried, serialized and loaded. Vacuous if the call stood far inside the
// rule: each edge says what makes it the last valid step.
#include <ommcts/ommcts.h>

#include <string.h>

#define VUID(id) "VUID-vkBuildMicromapsEXT-" id

// The job lays every input out between guard pages, without a byte to spare, and so the scratch and the destination.
static const char *builds(const struct omm_test *t, const struct omm_shape *shape)
{
    const struct omm_job *job = omm_prepare(t, OMM_BUILD, shape);
    omm_must_succeed(omm_request(job, VK_NULL_HANDLE), "vkBuildMicromapsEXT");
    return omm_job_done(job);
}

static const char *builds_into(struct omm_micromap *map, const struct omm_input *input)
{
    omm_build_into(map, input, 0);
    return omm_usable(map);
}

OMM_EDGE(pInfos_07461, .about = "The destination is as large as vkGetMicromapBuildSizesEXT says.",
         .covers = OMM_COVERS(VUID("pInfos-07461")), .needs = {.host_commands = true},
         .params = OMM_FEW_SHAPES)
{
    ASSERT_OK(builds(t, param));
    PASS();
}

OMM_EDGE(mode_07462, .about = "The one mode there is, BUILD, which has the value 0.",
         .covers = OMM_COVERS(VUID("mode-07462")), .needs = {.host_commands = true})
{
    ASSERT_EQ_FMT(0, (int)VK_BUILD_MICROMAP_MODE_BUILD_EXT, "%d");
    ASSERT_OK(builds(t, &omm_small));
    PASS();
}

OMM_EDGE(dstMicromap_07463,
         .about = "A handle is valid that was created, in the same place, right after another was "
                  "destroyed.",
         .covers = OMM_COVERS(VUID("dstMicromap-07463")), .needs = {.host_commands = true})
{
    struct omm_micromap *gone = omm_build(t, &omm_small, 0);
    omm_destroy_micromap(gone);
    ASSERT_OK(
        builds_into(omm_create_micromap_in(gone->buffer, gone->offset, gone->size), gone->input));
    PASS();
}

OMM_EDGE(pInfos_07464, .about = "An opacity micromap, the one type there is without extensions.",
         .covers = OMM_COVERS(VUID("pInfos-07464")), .needs = {.host_commands = true})
{
    ASSERT_EQ_FMT(0, (int)VK_MICROMAP_TYPE_OPACITY_MICROMAP_EXT, "%d");
    ASSERT_OK(builds(t, &omm_small));
    PASS();
}

static struct omm_micromap *create_in(const struct omm_test *t, const struct omm_input *input,
                                      struct omm_buffer_request request)
{
    request.size = omm_host_sizes(t, input, 0).micromapSize;
    request.usage = VK_BUFFER_USAGE_MICROMAP_STORAGE_BIT_EXT;
    request.memory_type = OMM_COHERENT;
    return omm_create_micromap_in(omm_create_buffer(t, &request), 0, request.size);
}

OMM_EDGE(pInfos_07552, .about = "Host-visible memory that the application never maps is enough.",
         .covers = OMM_COVERS(VUID("pInfos-07552")), .needs = {.host_commands = true})
{
    const struct omm_input *input = omm_make_input(t, &omm_small);
    struct omm_micromap *map = create_in(t, input, (struct omm_buffer_request){.unmapped = true});
    ASSERT_OK(builds_into(map, input));
    PASS();
}

// With one of the inputs read-only, up to its last byte.
static const char *builds_from_constant(const struct omm_test *t, const struct omm_shape *shape,
                                        int input)
{
    const struct omm_job *job = omm_prepare(t, OMM_BUILD, shape);
    omm_block_protect(job->inputs[input], OMM_READ_ONLY);
    omm_must_succeed(omm_request(job, VK_NULL_HANDLE), "vkBuildMicromapsEXT");
    return omm_job_done(job);
}

OMM_EDGE(pInfos_07553, .about = "Read-only opacity data up to the byte before a guard page.",
         .covers = OMM_COVERS(VUID("pInfos-07553")), .needs = {.host_commands = true},
         .params = OMM_FEW_SHAPES)
{
    ASSERT_OK(builds_from_constant(t, param, 0));
    PASS();
}

OMM_EDGE(pInfos_07554, .about = "Read-only triangle records up to the byte before a guard page.",
         .covers = OMM_COVERS(VUID("pInfos-07554")), .needs = {.host_commands = true},
         .params = OMM_FEW_SHAPES)
{
    ASSERT_OK(builds_from_constant(t, param, 1));
    PASS();
}

OMM_EDGE(micromapHostCommands_07555,
         .about = "The feature enabled, and nothing beyond what it requires, is enough.",
         .covers = OMM_COVERS(VUID("micromapHostCommands-07555"), "A003"),
         .needs = {.host_commands = true, .own_device = true})
{
    ASSERT_OK(builds(t, &omm_small));
    PASS();
}

OMM_EDGE(pInfos_07556, .about = "Scratch of exactly buildScratchSize that ends at a guard page.",
         .covers = OMM_COVERS(VUID("pInfos-07556")), .needs = {.host_commands = true},
         .params = OMM_FEW_SHAPES)
{
    ASSERT_OK(builds(t, param));
    PASS();
}

OMM_EDGE(pInfos_07557,
         .about = "Memory allocated with a device mask of one device is single-instance.",
         .covers = OMM_COVERS(VUID("pInfos-07557")), .needs = {.host_commands = true})
{
    const VkMemoryAllocateFlagsInfo flags = {
        .sType = VK_STRUCTURE_TYPE_MEMORY_ALLOCATE_FLAGS_INFO,
        .flags = VK_MEMORY_ALLOCATE_DEVICE_MASK_BIT,
        .deviceMask = 1,
    };
    const struct omm_input *input = omm_make_input(t, &omm_small);
    struct omm_micromap *map =
        create_in(t, input, (struct omm_buffer_request){.allocate_next = &flags});
    ASSERT_OK(builds_into(map, input));
    PASS();
}

// Two builds of one call: destinations in one buffer, as close as offsets of 256 allow, scratch without a byte between.
struct pair {
    const struct omm_input *input;
    struct omm_micromap *maps[2];
    VkMicromapBuildInfoEXT infos[2];
    struct omm_block *scratch;
};

static struct pair set_pair(const struct omm_test *t)
{
    struct pair pair = {.input = omm_make_input(t, &omm_small)};
    const VkMicromapBuildSizesInfoEXT sizes = omm_host_sizes(t, pair.input, 0);
    const VkDeviceSize second = (sizes.micromapSize + 255) & ~(VkDeviceSize)255;
    struct omm_buffer *buffer = omm_create_buffer(
        t, &(struct omm_buffer_request){.size = second + sizes.micromapSize,
                                        .usage = VK_BUFFER_USAGE_MICROMAP_STORAGE_BIT_EXT,
                                        .memory_type = OMM_COHERENT});
    pair.scratch = omm_block(&(struct omm_block_request){
        .name = "scratch memory", .size = (size_t)(2 * sizes.buildScratchSize + 1)});
    for (int i = 0; i < 2; ++i) {
        pair.maps[i] = omm_create_micromap_in(buffer, i ? second : 0, sizes.micromapSize);
        pair.infos[i] = omm_build_info(pair.input, 0);
        pair.infos[i].dstMicromap = pair.maps[i]->handle;
        pair.infos[i].scratchData.hostAddress =
            pair.scratch->bytes + (i ? sizes.buildScratchSize : 0);
    }
    return pair;
}

static const char *builds_both(const struct omm_test *t, const struct pair *pair)
{
    omm_must_succeed(t->vk->vkBuildMicromapsEXT(t->device, VK_NULL_HANDLE, 2, pair->infos),
                     "vkBuildMicromapsEXT");
    const char *complaint = omm_block_intact(pair->scratch);
    for (int i = 0; i < 2 && !complaint; ++i) {
        pair->maps[i]->input = pair->input;
        complaint = omm_usable(pair->maps[i]);
    }
    return complaint;
}

OMM_EDGE(dstMicromap_11667, .about = "Two destinations of one call with no room between them.",
         .covers = OMM_COVERS(VUID("dstMicromap-11667")), .needs = {.host_commands = true})
{
    const struct pair pair = set_pair(t);
    ASSERT_OK(builds_both(t, &pair));
    PASS();
}

OMM_EDGE(dstMicromap_11668, .about = "Scratch in the destination's memory, right before it.",
         .covers = OMM_COVERS(VUID("dstMicromap-11668")), .needs = {.host_commands = true})
{
    const struct omm_input *input = omm_make_input(t, &omm_small);
    const VkMicromapBuildSizesInfoEXT sizes = omm_host_sizes(t, input, 0);
    struct omm_micromap *map = omm_create_micromap(t, sizes.micromapSize);
    if (sizes.buildScratchSize > map->buffer->memory_offset)
        omm_not_supported("the scratch of a small build has no room before its micromap");
    VkMicromapBuildInfoEXT info = omm_build_info(input, 0);
    info.dstMicromap = map->handle;
    info.scratchData.hostAddress = map->buffer->map + map->offset - sizes.buildScratchSize;
    ASSERT_SUCCESS(t->vk->vkBuildMicromapsEXT(t->device, VK_NULL_HANDLE, 1, &info));
    map->input = input;
    ASSERT_OK(omm_usable(map));
    PASS();
}

OMM_EDGE(scratchData_11669, .about = "The scratch of one build begins where the other's ends.",
         .covers = OMM_COVERS(VUID("scratchData-11669")), .needs = {.host_commands = true})
{
    const struct pair pair = set_pair(t);
    ASSERT_OK(builds_both(t, &pair));
    PASS();
}

OMM_EDGE(device_parameter, .about = "The command works on the second of two devices of one GPU.",
         .covers = OMM_COVERS(VUID("device-parameter")), .needs = {.host_commands = true})
{
    const struct omm_needs needs = {.host_commands = true};
    ASSERT_OK(builds(omm_open_device(t, &needs, NULL), &omm_small));
    PASS();
}

OMM_EDGE(deferredOperation_parameter, .about = "The handle is optional: none, and a valid one.",
         .covers = OMM_COVERS(VUID("deferredOperation-parameter"), "A130", "A131"),
         .needs = {.host_commands = true}, .params = OMM_BOTH_WAYS)
{
    const struct omm_way *way = param;
    const struct omm_job *job = omm_prepare(t, OMM_BUILD, &omm_small);
    const VkDeferredOperationKHR operation =
        way->deferred ? omm_create_operation(t) : VK_NULL_HANDLE;
    omm_finish(t, operation, omm_request(job, operation));
    ASSERT_OK(omm_job_done(job));
    PASS();
}

OMM_EDGE(pInfos_parameter,
         .about = "pInfos is the last thing before an inaccessible page, and read-only.",
         .covers = OMM_COVERS(VUID("pInfos-parameter")), .needs = {.host_commands = true})
{
    const struct omm_job *job = omm_prepare(t, OMM_BUILD, &omm_small);
    omm_block_protect(job->info, OMM_READ_ONLY);
    ASSERT_SUCCESS(omm_request(job, VK_NULL_HANDLE));
    ASSERT_OK(omm_job_done(job));
    PASS();
}

OMM_EDGE(infoCount_arraylength, .about = "One build, the fewest that are allowed.",
         .covers = OMM_COVERS(VUID("infoCount-arraylength")), .needs = {.host_commands = true})
{
    ASSERT_OK(builds(t, &omm_small));
    PASS();
}

OMM_EDGE(deferredOperation_parent,
         .about = "Two devices have operations, each with a build, at the same time.",
         .covers = OMM_COVERS(VUID("deferredOperation-parent")), .needs = {.host_commands = true})
{
    const struct omm_needs needs = {.host_commands = true};
    const struct omm_test *other = omm_open_device(t, &needs, NULL);
    const struct omm_job *theirs = omm_prepare(other, OMM_BUILD, &omm_large);
    const struct omm_job *ours = omm_prepare(t, OMM_BUILD, &omm_small);
    const VkDeferredOperationKHR pending = omm_create_operation(other);
    const VkResult asked = omm_request(theirs, pending);
    const VkDeferredOperationKHR operation = omm_create_operation(t);
    omm_finish(t, operation, omm_request(ours, operation));
    omm_finish(other, pending, asked);
    ASSERT_OK(omm_job_done(ours));
    ASSERT_OK(omm_job_done(theirs));
    PASS();
}
