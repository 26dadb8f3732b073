// SPDX-License-Identifier: Apache-2.0
#include "build_input.h"
#include "build_ranges.h"
#include "check_build_info.h"
#include "check_host.h"
#include "commands.h"
#include "host_memory.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#define VUID(id) "VUID-vkBuildMicromapsEXT-" id

// One call: the builds, and what each of them will write.
struct build {
    struct lay_call call;
    uint32_t count;
    const VkMicromapBuildInfoEXT *infos;
    struct lay_effect *effects;
    struct lay_range
        *ranges; // of destinations and scratch memory; ends are 0 where nothing is known
    uint32_t range_count;
};

static void name_member(char name[64], uint32_t index, const char *member)
{
    snprintf(name, 64, "pInfos[%u].%s", index, member);
}

// Type, memory, and what the build will leave behind. Returns the size that the destination was created with.
static VkDeviceSize check_destination(struct build *build, uint32_t index)
{
    struct lay_call *call = &build->call;
    const VkMicromapBuildInfoEXT *info = &build->infos[index];
    char what[64];
    name_member(what, index, "dstMicromap");
    const struct lay_handle_rules handle = {LAY_MICROMAP, what, VUID("dstMicromap-07463"), NULL};
    const struct lay_backing_rules memory = {what, VUID("pInfos-07552"), true,
                                             VUID("pInfos-07557")};
    if (!lay_check_handle(call, &handle, LAY_KEY(info->dstMicromap)))
        return 0;
    VkDeviceSize size = 0;
    lay_lock(call->device);
    const struct lay_micromap *micromap = lay_find_micromap(call->device, info->dstMicromap);
    if (micromap) {
        const struct lay_object object = LAY_MICROMAP_OBJECT(info->dstMicromap);
        if (micromap->type != info->type)
            lay_report(call, VUID("pInfos-07464"), &object, 1,
                       "%s was created with type %d. The type of pInfos[%u] is %d. They must be "
                       "equal. Create the micromap with the type that is built.",
                       what, (int)micromap->type, index, (int)info->type);
        lay_check_backing(call, &memory, micromap);
        build->effects[index].micromap_id = micromap->record.id;
        size = micromap->size;
    }
    lay_unlock(call->device);
    return size;
}

static void check_size(struct build *build, uint32_t index, VkDeviceSize size, VkDeviceSize needed)
{
    if (!size || size >= needed)
        return;
    const struct lay_object object = LAY_MICROMAP_OBJECT(build->infos[index].dstMicromap);
    lay_report(&build->call, VUID("pInfos-07461"), &object, 1,
               "pInfos[%u].dstMicromap was created with a size of %" PRIu64 " bytes. The build "
               "takes %" PRIu64 ", as vkGetMicromapBuildSizesEXT tells. Create the micromap with "
               "that size.",
               index, (uint64_t)size, (uint64_t)needed);
}

static void add_range(struct build *build, struct lay_range range)
{
    build->ranges[build->range_count++] = range;
}

static void add_destination(struct build *build, uint32_t index, VkDeviceSize size)
{
    struct lay_device *device = build->call.device;
    lay_lock(device);
    const struct lay_micromap *micromap =
        lay_find_micromap(device, build->infos[index].dstMicromap);
    const struct lay_buffer *buffer = micromap ? lay_buffer_of(device, micromap) : NULL;
    const struct lay_memory *memory = buffer ? lay_memory_of(device, buffer) : NULL;
    if (memory) {
        const VkDeviceSize begin = buffer->memory_offset + micromap->offset;
        add_range(build, (struct lay_range){memory->record.id, begin, begin + size, false, index});
    }
    lay_unlock(device);
}

// Scratch memory can lie in mapped device memory, where a destination may be as well.
static void add_scratch(struct build *build, uint32_t index, VkDeviceSize size)
{
    struct lay_device *device = build->call.device;
    const uintptr_t address = (uintptr_t)build->infos[index].scratchData.hostAddress;
    struct lay_range range = {0, address, address + size, true, index};
    lay_lock(device);
    const struct lay_memory *memory = lay_mapped_at(device, (const void *)address);
    if (memory) {
        range.space = memory->record.id;
        range.begin = memory->map_offset + (address - (uintptr_t)memory->mapped);
        range.end = range.begin + size;
    }
    lay_unlock(device);
    add_range(build, range);
}

static bool check_scratch(struct build *build, uint32_t index, VkDeviceSize size)
{
    char what[64];
    name_member(what, index, "scratchData.hostAddress");
    return !size || lay_check_writable(&build->call, VUID("pInfos-07556"), what,
                                       build->infos[index].scratchData.hostAddress, (size_t)size);
}

static bool check_mode(struct build *build, uint32_t index)
{
    const VkBuildMicromapModeEXT mode = build->infos[index].mode;
    if (mode == VK_BUILD_MICROMAP_MODE_BUILD_EXT)
        return true;
    lay_report_device(
        &build->call, VUID("mode-07462"),
        "The mode of pInfos[%u] is %d, which is no VkBuildMicromapModeEXT. It must be "
        "VK_BUILD_MICROMAP_MODE_BUILD_EXT. Set it so.",
        index, (int)mode);
    return false;
}

