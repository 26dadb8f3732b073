// SPDX-License-Identifier: Apache-2.0
// What a case's needs mean in extensions and features, and which of them a device lacks.
#include "session.h"

// VK_EXT_opacity_micromap and everything it requires, with the version that made each one core.
static const struct dependency {
    const char *extension;
    uint32_t core_since; // 0: never
} micromap_extensions[] = {
    {VK_EXT_OPACITY_MICROMAP_EXTENSION_NAME, 0},
    {VK_KHR_ACCELERATION_STRUCTURE_EXTENSION_NAME, 0},
    {VK_KHR_DEFERRED_HOST_OPERATIONS_EXTENSION_NAME, 0},
    {VK_KHR_SYNCHRONIZATION_2_EXTENSION_NAME, VK_API_VERSION_1_3},
    {VK_KHR_BUFFER_DEVICE_ADDRESS_EXTENSION_NAME, VK_API_VERSION_1_2},
    {VK_EXT_DESCRIPTOR_INDEXING_EXTENSION_NAME, VK_API_VERSION_1_2},
};

enum { MICROMAP_EXTENSIONS = sizeof micromap_extensions / sizeof micromap_extensions[0] };

// In a header of its own for provisional extensions. Must be enabled wherever it is listed
// (VUID-VkDeviceCreateInfo-pProperties-04451).
static const char portability_subset[] = "VK_KHR_portability_subset";

_Static_assert(
    MICROMAP_EXTENSIONS + 3 <= OMM_MAX_EXTENSIONS,
    "the header promises room for them, ray queries, conditional rendering and portability");

static uint32_t version_of(const struct omm_gpu *gpu)
{
    return gpu->api_version;
}

static bool wants_micromap(const struct omm_needs *needs)
{
    return needs->micromap || needs->host_commands || needs->device_commands;
}

bool omm_wants_queues(const struct omm_needs *needs)
{
    return needs->device_commands || needs->ray_query;
}

uint32_t omm_transfer_family(const struct omm_gpu *gpu)
{
    uint32_t family = 0;
    while (family < gpu->family_count &&
           gpu->families[family].queueFlags & (VK_QUEUE_COMPUTE_BIT | VK_QUEUE_GRAPHICS_BIT))
        ++family;
    return family;
}

static bool wants_vulkan13(const struct omm_needs *needs)
{
    return omm_wants_queues(needs) || needs->timeline_semaphores || needs->host_query_reset ||
           needs->dynamic_rendering;
}

static const char *missing_feature(const struct omm_gpu *gpu, const struct omm_needs *needs)
{
    if (wants_vulkan13(needs) && version_of(gpu) < VK_API_VERSION_1_3)
        return "Vulkan 1.3";
    if (omm_wants_queues(needs) && !gpu->vulkan13.synchronization2)
        return "feature synchronization2";
    if (omm_wants_queues(needs) && !gpu->vulkan12.bufferDeviceAddress)
        return "feature bufferDeviceAddress";
    if (needs->timeline_semaphores && !gpu->vulkan12.timelineSemaphore)
        return "feature timelineSemaphore";
    if (needs->host_query_reset && !gpu->vulkan12.hostQueryReset)
        return "feature hostQueryReset";
    if (needs->dynamic_rendering && !gpu->vulkan13.dynamicRendering)
        return "feature dynamicRendering";
    if (needs->conditional_rendering && !gpu->conditional_rendering.conditionalRendering)
        return VK_EXT_CONDITIONAL_RENDERING_EXTENSION_NAME;
    if (needs->ray_query && !gpu->acceleration_structure.accelerationStructure)
        return VK_KHR_ACCELERATION_STRUCTURE_EXTENSION_NAME;
    if (needs->ray_query && !gpu->ray_query.rayQuery)
        return VK_KHR_RAY_QUERY_EXTENSION_NAME;
    if (needs->transfer_queue_only && omm_transfer_family(gpu) == gpu->family_count)
        return "a queue family without compute and graphics";
    return NULL;
}

