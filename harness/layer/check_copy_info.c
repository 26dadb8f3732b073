// SPDX-License-Identifier: Apache-2.0
#include "check_copy_info.h"

#include "check.h"

#define COPY(id)        "VUID-VkCopyMicromapInfoEXT-" id
#define TO_MEMORY(id)   "VUID-VkCopyMicromapToMemoryInfoEXT-" id
#define FROM_MEMORY(id) "VUID-VkCopyMemoryToMicromapInfoEXT-" id

static const struct {
    const char *name;
    const char *use; // which commands take it
} modes[] = {
    [VK_COPY_MICROMAP_MODE_CLONE_EXT] = {"VK_COPY_MICROMAP_MODE_CLONE_EXT",
                                         "vk(Cmd)CopyMicromapEXT"},
    [VK_COPY_MICROMAP_MODE_SERIALIZE_EXT] = {"VK_COPY_MICROMAP_MODE_SERIALIZE_EXT",
                                             "vk(Cmd)CopyMicromapToMemoryEXT"},
    [VK_COPY_MICROMAP_MODE_DESERIALIZE_EXT] = {"VK_COPY_MICROMAP_MODE_DESERIALIZE_EXT",
                                               "vk(Cmd)CopyMemoryToMicromapEXT"},
    [VK_COPY_MICROMAP_MODE_COMPACT_EXT] = {"VK_COPY_MICROMAP_MODE_COMPACT_EXT",
                                           "vk(Cmd)CopyMicromapEXT"},
};

struct mode_rules {
    unsigned allowed; // bit n: the mode of value n
    const char *allowed_text;
    const char *valid, *right;
};

// A number that is no mode at all breaks the rule on the enumeration, where there is one; that it is not the right
// mode either goes without saying.
static void check_mode(struct lay_call *call, const struct mode_rules *rules,
                       VkCopyMicromapModeEXT mode)
{
    const unsigned value = (unsigned)mode;
    if (value >= sizeof modes / sizeof *modes)
        lay_report_device(
            call, rules->valid,
            "pInfo->mode is %d, which is no VkCopyMicromapModeEXT. It must be %s. Set "
            "it so.",
            (int)mode, rules->allowed_text);
    else if (!(rules->allowed >> value & 1))
        lay_report_device(call, rules->right,
                          "pInfo->mode is %s, which is for %s. It must be %s here. Set it so, or "
                          "call the other command.",
                          modes[value].name, modes[value].use, rules->allowed_text);
}

bool lay_check_copy_info(struct lay_call *call, const VkCopyMicromapInfoEXT *info)
{
    static const struct lay_head_rules head = {
        "VkCopyMicromapInfoEXT", VK_STRUCTURE_TYPE_COPY_MICROMAP_INFO_EXT,
        "VK_STRUCTURE_TYPE_COPY_MICROMAP_INFO_EXT", COPY("sType-sType"), COPY("pNext-pNext")};
    static const struct mode_rules mode = {
        1u << VK_COPY_MICROMAP_MODE_CLONE_EXT | 1u << VK_COPY_MICROMAP_MODE_COMPACT_EXT,
        "VK_COPY_MICROMAP_MODE_CLONE_EXT or VK_COPY_MICROMAP_MODE_COMPACT_EXT", COPY("mode-07531"),
        COPY("mode-07531")};
    static const struct lay_handle_rules src = {LAY_MICROMAP, "pInfo->src", COPY("src-parameter"),
                                                COPY("commonparent")};
    static const struct lay_handle_rules dst = {LAY_MICROMAP, "pInfo->dst", COPY("dst-parameter"),
                                                COPY("commonparent")};
    if (!lay_check_head(call, &head, info))
        return false;
    check_mode(call, &mode, info->mode);
    const bool src_known = lay_check_handle(call, &src, LAY_KEY(info->src));
    const bool dst_known = lay_check_handle(call, &dst, LAY_KEY(info->dst));
    return src_known && dst_known;
}

bool lay_check_to_memory_info(struct lay_call *call, const VkCopyMicromapToMemoryInfoEXT *info)
{
    static const struct lay_head_rules head = {"VkCopyMicromapToMemoryInfoEXT",
                                               VK_STRUCTURE_TYPE_COPY_MICROMAP_TO_MEMORY_INFO_EXT,
                                               "VK_STRUCTURE_TYPE_COPY_MICROMAP_TO_MEMORY_INFO_EXT",
                                               TO_MEMORY("sType-sType"), TO_MEMORY("pNext-pNext")};
    static const struct mode_rules mode = {1u << VK_COPY_MICROMAP_MODE_SERIALIZE_EXT,
                                           "VK_COPY_MICROMAP_MODE_SERIALIZE_EXT",
                                           TO_MEMORY("mode-parameter"), TO_MEMORY("mode-07542")};
    static const struct lay_handle_rules src = {LAY_MICROMAP, "pInfo->src",
                                                TO_MEMORY("src-parameter"), NULL};
    if (!lay_check_head(call, &head, info))
        return false;
    check_mode(call, &mode, info->mode);
    return lay_check_handle(call, &src, LAY_KEY(info->src));
}

bool lay_check_from_memory_info(struct lay_call *call, const VkCopyMemoryToMicromapInfoEXT *info)
{
    static const struct lay_head_rules head = {
        "VkCopyMemoryToMicromapInfoEXT", VK_STRUCTURE_TYPE_COPY_MEMORY_TO_MICROMAP_INFO_EXT,
        "VK_STRUCTURE_TYPE_COPY_MEMORY_TO_MICROMAP_INFO_EXT", FROM_MEMORY("sType-sType"),
        FROM_MEMORY("pNext-pNext")};
    static const struct mode_rules mode = {
        1u << VK_COPY_MICROMAP_MODE_DESERIALIZE_EXT, "VK_COPY_MICROMAP_MODE_DESERIALIZE_EXT",
        FROM_MEMORY("mode-parameter"), FROM_MEMORY("mode-07548")};
    static const struct lay_handle_rules dst = {LAY_MICROMAP, "pInfo->dst",
                                                FROM_MEMORY("dst-parameter"), NULL};
    if (!lay_check_head(call, &head, info))
        return false;
    check_mode(call, &mode, info->mode);
    return lay_check_handle(call, &dst, LAY_KEY(info->dst));
}
