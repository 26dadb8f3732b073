// SPDX-License-Identifier: Apache-2.0
// Features: what Vulkan 1.3 and VK_KHR_acceleration_structure require, what the suite needs, and no
// more. The structures that 1.1, 1.2 and 1.3 gather hold the answers; the single ones of the same
// features are slices of them, because the specification gathered their members in order.
#include "device_features.h"

#include "fault.h"
#include "personality.h"

#include <stdatomic.h>
#include <string.h>

struct features {
    VkPhysicalDeviceFeatures core;
    VkPhysicalDeviceVulkan11Features v11;
    VkPhysicalDeviceVulkan12Features v12;
    VkPhysicalDeviceVulkan13Features v13;
    VkPhysicalDeviceAccelerationStructureFeaturesKHR acceleration_structure;
    VkPhysicalDeviceRayQueryFeaturesKHR ray_query;
    VkPhysicalDeviceConditionalRenderingFeaturesEXT conditional_rendering;
    VkPhysicalDeviceOpacityMicromapFeaturesEXT micromap;
};

static const struct features supported = {
    .core = {.robustBufferAccess = VK_TRUE},
    .v11 = {.multiview = VK_TRUE},
    .v12 =
        {
            .imagelessFramebuffer = VK_TRUE,
            .uniformBufferStandardLayout = VK_TRUE,
            .shaderSubgroupExtendedTypes = VK_TRUE,
            .separateDepthStencilLayouts = VK_TRUE,
            .hostQueryReset = VK_TRUE,
            .timelineSemaphore = VK_TRUE,
            .bufferDeviceAddress = VK_TRUE,
            .vulkanMemoryModel = VK_TRUE,
            .vulkanMemoryModelDeviceScope = VK_TRUE,
            .subgroupBroadcastDynamicId = VK_TRUE,
        },
    .v13 =
        {
            .robustImageAccess = VK_TRUE,
            .inlineUniformBlock = VK_TRUE,
            .pipelineCreationCacheControl = VK_TRUE,
            .privateData = VK_TRUE,
            .shaderDemoteToHelperInvocation = VK_TRUE,
            .shaderTerminateInvocation = VK_TRUE,
            .subgroupSizeControl = VK_TRUE,
            .computeFullSubgroups = VK_TRUE,
            .synchronization2 = VK_TRUE,
            .shaderZeroInitializeWorkgroupMemory = VK_TRUE,
            .dynamicRendering = VK_TRUE,
            .shaderIntegerDotProduct = VK_TRUE,
            .maintenance4 = VK_TRUE,
        },
    .acceleration_structure =
        {
            .accelerationStructure = VK_TRUE,
            .descriptorBindingAccelerationStructureUpdateAfterBind = VK_TRUE,
        },
    .ray_query = {.rayQuery = VK_TRUE},
    .conditional_rendering = {.conditionalRendering = VK_TRUE,
                              .inheritedConditionalRendering = VK_TRUE},
    .micromap = {.micromap = VK_TRUE, .micromapHostCommands = VK_TRUE},
};

static struct features features_now(void)
{
    struct features features = supported;
    if (ref_personality()->no_host_commands)
        features.micromap.micromapHostCommands = VK_FALSE;
    if (REF_FAULT(FEATURE_MICROMAP_FALSE))
        features.micromap.micromap = VK_FALSE;
    if (REF_FAULT(FEATURE_HOST_COMMANDS_TWO))
        features.micromap.micromapHostCommands = 2;
    if (REF_FAULT(FEATURE_CAPTURE_REPLAY_ALL_ONES))
        features.micromap.micromapCaptureReplay = UINT32_MAX;
    if (REF_FAULT(FEATURE_CAPTURE_REPLAY_WAVERS)) {
        static atomic_uint calls;
        features.micromap.micromapCaptureReplay = atomic_fetch_add(&calls, 1) % 2;
    }
    return features;
}

/// A structure's VkBool32s, all of them behind sType and pNext, and where struct features has them.
struct slice {
    VkStructureType type;
    size_t offset; ///< of the first in struct features
    size_t count;
};

