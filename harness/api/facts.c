// SPDX-License-Identifier: Apache-2.0
// `ommcts devices`: what each device offers, as a table and in words.
#include "runner/backend.h"
#include "session.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_FACTS 24

struct table {
    const char *rows[MAX_FACTS][2];
    char values[MAX_FACTS][512];
    size_t count;
};

__attribute__((format(printf, 3, 4))) static void add(struct table *table, const char *name,
                                                      const char *format, ...)
{
    if (table->count == MAX_FACTS)
        return;
    char *value = table->values[table->count];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(value, sizeof table->values[0], format, arguments);
    va_end(arguments);
    table->rows[table->count][0] = name;
    table->rows[table->count][1] = value;
    ++table->count;
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

static void add_identity(struct table *table, const struct omm_gpu *gpu)
{
    const VkPhysicalDeviceProperties *properties = &gpu->properties;
    const uint32_t api = properties->apiVersion;
    add(table, "type", "%s", type_name(properties->deviceType));
    add(table, "vendor:device", "%04x:%04x", properties->vendorID, properties->deviceID);
    add(table, "driver name", "%s", gpu->driver.driverName);
    add(table, "driver info", "%s", gpu->driver.driverInfo);
    add(table, "driver version", "0x%08x", properties->driverVersion);
    add(table, "API version", "%u.%u.%u", VK_API_VERSION_MAJOR(api), VK_API_VERSION_MINOR(api),
        VK_API_VERSION_PATCH(api));
}

static void add_features(struct table *table, const struct omm_gpu *gpu)
{
    add(table, VK_EXT_OPACITY_MICROMAP_EXTENSION_NAME, "%s", yes_no(gpu->has_micromap));
    add(table, "micromap", "%s", yes_no(gpu->features.micromap));
    add(table, "micromapHostCommands", "%s", yes_no(gpu->features.micromapHostCommands));
    add(table, VK_KHR_DEFERRED_HOST_OPERATIONS_EXTENSION_NAME, "%s",
        yes_no(gpu->has_deferred_operations));
    add(table, VK_KHR_RAY_QUERY_EXTENSION_NAME, "%s",
        yes_no(omm_has_extension(gpu, VK_KHR_RAY_QUERY_EXTENSION_NAME)));
    if (!gpu->has_micromap)
        return;
    add(table, "maxOpacity2StateSubdivisionLevel", "%u",
        gpu->limits.maxOpacity2StateSubdivisionLevel);
    add(table, "maxOpacity4StateSubdivisionLevel", "%u",
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

static void add_memory(struct table *table, const struct omm_gpu *gpu)
{
    char types[512] = "";
    for (uint32_t i = 0; i < gpu->memory.memoryTypeCount; ++i) {
        const VkMemoryPropertyFlags flags = gpu->memory.memoryTypes[i].propertyFlags;
        if (flags & VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT)
            describe_type(types, sizeof types, i, flags);
    }
    add(table, "host-visible memory types", "%s", types[0] ? types : "none");
}

static void add_layers(struct table *table)
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
    add(table, "layers installed", "%s", names[0] ? names : "none");
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
    struct table table = {.count = 0};
    add_identity(&table, gpu);
    add_features(&table, gpu);
    add_memory(&table, gpu);
    add_layers(&table);
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
}

void omm_tell_devices(const struct omm_instance *instance)
{
    for (uint32_t i = 0; i < instance->gpu_count; ++i)
        tell(&instance->gpus[i]);
}
