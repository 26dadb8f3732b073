// SPDX-License-Identifier: Apache-2.0
// What is kept of a device beside the results of a run, besides its limits.
#include "facts.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void add_uuid(struct omm_facts *facts, const char *name, const uint8_t uuid[VK_UUID_SIZE])
{
    char text[2 * VK_UUID_SIZE + 1];
    for (size_t i = 0; i < VK_UUID_SIZE; ++i)
        snprintf(text + 2 * i, 3, "%02x", uuid[i]);
    omm_facts_add(facts, name, "%s", text);
}

static void add_identity(struct omm_facts *facts, const struct omm_gpu *gpu)
{
    const VkPhysicalDeviceProperties *properties = &gpu->properties;
    const VkConformanceVersion version = gpu->driver.conformanceVersion;
    omm_facts_add(facts, "properties.vendorID", "0x%04x", properties->vendorID);
    omm_facts_add(facts, "properties.deviceID", "0x%04x", properties->deviceID);
    omm_facts_add(facts, "properties.deviceType", "%d", (int)properties->deviceType);
    omm_facts_add(facts, "properties.driverVersion", "0x%08x", properties->driverVersion);
    omm_facts_add(facts, "driver.driverID", "%d", (int)gpu->driver.driverID);
    omm_facts_add(facts, "driver.conformanceVersion", "%u.%u.%u.%u", version.major, version.minor,
                  version.subminor, version.patch);
    add_uuid(facts, "id.driverUUID", gpu->id.driverUUID);
    add_uuid(facts, "properties.pipelineCacheUUID", properties->pipelineCacheUUID);
}

static void add_memory(struct omm_facts *facts, const VkPhysicalDeviceMemoryProperties *memory)
{
    char name[64];
    for (uint32_t i = 0; i < memory->memoryHeapCount; ++i) {
        snprintf(name, sizeof name, "memory.heap%u", i);
        omm_facts_add(facts, name, "%" PRIu64 " bytes, flags 0x%x", memory->memoryHeaps[i].size,
                      memory->memoryHeaps[i].flags);
    }
    for (uint32_t i = 0; i < memory->memoryTypeCount; ++i) {
        snprintf(name, sizeof name, "memory.type%u", i);
        omm_facts_add(facts, name, "heap %u, flags 0x%x", memory->memoryTypes[i].heapIndex,
                      memory->memoryTypes[i].propertyFlags);
    }
}

static void add_queues(struct omm_facts *facts, const struct omm_gpu *gpu)
{
    for (uint32_t i = 0; i < gpu->family_count; ++i) {
        char name[64];
        snprintf(name, sizeof name, "queues.family%u", i);
        omm_facts_add(facts, name, "%u queues, flags 0x%x, %u timestamp bits",
                      gpu->families[i].queueCount, gpu->families[i].queueFlags,
                      gpu->families[i].timestampValidBits);
    }
}

static int by_name(const void *left, const void *right)
{
    const VkExtensionProperties *a = left, *b = right;
    return strncmp(a->extensionName, b->extensionName, VK_MAX_EXTENSION_NAME_SIZE);
}

/// A driver may list them in any order, and two runs are to look the same.
static void add_extensions(struct omm_facts *facts, const struct omm_gpu *gpu)
{
    VkExtensionProperties *sorted = calloc(gpu->extension_count + 1, sizeof *sorted);
    char *text = NULL;
    size_t size = 0;
    FILE *file = open_memstream(&text, &size);
    if (sorted && file) {
        memcpy(sorted, gpu->extensions, gpu->extension_count * sizeof *sorted);
        qsort(sorted, gpu->extension_count, sizeof *sorted, by_name);
        for (uint32_t i = 0; i < gpu->extension_count; ++i) {
            fprintf(file, "%s%.*s %u", i ? " " : "", VK_MAX_EXTENSION_NAME_SIZE,
                    sorted[i].extensionName, sorted[i].specVersion);
        }
    }
    if (file && fclose(file) == 0)
        omm_facts_add(facts, "device.extensions", "%s", text);
    free(text);
    free(sorted);
}

void omm_facts_add_details(struct omm_facts *facts, const struct omm_gpu *gpu)
{
    add_identity(facts, gpu);
    add_memory(facts, &gpu->memory);
    add_queues(facts, gpu);
    omm_facts_add_limits(facts, &gpu->properties.limits);
    add_extensions(facts, gpu);
}
