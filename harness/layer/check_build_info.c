// SPDX-License-Identifier: Apache-2.0
#include "check_build_info.h"

#include "build_input.h"
#include "check.h"

#include <stdio.h>

#define VUID(id) "VUID-VkMicromapBuildInfoEXT-" id

// One structure and how messages call it.
struct site {
    struct lay_call *call;
    const VkMicromapBuildInfoEXT *info;
    char name[32];
};

static bool check_type(const struct site *site)
{
    // The other type is of an extension that the layer knows no rules of.
    const int type = (int)site->info->type;
    enum { DISPLACEMENT_MICROMAP_NV = 1000397000 };
    if (type == VK_MICROMAP_TYPE_OPACITY_MICROMAP_EXT || type == DISPLACEMENT_MICROMAP_NV)
        return true;
    lay_report_device(site->call, VUID("type-parameter"),
                      "The type of %s is %d, which is no VkMicromapTypeEXT. Set it to "
                      "VK_MICROMAP_TYPE_OPACITY_MICROMAP_EXT.",
                      site->name, type);
    return false;
}

static bool check_flags(const struct site *site)
{
    const VkBuildMicromapFlagsEXT known = VK_BUILD_MICROMAP_PREFER_FAST_TRACE_BIT_EXT |
                                          VK_BUILD_MICROMAP_PREFER_FAST_BUILD_BIT_EXT |
                                          VK_BUILD_MICROMAP_ALLOW_COMPACTION_BIT_EXT;
    if (!(site->info->flags & ~known))
        return true;
    lay_report_device(site->call, VUID("flags-parameter"),
                      "The flags of %s are 0x%x, and 0x%x of it are no VkBuildMicromapFlagBitsEXT. "
                      "Only those are allowed. Leave the others away.",
                      site->name, site->info->flags, site->info->flags & ~known);
    return false;
}

static bool check_pointers(const struct site *site)
{
    const uint32_t count = site->info->usageCountsCount;
    const VkMicromapUsageEXT *const *elements = site->info->ppUsageCounts;
    char what[96];
    snprintf(what, sizeof what, "The ppUsageCounts of %s", site->name);
    if (!lay_check_readable(site->call, VUID("ppUsageCounts-parameter"), what, elements,
                            count * sizeof *elements))
        return false;
    for (uint32_t i = 0; i < count; ++i) {
        snprintf(what, sizeof what, "The ppUsageCounts[%u] of %s", i, site->name);
        if (!lay_check_readable(site->call, VUID("ppUsageCounts-parameter"), what, elements[i],
                                sizeof *elements[i]))
            return false;
    }
    return true;
}

// Whether there are usage counts that can be looked at.
static bool check_counts(const struct site *site)
{
    const VkMicromapBuildInfoEXT *info = site->info;
    if (info->pUsageCounts && info->ppUsageCounts) {
        lay_report_device(
            site->call, VUID("pUsageCounts-07516"),
            "Both pUsageCounts and ppUsageCounts of %s are given. One of them must be "
            "NULL. Give the usage counts in one of the two ways.",
            site->name);
        return false;
    }
    if (!info->usageCountsCount)
        return true;
    if (info->ppUsageCounts)
        return check_pointers(site);
    char what[64];
    snprintf(what, sizeof what, "The pUsageCounts of %s", site->name);
    // No rule wants either of them, but without both nobody can tell what is built.
    return info->pUsageCounts &&
           lay_check_readable(site->call, VUID("pUsageCounts-parameter"), what, info->pUsageCounts,
                              info->usageCountsCount * sizeof *info->pUsageCounts);
}

static bool check_usage(const struct site *site, uint32_t index)
{
    const VkMicromapUsageEXT *usage = lay_usage_at(site->info, index);
    const VkPhysicalDeviceOpacityMicromapPropertiesEXT *limits =
        &site->call->device->micromap_properties;
    const bool two = usage->format == VK_OPACITY_MICROMAP_FORMAT_2_STATE_EXT;
    if (!two && usage->format != VK_OPACITY_MICROMAP_FORMAT_4_STATE_EXT) {
        lay_report_device(site->call, VUID("format-11652"),
                          "The format of usage count %u of %s is %u, which is no "
                          "VkOpacityMicromapFormatEXT. It must be one. Set it to "
                          "VK_OPACITY_MICROMAP_FORMAT_2_STATE_EXT or "
                          "VK_OPACITY_MICROMAP_FORMAT_4_STATE_EXT.",
                          index, site->name, usage->format);
        return false;
    }
    const uint32_t limit =
        two ? limits->maxOpacity2StateSubdivisionLevel : limits->maxOpacity4StateSubdivisionLevel;
    if (usage->subdivisionLevel <= limit || !limit) // 0: nobody could ask for limits
        return true;
    lay_report_device(
        site->call, two ? VUID("subdivisionLevel-11654") : VUID("subdivisionLevel-11655"),
        "The subdivisionLevel of usage count %u of %s is %u. It must not be greater "
        "than %s, %u on this device. Use fewer levels.",
        index, site->name, usage->subdivisionLevel,
        two ? "maxOpacity2StateSubdivisionLevel" : "maxOpacity4StateSubdivisionLevel", limit);
    return false;
}

bool lay_check_build_info(struct lay_call *call, const VkMicromapBuildInfoEXT *info,
                          const char *name, uint32_t index)
{
    static const struct lay_head_rules head = {
        "VkMicromapBuildInfoEXT", VK_STRUCTURE_TYPE_MICROMAP_BUILD_INFO_EXT,
        "VK_STRUCTURE_TYPE_MICROMAP_BUILD_INFO_EXT", VUID("sType-sType"), VUID("pNext-pNext")};
    struct site site = {call, info, ""};
    if (index == LAY_NO_INDEX)
        snprintf(site.name, sizeof site.name, "%s", name);
    else
        snprintf(site.name, sizeof site.name, "%s[%u]", name, index);
    if (!lay_check_head(call, &head, info))
        return false;
    bool sound = !info->pNext;
    sound &= check_type(&site);
    sound &= check_flags(&site);
    if (!check_counts(&site))
        return false;
    for (uint32_t i = 0; i < info->usageCountsCount; ++i)
        if (info->type == VK_MICROMAP_TYPE_OPACITY_MICROMAP_EXT)
            sound &= check_usage(&site, i);
    return sound;
}
