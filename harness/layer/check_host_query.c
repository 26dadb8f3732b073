// SPDX-License-Identifier: Apache-2.0
#include "check_host.h"
#include "commands.h"
#include "host_memory.h"

#include <inttypes.h>
#include <stdalign.h>
#include <stdio.h>
#include <string.h>

#define VUID(id) "VUID-vkWriteMicromapsPropertiesEXT-" id

// The parameters of one call.
struct query {
    uint32_t count;
    const VkMicromapEXT *micromaps;
    VkQueryType type;
    size_t data_size;
    void *data;
    size_t stride;
};

static bool is_size(VkQueryType type)
{
    return type == VK_QUERY_TYPE_MICROMAP_SERIALIZATION_SIZE_EXT ||
           type == VK_QUERY_TYPE_MICROMAP_COMPACTED_SIZE_EXT;
}

// The values of VkQueryType up to header version 363, but those that this command takes.
static bool is_other_type(VkQueryType type)
{
    static const int32_t extensions[] = {
        1000023000, 1000028004, 1000116000, 1000150000, 1000150001, 1000165000, 1000173000,
        1000210000, 1000299000, 1000328000, 1000382000, 1000386000, 1000386001,
    };
    bool found = type >= VK_QUERY_TYPE_OCCLUSION && type <= VK_QUERY_TYPE_TIMESTAMP;
    for (size_t i = 0; i < sizeof extensions / sizeof *extensions; ++i)
        found |= extensions[i] == (int32_t)type;
    return found;
}

static void check_type(struct lay_call *call, VkQueryType type)
{
    if (is_size(type))
        return;
    const bool other = is_other_type(type);
    lay_report_device(call, other ? VUID("queryType-07503") : VUID("queryType-parameter"),
                      "queryType is %d, which is %s. It must be "
                      "VK_QUERY_TYPE_MICROMAP_SERIALIZATION_SIZE_EXT or "
                      "VK_QUERY_TYPE_MICROMAP_COMPACTED_SIZE_EXT. Set it so.",
                      (int)type, other ? "not about micromaps" : "no VkQueryType at all");
}

// Where results go, if there is room for any.
static void check_layout(struct lay_call *call, const struct query *query)
{
    enum { RESULT = sizeof(VkDeviceSize), ALIGNMENT = alignof(VkDeviceSize) };
    const bool sizes = is_size(query->type);
    if (sizes && query->stride % RESULT)
        lay_report_device(call, VUID("queryType-10071"),
                          "stride is %zu. It must be a multiple of %d, the size of VkDeviceSize. "
                          "Set it to sizeof(VkDeviceSize).",
                          query->stride, (int)RESULT);
    if (sizes && (query->data_size < RESULT || (uintptr_t)query->data % ALIGNMENT))
        lay_report_device(
            call, VUID("queryType-10072"),
            "pData, %p with a dataSize of %zu, can't be a VkDeviceSize. It must point "
            "to one, with an alignment of %d and %d bytes. Pass an array of "
            "VkDeviceSize.",
            query->data, query->data_size, (int)ALIGNMENT, (int)RESULT);
    if (query->stride && query->count > query->data_size / query->stride)
        lay_report_device(call, VUID("dataSize-07576"),
                          "dataSize is %zu. It must be at least micromapCount, %u, times stride, "
                          "%zu. Pass a larger array.",
                          query->data_size, query->count, query->stride);
}

static void check_data(struct lay_call *call, const struct query *query)
{
    if (!query->data_size) {
        lay_report_device(call, VUID("dataSize-arraylength"),
                          "dataSize is 0. It must be greater. Pass the size of the array at pData, "
                          "in bytes.");
        return;
    }
    if (lay_check_writable(call, VUID("pData-parameter"), "pData", query->data, query->data_size))
        check_layout(call, query);
}

