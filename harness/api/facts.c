// SPDX-License-Identifier: Apache-2.0
// `ommcts devices`: what each device offers, as a table and in words.
#include "facts.h"

#include "runner/backend.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void omm_facts_add(struct omm_facts *facts, const char *name, const char *format, ...)
{
    if (facts->count == OMM_MAX_FACTS)
        return;
    char *value = NULL;
    va_list arguments;
    va_start(arguments, format);
    const int length = vasprintf(&value, format, arguments);
    va_end(arguments);
    char *copy = strdup(name);
    if (length < 0 || !copy) {
        free(copy);
        return;
    }
    facts->rows[facts->count][0] = copy;
    facts->rows[facts->count][1] = value;
    ++facts->count;
}

void omm_facts_clear(struct omm_facts *facts)
{
    for (size_t i = 0; i < facts->count; ++i) {
        free(facts->rows[i][0]);
        free(facts->rows[i][1]);
    }
    facts->count = 0;
}

static const char *yes_no(bool value)
{
    return value ? "yes" : "no";
}

static const char *type_name(VkPhysicalDeviceType type)
{
    static const char *const names[] = {"other", "integrated GPU", "discrete GPU", "virtual GPU",
                                        "CPU"};
    return (unsigned)type < sizeof names / sizeof names[0] ? names[type] : "unknown";
}

static void add_identity(struct omm_facts *table, const struct omm_gpu *gpu)
{
    const VkPhysicalDeviceProperties *properties = &gpu->properties;
    const uint32_t api = properties->apiVersion;
    omm_facts_add(table, "type", "%s", type_name(properties->deviceType));
    omm_facts_add(table, "vendor:device", "%04x:%04x", properties->vendorID, properties->deviceID);
    omm_facts_add(table, "driver name", "%s", gpu->driver.driverName);
    omm_facts_add(table, "driver info", "%s", gpu->driver.driverInfo);
    omm_facts_add(table, "driver version", "0x%08x", properties->driverVersion);
    omm_facts_add(table, "API version", "%u.%u.%u", VK_API_VERSION_MAJOR(api),
                  VK_API_VERSION_MINOR(api), VK_API_VERSION_PATCH(api));
}

static void add_features(struct omm_facts *table, const struct omm_gpu *gpu)
{
    omm_facts_add(table, VK_EXT_OPACITY_MICROMAP_EXTENSION_NAME, "%s", yes_no(gpu->has_micromap));
    omm_facts_add(table, "micromap", "%s", yes_no(gpu->features.micromap));
    omm_facts_add(table, "micromapHostCommands", "%s", yes_no(gpu->features.micromapHostCommands));
    omm_facts_add(table, VK_KHR_DEFERRED_HOST_OPERATIONS_EXTENSION_NAME, "%s",
                  yes_no(gpu->has_deferred_operations));
    omm_facts_add(table, VK_KHR_RAY_QUERY_EXTENSION_NAME, "%s",
                  yes_no(omm_has_extension(gpu, VK_KHR_RAY_QUERY_EXTENSION_NAME)));
    if (!gpu->has_micromap)
        return;
    omm_facts_add(table, "maxOpacity2StateSubdivisionLevel", "%u",
                  gpu->limits.maxOpacity2StateSubdivisionLevel);
    omm_facts_add(table, "maxOpacity4StateSubdivisionLevel", "%u",
                  gpu->limits.maxOpacity4StateSubdivisionLevel);
}

static void describe_type(char *out, size_t size, uint32_t index, VkMemoryPropertyFlags flags)
{
    const size_t used = strlen(out);
    snprintf(out + used, size - used, "%s%u:%s%s%s", used ? ", " : "", index,
             flags & VK_MEMORY_PROPERTY_HOST_COHERENT_BIT ? "coherent" : "non-coherent",
             flags & VK_MEMORY_PROPERTY_HOST_CACHED_BIT ? "+cached" : "",
             flags & VK_MEMORY_PROPERTY_DEVICE_LOCAL_BIT ? "+device-local" : "");
}

static void add_memory(struct omm_facts *table, const struct omm_gpu *gpu)
{
    char types[512] = "";
    for (uint32_t i = 0; i < gpu->memory.memoryTypeCount; ++i) {
        const VkMemoryPropertyFlags flags = gpu->memory.memoryTypes[i].propertyFlags;
        if (flags & VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT)
            describe_type(types, sizeof types, i, flags);
    }
    omm_facts_add(table, "host-visible memory types", "%s", types[0] ? types : "none");
}

static void add_layers(struct omm_facts *table)
{
    uint32_t count = 0;
    vkEnumerateInstanceLayerProperties(&count, NULL);
    VkLayerProperties *layers = calloc(count + 1, sizeof *layers);
    char names[512] = "";
    if (layers)
        vkEnumerateInstanceLayerProperties(&count, layers);
    for (uint32_t i = 0; layers && i < count; ++i) {
        const uint32_t version = layers[i].specVersion;
        const size_t used = strlen(names);
        snprintf(names + used, sizeof names - used, "%s%s %u.%u.%u", used ? ", " : "",
                 layers[i].layerName, VK_API_VERSION_MAJOR(version), VK_API_VERSION_MINOR(version),
                 VK_API_VERSION_PATCH(version));
    }
    free(layers);
    omm_facts_add(table, "layers installed", "%s", names[0] ? names : "none");
}

// What can and cannot run there, one sentence per line.
static void remark(char *out, size_t size, const struct omm_gpu *gpu)
{
    const struct omm_needs nothing = {0};
    const struct omm_needs deferred = {.deferred_operations = true};
    const struct omm_needs host = {.host_commands = true};
    const char *missing = omm_missing(gpu, &nothing);
    if (missing) {
        snprintf(out, size, "No case can run: %s is not supported.", missing);
        return;
    }
    int used = snprintf(out, size, "Cases that judge what a driver advertises run.\n");
    missing = omm_missing(gpu, &deferred);
    if (missing)
        used += snprintf(out + used, size - (size_t)used,
                         "Cases of unused deferred operations cannot run: %s is not supported.\n",
                         missing);
    else
        used +=
            snprintf(out + used, size - (size_t)used, "Cases of unused deferred operations run.\n");
    missing = omm_missing(gpu, &host);
    if (missing)
        snprintf(out + used, size - (size_t)used,
                 "Cases of host micromap commands cannot run: %s is not supported.", missing);
    else
        snprintf(out + used, size - (size_t)used, "Cases of host micromap commands run.");
}

static void tell(const struct omm_gpu *gpu)
{
    struct omm_facts table = {.count = 0};
    add_identity(&table, gpu);
    add_features(&table, gpu);
    add_memory(&table, gpu);
    add_layers(&table);
    omm_facts_add_details(&table, gpu);
    char uuid[2 * VK_UUID_SIZE + 1];
    for (size_t i = 0; i < VK_UUID_SIZE; ++i)
        snprintf(uuid + 2 * i, 3, "%02x", gpu->id.deviceUUID[i]);
    char remarks[1024];
    remark(remarks, sizeof remarks, gpu);
    run_emit_device(&(struct run_device){
        .name = gpu->properties.deviceName,
        .uuid = uuid,
        .facts = (const char *const(*)[2])table.rows,
        .count = table.count,
        .remarks = remarks,
    });
    omm_facts_clear(&table);
}

void omm_tell_devices(const struct omm_instance *instance)
{
    for (uint32_t i = 0; i < instance->gpu_count; ++i)
        tell(&instance->gpus[i]);
}
