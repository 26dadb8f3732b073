// SPDX-License-Identifier: Apache-2.0
// vkGetAccelerationStructureBuildSizesKHR. Opacity data is copied into a bottom level, for each of
// its triangles; the usage counts tell how much there is.
#include "accel_build.h"
#include "accel_opacity.h"
#include "fault.h"

struct ref_accel_sizes ref_accel_sizes(VkAccelerationStructureTypeKHR type, uint64_t items,
                                       uint64_t opacity_data)
{
    const uint64_t nodes = items ? 2 * items - 1 : 0;
    const uint64_t item_scratch = sizeof(struct ref_accel_box) + sizeof(uint32_t);
    return (struct ref_accel_sizes){
        .storage = REF_ACCEL_PREFIX + ref_accel_data_at(type, items, nodes) + opacity_data,
        // Never zero, so that an application that takes a zero for granted is noticed.
        .scratch = (items ? items : 1) * item_scratch,
    };
}

static const VkAccelerationStructureGeometryKHR *
geometry_at(const VkAccelerationStructureBuildGeometryInfoKHR *info, uint32_t index)
{
    return info->pGeometries ? &info->pGeometries[index] : info->ppGeometries[index];
}

static uint64_t opacity_data_of(const VkAccelerationStructureGeometryKHR *geometry)
{
    if (geometry->geometryType != VK_GEOMETRY_TYPE_TRIANGLES_KHR)
        return 0;
    const VkAccelerationStructureTrianglesOpacityMicromapEXT *opacity =
        ref_find(geometry->geometry.triangles.pNext,
                 VK_STRUCTURE_TYPE_ACCELERATION_STRUCTURE_TRIANGLES_OPACITY_MICROMAP_EXT);
    return opacity && !REF_FAULT(ACCEL_SIZES_IGNORE_MICROMAPS) ? ref_accel_opacity_size(opacity)
                                                               : 0;
}

VKAPI_ATTR void VKAPI_CALL ref_GetAccelerationStructureBuildSizesKHR(
    VkDevice device, VkAccelerationStructureBuildTypeKHR buildType,
    const VkAccelerationStructureBuildGeometryInfoKHR *pBuildInfo,
    const uint32_t *pMaxPrimitiveCounts, VkAccelerationStructureBuildSizesInfoKHR *pSizeInfo)
{
    (void)device;
    (void)buildType;
    uint64_t items = 0, opacity_data = 0;
    for (uint32_t i = 0; i < pBuildInfo->geometryCount; i++) {
        items += pMaxPrimitiveCounts[i];
        opacity_data += opacity_data_of(geometry_at(pBuildInfo, i));
    }
    const struct ref_accel_sizes sizes = ref_accel_sizes(pBuildInfo->type, items, opacity_data);
    pSizeInfo->accelerationStructureSize = sizes.storage;
    pSizeInfo->buildScratchSize = sizes.scratch;
    pSizeInfo->updateScratchSize = sizes.scratch;
}
