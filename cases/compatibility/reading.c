// SPDX-License-Identifier: Apache-2.0
// What vkGetDeviceMicromapCompatibilityEXT reads and writes.
//
// "pVersionData must be a valid pointer to an array of 2 × VK_UUID_SIZE uint8_t values": 32 bytes, at any address, since
// bytes need no alignment, and no byte more. The structure is a const parameter, so it is not written, and the one
// thing that is written is the enumerant at pCompatibility. The command needs feature `micromap`
// only, so it works where host commands are off: most of these cases ask for nothing else and feed bytes of their own,
// driverUUID and a made-up second half.
//
// Observed: data that ends or begins at an inaccessible page, at all sixteen residues, in read-only pages; a structure
// in read-only pages; canaries around the answer. Only that an enumerant is answered can be judged, and that it is
// the same enumerant each time: vacuous if the driver never looked at the data, which own.c excludes.
#include <ommcts/ommcts.h>

static const VkAccelerationStructureCompatibilityKHR unwritten =
    VK_ACCELERATION_STRUCTURE_COMPATIBILITY_MAX_ENUM_KHR;

// driverUUID, then 16 bytes that no driver chose.
static void make_version(const struct omm_test *t, uint8_t *bytes)
{
    memcpy(bytes, t->gpu->id.driverUUID, VK_UUID_SIZE);
    for (size_t i = 0; i < VK_UUID_SIZE; ++i)
        bytes[VK_UUID_SIZE + i] = (uint8_t)(0xA7 + 13 * i);
}

static int ask(const struct omm_test *t, const uint8_t *bytes)
{
    const VkMicromapVersionInfoEXT version = {
        .sType = VK_STRUCTURE_TYPE_MICROMAP_VERSION_INFO_EXT,
        .pVersionData = bytes,
    };
    VkAccelerationStructureCompatibilityKHR answer = unwritten;
    t->vk->vkGetDeviceMicromapCompatibilityEXT(t->device, &version, &answer);
    return (int)answer;
}

static bool is_enumerant(int answer)
{
    return answer == VK_ACCELERATION_STRUCTURE_COMPATIBILITY_COMPATIBLE_KHR ||
           answer == VK_ACCELERATION_STRUCTURE_COMPATIBILITY_INCOMPATIBLE_KHR;
}

static const struct edge {
    const char *name;
    enum omm_edge edge;
} edges[] = {
    {"ends_at_guard", OMM_ENDS_AT_GUARD},
    {"begins_at_guard", OMM_BEGINS_AT_GUARD},
};

OMM_CASE(only_32_bytes, .about = "Nothing but the 32 bytes at pVersionData is read.",
         .covers = OMM_COVERS("A119", "A121"), .needs = {.micromap = true},
         .params = OMM_PARAMS(edges))
{
    const struct edge *edge = param;
    const struct omm_block *data = omm_block(&(struct omm_block_request){
        .name = "version data", .size = OMM_HEADER_SIZE, .edge = edge->edge});
    make_version(t, data->bytes);
    omm_block_protect(data, OMM_READ_ONLY);
    const int answer = ask(t, data->bytes);
    ASSERTm("the answer is no enumerant", is_enumerant(answer));
    PASS();
}

static const struct residue {
    const char *name;
    size_t value;
} residues[] = {
    {"residue_0", 0},   {"residue_1", 1},   {"residue_2", 2},   {"residue_3", 3},
    {"residue_4", 4},   {"residue_5", 5},   {"residue_6", 6},   {"residue_7", 7},
    {"residue_8", 8},   {"residue_9", 9},   {"residue_10", 10}, {"residue_11", 11},
    {"residue_12", 12}, {"residue_13", 13}, {"residue_14", 14}, {"residue_15", 15},
};