enum { header_size = sizeof(VkBaseInStructure) };

#define WHOLE(type, first, last)                                                                   \
    {                                                                                              \
        VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_##type, offsetof(struct features, first),                \
            (offsetof(struct features, last) - offsetof(struct features, first)) /                 \
                    sizeof(VkBool32) +                                                             \
                1                                                                                  \
    }
#define PART(type, first, count)                                                                   \
    {                                                                                              \
        VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_##type, offsetof(struct features, first), count          \
    }

static const struct slice slices[] = {
    WHOLE(VULKAN_1_1_FEATURES, v11.storageBuffer16BitAccess, v11.shaderDrawParameters),
    WHOLE(VULKAN_1_2_FEATURES, v12.samplerMirrorClampToEdge, v12.subgroupBroadcastDynamicId),
    WHOLE(VULKAN_1_3_FEATURES, v13.robustImageAccess, v13.maintenance4),
    PART(16BIT_STORAGE_FEATURES, v11.storageBuffer16BitAccess, 4),
    PART(MULTIVIEW_FEATURES, v11.multiview, 3),
    PART(VARIABLE_POINTERS_FEATURES, v11.variablePointersStorageBuffer, 2),
    PART(PROTECTED_MEMORY_FEATURES, v11.protectedMemory, 1),
    PART(SAMPLER_YCBCR_CONVERSION_FEATURES, v11.samplerYcbcrConversion, 1),
    PART(SHADER_DRAW_PARAMETERS_FEATURES, v11.shaderDrawParameters, 1),
    PART(8BIT_STORAGE_FEATURES, v12.storageBuffer8BitAccess, 3),
    PART(SHADER_ATOMIC_INT64_FEATURES, v12.shaderBufferInt64Atomics, 2),
    PART(SHADER_FLOAT16_INT8_FEATURES, v12.shaderFloat16, 2),
    PART(DESCRIPTOR_INDEXING_FEATURES, v12.shaderInputAttachmentArrayDynamicIndexing, 20),
    PART(SCALAR_BLOCK_LAYOUT_FEATURES, v12.scalarBlockLayout, 1),
    PART(IMAGELESS_FRAMEBUFFER_FEATURES, v12.imagelessFramebuffer, 1),
    PART(UNIFORM_BUFFER_STANDARD_LAYOUT_FEATURES, v12.uniformBufferStandardLayout, 1),
    PART(SHADER_SUBGROUP_EXTENDED_TYPES_FEATURES, v12.shaderSubgroupExtendedTypes, 1),
    PART(SEPARATE_DEPTH_STENCIL_LAYOUTS_FEATURES, v12.separateDepthStencilLayouts, 1),
    PART(HOST_QUERY_RESET_FEATURES, v12.hostQueryReset, 1),
    PART(TIMELINE_SEMAPHORE_FEATURES, v12.timelineSemaphore, 1),
    PART(BUFFER_DEVICE_ADDRESS_FEATURES, v12.bufferDeviceAddress, 3),
    PART(VULKAN_MEMORY_MODEL_FEATURES, v12.vulkanMemoryModel, 3),
    PART(IMAGE_ROBUSTNESS_FEATURES, v13.robustImageAccess, 1),
    PART(INLINE_UNIFORM_BLOCK_FEATURES, v13.inlineUniformBlock, 2),
    PART(PIPELINE_CREATION_CACHE_CONTROL_FEATURES, v13.pipelineCreationCacheControl, 1),
    PART(PRIVATE_DATA_FEATURES, v13.privateData, 1),
    PART(SHADER_DEMOTE_TO_HELPER_INVOCATION_FEATURES, v13.shaderDemoteToHelperInvocation, 1),
    PART(SHADER_TERMINATE_INVOCATION_FEATURES, v13.shaderTerminateInvocation, 1),
    PART(SUBGROUP_SIZE_CONTROL_FEATURES, v13.subgroupSizeControl, 2),
    PART(SYNCHRONIZATION_2_FEATURES, v13.synchronization2, 1),
    PART(TEXTURE_COMPRESSION_ASTC_HDR_FEATURES, v13.textureCompressionASTC_HDR, 1),
    PART(ZERO_INITIALIZE_WORKGROUP_MEMORY_FEATURES, v13.shaderZeroInitializeWorkgroupMemory, 1),
    PART(DYNAMIC_RENDERING_FEATURES, v13.dynamicRendering, 1),
    PART(SHADER_INTEGER_DOT_PRODUCT_FEATURES, v13.shaderIntegerDotProduct, 1),
    PART(MAINTENANCE_4_FEATURES, v13.maintenance4, 1),
    PART(ACCELERATION_STRUCTURE_FEATURES_KHR, acceleration_structure.accelerationStructure, 5),
    PART(RAY_QUERY_FEATURES_KHR, ray_query.rayQuery, 1),
    PART(CONDITIONAL_RENDERING_FEATURES_EXT, conditional_rendering.conditionalRendering, 2),
    PART(OPACITY_MICROMAP_FEATURES_EXT, micromap.micromap, 3),
};