struct omm_needs omm_resolve_needs(const struct omm_gpu *gpu, const struct omm_needs *needs)
{
    struct omm_needs resolved = *needs;
    if (needs->read_back) {
        resolved.ray_query = true;
        if (omm_missing(gpu, &resolved))
            resolved.ray_query = needs->ray_query;
    }
    return resolved;
}

const char *omm_missing(const struct omm_gpu *gpu, const struct omm_needs *needs)
{
    if (version_of(gpu) < VK_API_VERSION_1_1)
        return "Vulkan 1.1";
    if (needs->deferred_operations && !gpu->has_deferred_operations)
        return VK_KHR_DEFERRED_HOST_OPERATIONS_EXTENSION_NAME;
    if (wants_micromap(needs)) {
        if (!gpu->has_micromap)
            return VK_EXT_OPACITY_MICROMAP_EXTENSION_NAME;
        if (!gpu->features.micromap)
            return "feature micromap";
    }
    if (needs->host_commands && !gpu->features.micromapHostCommands)
        return "feature micromapHostCommands";
    return missing_feature(gpu, needs);
}

uint32_t omm_list_extensions(const struct omm_gpu *gpu, const struct omm_needs *needs,
                             const char *names[OMM_MAX_EXTENSIONS])
{
    uint32_t count = 0;
    if (omm_has_extension(gpu, portability_subset))
        names[count++] = portability_subset;
    if (needs->conditional_rendering)
        names[count++] = VK_EXT_CONDITIONAL_RENDERING_EXTENSION_NAME;
    if (needs->ray_query)
        names[count++] = VK_KHR_RAY_QUERY_EXTENSION_NAME;
    if (!wants_micromap(needs) && !needs->ray_query) {
        if (needs->deferred_operations)
            names[count++] = VK_KHR_DEFERRED_HOST_OPERATIONS_EXTENSION_NAME;
        return count;
    }
    // The first is the extension itself; the others are what acceleration structures require as well.
    for (size_t i = wants_micromap(needs) ? 0 : 1; i < MICROMAP_EXTENSIONS; ++i) {
        const struct dependency *dependency = &micromap_extensions[i];
        if (!dependency->core_since || version_of(gpu) < dependency->core_since)
            names[count++] = dependency->extension;
    }
    return count;
}

const void *omm_chain_features(struct omm_features *features, const struct omm_needs *needs)
{
    const void *next = NULL;
    *features = (struct omm_features){
        .micromap = {.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_OPACITY_MICROMAP_FEATURES_EXT,
                     .micromap = VK_TRUE,
                     .micromapHostCommands = needs->host_commands},
        .vulkan12 = {.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_2_FEATURES,
                     .hostQueryReset = needs->host_query_reset,
                     .timelineSemaphore = needs->timeline_semaphores,
                     .bufferDeviceAddress = omm_wants_queues(needs)},
        .vulkan13 = {.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_3_FEATURES,
                     .synchronization2 = omm_wants_queues(needs),
                     .dynamicRendering = needs->dynamic_rendering},
        .conditional = {.sType =
                            VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_CONDITIONAL_RENDERING_FEATURES_EXT,
                        .conditionalRendering = VK_TRUE},
        .acceleration_structure =
            {.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_ACCELERATION_STRUCTURE_FEATURES_KHR,
             .accelerationStructure = VK_TRUE},
        .ray_query = {.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_RAY_QUERY_FEATURES_KHR,
                      .rayQuery = VK_TRUE},
    };
    if (wants_micromap(needs))
        next = &features->micromap;
    if (needs->conditional_rendering) {
        features->conditional.pNext = (void *)next;
        next = &features->conditional;
    }
    if (needs->ray_query) {
        features->acceleration_structure.pNext = (void *)next;
        features->ray_query.pNext = &features->acceleration_structure;
        next = &features->ray_query;
    }
    if (wants_vulkan13(needs)) {
        features->vulkan12.pNext = (void *)next;
        features->vulkan13.pNext = &features->vulkan12;
        next = &features->vulkan13;
    }
    return next;
}
