// SPDX-License-Identifier: Apache-2.0
// Threads read the same thing at the same time: one micromap, or one piece of serialized data.
//
// Of the host copies no parameter but the deferred operation is externally synchronized (chapter "Threading Behavior"), and
// a source is only read. So any number of calls may read one source, direct or deferred, each with its own destination,
// while others ask for its sizes or for the compatibility of its header.
//
// Observed: threads that begin at the same moment do so several times, then every destination is read back, and the source
// last. A driver that marks the source while it works, relocates it in place, or keeps one answer for all threads mixes
// them up. Vacuous if the calls came one after the other: the threads stand ready before they are let go, and every one
// calls often enough to meet another.
#include <ommcts/ommcts.h>

enum { THREADS = 6, TIMES = 30, QUESTIONS = 2000 };

static const VkBuildMicromapFlagsEXT compactable = VK_BUILD_MICROMAP_ALLOW_COMPACTION_BIT_EXT;

// Reads a block (DESERIALIZE), or a micromap (CLONE and COMPACT), into its own destination.
struct reader {
    const struct omm_block *blob; // NULL for clones and compaction
    const struct omm_micromap *source;
    const struct omm_micromap *destination;
    VkCopyMicromapModeEXT mode;
    VkDeferredOperationKHR operation; // VK_NULL_HANDLE: direct
    VkResult wrong;
};

static VkResult read_once(const struct reader *self)
{
    const struct omm_test *t = self->destination->t;
    if (self->blob) {
        const VkCopyMemoryToMicromapInfoEXT info =
            omm_deserialize_info(self->blob->bytes, self->destination);
        return omm_finished(t, self->operation,
                            t->vk->vkCopyMemoryToMicromapEXT(t->device, self->operation, &info));
    }
    const VkCopyMicromapInfoEXT info = omm_copy_info(self->source, self->destination, self->mode);
    return omm_finished(t, self->operation,
                        t->vk->vkCopyMicromapEXT(t->device, self->operation, &info));
}

static void *read_often(void *argument)
{
    struct reader *self = argument;
    for (int i = 0; i < TIMES && self->wrong == VK_SUCCESS; ++i)
        self->wrong = read_once(self);
    return NULL;
}

// For ASSERT_OK: lets all go at once and reads back what each made.
static const char *read_together(struct reader *readers, const struct omm_input *input)
{
    omm_at_once(THREADS, read_often, readers, sizeof *readers);
    for (unsigned i = 0; i < THREADS; ++i) {
        const struct reader *reader = &readers[i];
        if (omm_answered(reader->wrong, "a command that reads what others read") != VK_SUCCESS)
            return omm_sentence("a command that reads what others read ended with %s",
                                omm_result_name(reader->wrong));
        const char *complaint = omm_neighbours_intact(reader->destination);
        if (!complaint)
            complaint = omm_reads_back_as(reader->destination, input);
        if (complaint)
            return omm_sentence("thread %u of %d: %s", i, THREADS, complaint);
    }
    return NULL;
}

static struct reader *make_readers(const struct omm_test *t, const struct omm_way *way)
{
    struct reader *readers = omm_alloc(THREADS * sizeof *readers);
    for (size_t i = 0; i < THREADS; ++i)
        readers[i].operation = way->deferred ? omm_create_operation(t) : VK_NULL_HANDLE;
    return readers;
}

OMM_CASE(one_blob, .about = "Threads load one piece of serialized data at the same time.",
         .covers = OMM_COVERS("A158", "A086", "A088"),
         .needs = {.host_commands = true, .read_back = true}, .params = OMM_BOTH_WAYS)
{
    const struct omm_micromap *origin = omm_build(t, &omm_shapes[OMM_FEW - 1], 0);
    const struct omm_block *blob = omm_serialize(origin);
    ASSERT_OK(omm_header_good(t, blob->bytes));
    struct reader *readers = make_readers(t, param);
    for (size_t i = 0; i < THREADS; ++i) {
        readers[i].blob = blob;
        readers[i].destination = omm_create_micromap(t, origin->size);
    }
    omm_block_protect(blob, OMM_READ_ONLY);
    ASSERT_OK(read_together(readers, origin->input));
    PASS();
}

OMM_CASE(one_source, .about = "Threads clone and compact one micromap at the same time.",
         .covers = OMM_COVERS("A158", "A108", "A104", "A106"),
         .needs = {.host_commands = true, .read_back = true}, .params = OMM_BOTH_WAYS)
{
    const struct omm_micromap *source = omm_build(t, &omm_shapes[OMM_FEW - 1], compactable);
    const VkDeviceSize packed = omm_compacted_size(source);
    struct reader *readers = make_readers(t, param);
    for (size_t i = 0; i < THREADS; ++i) {
        readers[i].source = source;
        readers[i].mode =
            i % 2 ? VK_COPY_MICROMAP_MODE_COMPACT_EXT : VK_COPY_MICROMAP_MODE_CLONE_EXT;
        readers[i].destination = omm_create_micromap(t, i % 2 ? packed : source->size);
    }
    ASSERT_OK(read_together(readers, source->input));
    ASSERT_OK(omm_reads_back(source));
    ASSERT_OK(omm_usable(source));
    PASS();
}

struct asker {
    const struct omm_test *t;
    const uint8_t *header;
    int expected;    // what one thread was told when nobody else asked
    unsigned others; // how often the answer was another one
};

static void *ask(void *argument)
{
    struct asker *self = argument;
    const VkMicromapVersionInfoEXT info = {
        .sType = VK_STRUCTURE_TYPE_MICROMAP_VERSION_INFO_EXT,
        .pVersionData = self->header,
    };
    for (int i = 0; i < QUESTIONS; ++i) {
        VkAccelerationStructureCompatibilityKHR answer = 0x7FFFFFFF;
        self->t->vk->vkGetDeviceMicromapCompatibilityEXT(self->t->device, &info, &answer);
        self->others += (int)answer != self->expected;
    }
    return NULL;
}

OMM_CASE(compatibility, .about = "Threads that ask about different headers get their own answers.",
         .covers = OMM_COVERS("A118", "A158"), .needs = {.host_commands = true})
{
    const struct omm_block *blob = omm_serialize(omm_build(t, &omm_small, 0));
    uint8_t *inverse = omm_alloc(OMM_HEADER_SIZE);
    for (size_t i = 0; i < OMM_HEADER_SIZE; ++i)
        inverse[i] = (uint8_t)~blob->bytes[i];
    struct asker *askers = omm_alloc(THREADS * sizeof *askers);
    for (size_t i = 0; i < THREADS; ++i) {
        askers[i].t = t;
        askers[i].header = i % 2 ? inverse : blob->bytes;
        askers[i].expected = omm_compatible(t, askers[i].header)
                                 ? VK_ACCELERATION_STRUCTURE_COMPATIBILITY_COMPATIBLE_KHR
                                 : VK_ACCELERATION_STRUCTURE_COMPATIBILITY_INCOMPATIBLE_KHR;
    }
    omm_at_once(THREADS, ask, askers, sizeof *askers);
    for (size_t i = 0; i < THREADS; ++i)
        ASSERT_EQ_FMTm("answers that changed because others asked as well", 0u, askers[i].others,
                       "%u");
    PASS();
}