static void check_micromap(struct lay_call *call, const struct query *query, uint32_t index)
{
    char what[32];
    snprintf(what, sizeof what, "pMicromaps[%u]", index);
    const struct lay_handle_rules handle = {LAY_MICROMAP, what, VUID("pMicromaps-parameter"),
                                            VUID("pMicromaps-parent")};
    const struct lay_backing_rules memory = {what, VUID("buffer-07577"), true,
                                             VUID("buffer-07579")};
    if (!lay_check_handle(call, &handle, LAY_KEY(query->micromaps[index])))
        return;
    lay_lock(call->device);
    struct lay_micromap *micromap = lay_find_micromap(call->device, query->micromaps[index]);
    const struct lay_contents *contents =
        micromap ? lay_check_host_source(call, &memory, VUID("pMicromaps-11671"), micromap) : NULL;
    if (contents && query->type == VK_QUERY_TYPE_MICROMAP_COMPACTED_SIZE_EXT)
        lay_check_compactable(call, VUID("pMicromaps-07502"), what, micromap, contents);
    lay_unlock(call->device);
}

static void check_micromaps(struct lay_call *call, const struct query *query)
{
    if (!query->count) {
        lay_report_device(call, VUID("micromapCount-arraylength"),
                          "micromapCount is 0. It must be greater. Leave the call out where there "
                          "is nothing to ask.");
        return;
    }
    if (!lay_check_readable(call, VUID("pMicromaps-parameter"), "pMicromaps", query->micromaps,
                            query->count * sizeof *query->micromaps))
        return;
    for (uint32_t i = 0; i < query->count; ++i)
        check_micromap(call, query, i);
}

static void check(struct lay_call *call, const struct query *query)
{
    if (!lay_check_feature(call, VUID("micromapHostCommands-07578"),
                           call->device->features.micromap_host_commands,
                           "VkPhysicalDeviceOpacityMicromapFeaturesEXT::micromapHostCommands"))
        return;
    check_type(call, query->type);
    check_data(call, query);
    check_micromaps(call, query);
}

// Keeps the answers: the next copy needs them, and then the driver need not be asked.
static void note(struct lay_device *device, const struct query *query)
{
    for (uint32_t i = 0; i < query->count; ++i) {
        struct lay_micromap *micromap = lay_find_micromap(device, query->micromaps[i]);
        if (!micromap || lay_contents_of(device, micromap)->constructed != LAY_YES)
            continue;
        VkDeviceSize size;
        memcpy(&size, (const char *)query->data + i * query->stride, sizeof size);
        VkDeviceSize *known = query->type == VK_QUERY_TYPE_MICROMAP_SERIALIZATION_SIZE_EXT
                                  ? &micromap->contents.serialized_size
                                  : &micromap->contents.compacted_size;
        if (!*known || size < *known)
            *known = size; // the device may have told another number, and either is enough
    }
}

static VKAPI_ATTR VkResult VKAPI_CALL write_properties(VkDevice handle, uint32_t count,
                                                       const VkMicromapEXT *micromaps,
                                                       VkQueryType type, size_t data_size,
                                                       void *data, size_t stride)
{
    struct lay_device *device = lay_device_of(handle);
    struct lay_call call = {.device = device, .command = "vkWriteMicromapsPropertiesEXT"};
    const struct query query = {count, micromaps, type, data_size, data, stride};
    check(&call, &query);
    const bool sound = !lay_call_has_findings(&call) && (stride || count == 1);
    if (lay_call_stopped(&call))
        return LAY_VALIDATION_FAILED;
    const VkResult result = device->next.WriteMicromapsPropertiesEXT(handle, count, micromaps, type,
                                                                     data_size, data, stride);
    if (result == VK_SUCCESS && sound) {
        lay_lock(device);
        note(device, &query);
        lay_unlock(device);
    }
    return result;
}

static const struct lay_command commands[] = {
    LAY_COMMAND("vkWriteMicromapsPropertiesEXT", write_properties),
};
LAY_FAMILY(lay_host_query_family, commands);
