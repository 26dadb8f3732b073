// SPDX-License-Identifier: Apache-2.0
// The values of VkCopyMicromapModeEXT are its own: CLONE 0, SERIALIZE 1, DESERIALIZE 2, COMPACT 3.
//
// VkCopyAccelerationStructureModeKHR has the same names with other values (COMPACT 1, SERIALIZE 2, DESERIALIZE 3), and a
// driver that hands a micromap copy to its acceleration-structure code unchanged takes 1 for COMPACT and 3 for
// DESERIALIZE.
//
// Observed: each command is called with the number instead of the name, and must do what the number means: mode 3 fills
// a destination of exactly the compacted size, mode 0 one of the source's size, mode 1 writes a header, mode 2 loads it.
// A mode that was misread fails, overflows its destination, or leaves no micromap behind. Vacuous only if both
// enumerations were equal.
#include <ommcts/ommcts.h>

_Static_assert(VK_COPY_MICROMAP_MODE_CLONE_EXT == 0, "vk.xml");
_Static_assert(VK_COPY_MICROMAP_MODE_SERIALIZE_EXT == 1, "vk.xml");
_Static_assert(VK_COPY_MICROMAP_MODE_DESERIALIZE_EXT == 2, "vk.xml");
_Static_assert(VK_COPY_MICROMAP_MODE_COMPACT_EXT == 3, "vk.xml");

OMM_CASE(mode_0_clones, .about = "Mode 0 makes a clone.", .covers = OMM_COVERS("A111", "A104"),
         .needs = {.host_commands = true}, .params = OMM_FEW_SHAPES)
{
    const struct omm_micromap *source = omm_build(t, param, 0);
    const struct omm_micromap *clone = omm_create_micromap(t, source->size);
    const VkCopyMicromapInfoEXT info = omm_copy_info(source, clone, (VkCopyMicromapModeEXT)0);
    ASSERT_SUCCESS(t->vk->vkCopyMicromapEXT(t->device, VK_NULL_HANDLE, &info));
    ASSERT_OK(omm_neighbours_intact(clone));
    ASSERT_OK(omm_usable(clone));
    PASS();
}

OMM_CASE(mode_3_compacts, .about = "Mode 3 compacts, into exactly the compacted size.",
         .covers = OMM_COVERS("A111", "A106", "A170"), .needs = {.host_commands = true},
         .params = OMM_FEW_SHAPES)
{
    const struct omm_micromap *source =
        omm_build(t, param, VK_BUILD_MICROMAP_ALLOW_COMPACTION_BIT_EXT);
    const struct omm_micromap *compacted = omm_create_micromap(t, omm_compacted_size(source));
    const VkCopyMicromapInfoEXT info = omm_copy_info(source, compacted, (VkCopyMicromapModeEXT)3);
    ASSERT_SUCCESS(t->vk->vkCopyMicromapEXT(t->device, VK_NULL_HANDLE, &info));
    ASSERT_OK(omm_neighbours_intact(compacted));
    ASSERT_OK(omm_usable(compacted));
    PASS();
}

OMM_CASE(modes_1_and_2, .about = "Mode 1 serializes and mode 2 deserializes.",
         .covers = OMM_COVERS("A111"), .needs = {.host_commands = true}, .params = OMM_FEW_SHAPES)
{
    const struct omm_micromap *source = omm_build(t, param, 0);
    struct omm_block *blob = omm_destination(source);
    VkCopyMicromapToMemoryInfoEXT serialize = omm_serialize_info(source, blob->bytes);
    serialize.mode = (VkCopyMicromapModeEXT)1;
    ASSERT_SUCCESS(t->vk->vkCopyMicromapToMemoryEXT(t->device, VK_NULL_HANDLE, &serialize));
    ASSERT_OK(omm_block_intact(blob));
    ASSERT_OK(omm_header_good(t, blob->bytes));
    const struct omm_micromap *loaded = omm_create_micromap(t, source->size);
    VkCopyMemoryToMicromapInfoEXT deserialize = omm_deserialize_info(blob->bytes, loaded);
    deserialize.mode = (VkCopyMicromapModeEXT)2;
    ASSERT_SUCCESS(t->vk->vkCopyMemoryToMicromapEXT(t->device, VK_NULL_HANDLE, &deserialize));
    ASSERT_OK(omm_neighbours_intact(loaded));
    ASSERT_OK(omm_usable(loaded));
    PASS();
}
