// SPDX-License-Identifier: Apache-2.0
// Addresses of the destination: 256-byte alignment is all that may be asked for.
//
// "pInfo->dst.deviceAddress must be aligned to 256 bytes" (VUID-vkCmdCopyMicromapToMemoryEXT-pInfo-07537). So each of the
// sixteen multiples of 256 within a page of 4,096 bytes is as good as any other; a driver that rounds the address, or
// splits the copy at larger blocks, fails for some of them. Odd multiples of larger powers of two show the same
// for coarser rounding.
//
// Observed: the bytes beside the destination keep their pattern, and what was written has a good header and loads
// from where it is, which an address rounded either way can't give. Vacuous if the buffer's own address were unknown: it
// comes from vkGetBufferDeviceAddress, and the residue is taken of the sum.
#include <ommcts/ommcts.h>

enum { PAGE = 4096 };

static const char *check_at(const struct omm_micromap *source, const struct omm_region *blob)
{
    const struct omm_test *t = source->t;
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    const VkCopyMicromapToMemoryInfoEXT info = omm_device_serialize_info(source, blob);
    VkCommandBuffer commands = omm_begin(t, queue, 0);
    t->vk->vkCmdCopyMicromapToMemoryEXT(commands, &info);
    omm_run(t, queue, commands);
    const char *complaint = omm_region_neighbours_intact(blob);
    if (!complaint)
        complaint = omm_header_good(t, blob->bytes);
    if (complaint)
        return complaint;
    omm_device_serialized_size(omm_device_deserialize(t, blob, source->size));
    return NULL;
}

static const struct residue {
    const char *name;
    VkDeviceSize bytes; // of the address modulo 4,096
} residues[] = {
    {"at_0", 0},       {"at_256", 256},   {"at_512", 512},   {"at_768", 768},
    {"at_1024", 1024}, {"at_1280", 1280}, {"at_1536", 1536}, {"at_1792", 1792},
    {"at_2048", 2048}, {"at_2304", 2304}, {"at_2560", 2560}, {"at_2816", 2816},
    {"at_3072", 3072}, {"at_3328", 3328}, {"at_3584", 3584}, {"at_3840", 3840},
};

OMM_CASE(modulo_4096, .about = "The destination may lie at any multiple of 256 bytes in a page.",
         .covers = OMM_COVERS("A082", "A081"), .needs = {.device_commands = true},
         .params = OMM_PARAMS(residues))
{
    const struct residue *residue = param;
    const struct omm_micromap *source = omm_device_build(t, &omm_small, 0);
    const VkDeviceSize size = omm_device_serialized_size(source);
    const struct omm_region *around = omm_region(t, size + 2 * PAGE, 256);
    const VkDeviceSize step = (residue->bytes - around->address) & (PAGE - 1);
    const struct omm_region *blob = omm_region_in(around->buffer, around->offset + step, size);
    ASSERT_EQ_FMT((unsigned)residue->bytes, (unsigned)(blob->address % PAGE), "%u");
    ASSERT_OK(check_at(source, blob));
    PASS();
}

static const struct multiple {
    const char *name;
    VkDeviceSize alignment;
} multiples[] = {
    {"at_256_mod_512", 256}, {"at_512_mod_1k", 512},     {"at_1k_mod_2k", 1024},
    {"at_4k_mod_8k", 4096},  {"at_64k_mod_128k", 65536}, {"at_1m_mod_2m", 1 << 20},
};

OMM_CASE(odd_multiple,
         .about = "The destination may lie at an odd multiple of 256 or of any larger power of 2.",
         .covers = OMM_COVERS("A082", "A081"), .needs = {.device_commands = true},
         .params = OMM_PARAMS(multiples))
{
    const struct multiple *multiple = param;
    for (size_t i = 0; i < OMM_FEW; ++i) {
        omm_note("shape %s", omm_shapes[i].name);
        const struct omm_micromap *source = omm_device_build(t, &omm_shapes[i], 0);
        ASSERT_OK(check_at(source,
                           omm_region(t, omm_device_serialized_size(source), multiple->alignment)));
    }
    PASS();
}
