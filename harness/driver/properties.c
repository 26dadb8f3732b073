// SPDX-License-Identifier: Apache-2.0
// Properties. As with features, the structures that 1.1, 1.2 and 1.3 gather hold the answers and
// the single ones are filled from slices of them.
#include "device.h"
#include "device_limits.h"
#include "fault.h"
#include "personality.h"

#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

struct properties {
    VkPhysicalDeviceVulkan11Properties v11;
    VkPhysicalDeviceVulkan12Properties v12;
    VkPhysicalDeviceVulkan13Properties v13;
    VkPhysicalDeviceAccelerationStructurePropertiesKHR acceleration_structure;
    VkPhysicalDeviceOpacityMicromapPropertiesEXT micromap;
};

enum {
    UPDATE_AFTER_BIND = 500000, ///< what the specification requires of the update-after-bind limits
};

static const struct properties constant = {
    .v11 =
        {
            .deviceNodeMask = 1,
            .subgroupSize = 1,
            .subgroupSupportedStages = VK_SHADER_STAGE_COMPUTE_BIT,
            .subgroupSupportedOperations = VK_SUBGROUP_FEATURE_BASIC_BIT,
            .pointClippingBehavior = VK_POINT_CLIPPING_BEHAVIOR_ALL_CLIP_PLANES,
            .maxMultiviewViewCount = 6,
            .maxMultiviewInstanceIndex = (1u << 27) - 1,
            .maxPerSetDescriptors = 1024,
            .maxMemoryAllocationSize = REF_MAX_ALLOCATION_SIZE,
        },
    .v12 =
        {
            .driverName = "ommref",
            .denormBehaviorIndependence = VK_SHADER_FLOAT_CONTROLS_INDEPENDENCE_NONE,
            .roundingModeIndependence = VK_SHADER_FLOAT_CONTROLS_INDEPENDENCE_NONE,
            .supportedDepthResolveModes = VK_RESOLVE_MODE_SAMPLE_ZERO_BIT,
            .supportedStencilResolveModes = VK_RESOLVE_MODE_SAMPLE_ZERO_BIT,
            .maxTimelineSemaphoreValueDifference = UINT64_MAX,
            .framebufferIntegerColorSampleCounts = VK_SAMPLE_COUNT_1_BIT,
        },
    .v13 =
        {
            .minSubgroupSize = 1,
            .maxSubgroupSize = 1,
            .maxComputeWorkgroupSubgroups = 128,
            .requiredSubgroupSizeStages = VK_SHADER_STAGE_COMPUTE_BIT,
            .maxInlineUniformBlockSize = 256,
            .maxPerStageDescriptorInlineUniformBlocks = 4,
            .maxPerStageDescriptorUpdateAfterBindInlineUniformBlocks = 4,
            .maxDescriptorSetInlineUniformBlocks = 4,
            .maxDescriptorSetUpdateAfterBindInlineUniformBlocks = 4,
            .maxInlineUniformTotalSize = 256,
            .storageTexelBufferOffsetAlignmentBytes = REF_TEXEL_OFFSET_ALIGNMENT,
            .uniformTexelBufferOffsetAlignmentBytes = REF_TEXEL_OFFSET_ALIGNMENT,
            .maxBufferSize = REF_MAX_ALLOCATION_SIZE,
        },
    .acceleration_structure =
        {
            .maxGeometryCount = (1u << 24) - 1,
            .maxInstanceCount = (1u << 24) - 1,
            .maxPrimitiveCount = (1u << 29) - 1,
            .maxPerStageDescriptorAccelerationStructures = 16,
            .maxPerStageDescriptorUpdateAfterBindAccelerationStructures = UPDATE_AFTER_BIND,
            .maxDescriptorSetAccelerationStructures = 16,
            .maxDescriptorSetUpdateAfterBindAccelerationStructures = UPDATE_AFTER_BIND,
            .minAccelerationStructureScratchOffsetAlignment = 256,
        },
};

static uint32_t level(uint32_t of_personality)
{
    return of_personality ? of_personality : 12;
}

