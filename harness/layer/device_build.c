// SPDX-License-Identifier: Apache-2.0
// vkCmdBuildMicromapsEXT.
#include "addresses.h"
#include "build_ranges.h"
#include "check.h"
#include "check_backing.h"
#include "check_build_info.h"
#include "check_build_memory.h"
#include "check_place.h"
#include "commands.h"
#include "recorded.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#define VUID(id) "VUID-vkCmdBuildMicromapsEXT-" id

struct build {
    struct lay_call call;
    uint32_t count;
    const VkMicromapBuildInfoEXT *infos;
    struct lay_range *ranges; // of destinations and scratch memory; NULL without memory for it
    size_t range_count;
};

// What is checked with the destination's record. Returns the size that it was created with. Locked.
static VkDeviceSize check_record(struct build *build, uint32_t index, const char *what)
{
    struct lay_call *call = &build->call;
    const VkMicromapBuildInfoEXT *info = &build->infos[index];
    const struct lay_micromap *micromap = lay_find_micromap(call->device, info->dstMicromap);
    const struct lay_backing_rules memory = {.what = what, .bound = VUID("pInfos-07508")};
    if (!micromap)
        return 0;
    const struct lay_object object = LAY_MICROMAP_OBJECT(info->dstMicromap);
    if (micromap->type != info->type)
        lay_report(call, VUID("pInfos-07464"), &object, 1,
                   "%s was created with the type %d. The type of pInfos[%u] is %d. They must be "
                   "equal. Create the micromap with the type that is built.",
                   what, (int)micromap->type, index, (int)info->type);
    lay_check_backing(call, &memory, micromap);
    return micromap->size;
}