/// NULL for a structure that the driver doesn't know, such as one of an extension that isn't there.
static const struct slice *find_slice(VkStructureType type)
{
    const VkStructureType of_khr = (VkStructureType)1000623000; // newer than the header
    if (REF_FAULT(KHR_MICROMAP_HAS_ALL_FEATURES) && type == of_khr)
        type = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_OPACITY_MICROMAP_FEATURES_EXT;
    if (type == VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_OPACITY_MICROMAP_FEATURES_EXT &&
        ref_personality()->no_extension)
        return NULL;
    for (size_t i = 0; i < sizeof slices / sizeof *slices; i++)
        if (slices[i].type == type)
            return &slices[i];
    return NULL;
}

VKAPI_ATTR void VKAPI_CALL ref_GetPhysicalDeviceFeatures(VkPhysicalDevice physicalDevice,
                                                         VkPhysicalDeviceFeatures *pFeatures)
{
    (void)physicalDevice;
    *pFeatures = features_now().core;
}

VKAPI_ATTR void VKAPI_CALL ref_GetPhysicalDeviceFeatures2(VkPhysicalDevice physicalDevice,
                                                          VkPhysicalDeviceFeatures2 *pFeatures)
{
    (void)physicalDevice;
    const struct features features = features_now();
    pFeatures->features = features.core;
    for (VkBaseOutStructure *item = pFeatures->pNext; item; item = item->pNext) {
        const struct slice *slice = find_slice(item->sType);
        if (slice)
            memcpy((char *)item + header_size, (const char *)&features + slice->offset,
                   slice->count * sizeof(VkBool32));
    }
}

static bool has_all(const VkBool32 *have, const VkBool32 *wanted, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (wanted[i] && !have[i])
            return false;
    return true;
}

static bool has_core(const struct features *features, const VkPhysicalDeviceFeatures *wanted)
{
    return has_all((const VkBool32 *)&features->core, (const VkBool32 *)wanted,
                   sizeof *wanted / sizeof(VkBool32));
}

VkResult ref_features_check(const VkDeviceCreateInfo *info)
{
    const struct features features = features_now();
    if (info->pEnabledFeatures && !has_core(&features, info->pEnabledFeatures))
        return VK_ERROR_FEATURE_NOT_PRESENT;

    for (const VkBaseInStructure *item = info->pNext; item; item = item->pNext) {
        if (item->sType == VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_FEATURES_2 &&
            !has_core(&features, &((const VkPhysicalDeviceFeatures2 *)item)->features))
            return VK_ERROR_FEATURE_NOT_PRESENT;
        if (item->sType == VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_OPACITY_MICROMAP_FEATURES_EXT &&
            REF_FAULT(FEATURE_UNSUPPORTED_ACCEPTED))
            continue;
        const struct slice *slice = find_slice(item->sType);
        if (slice && !has_all((const VkBool32 *)((const char *)&features + slice->offset),
                              (const VkBool32 *)((const char *)item + header_size), slice->count))
            return VK_ERROR_FEATURE_NOT_PRESENT;
    }
    return VK_SUCCESS;
}
