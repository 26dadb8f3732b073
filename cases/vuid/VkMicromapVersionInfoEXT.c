// SPDX-License-Identifier: Apache-2.0
// The three valid-usage IDs of VkMicromapVersionInfoEXT, told through vkGetDeviceMicromapCompatibilityEXT (chapter
// "Copying Micromaps").
//
// An edge is valid usage right at the boundary: the device must call compatible what it has serialized itself. sType and
// pNext allow one value each; their edge is that value, with everything around it as lean as the rules allow. A violation
// breaks that one rule under one validation layer, in a process of its own. Observed: the layer reports the ID, the driver
// was not entered because the messenger answered VK_TRUE, *pCompatibility is what it was, and the call without the mistake
// gets an answer.
#include <ommcts/ommcts.h>

#include <string.h>

#define VUID(id) "VUID-VkMicromapVersionInfoEXT-" id

static VkAccelerationStructureCompatibilityKHR ask(const struct omm_test *t,
                                                   const VkMicromapVersionInfoEXT *info)
{
    VkAccelerationStructureCompatibilityKHR answer =
        VK_ACCELERATION_STRUCTURE_COMPATIBILITY_MAX_ENUM_KHR;
    t->vk->vkGetDeviceMicromapCompatibilityEXT(t->device, info, &answer);
    omm_checked();
    return answer;
}

static const char *compatible(const struct omm_test *t, const uint8_t *header)
{
    const VkMicromapVersionInfoEXT info = {
        .sType = VK_STRUCTURE_TYPE_MICROMAP_VERSION_INFO_EXT,
        .pVersionData = header,
    };
    const VkAccelerationStructureCompatibilityKHR answer = ask(t, &info);
    if (answer == VK_ACCELERATION_STRUCTURE_COMPATIBILITY_COMPATIBLE_KHR)
        return NULL;
    return omm_sentence("the device answers 0x%x to data that it has serialized itself (A116)",
                        (unsigned)answer);
}

// The one value that each rule allows: nothing is chained, and the data is exactly a header.
static const char *only_value(const struct omm_test *t)
{
    const struct omm_block *blob = omm_serialize(omm_build(t, &omm_small, 0));
    const struct omm_block *header =
        omm_block(&(struct omm_block_request){.name = "header", .size = OMM_HEADER_SIZE});
    memcpy(header->bytes, blob->bytes, OMM_HEADER_SIZE);
    if (VK_STRUCTURE_TYPE_MICROMAP_VERSION_INFO_EXT != 1000396001)
        omm_resource_error("the headers give another value than the registry");
    return compatible(t, header->bytes);
}

OMM_EDGE(sType_sType, .about = "The one structure type that is allowed works.",
         .covers = OMM_COVERS(VUID("sType-sType"), "A116"), .needs = {.host_commands = true})
{
    ASSERT_OK(only_value(t));
    PASS();
}

OMM_EDGE(pNext_pNext, .about = "A pNext of NULL, the one value that is allowed, works.",
         .covers = OMM_COVERS(VUID("pNext-pNext"), "A116"), .needs = {.host_commands = true})
{
    ASSERT_OK(only_value(t));
    PASS();
}

OMM_EDGE(pVersionData_parameter,
         .about = "The data is 32 bytes at an odd address, right before an inaccessible page, and "
                  "read-only.",
         .covers = OMM_COVERS(VUID("pVersionData-parameter"), "A116", "A119"),
         .needs = {.host_commands = true})
{
    const struct omm_block *blob = omm_serialize(omm_build(t, &omm_small, 0));
    const struct omm_block *page = omm_block(
        &(struct omm_block_request){.name = "header", .size = OMM_HEADER_SIZE, .alignment = 1});
    memcpy(page->bytes, blob->bytes, OMM_HEADER_SIZE);
    omm_block_protect(page, OMM_READ_ONLY);
    ASSERT_OK(compatible(t, page->bytes));
    const struct omm_block *odd = omm_block(&(struct omm_block_request){
        .name = "header", .size = OMM_HEADER_SIZE, .alignment = 2, .residue = 1});
    memcpy(odd->bytes, blob->bytes, OMM_HEADER_SIZE);
    omm_block_protect(odd, OMM_READ_ONLY);
    ASSERT_OK(compatible(t, odd->bytes));
    PASS();
}