static VkDeviceSize check_destination(struct build *build, uint32_t index)
{
    char what[48];
    snprintf(what, sizeof what, "pInfos[%u].dstMicromap", index);
    const struct lay_handle_rules handle = {LAY_MICROMAP, what, VUID("dstMicromap-07463"), NULL};
    if (!lay_check_handle(&build->call, &handle, LAY_KEY(build->infos[index].dstMicromap)))
        return 0;
    lay_lock(build->call.device);
    const VkDeviceSize size = check_record(build, index, what);
    lay_unlock(build->call.device);
    return size;
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

static void add_range(struct build *build, struct lay_range range, VkDeviceSize size)
{
    range.end = range.begin + size;
    if (build->ranges)
        build->ranges[build->range_count++] = range;
}

// The memory that a build writes, where it is known.
static void add_ranges(struct build *build, uint32_t index,
                       const VkMicromapBuildSizesInfoEXT *sizes)
{
    struct lay_device *device = build->call.device;
    const VkMicromapBuildInfoEXT *info = &build->infos[index];
    lay_lock(device);
    const struct lay_micromap *micromap = lay_find_micromap(device, info->dstMicromap);
    const struct lay_buffer *buffer = micromap ? lay_buffer_of(device, micromap) : NULL;
    const struct lay_memory *memory = buffer ? lay_memory_of(device, buffer) : NULL;
    if (memory && micromap->size >= sizes->micromapSize)
        add_range(build,
                  (struct lay_range){.space = memory->record.id,
                                     .begin = buffer->memory_offset + micromap->offset,
                                     .index = index},
                  sizes->micromapSize);
    const VkDeviceAddress address = info->scratchData.deviceAddress;
    const struct lay_address scratch = lay_address_find(device, address);
    if (scratch.valid == LAY_YES && scratch.room >= sizes->buildScratchSize)
        add_range(build,
                  (struct lay_range){.space = scratch.memory_id,
                                     .begin = scratch.memory_id ? scratch.memory_offset : address,
                                     .scratch = true,
                                     .index = index},
                  sizes->buildScratchSize);
    lay_unlock(device);
}

static void check_size(struct build *build, uint32_t index, VkDeviceSize size, VkDeviceSize needed)
{
    if (!size || size >= needed)
        return;
    const struct lay_object object = LAY_MICROMAP_OBJECT(build->infos[index].dstMicromap);
    lay_report(&build->call, VUID("pInfos-07461"), &object, 1,
               "pInfos[%u].dstMicromap was created with a size of %" PRIu64
               " bytes. The build takes "
               "%" PRIu64 ", as vkGetMicromapBuildSizesEXT tells. Create the micromap with that "
               "size.",
               index, size, needed);
}

// The next layer can only be asked for sizes with a structure that breaks no rule.
static void check_one(struct build *build, uint32_t index)
{
    struct lay_device *device = build->call.device;
    const VkMicromapBuildInfoEXT *info = &build->infos[index];
    const bool sound = lay_check_build_info(&build->call, info, "pInfos", index);
    if (info->sType != VK_STRUCTURE_TYPE_MICROMAP_BUILD_INFO_EXT)
        return;
    const bool mode = check_mode(build, index);
    const VkDeviceSize size = check_destination(build, index);
    lay_check_build_input(&build->call, info, index);
    if (!sound || !mode || !device->next.GetMicromapBuildSizesEXT)
        return;
    VkMicromapBuildSizesInfoEXT sizes = {.sType = VK_STRUCTURE_TYPE_MICROMAP_BUILD_SIZES_INFO_EXT};
    device->next.GetMicromapBuildSizesEXT(
        device->handle, VK_ACCELERATION_STRUCTURE_BUILD_TYPE_DEVICE_KHR, info, &sizes);
    check_size(build, index, size, sizes.micromapSize);
    lay_check_build_scratch(&build->call, info, index, sizes.buildScratchSize);
    add_ranges(build, index, &sizes);
}

static void report_overlap(void *context, const struct lay_range *a, const struct lay_range *b)
{
    struct build *build = context;
    const char *vuid = VUID("dstMicromap-11650");
    if (a->scratch == b->scratch)
        vuid = a->scratch ? VUID("scratchData-11651") : VUID("dstMicromap-11649");
    const struct lay_object objects[] = {
        LAY_MICROMAP_OBJECT(build->infos[a->index].dstMicromap),
        LAY_MICROMAP_OBJECT(build->infos[b->index].dstMicromap),
    };
    lay_report(&build->call, vuid, objects, 2,
               "The %s of pInfos[%u] and the %s of pInfos[%u] share %" PRIu64 " bytes of memory. "
               "Builds of one command must not. Give each its own, or build in two commands with a "
               "barrier between.",
               a->scratch ? "scratchData" : "dstMicromap", a->index,
               b->scratch ? "scratchData" : "dstMicromap", b->index,
               (a->end < b->end ? a->end : b->end) - b->begin);
}

// Whether there are builds to look at.
static bool check_array(struct build *build)
{
    struct lay_call *call = &build->call;
    if (!lay_check_feature(call, VUID("micromap-11648"), call->device->features.micromap,
                           "VkPhysicalDeviceOpacityMicromapFeaturesEXT::micromap"))
        return false;
    if (build->count)
        return lay_check_readable(call, VUID("pInfos-parameter"), "pInfos", build->infos,
                                  build->count * sizeof *build->infos);
    lay_report_device(call, VUID("infoCount-arraylength"),
                      "infoCount is 0. It must be greater. Leave the call away where there is "
                      "nothing to build.");
    return false;
}

static void check(struct build *build)
{
    build->ranges = calloc((size_t)2 * build->count, sizeof *build->ranges);
    for (uint32_t i = 0; i < build->count; ++i)
        check_one(build, i);
    if (build->ranges)
        lay_find_overlaps(build->ranges, build->range_count, build, report_overlap);
    free(build->ranges);
}

static void record(struct lay_device *device, VkCommandBuffer commands,
                   const VkMicromapBuildInfoEXT *info)
{
    struct lay_recorded use = {
        .operation = LAY_BUILD, .dst = info->dstMicromap, .flags = info->flags};
    lay_lock(device);
    use.dst_id = lay_micromap_id(device, info->dstMicromap);
    lay_unlock(device);
    lay_record_use(device, commands, &use);
}

static VKAPI_ATTR void VKAPI_CALL build_micromaps(VkCommandBuffer commands, uint32_t count,
                                                  const VkMicromapBuildInfoEXT *infos)
{
    struct lay_device *device = lay_device_of(commands);
    struct build build = {.call = {.device = device, .command = "vkCmdBuildMicromapsEXT"},
                          .count = count,
                          .infos = infos};
    lay_check_place(&build.call, &LAY_PLACE_RULES("vkCmdBuildMicromapsEXT"), commands);
    const bool readable = check_array(&build);
    if (readable)
        check(&build);
    if (lay_call_stopped(&build.call))
        return;
    device->next.CmdBuildMicromapsEXT(commands, count, infos);
    for (uint32_t i = 0; readable && i < count; ++i)
        record(device, commands, &infos[i]);
}

static const struct lay_command commands[] = {
    LAY_COMMAND("vkCmdBuildMicromapsEXT", build_micromaps),
};
LAY_FAMILY(lay_device_build_family, commands);