static void fill_properties(const struct ref_physical_device *physical_device,
                            struct properties *properties)
{
    *properties = constant;
    memcpy(properties->v11.deviceUUID, physical_device->device_uuid, VK_UUID_SIZE);
    memcpy(properties->v11.driverUUID, physical_device->driver_uuid, VK_UUID_SIZE);
    snprintf(properties->v12.driverInfo, sizeof properties->v12.driverInfo,
             "personality %s, fault %s", ref_personality()->name, ref_fault_name());
    if (REF_FAULT(IDENTITY_CHANGES)) {
        static atomic_uint questions;
        properties->v11.deviceUUID[0] += (uint8_t)atomic_fetch_add(&questions, 1);
        properties->v12.driverInfo[0] = (char)('a' + properties->v11.deviceUUID[0] % 26);
    }
    properties->micromap.maxOpacity2StateSubdivisionLevel =
        REF_FAULT(LIMIT_2_STATE_LEVEL_TWO) ? 2 : level(ref_personality()->max_2_state_level);
    properties->micromap.maxOpacity4StateSubdivisionLevel =
        REF_FAULT(LIMIT_4_STATE_LEVEL_ZERO) ? 0 : level(ref_personality()->max_4_state_level);
}

/// From where in struct properties how many bytes go to which offset of a structure.
struct slice {
    VkStructureType type;
    size_t to, from, size;
};

// From one member to another, both included; the members between keep order and padding in both
// structures.
#define SLICE(type, structure, to, part, first, last)                                              \
    {                                                                                              \
        VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_##type, offsetof(VkPhysicalDevice##structure, to),       \
            offsetof(struct properties, part.first),                                               \
            offsetof(struct properties, part.last) - offsetof(struct properties, part.first) +     \
                sizeof(((struct properties *)0)->part.last)                                        \
    }

static const struct slice slices[] = {
    SLICE(VULKAN_1_1_PROPERTIES, Vulkan11Properties, deviceUUID, v11, deviceUUID,
          maxMemoryAllocationSize),
    SLICE(VULKAN_1_2_PROPERTIES, Vulkan12Properties, driverID, v12, driverID,
          framebufferIntegerColorSampleCounts),
    SLICE(VULKAN_1_3_PROPERTIES, Vulkan13Properties, minSubgroupSize, v13, minSubgroupSize,
          maxBufferSize),
    SLICE(ID_PROPERTIES, IDProperties, deviceUUID, v11, deviceUUID, deviceLUIDValid),
    SLICE(SUBGROUP_PROPERTIES, SubgroupProperties, subgroupSize, v11, subgroupSize,
          subgroupQuadOperationsInAllStages),
    SLICE(POINT_CLIPPING_PROPERTIES, PointClippingProperties, pointClippingBehavior, v11,
          pointClippingBehavior, pointClippingBehavior),
    SLICE(MULTIVIEW_PROPERTIES, MultiviewProperties, maxMultiviewViewCount, v11,
          maxMultiviewViewCount, maxMultiviewInstanceIndex),
    SLICE(PROTECTED_MEMORY_PROPERTIES, ProtectedMemoryProperties, protectedNoFault, v11,
          protectedNoFault, protectedNoFault),
    // Two slices, because the padding between the two members differs.
    SLICE(MAINTENANCE_3_PROPERTIES, Maintenance3Properties, maxPerSetDescriptors, v11,
          maxPerSetDescriptors, maxPerSetDescriptors),
    SLICE(MAINTENANCE_3_PROPERTIES, Maintenance3Properties, maxMemoryAllocationSize, v11,
          maxMemoryAllocationSize, maxMemoryAllocationSize),
    SLICE(DRIVER_PROPERTIES, DriverProperties, driverID, v12, driverID, conformanceVersion),
    SLICE(FLOAT_CONTROLS_PROPERTIES, FloatControlsProperties, denormBehaviorIndependence, v12,
          denormBehaviorIndependence, shaderRoundingModeRTZFloat64),
    SLICE(DESCRIPTOR_INDEXING_PROPERTIES, DescriptorIndexingProperties,
          maxUpdateAfterBindDescriptorsInAllPools, v12, maxUpdateAfterBindDescriptorsInAllPools,
          maxDescriptorSetUpdateAfterBindInputAttachments),
    SLICE(DEPTH_STENCIL_RESOLVE_PROPERTIES, DepthStencilResolveProperties,
          supportedDepthResolveModes, v12, supportedDepthResolveModes, independentResolve),
    SLICE(SAMPLER_FILTER_MINMAX_PROPERTIES, SamplerFilterMinmaxProperties,
          filterMinmaxSingleComponentFormats, v12, filterMinmaxSingleComponentFormats,
          filterMinmaxImageComponentMapping),
    SLICE(TIMELINE_SEMAPHORE_PROPERTIES, TimelineSemaphoreProperties,
          maxTimelineSemaphoreValueDifference, v12, maxTimelineSemaphoreValueDifference,
          maxTimelineSemaphoreValueDifference),
    SLICE(SUBGROUP_SIZE_CONTROL_PROPERTIES, SubgroupSizeControlProperties, minSubgroupSize, v13,
          minSubgroupSize, requiredSubgroupSizeStages),
    SLICE(INLINE_UNIFORM_BLOCK_PROPERTIES, InlineUniformBlockProperties, maxInlineUniformBlockSize,
          v13, maxInlineUniformBlockSize, maxDescriptorSetUpdateAfterBindInlineUniformBlocks),
    SLICE(SHADER_INTEGER_DOT_PRODUCT_PROPERTIES, ShaderIntegerDotProductProperties,
          integerDotProduct8BitUnsignedAccelerated, v13, integerDotProduct8BitUnsignedAccelerated,
          integerDotProductAccumulatingSaturating64BitMixedSignednessAccelerated),
    SLICE(TEXEL_BUFFER_ALIGNMENT_PROPERTIES, TexelBufferAlignmentProperties,
          storageTexelBufferOffsetAlignmentBytes, v13, storageTexelBufferOffsetAlignmentBytes,
          uniformTexelBufferOffsetSingleTexelAlignment),
    SLICE(MAINTENANCE_4_PROPERTIES, Maintenance4Properties, maxBufferSize, v13, maxBufferSize,
          maxBufferSize),
    SLICE(ACCELERATION_STRUCTURE_PROPERTIES_KHR, AccelerationStructurePropertiesKHR,
          maxGeometryCount, acceleration_structure, maxGeometryCount,
          minAccelerationStructureScratchOffsetAlignment),
    SLICE(OPACITY_MICROMAP_PROPERTIES_EXT, OpacityMicromapPropertiesEXT,
          maxOpacity2StateSubdivisionLevel, micromap, maxOpacity2StateSubdivisionLevel,
          maxOpacity4StateSubdivisionLevel),
};