// `broken` must be stopped, `valid` then be answered.
static const char *stopped(const struct omm_test *t, const VkMicromapVersionInfoEXT *broken,
                           const VkMicromapVersionInfoEXT *valid, const char *vuid)
{
    const struct omm_stakes *stakes = omm_stakes(t, "vkGetDeviceMicromapCompatibilityEXT");
    const VkAccelerationStructureCompatibilityKHR before = ask(t, broken);
    const char *complaint = omm_stopped_silently(stakes, vuid);
    if (complaint)
        return complaint;
    if (before != VK_ACCELERATION_STRUCTURE_COMPATIBILITY_MAX_ENUM_KHR)
        return omm_sentence("the stopped call wrote 0x%x to *pCompatibility", (unsigned)before);
    const VkAccelerationStructureCompatibilityKHR after = ask(t, valid);
    if (after != VK_ACCELERATION_STRUCTURE_COMPATIBILITY_COMPATIBLE_KHR &&
        after != VK_ACCELERATION_STRUCTURE_COMPATIBILITY_INCOMPATIBLE_KHR)
        return omm_sentence("the call without the mistake answers 0x%x", (unsigned)after);
    return omm_layer_reported(vuid);
}

// Valid to ask about, although no driver has written it.
static const uint8_t any_header[OMM_HEADER_SIZE] = {0x40, 0x2D};
static const VkMicromapVersionInfoEXT valid_info = {
    .sType = VK_STRUCTURE_TYPE_MICROMAP_VERSION_INFO_EXT,
    .pVersionData = any_header,
};

OMM_VIOLATION(sType_sType, .about = "sType is that of a micromap's creation.",
              .covers = OMM_COVERS(VUID("sType-sType")), .needs = {.micromap = true})
{
    omm_layer_must_claim(VUID("sType-sType"));
    VkMicromapVersionInfoEXT broken = valid_info;
    broken.sType = VK_STRUCTURE_TYPE_MICROMAP_CREATE_INFO_EXT;
    ASSERT_OK(stopped(t, &broken, &valid_info, VUID("sType-sType")));
    PASS();
}

OMM_VIOLATION(pNext_pNext, .about = "A structure hangs in the chain.",
              .covers = OMM_COVERS(VUID("pNext-pNext")), .needs = {.micromap = true})
{
    omm_layer_must_claim(VUID("pNext-pNext"));
    const VkApplicationInfo stranger = {.sType = VK_STRUCTURE_TYPE_APPLICATION_INFO};
    VkMicromapVersionInfoEXT broken = valid_info;
    broken.pNext = &stranger;
    ASSERT_OK(stopped(t, &broken, &valid_info, VUID("pNext-pNext")));
    PASS();
}

OMM_VIOLATION(pVersionData_parameter,
              .about = "pVersionData is NULL, or leads nowhere, or ends after one UUID.",
              .covers = OMM_COVERS(VUID("pVersionData-parameter")), .needs = {.micromap = true},
              .params = OMM_BAD_READS)
{
    const struct omm_bad_pointer *bad = param;
    omm_must_claim_way(VUID("pVersionData-parameter"), bad->name, bad->khronos_misses);
    VkMicromapVersionInfoEXT broken = valid_info;
    broken.pVersionData = omm_make_bad(bad, any_header, sizeof any_header, VK_UUID_SIZE);
    ASSERT_OK(stopped(t, &broken, &valid_info, VUID("pVersionData-parameter")));
    PASS();
}
