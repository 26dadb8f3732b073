// SPDX-License-Identifier: Apache-2.0
// Where serialized data may lie when it is loaded: at every address that is a multiple of 16.
//
// "pInfo->src.hostAddress must be aligned to 16 bytes" (VUID-vkCopyMemoryToMicromapEXT-pInfo-07564), and nothing asks
// for more.
//
// Observed at all sixteen residues modulo 256, with the data written at another one: the call succeeds and the result
// is usable. The data lies in read-only pages, so that a driver which moves it to an aligned place in its own
// memory shows as well. Vacuous if the data lay at residue 0 whatever was asked for, which the case checks first.
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

OMM_CASE(any_multiple_of_16, .about = "Every source address that is a multiple of 16 works.",
         .covers = OMM_COVERS("A090"), .needs = {.host_commands = true},
         .params = OMM_PARAMS(residues))
{
    const struct residue *residue = param;
    const struct omm_micromap *origin = omm_build(t, &omm_small, 0);
    const struct omm_block *blob = omm_serialize(origin);
    const struct omm_block *source = omm_block(&(struct omm_block_request){
        .name = "serialized data",
        .size = blob->size,
        .alignment = 256,
        .residue = residue->value,
    });
    ASSERT_EQ_FMT(residue->value, (size_t)((uintptr_t)source->bytes % 256), "%zu");
    memcpy(source->bytes, blob->bytes, blob->size);
    omm_block_protect(source, OMM_READ_ONLY);
    ASSERT_OK(omm_header_good(t, source->bytes));
    const struct omm_micromap *destination = omm_create_micromap(t, origin->size);
    const VkCopyMemoryToMicromapInfoEXT info = omm_deserialize_info(source->bytes, destination);
    ASSERT_SUCCESS(t->vk->vkCopyMemoryToMicromapEXT(t->device, VK_NULL_HANDLE, &info));
    ASSERT_OK(omm_neighbours_intact(destination));
    ASSERT_OK(omm_usable(destination));
    PASS();
}

OMM_CASE(any_multiple_of_16_deferred,
         .about = "Every source address that is a multiple of 16 works for a large deferred copy.",
         .covers = OMM_COVERS("A090"), .needs = {.host_commands = true})
{
    const struct omm_micromap *origin = omm_build(t, &omm_large, 0);
    const struct omm_block *blob = omm_serialize(origin);
    const VkDeferredOperationKHR operation = omm_create_operation(t);
    for (size_t i = 1; i < 16; i *= 2) {
        const struct omm_block *source = omm_block(&(struct omm_block_request){
            .name = "serialized data",
            .size = blob->size,
            .alignment = 256,
            .residue = residues[i].value,
        });
        memcpy(source->bytes, blob->bytes, blob->size);
        omm_block_protect(source, OMM_READ_ONLY);
        ASSERT_OK(omm_header_good(t, source->bytes));
        const struct omm_micromap *destination = omm_create_micromap(t, origin->size);
        const VkCopyMemoryToMicromapInfoEXT info = omm_deserialize_info(source->bytes, destination);
        omm_finish(t, operation, t->vk->vkCopyMemoryToMicromapEXT(t->device, operation, &info));
        ASSERT_OK(omm_usable(destination));
    }
    PASS();
}
