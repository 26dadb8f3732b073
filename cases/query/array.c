// SPDX-License-Identifier: Apache-2.0
// Where vkWriteMicromapsPropertiesEXT writes its results (chapter "Micromaps").
//
// "stride is the stride in bytes between results for individual queries within the query pool", so result i is a
// VkDeviceSize at pData + i * stride, in the order of pMicromaps, all 64 bits of it, for any number of micromaps and
// for the same one several times. "pData must be a valid pointer to an array of dataSize bytes": nothing is written
// outside of them, and dataSize == micromapCount * stride is enough.
// Observed with micromaps of clearly different sizes, whose values each come from a query of their own; pData begins
// or ends at a guard page; the block is prefilled with 0xFF bytes, so that an upper half that is not written shows.
// Gaps between results and the tail after them may change, and so may the answer of a repeated query, for no sentence
// forbids it: a QualityWarning. So results are told apart by whose size they are nearest to.
// Vacuous if the values were all alike: a warning then says that nothing was learned of the order.
#include <ommcts/ommcts.h>

#include <string.h>

enum { DISTINCT = 3, PREFILL = 0xFF };

static const struct form {
    const char *name;
    VkQueryType type;
    uint32_t count;
    size_t stride;
    size_t spare; // bytes of dataSize beyond count * stride
    enum omm_edge edge;
} forms[] = {
#define FORM(name, type, count, stride, spare, edge)                                               \
    {                                                                                              \
        name, VK_QUERY_TYPE_MICROMAP_##type##_SIZE_EXT, count, stride, spare,                      \
            OMM_##edge##_AT_GUARD                                                                  \
    }
    FORM("serialization_n1_stride_8", SERIALIZATION, 1, 8, 0, ENDS),
    FORM("serialization_n1_stride_4096", SERIALIZATION, 1, 4096, 0, ENDS),
    FORM("serialization_n2_stride_8", SERIALIZATION, 2, 8, 0, ENDS),
    FORM("serialization_n3_stride_8", SERIALIZATION, 3, 8, 0, ENDS),
    FORM("serialization_n3_stride_8_begin", SERIALIZATION, 3, 8, 0, BEGINS),
    FORM("serialization_n3_stride_16", SERIALIZATION, 3, 16, 0, ENDS),
    FORM("serialization_n3_stride_24", SERIALIZATION, 3, 24, 0, ENDS),
    FORM("serialization_n3_stride_4096", SERIALIZATION, 3, 4096, 0, ENDS),
    FORM("serialization_n3_stride_8_spare_8", SERIALIZATION, 3, 8, 8, ENDS),
    FORM("serialization_n3_stride_24_spare_1000", SERIALIZATION, 3, 24, 1000, ENDS),
    FORM("serialization_n17_stride_24", SERIALIZATION, 17, 24, 0, ENDS),
    FORM("serialization_n1000_stride_8", SERIALIZATION, 1000, 8, 0, ENDS),
    FORM("serialization_n1000_stride_16", SERIALIZATION, 1000, 16, 0, ENDS),
    FORM("compacted_n1_stride_8", COMPACTED, 1, 8, 0, ENDS),
    FORM("compacted_n1_stride_4096", COMPACTED, 1, 4096, 0, ENDS),
    FORM("compacted_n2_stride_8", COMPACTED, 2, 8, 0, ENDS),
    FORM("compacted_n3_stride_8", COMPACTED, 3, 8, 0, ENDS),
    FORM("compacted_n3_stride_8_begin", COMPACTED, 3, 8, 0, BEGINS),
    FORM("compacted_n3_stride_16", COMPACTED, 3, 16, 0, ENDS),
    FORM("compacted_n3_stride_24", COMPACTED, 3, 24, 0, ENDS),
    FORM("compacted_n3_stride_4096", COMPACTED, 3, 4096, 0, ENDS),
    FORM("compacted_n3_stride_8_spare_8", COMPACTED, 3, 8, 8, ENDS),
    FORM("compacted_n17_stride_24", COMPACTED, 17, 24, 0, ENDS),
    FORM("compacted_n1000_stride_8", COMPACTED, 1000, 8, 0, ENDS),
#undef FORM
};

// Micromaps of sizes that differ by hundreds of bytes, and what a query of each alone says.
struct sample {
    VkMicromapEXT handles[DISTINCT];
    VkDeviceSize values[DISTINCT];
};

static struct sample make_sample(const struct omm_test *t, VkQueryType type)
{
    static const struct omm_shape shapes[DISTINCT] = {
        {.name = "little", .groups = {{2, 2, 3}}},
        {.name = "more", .groups = {{4, 3, 160}}},
        {.name = "most", .groups = {{4, 3, 4800}}},
    };
    struct sample sample;
    for (size_t i = 0; i < DISTINCT; ++i) {
        const struct omm_micromap *map =
            omm_build(t, &shapes[i], VK_BUILD_MICROMAP_ALLOW_COMPACTION_BIT_EXT);
        sample.handles[i] = map->handle;
        sample.values[i] = type == VK_QUERY_TYPE_MICROMAP_COMPACTED_SIZE_EXT
                               ? omm_compacted_size(map)
                               : omm_serialized_size(map);
    }
    return sample;
}

static bool all_differ(const VkDeviceSize values[DISTINCT])
{
    return values[0] != values[1] && values[1] != values[2] && values[0] != values[2];
}

static VkDeviceSize distance(VkDeviceSize a, VkDeviceSize b)
{
    return a > b ? a - b : b - a;
}

