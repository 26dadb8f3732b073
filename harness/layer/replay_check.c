// SPDX-License-Identifier: Apache-2.0
#include "replay_check.h"

#include "check_backing.h"

#include <inttypes.h>

// By enum lay_operation: the command, what it calls its micromaps, and its rules.
static const struct {
    const char *command;
    const char *source, *destination;
    const char *constructed, *source_bound, *destination_bound;
} uses[] = {
    [LAY_BUILD] = {.command = "vkCmdBuildMicromapsEXT",
                   .destination = "dstMicromap",
                   .destination_bound = "VUID-vkCmdBuildMicromapsEXT-pInfos-07508"},
    [LAY_COPY] = {.command = "vkCmdCopyMicromapEXT",
                  .source = "pInfo->src",
                  .destination = "pInfo->dst",
                  .constructed = "VUID-vkCmdCopyMicromapEXT-src-07532",
                  .source_bound = "VUID-vkCmdCopyMicromapEXT-buffer-07529",
                  .destination_bound = "VUID-vkCmdCopyMicromapEXT-buffer-07530"},
    [LAY_SERIALIZE] = {.command = "vkCmdCopyMicromapToMemoryEXT",
                       .source = "pInfo->src",
                       .constructed = "VUID-VkCopyMicromapToMemoryInfoEXT-src-07540",
                       .source_bound = "VUID-vkCmdCopyMicromapToMemoryEXT-buffer-07539"},
    [LAY_DESERIALIZE] = {.command = "vkCmdCopyMemoryToMicromapEXT",
                         .destination = "pInfo->dst",
                         .destination_bound = "VUID-vkCmdCopyMemoryToMicromapEXT-buffer-07546"},
    [LAY_WRITE_QUERY] = {.command = "vkCmdWriteMicromapsPropertiesEXT",
                         .source = "a micromap of pMicromaps",
                         .constructed = "VUID-vkCmdWriteMicromapsPropertiesEXT-pMicromaps-11662",
                         .source_bound = "VUID-vkCmdWriteMicromapsPropertiesEXT-buffer-07527"},
};

static void check_flags(const struct lay_replay_site *site, const struct lay_object *objects,
                        const struct lay_contents *contents)
{
    const struct lay_recorded *use = site->use;
    if (!contents->flags_known || (contents->flags & VK_BUILD_MICROMAP_ALLOW_COMPACTION_BIT_EXT))
        return;
    if (use->operation == LAY_COPY && use->mode == VK_COPY_MICROMAP_MODE_COMPACT_EXT)
        lay_report(
            site->call, "VUID-VkCopyMicromapInfoEXT-mode-07533", objects, 2,
            "A vkCmdCopyMicromapEXT that was recorded compacts pInfo->src, which was built "
            "with the flags 0x%x. They must have VK_BUILD_MICROMAP_ALLOW_COMPACTION_BIT_EXT. "
            "Build it with that flag.",
            contents->flags);
    if (use->operation == LAY_WRITE_QUERY &&
        use->query_type == VK_QUERY_TYPE_MICROMAP_COMPACTED_SIZE_EXT)
        lay_report(
            site->call, "VUID-vkCmdWriteMicromapsPropertiesEXT-pMicromaps-07502", objects, 2,
            "A vkCmdWriteMicromapsPropertiesEXT that was recorded asks for the compacted size "
            "of a micromap which was built with the flags 0x%x. They must have "
            "VK_BUILD_MICROMAP_ALLOW_COMPACTION_BIT_EXT. Build it with that flag.",
            contents->flags);
}

static void check_room(const struct lay_replay_site *site, const struct lay_object *objects,
                       const struct lay_micromap *micromap, const struct lay_contents *contents)
{
    const struct lay_recorded *use = site->use;
    if (use->operation != LAY_SERIALIZE || !use->room || micromap->sized_on_device ||
        use->room >= contents->serialized_size)
        return;
    lay_report(
        site->call, "VUID-VkCopyMicromapToMemoryInfoEXT-dst-07541", objects, 2,
        "A vkCmdCopyMicromapToMemoryEXT that was recorded serializes pInfo->src into the last "
        "%" PRIu64 " bytes of a buffer, and its serialization size is %" PRIu64
        " bytes. pInfo->dst must have so many. Choose a lower offset or a larger buffer.",
        use->room, contents->serialized_size);
}

void lay_replay_check_source(const struct lay_replay_site *site,
                             const struct lay_micromap *micromap,
                             const struct lay_contents *contents)
{
    const struct lay_object objects[] = {
        {VK_OBJECT_TYPE_MICROMAP_EXT, micromap->record.handle},
        {VK_OBJECT_TYPE_COMMAND_BUFFER, site->buffer},
    };
    const struct lay_backing_rules backing = {.what = uses[site->use->operation].source,
                                              .bound = uses[site->use->operation].source_bound};
    lay_check_backing(site->call, &backing, micromap);
    if (contents->constructed == LAY_NO) {
        lay_report(site->call, uses[site->use->operation].constructed, objects, 2,
                   "%s of a %s that was recorded is not constructed when the command executes. A "
                   "build, a copy or a deserialization must have written it before. Submit that "
                   "first, or wait for it on the host.",
                   uses[site->use->operation].source, uses[site->use->operation].command);
        return;
    }
    check_flags(site, objects, contents);
    check_room(site, objects, micromap, contents);
}

void lay_replay_check_destination(const struct lay_replay_site *site,
                                  const struct lay_micromap *micromap)
{
    const struct lay_backing_rules backing = {.what = uses[site->use->operation].destination,
                                              .bound =
                                                  uses[site->use->operation].destination_bound};
    lay_check_backing(site->call, &backing, micromap);
}

void lay_replay_check_query(const struct lay_replay_site *site, enum lay_truth reset)
{
    if (reset != LAY_NO)
        return;
    const struct lay_object objects[] = {
        {VK_OBJECT_TYPE_QUERY_POOL, LAY_KEY(site->use->pool)},
        {VK_OBJECT_TYPE_COMMAND_BUFFER, site->buffer},
    };
    lay_report(
        site->call, "VUID-vkCmdWriteMicromapsPropertiesEXT-None-12417", objects, 2,
        "A vkCmdWriteMicromapsPropertiesEXT that was recorded writes query %u, which was not "
        "reset since the pool was created or a command wrote it. Queries must be unavailable "
        "when they are written. Reset it with vkCmdResetQueryPool or vkResetQueryPool.",
        site->use->first_query);
}
