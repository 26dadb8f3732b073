// SPDX-License-Identifier: Apache-2.0
// Where a serialized micromap may lie: at every address that is a multiple of 16.
//
// "pInfo->dst.hostAddress must be aligned to 16 bytes" (VUID-vkCopyMicromapToMemoryEXT-pInfo-07570) and nothing asks for
// more: the 256 bytes of device addresses are a rule for the device command only. A copy with wider vector stores,
// or one that rounds the address up, shows at residues 16, 32 and 48 of 64 and of 256.
//
// Observed at all sixteen residues modulo 256: the call succeeds, the canaries on both sides hold, the header stands at
// the address itself, and what is there loads again. Vacuous if the block lay at residue 0 whatever was asked for,
// which the case checks first.
#include <ommcts/ommcts.h>

static const struct residue {
    const char *name;
    size_t value;
} residues[] = {
    {"residue_0", 0},     {"residue_16", 16},   {"residue_32", 32},   {"residue_48", 48},
    {"residue_64", 64},   {"residue_80", 80},   {"residue_96", 96},   {"residue_112", 112},
    {"residue_128", 128}, {"residue_144", 144}, {"residue_160", 160}, {"residue_176", 176},
    {"residue_192", 192}, {"residue_208", 208}, {"residue_224", 224}, {"residue_240", 240},
};

OMM_CASE(any_multiple_of_16, .about = "Every destination address that is a multiple of 16 works.",
         .covers = OMM_COVERS("A063"), .needs = {.host_commands = true},
         .params = OMM_PARAMS(residues))
{
    const struct residue *residue = param;
    const struct omm_micromap *source = omm_build(t, &omm_small, 0);
    struct omm_block *destination = omm_block(&(struct omm_block_request){
        .name = "serialization destination",
        .size = (size_t)omm_serialized_size(source),
        .alignment = 256,
        .residue = residue->value,
    });
    ASSERT_EQ_FMT(residue->value, (size_t)((uintptr_t)destination->bytes % 256), "%zu");
    const VkCopyMicromapToMemoryInfoEXT info = omm_serialize_info(source, destination->bytes);
    ASSERT_SUCCESS(t->vk->vkCopyMicromapToMemoryEXT(t->device, VK_NULL_HANDLE, &info));
    ASSERT_OK(omm_block_intact(destination));
    ASSERT_OK(omm_header_good(t, destination->bytes));
    omm_serialized_size(omm_deserialize(t, destination, source->size));
    PASS();
}

OMM_CASE(
    any_multiple_of_16_deferred,
    .about = "Every destination address that is a multiple of 16 works for a large deferred copy.",
    .covers = OMM_COVERS("A063"), .needs = {.host_commands = true})
{
    const struct omm_micromap *source = omm_build(t, &omm_large, 0);
    const VkDeviceSize size = omm_serialized_size(source);
    const VkDeferredOperationKHR operation = omm_create_operation(t);
    for (size_t i = 1; i < 16; i *= 2) {
        struct omm_block *destination = omm_block(&(struct omm_block_request){
            .name = "serialization destination",
            .size = (size_t)size,
            .alignment = 256,
            .residue = residues[i].value,
        });
        const VkCopyMicromapToMemoryInfoEXT info = omm_serialize_info(source, destination->bytes);
        omm_finish(t, operation, t->vk->vkCopyMicromapToMemoryEXT(t->device, operation, &info));
        ASSERT_OK(omm_block_intact(destination));
        ASSERT_OK(omm_header_good(t, destination->bytes));
    }
    PASS();
}