VKAPI_ATTR void VKAPI_CALL ref_GetPhysicalDeviceProperties(VkPhysicalDevice physicalDevice,
                                                           VkPhysicalDeviceProperties *pProperties)
{
    const struct ref_physical_device *physical_device =
        ref_physical_device_from_handle(physicalDevice);
    assert(physical_device);
    *pProperties = (VkPhysicalDeviceProperties){
        .apiVersion = REF_API_VERSION,
        .driverVersion = VK_MAKE_API_VERSION(0, 0, 1, 0),
        .vendorID = 0, // Khronos has given this driver none
        .deviceID = 1,
        .deviceType = VK_PHYSICAL_DEVICE_TYPE_CPU,
        .deviceName = "ommcts reference device",
        .limits = ref_limits,
    };
    memcpy(pProperties->pipelineCacheUUID, physical_device->pipeline_cache_uuid, VK_UUID_SIZE);
}

VKAPI_ATTR void VKAPI_CALL ref_GetPhysicalDeviceProperties2(
    VkPhysicalDevice physicalDevice, VkPhysicalDeviceProperties2 *pProperties)
{
    ref_GetPhysicalDeviceProperties(physicalDevice, &pProperties->properties);
    struct properties properties;
    fill_properties(ref_physical_device_from_handle(physicalDevice), &properties);

    for (VkBaseOutStructure *item = pProperties->pNext; item; item = item->pNext) {
        if (item->sType == VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_OPACITY_MICROMAP_PROPERTIES_EXT &&
            (ref_personality()->no_extension || REF_FAULT(LIMITS_UNWRITTEN)))
            continue;
        for (size_t i = 0; i < sizeof slices / sizeof *slices; i++)
            if (slices[i].type == item->sType)
                memcpy((char *)item + slices[i].to, (const char *)&properties + slices[i].from,
                       slices[i].size);
        if (REF_FAULT(IDENTITY_LUID_VALID_TWO) &&
            item->sType == VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_ID_PROPERTIES)
            ((VkPhysicalDeviceIDProperties *)item)->deviceLUIDValid = 2;
    }
}