// What the next layer says about sizes can only be asked with a structure that breaks no rule.
static void check_one(struct build *build, uint32_t index)
{
    struct lay_device *device = build->call.device;
    const VkMicromapBuildInfoEXT *info = &build->infos[index];
    build->effects[index] = (struct lay_effect){
        .micromap = info->dstMicromap,
        .contents = {.constructed = LAY_YES,
                     .flags_known = true,
                     .flags = info->flags,
                     .provenance = lay_new_id()},
    };
    const bool sound = lay_check_build_info(&build->call, info, "pInfos", index);
    if (info->sType != VK_STRUCTURE_TYPE_MICROMAP_BUILD_INFO_EXT)
        return;
    const bool mode = check_mode(build, index);
    const VkDeviceSize size = check_destination(build, index);
    if (!sound || !mode)
        return;
    lay_check_host_input(&build->call, info, index);
    VkMicromapBuildSizesInfoEXT sizes = {.sType = VK_STRUCTURE_TYPE_MICROMAP_BUILD_SIZES_INFO_EXT};
    if (!device->next.GetMicromapBuildSizesEXT)
        return;
    device->next.GetMicromapBuildSizesEXT(
        device->handle, VK_ACCELERATION_STRUCTURE_BUILD_TYPE_HOST_KHR, info, &sizes);
    check_size(build, index, size, sizes.micromapSize);
    if (size >= sizes.micromapSize)
        add_destination(build, index, sizes.micromapSize);
    if (check_scratch(build, index, sizes.buildScratchSize))
        add_scratch(build, index, sizes.buildScratchSize);
}

static void report_overlap(void *context, const struct lay_range *a, const struct lay_range *b)
{
    struct build *build = context;
    const char *vuid = VUID("dstMicromap-11668");
    if (a->scratch == b->scratch)
        vuid = a->scratch ? VUID("scratchData-11669") : VUID("dstMicromap-11667");
    const struct lay_object objects[] = {
        LAY_MICROMAP_OBJECT(build->infos[a->index].dstMicromap),
        LAY_MICROMAP_OBJECT(build->infos[b->index].dstMicromap),
    };
    lay_report(&build->call, vuid, objects, 2,
               "The %s of pInfos[%u] and the %s of pInfos[%u] share %" PRIu64 " bytes of memory. "
               "Builds of one call must not. Give each its own, or build in two calls.",
               a->scratch ? "scratchData" : "dstMicromap", a->index,
               b->scratch ? "scratchData" : "dstMicromap", b->index,
               (a->end < b->end ? a->end : b->end) - b->begin);
}

static void check(struct build *build, VkDeferredOperationKHR operation)
{
    static const struct lay_operation_rules rules = {VUID("deferredOperation-parameter"),
                                                     VUID("deferredOperation-parent"), NULL};
    lay_check_operation(&build->call, &rules, operation);
    for (uint32_t i = 0; i < build->count; ++i)
        check_one(build, i);
    lay_find_overlaps(build->ranges, build->range_count, build, report_overlap);
}

// Whether there are builds to look at.
static bool check_array(struct build *build)
{
    if (!lay_check_feature(&build->call, VUID("micromapHostCommands-07555"),
                           build->call.device->features.micromap_host_commands,
                           "VkPhysicalDeviceOpacityMicromapFeaturesEXT::micromapHostCommands"))
        return false;
    if (build->count)
        return lay_check_readable(&build->call, VUID("pInfos-parameter"), "pInfos", build->infos,
                                  build->count * sizeof *build->infos);
    lay_report_device(&build->call, VUID("infoCount-arraylength"),
                      "infoCount is 0. It must be greater. Leave the call out where there is "
                      "nothing to build.");
    return false;
}

static VkResult run(struct build *build, VkDeferredOperationKHR operation)
{
    struct lay_device *device = build->call.device;
    check(build, operation);
    if (lay_call_stopped(&build->call))
        return LAY_VALIDATION_FAILED;
    const VkResult result =
        device->next.BuildMicromapsEXT(device->handle, operation, build->count, build->infos);
    lay_lock(device);
    lay_take_effects(device, operation, result, build->effects, build->count);
    lay_unlock(device);
    return result;
}

static VKAPI_ATTR VkResult VKAPI_CALL build_micromaps(VkDevice handle,
                                                      VkDeferredOperationKHR operation,
                                                      uint32_t count,
                                                      const VkMicromapBuildInfoEXT *infos)
{
    struct lay_device *device = lay_device_of(handle);
    struct build build = {.call = {.device = device, .command = "vkBuildMicromapsEXT"},
                          .count = count,
                          .infos = infos};
    if (!check_array(&build)) {
        if (lay_call_stopped(&build.call))
            return LAY_VALIDATION_FAILED;
        return device->next.BuildMicromapsEXT(handle, operation, count, infos);
    }
    build.effects = calloc(count, sizeof *build.effects);
    build.ranges = calloc((size_t)2 * count, sizeof *build.ranges);
    const VkResult result =
        build.effects && build.ranges ? run(&build, operation) : VK_ERROR_OUT_OF_HOST_MEMORY;
    free(build.ranges);
    free(build.effects);
    return result;
}

static const struct lay_command commands[] = {
    LAY_COMMAND("vkBuildMicromapsEXT", build_micromaps),
};
LAY_FAMILY(lay_host_build_family, commands);
