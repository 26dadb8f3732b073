// SPDX-License-Identifier: Apache-2.0
// vkCmdBuildMicromapsEXT: the three phases of a build (build.h), with inputs and scratch memory at
// device addresses.
#include "build.h"
#include "calls.h"
#include "device_micromap.h"
#include "fault.h"

#include <string.h>

/// One build as it was recorded. The usage counts are read while recording, for sizes are all that
/// they tell.
struct build {
    VkMicromapBuildInfoEXT info;
    struct ref_build_sizes sizes;
};

struct builds {
    uint32_t count;
    struct build list[];
};

static const char name[] = "vkCmdBuildMicromapsEXT";

static const VkAccelerationStructureBuildTypeKHR built_by_device =
    VK_ACCELERATION_STRUCTURE_BUILD_TYPE_DEVICE_KHR;

/// Asks for the triangle array. `build` has the sizes; its info gets a host address.
static bool open_triangles(struct ref_execution *execution, const struct build *recorded,
                           VkMicromapBuildInfoEXT *info)
{
    const uint64_t count = recorded->sizes.triangle_count;
    info->triangleArray.hostAddress = NULL;
    if (count == 0)
        return true;
    uint64_t strides = count - 1;
    if (REF_FAULT(DEVICE_BUILD_READS_ANOTHER_RECORD))
        strides = count;
    info->triangleArray.hostAddress =
        ref_execute_read(execution, recorded->info.triangleArray.deviceAddress,
                         strides * info->triangleArrayStride + sizeof(VkMicromapTriangleEXT),
                         VK_ACCESS_2_SHADER_READ_BIT);
    return info->triangleArray.hostAddress;
}

/// Asks for the scratch memory, which the specification says is both read and written.
static uint8_t *open_scratch(struct ref_execution *execution, const struct build *recorded)
{
    const VkDeviceAddress address = recorded->info.scratchData.deviceAddress;
    const uint64_t size = recorded->sizes.scratch_size;
    if (!ref_execute_read(execution, address, size, VK_ACCESS_2_MICROMAP_READ_BIT_EXT))
        return NULL;
    return ref_execute_write(execution, address, size, VK_ACCESS_2_MICROMAP_WRITE_BIT_EXT);
}

/// How far the triangles reach into the opacity data.
static uint64_t data_end(const struct ref_build *build)
{
    uint64_t end = 0;
    for (uint64_t i = 0; i < build->sizes->triangle_count; i++) {
        const VkMicromapTriangleEXT triangle = ref_build_input_triangle(build, i);
        const uint64_t this_end =
            triangle.dataOffset + ref_map_data_size(triangle.subdivisionLevel, triangle.format);
        if (this_end > end)
            end = this_end;
    }
    return end;
}

static bool open_data(struct ref_execution *execution, const struct build *recorded,
                      const struct ref_build *build, VkMicromapBuildInfoEXT *info)
{
    info->data.hostAddress = NULL;
    const uint64_t size = data_end(build);
    if (size == 0)
        return true;
    info->data.hostAddress = ref_execute_read(execution, recorded->info.data.deviceAddress, size,
                                              VK_ACCESS_2_SHADER_READ_BIT);
    return info->data.hostAddress;
}

static void run(const struct ref_build *build)
{
    ref_build_measure(build, 0, build->sizes->pieces);
    if (!ref_build_place(build)) {
        ref_device_complain(
            name, "does nothing: the triangles it sees are not those of the usage counts");
        return;
    }
    ref_build_fill(build, 0, build->sizes->pieces);
    ref_build_finish(build);
    if (REF_FAULT(DEVICE_BUILD_WRITES_PAST_SCRATCH))
        memset(build->scratch + build->sizes->scratch_size, 0, 64);
    if (REF_FAULT(DEVICE_BUILD_WRITES_DATA) && build->info->data.hostAddress)
        *(uint8_t *)(uintptr_t)build->info->data.hostAddress ^= 1;
    if (REF_FAULT(DEVICE_BUILD_WRITES_TRIANGLES))
        *(uint8_t *)(uintptr_t)build->info->triangleArray.hostAddress ^= 1;
}

/// What becomes of a build whose scratch memory somebody else writes to meanwhile.
static void spoil(const struct ref_build *build)
{
    const uint64_t first = ref_map_first_slot(build->sizes->triangle_count);
    for (uint64_t at = first; at < build->sizes->storage_size; at++)
        build->storage[at] ^= 0xFF;
}

static void execute_one(struct ref_execution *execution, const struct build *recorded)
{
    VkMicromapBuildInfoEXT info = recorded->info;
    struct ref_build build = {
        .info = &info,
        .map = ref_micromap_from_handle(info.dstMicromap),
        .sizes = &recorded->sizes,
    };
    assert(build.map);
    if (build.map->size < recorded->sizes.storage_size) {
        ref_device_complain(name, "does nothing: dstMicromap is too small");
        return;
    }
    if (!open_triangles(execution, recorded, &info) ||
        !open_data(execution, recorded, &build, &info))
        return;
    const uint64_t own_scratch = recorded->sizes.scratch_in_storage;
    const bool raced = !own_scratch && ref_execute_races(execution, info.scratchData.deviceAddress,
                                                         recorded->sizes.scratch_size);
    if (!own_scratch && !(build.scratch = open_scratch(execution, recorded)))
        return;
    build.storage = ref_device_write_map(execution, build.map, recorded->sizes.storage_size);
    if (!build.storage)
        return;
    if (own_scratch)
        build.scratch = build.storage + own_scratch;
    run(&build);
    if (raced)
        spoil(&build);
}

static void execute(struct ref_execution *execution, const void *payload)
{
    const struct builds *builds = payload;
    const uint32_t count = REF_FAULT(DEVICE_BUILD_FIRST_INFO_ONLY) ? 1 : builds->count;
    for (uint32_t i = 0; i < count; i++) {
        struct build build = builds->list[i];
        if (REF_FAULT(DEVICE_BUILD_KEEPS_USAGE_COUNTS) && build.info.pUsageCounts)
            build.sizes = ref_build_sizes(&build.info, built_by_device);
        execute_one(execution, &build);
    }
}

static const struct ref_command_type type = {
    .name = name,
    .stage = VK_PIPELINE_STAGE_2_MICROMAP_BUILD_BIT_EXT,
    .execute = execute,
};

VKAPI_ATTR void VKAPI_CALL ref_CmdBuildMicromapsEXT(VkCommandBuffer commandBuffer,
                                                    uint32_t infoCount,
                                                    const VkMicromapBuildInfoEXT *pInfos)
{
    REF_COUNT_CALL(CmdBuildMicromapsEXT);
    struct builds *builds;
    builds = ref_record(commandBuffer, &type, sizeof *builds + infoCount * sizeof *builds->list);
    if (!builds)
        return;
    builds->count = infoCount;
    for (uint32_t i = 0; i < infoCount; i++) {
        builds->list[i] = (struct build){.info = pInfos[i],
                                         .sizes = ref_build_sizes(&pInfos[i], built_by_device)};
        builds->list[i].info.pNext = NULL;
        builds->list[i].info.ppUsageCounts = NULL;
        if (!REF_FAULT(DEVICE_BUILD_KEEPS_USAGE_COUNTS))
            builds->list[i].info.pUsageCounts = NULL;
    }
}
