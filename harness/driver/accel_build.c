// SPDX-License-Identifier: Apache-2.0
// vkCmdBuildAccelerationStructuresKHR: recording, and what builds of both kinds share.
#include "accel_build.h"

#include "device_micromap.h"
#include "fault.h"

#include <stdio.h>
#include <string.h>

const char ref_accel_build_name[] = "vkCmdBuildAccelerationStructuresKHR";

static const VkAccessFlags2 reads = VK_ACCESS_2_ACCELERATION_STRUCTURE_READ_BIT_KHR;
static const VkAccessFlags2 writes = VK_ACCESS_2_ACCELERATION_STRUCTURE_WRITE_BIT_KHR;

/// The inputs of all builds come behind the list of builds.
struct builds {
    uint32_t count;
    uint32_t input_count;
    struct ref_accel_build list[];
};

static struct ref_accel_input *inputs_of(const struct builds *builds)
{
    return (struct ref_accel_input *)(uintptr_t)&builds->list[builds->count];
}

bool ref_accel_open_scratch(struct ref_execution *execution, const struct ref_accel_build *build,
                            struct ref_accel_scratch *scratch)
{
    const uint64_t size = ref_accel_sizes(build->type, build->item_count, 0).scratch;
    if (!ref_execute_read(execution, build->scratch, size, reads))
        return false;
    uint8_t *bytes = ref_execute_write(execution, build->scratch, size, writes);
    if (!bytes)
        return false;
    scratch->boxes = (struct ref_accel_box *)bytes;
    scratch->order = (uint32_t *)(scratch->boxes + build->item_count);
    return true;
}

uint8_t *ref_accel_open_storage(struct ref_execution *execution,
                                const struct ref_accel_build *build, uint64_t size)
{
    if (REF_ACCEL_PREFIX + size > build->dst->size) {
        ref_device_complain(ref_accel_build_name,
                            "does nothing: dstAccelerationStructure is too small (opacity data "
                            "counts as the usage counts announce it)");
        return NULL;
    }
    return ref_execute_write_buffer(execution, build->dst->buffer,
                                    build->dst->offset + REF_ACCEL_PREFIX, size, writes);
}

void ref_accel_finish(uint8_t *storage, const struct ref_accel_build *build,
                      const struct ref_accel_scratch *scratch, uint32_t count, uint64_t used_size)
{
    struct ref_accel_node *nodes =
        (struct ref_accel_node *)(storage + ref_accel_nodes_at(build->type, build->item_count));
    const struct ref_accel_header header = {
        .magic = REF_ACCEL_MAGIC,
        .type = build->type,
        .item_count = build->item_count,
        .node_count = ref_accel_tree_build(nodes, scratch->order, count, scratch->boxes),
        .used_size = used_size,
    };
    memcpy(storage, &header, sizeof header);
}

static void execute(struct ref_execution *execution, const void *payload)
{
    const struct builds *builds = payload;
    const struct ref_accel_input *inputs = inputs_of(builds);
    for (uint32_t i = 0; i < builds->count; i++) {
        struct ref_accel_build build = builds->list[i];
        build.inputs = inputs;
        inputs += build.input_count;
        if (build.type == VK_ACCELERATION_STRUCTURE_TYPE_TOP_LEVEL_KHR)
            ref_accel_build_top(execution, &build);
        else
            ref_accel_build_bottom(execution, &build);
    }
}

static const struct ref_command_type type = {
    .name = ref_accel_build_name,
    .stage = VK_PIPELINE_STAGE_2_ACCELERATION_STRUCTURE_BUILD_BIT_KHR,
    .execute = execute,
};

static struct ref_accel_input input_of(const VkAccelerationStructureGeometryKHR *geometry,
                                       const VkAccelerationStructureBuildRangeInfoKHR *range)
{
    struct ref_accel_input input = {.geometry = *geometry, .range = *range};
    input.geometry.pNext = NULL;
    if (geometry->geometryType != VK_GEOMETRY_TYPE_TRIANGLES_KHR)
        return input;
    const VkAccelerationStructureTrianglesOpacityMicromapEXT *opacity =
        ref_find(geometry->geometry.triangles.pNext,
                 VK_STRUCTURE_TYPE_ACCELERATION_STRUCTURE_TRIANGLES_OPACITY_MICROMAP_EXT);
    input.geometry.geometry.triangles.pNext = NULL;
    if (REF_FAULT(ACCEL_BUILD_FORGETS_MICROMAPS_OF_OPAQUE) &&
        geometry->flags & VK_GEOMETRY_OPAQUE_BIT_KHR)
        opacity = NULL;
    if (opacity) {
        input.opacity = *opacity;
        input.opacity.pNext = NULL;
        // Sizes are all that they tell, and the storage has one.
        input.opacity.pUsageCounts = NULL;
        input.opacity.ppUsageCounts = NULL;
    }
    return input;
}

/// Copies one build and its inputs.
static void record(const VkAccelerationStructureBuildGeometryInfoKHR *info,
                   const VkAccelerationStructureBuildRangeInfoKHR *ranges,
                   struct ref_accel_build *build, struct ref_accel_input *inputs)
{
    *build = (struct ref_accel_build){
        .type = info->type,
        .dst = ref_accel_from_handle(info->dstAccelerationStructure),
        .scratch = info->scratchData.deviceAddress,
        .input_count = info->geometryCount,
    };
    for (uint32_t i = 0; i < info->geometryCount; i++) {
        const VkAccelerationStructureGeometryKHR *geometry =
            info->pGeometries ? &info->pGeometries[i] : info->ppGeometries[i];
        inputs[i] = input_of(geometry, &ranges[i]);
        build->item_count += ranges[i].primitiveCount;
    }
}

VKAPI_ATTR void VKAPI_CALL ref_CmdBuildAccelerationStructuresKHR(
    VkCommandBuffer commandBuffer, uint32_t infoCount,
    const VkAccelerationStructureBuildGeometryInfoKHR *pInfos,
    const VkAccelerationStructureBuildRangeInfoKHR *const *ppBuildRangeInfos)
{
    uint32_t input_count = 0;
    for (uint32_t i = 0; i < infoCount; i++)
        input_count += pInfos[i].geometryCount;
    struct builds *builds = ref_record(commandBuffer, &type,
                                       sizeof *builds + infoCount * sizeof *builds->list +
                                           input_count * sizeof(struct ref_accel_input));
    if (!builds)
        return;
    builds->count = infoCount;
    builds->input_count = input_count;
    struct ref_accel_input *inputs = inputs_of(builds);
    for (uint32_t i = 0; i < infoCount; i++) {
        record(&pInfos[i], ppBuildRangeInfos[i], &builds->list[i], inputs);
        inputs += pInfos[i].geometryCount;
    }
}