// Complains unless `got` is whole and nearer to the expected sample than to any other.
static const char *judge(const struct sample *sample, size_t expected, VkDeviceSize got, size_t i)
{
    omm_checked();
    const VkDeviceSize own = sample->values[expected];
    if (got >> 32)
        return omm_sentence("result %zu is 0x%llx: not all 64 bits of 0x%llx were written", i,
                            (unsigned long long)got, (unsigned long long)own);
    for (size_t other = 0; other < DISTINCT; ++other)
        if (distance(got, sample->values[other]) < distance(got, own))
            return omm_sentence(
                "result %zu is %llu, nearer to another micromap's %llu than to %llu", i,
                (unsigned long long)got, (unsigned long long)sample->values[other],
                (unsigned long long)own);
    if (got != own)
        omm_warn("result %zu is %llu; asked alone, the micromap had %llu", i,
                 (unsigned long long)got, (unsigned long long)own);
    return NULL;
}

// Which of the samples stands at this place: no period of three, so that an order that is off by any number shows.
static size_t at_place(uint32_t place)
{
    return (place + place / DISTINCT) % DISTINCT;
}

static void warn_of_gaps(const struct form *form, const struct omm_block *block)
{
    for (size_t i = 0; i < block->size; ++i) {
        const bool result = i / form->stride < form->count && i % form->stride < sizeof(uint64_t);
        if (!result && block->bytes[i] != PREFILL) {
            omm_warn("byte %zu, which belongs to no result, changed to 0x%02x", i, block->bytes[i]);
            return;
        }
    }
}

OMM_CASE(results,
         .about = "Result i stands at pData + i * stride, whole, and nothing outside dataSize.",
         .covers = OMM_COVERS("A039", "A040", "A041", "A042", "A043", "A046",
                              "VUID-vkWriteMicromapsPropertiesEXT-dataSize-07576"),
         .needs = {.host_commands = true}, .params = OMM_PARAMS(forms))
{
    const struct form *form = param;
    const struct sample sample = make_sample(t, form->type);
    if (!all_differ(sample.values))
        omm_warn(
            "micromaps of very different sizes have equal answers: their order can't be judged");
    VkMicromapEXT *handles = omm_alloc(form->count * sizeof *handles);
    for (uint32_t i = 0; i < form->count; ++i)
        handles[i] = sample.handles[at_place(i)];
    struct omm_block *block = omm_block(&(struct omm_block_request){
        .name = "array of query results",
        .size = form->count * form->stride + form->spare,
        .alignment = sizeof(VkDeviceSize),
        .edge = form->edge,
    });
    omm_block_fill(block, PREFILL);
    ASSERT_SUCCESS(t->vk->vkWriteMicromapsPropertiesEXT(t->device, form->count, handles, form->type,
                                                        block->size, block->bytes, form->stride));
    ASSERT_OK(omm_block_intact(block));
    for (uint32_t i = 0; i < form->count; ++i) {
        VkDeviceSize got;
        memcpy(&got, block->bytes + i * form->stride, sizeof got);
        ASSERT_OK(judge(&sample, at_place(i), got, i));
    }
    warn_of_gaps(form, block);
    PASS();
}

OMM_CASE(handles_read_only, .about = "The array of micromaps is read to its end and not written.",
         .covers = OMM_COVERS("A043"), .needs = {.host_commands = true})
{
    const struct sample sample = make_sample(t, VK_QUERY_TYPE_MICROMAP_SERIALIZATION_SIZE_EXT);
    const struct omm_block *handles = omm_block(&(struct omm_block_request){
        .name = "array of micromaps", .size = sizeof sample.handles, .alignment = 8});
    memcpy(handles->bytes, sample.handles, sizeof sample.handles);
    omm_block_protect(handles, OMM_READ_ONLY);
    VkDeviceSize got[DISTINCT] = {0};
    ASSERT_SUCCESS(t->vk->vkWriteMicromapsPropertiesEXT(
        t->device, DISTINCT, (const VkMicromapEXT *)handles->bytes,
        VK_QUERY_TYPE_MICROMAP_SERIALIZATION_SIZE_EXT, sizeof got, got, sizeof got[0]));
    for (size_t i = 0; i < DISTINCT; ++i)
        ASSERT_OK(judge(&sample, i, got[i], i));
    PASS();
}

OMM_CASE(prefill, .about = "What stood in the result before does not matter.",
         .covers = OMM_COVERS("A042", "A047"), .needs = {.host_commands = true},
         .params = OMM_FEW_SHAPES)
{
    const struct omm_micromap *map =
        omm_build(t, param, VK_BUILD_MICROMAP_ALLOW_COMPACTION_BIT_EXT);
    static const VkQueryType types[] = {VK_QUERY_TYPE_MICROMAP_SERIALIZATION_SIZE_EXT,
                                        VK_QUERY_TYPE_MICROMAP_COMPACTED_SIZE_EXT};
    for (size_t i = 0; i < 2; ++i) {
        VkDeviceSize low = 0, high = ~(VkDeviceSize)0;
        ASSERT_SUCCESS(t->vk->vkWriteMicromapsPropertiesEXT(t->device, 1, &map->handle, types[i],
                                                            sizeof low, &low, sizeof low));
        ASSERT_SUCCESS(t->vk->vkWriteMicromapsPropertiesEXT(t->device, 1, &map->handle, types[i],
                                                            sizeof high, &high, sizeof high));
        ASSERTm(omm_sentence("0x%llx over zeros, 0x%llx over ones: some bits were not written",
                             (unsigned long long)low, (unsigned long long)high),
                (low ^ high) >> 32 == 0);
        ASSERTm("the size of a small micromap has bits above the 32nd", high >> 32 == 0);
        if (low != high)
            omm_warn("the size changed from %llu to %llu on an unchanged micromap",
                     (unsigned long long)low, (unsigned long long)high);
    }
    PASS();
}