OMM_CASE(any_address, .about = "The version data may lie at any address.",
         .covers = OMM_COVERS("A119", "A118"), .needs = {.micromap = true},
         .params = OMM_PARAMS(residues))
{
    const struct residue *residue = param;
    const struct omm_block *aligned = omm_block(&(struct omm_block_request){
        .name = "version data", .size = OMM_HEADER_SIZE, .alignment = 16});
    const struct omm_block *shifted = omm_block(&(struct omm_block_request){
        .name = "version data",
        .size = OMM_HEADER_SIZE,
        .alignment = 16,
        .residue = residue->value,
    });
    ASSERT_EQ_FMT(residue->value, (size_t)((uintptr_t)shifted->bytes % 16), "%zu");
    make_version(t, aligned->bytes);
    make_version(t, shifted->bytes);
    omm_block_protect(shifted, OMM_READ_ONLY);
    const int expected = ask(t, aligned->bytes);
    ASSERTm("the answer is no enumerant", is_enumerant(expected));
    ASSERT_EQ_FMTm("the answer depends on the address of the data", expected,
                   ask(t, shifted->bytes), "%d");
    PASS();
}

OMM_CASE(any_address_of_own_header,
         .about = "The device's own header is compatible at any address.",
         .covers = OMM_COVERS("A119", "A116"), .needs = {.host_commands = true},
         .params = OMM_PARAMS(residues))
{
    const struct residue *residue = param;
    const struct omm_block *blob = omm_serialize(omm_build(t, &omm_small, 0));
    const struct omm_block *shifted = omm_block(&(struct omm_block_request){
        .name = "version data",
        .size = OMM_HEADER_SIZE,
        .alignment = 16,
        .residue = residue->value,
    });
    memcpy(shifted->bytes, blob->bytes, OMM_HEADER_SIZE);
    omm_block_protect(shifted, OMM_READ_ONLY);
    ASSERT_EQ_FMT((int)VK_ACCELERATION_STRUCTURE_COMPATIBILITY_COMPATIBLE_KHR,
                  ask(t, shifted->bytes), "%d");
    PASS();
}

OMM_CASE(info_is_const, .about = "pVersionInfo is not written.", .covers = OMM_COVERS("A120"),
         .needs = {.micromap = true})
{
    uint8_t data[OMM_HEADER_SIZE];
    make_version(t, data);
    const VkMicromapVersionInfoEXT version = {
        .sType = VK_STRUCTURE_TYPE_MICROMAP_VERSION_INFO_EXT,
        .pVersionData = data,
    };
    const struct omm_block *info = omm_block(&(struct omm_block_request){
        .name = "version info", .size = sizeof version, .alignment = _Alignof(void *)});
    memcpy(info->bytes, &version, sizeof version);
    omm_block_protect(info, OMM_READ_ONLY);
    VkAccelerationStructureCompatibilityKHR answer = unwritten;
    t->vk->vkGetDeviceMicromapCompatibilityEXT(
        t->device, (const VkMicromapVersionInfoEXT *)info->bytes, &answer);
    ASSERTm("the answer is no enumerant", is_enumerant((int)answer));
    uint8_t again[OMM_HEADER_SIZE];
    make_version(t, again);
    ASSERT_MEM_EQm("the version data changed", again, data, sizeof data);
    PASS();
}

OMM_CASE(writes_one_enumerant, .about = "Nothing but the enumerant at pCompatibility is written.",
         .covers = OMM_COVERS("A120", "A117"), .needs = {.micromap = true},
         .params = OMM_PARAMS(edges))
{
    const struct edge *edge = param;
    uint8_t data[OMM_HEADER_SIZE];
    make_version(t, data);
    const VkMicromapVersionInfoEXT version = {
        .sType = VK_STRUCTURE_TYPE_MICROMAP_VERSION_INFO_EXT,
        .pVersionData = data,
    };
    const struct omm_block *answer = omm_block(&(struct omm_block_request){
        .name = "compatibility",
        .size = sizeof(VkAccelerationStructureCompatibilityKHR),
        .alignment = sizeof(VkAccelerationStructureCompatibilityKHR),
        .edge = edge->edge,
    });
    t->vk->vkGetDeviceMicromapCompatibilityEXT(
        t->device, &version, (VkAccelerationStructureCompatibilityKHR *)answer->bytes);
    ASSERT_OK(omm_block_intact(answer));
    VkAccelerationStructureCompatibilityKHR value;
    memcpy(&value, answer->bytes, sizeof value);
    ASSERTm("the answer is no enumerant", is_enumerant((int)value));
    PASS();
}
