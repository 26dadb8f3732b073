// SPDX-License-Identifier: Apache-2.0
// Threads call host commands at the same time, each with objects of its own, or all reading one micromap.
//
// Only what the specification calls externally synchronized needs a lock of the application (chapter "Threading
// Behavior"). Of the host copies that is the deferred operation and the destination's memory; no parameter is named for
// the source, and the device is none. So calls on distinct destinations need no lock, whatever they read.
//
// Observed: threads that begin at the same moment call one command, or all of them mixed, again and again, each with
// data unlike the others'; then everything is read back. Work space that a driver keeps per device instead of per call
// mixes the data of two. Vacuous if the calls came one after the other: the threads stand ready before they are let go,
// and every one calls often enough to meet another.
#include <ommcts/ommcts.h>

enum { THREADS = 6, TIMES = 8 };

struct worker {
    const struct omm_job *job;
    VkDeferredOperationKHR operation; // VK_NULL_HANDLE: direct
    VkResult wrong; // the first answer that was not as it should be, or VK_SUCCESS
};

static void *work(void *argument)
{
    struct worker *self = argument;
    for (int i = 0; i < TIMES && self->wrong == VK_SUCCESS; ++i)
        self->wrong =
            omm_finished(self->job->t, self->operation, omm_request(self->job, self->operation));
    return NULL;
}

static const char *run_all(struct worker *workers, unsigned count)
{
    omm_at_once(count, work, workers, sizeof *workers);
    for (unsigned i = 0; i < count; ++i) {
        const VkResult wrong = omm_answered(workers[i].wrong, "a host command beside others");
        if (wrong != VK_SUCCESS)
            return omm_sentence("a command of thread %u ended with %s", i, omm_result_name(wrong));
        const char *complaint = omm_job_done(workers[i].job);
        if (!complaint)
            complaint = omm_job_reads_back(workers[i].job);
        if (complaint)
            return omm_sentence("thread %u of %u: %s", i, count, complaint);
    }
    return NULL;
}

// Shapes of different sizes, and random contents: what gets mixed up does not fit.
static const struct omm_shape shapes[THREADS] = {
    {.name = "a", .groups = {{.states = 4, .level = 4, .count = 40}}},
    {.name = "b", .groups = {{.states = 4, .level = 4, .count = 37}}},
    {.name = "c", .groups = {{.states = 2, .level = 3, .count = 90}}},
    {.name = "d", .groups = {{.states = 4, .level = 4, .count = 40}}},
    {.name = "e", .groups = {{.states = 4, .level = 2, .count = 333}}},
    {.name = "f", .groups = {{.states = 2, .level = 3, .count = 71}}},
};

static const struct errand {
    const char *name;
    enum omm_command command;
    bool deferred;
} errands[] = {
    {"build", OMM_BUILD, false},
    {"build_deferred", OMM_BUILD, true},
    {"clone", OMM_CLONE, false},
    {"clone_deferred", OMM_CLONE, true},
    {"compact", OMM_COMPACT, false},
    {"compact_deferred", OMM_COMPACT, true},
    {"serialize", OMM_SERIALIZE, false},
    {"serialize_deferred", OMM_SERIALIZE, true},
    {"deserialize", OMM_DESERIALIZE, false},
    {"deserialize_deferred", OMM_DESERIALIZE, true},
};

OMM_CASE(own_objects, .about = "One command on several threads at once, each with its own objects.",
         .covers = OMM_COVERS("A158", "A074", "A146"),
         .needs = {.host_commands = true, .read_back = true}, .params = OMM_PARAMS(errands))
{
    const struct errand *errand = param;
    struct worker *workers = omm_alloc(THREADS * sizeof *workers);
    for (int i = 0; i < THREADS; ++i) {
        workers[i].job = omm_prepare(t, errand->command, &shapes[i]);
        if (errand->deferred)
            workers[i].operation = omm_create_operation(t);
    }
    ASSERT_OK(run_all(workers, THREADS));
    PASS();
}

OMM_CASE(all_mixed,
         .about = "Every command on a thread of its own, all at once, direct or deferred.",
         .covers = OMM_COVERS("A158", "A074"), .needs = {.host_commands = true, .read_back = true},
         .params = OMM_BOTH_WAYS)
{
    const struct omm_way *way = param;
    struct worker *workers = omm_alloc(OMM_COMMAND_COUNT * sizeof *workers);
    for (int i = 0; i < OMM_COMMAND_COUNT; ++i) {
        workers[i].job = omm_prepare(t, omm_commands[i].command, &shapes[i]);
        if (way->deferred)
            workers[i].operation = omm_create_operation(t);
    }
    ASSERT_OK(run_all(workers, OMM_COMMAND_COUNT));
    PASS();
}

struct reader {
    const struct omm_micromap *source;
    const struct omm_block *blob;    // of a thread that serializes
    const struct omm_micromap *copy; // of a thread that clones; of the others neither
    uint64_t size;                   // what the last query said
    VkResult wrong;
};

static VkResult read_once(struct reader *self)
{
    const struct omm_micromap *source = self->source;
    const struct omm_test *t = source->t;
    if (self->blob) {
        const VkCopyMicromapToMemoryInfoEXT info = omm_serialize_info(source, self->blob->bytes);
        return t->vk->vkCopyMicromapToMemoryEXT(t->device, VK_NULL_HANDLE, &info);
    }
    if (self->copy) {
        const VkCopyMicromapInfoEXT info =
            omm_copy_info(source, self->copy, VK_COPY_MICROMAP_MODE_CLONE_EXT);
        return t->vk->vkCopyMicromapEXT(t->device, VK_NULL_HANDLE, &info);
    }
    return t->vk->vkWriteMicromapsPropertiesEXT(t->device, 1, &source->handle,
                                                VK_QUERY_TYPE_MICROMAP_SERIALIZATION_SIZE_EXT,
                                                sizeof self->size, &self->size, sizeof self->size);
}

static void *read_source(void *argument)
{
    struct reader *self = argument;
    for (int i = 0; i < TIMES && self->wrong == VK_SUCCESS; ++i)
        self->wrong = read_once(self);
    return NULL;
}

static const char *judge_reader(const struct reader *reader)
{
    const VkResult wrong = omm_answered(reader->wrong, "a command that reads what others read");
    if (wrong != VK_SUCCESS)
        return omm_sentence("a command that reads what others read returned %s",
                            omm_result_name(wrong));
    if (reader->copy)
        return omm_reads_back_as(reader->copy, reader->source->input);
    const struct omm_test *t = reader->source->t;
    if (reader->blob) {
        const char *complaint = omm_block_intact(reader->blob);
        if (!complaint)
            complaint = omm_header_good(t, reader->blob->bytes);
        return complaint ? complaint
                         : omm_reads_back_as(omm_deserialize(t, reader->blob, reader->source->size),
                                             reader->source->input);
    }
    omm_checked();
    return reader->size >= OMM_HEADER_SIZE
               ? NULL
               : omm_sentence("a query beside others said that %llu bytes are enough",
                              (unsigned long long)reader->size);
}

OMM_CASE(one_source, .about = "Threads serialize, clone and query one micromap at the same time.",
         .covers = OMM_COVERS("A158", "A067", "A074"),
         .needs = {.host_commands = true, .read_back = true}, .params = OMM_FEW_SHAPES)
{
    struct omm_micromap *source = omm_build(t, param, 0);
    struct reader *readers = omm_alloc(9 * sizeof *readers);
    for (int i = 0; i < 9; ++i) {
        readers[i].source = source;
        if (i % 3 == 0)
            readers[i].blob = omm_destination(source);
        if (i % 3 == 1)
            readers[i].copy = omm_create_micromap(t, source->size);
    }
    omm_at_once(9, read_source, readers, sizeof *readers);
    for (int i = 0; i < 9; ++i)
        ASSERT_OK(judge_reader(&readers[i]));
    ASSERT_OK(omm_reads_back(source));
    PASS();
}

// Serialization sizes that lie far apart: each about eight times the one before.
static const struct omm_shape sizes[] = {
    {.name = "n8", .groups = {{4, 3, 8}}},
    {.name = "n64", .groups = {{4, 3, 64}}},
    {.name = "n512", .groups = {{4, 3, 512}}},
    {.name = "n4096", .groups = {{4, 3, 4096}}},
};
enum { SIZES = sizeof sizes / sizeof sizes[0], QUESTIONS = 300 };

struct questioner {
    const struct omm_micromap *map;
    uint64_t least, most; // of all answers
    VkResult wrong;
};

static void *question(void *argument)
{
    struct questioner *self = argument;
    const struct omm_test *t = self->map->t;
    self->least = UINT64_MAX;
    for (int i = 0; i < QUESTIONS && self->wrong == VK_SUCCESS; ++i) {
        uint64_t size = 0;
        self->wrong = t->vk->vkWriteMicromapsPropertiesEXT(
            t->device, 1, &self->map->handle, VK_QUERY_TYPE_MICROMAP_SERIALIZATION_SIZE_EXT,
            sizeof size, &size, sizeof size);
        self->least = size < self->least ? size : self->least;
        self->most = size > self->most ? size : self->most;
    }
    return NULL;
}

OMM_CASE(own_sizes,
         .about = "Threads that ask for sizes at the same time get those of their own micromaps.",
         .covers = OMM_COVERS("A158", "A036"), .needs = {.host_commands = true})
{
    struct questioner *questioners = omm_alloc(SIZES * sizeof *questioners);
    VkDeviceSize alone[SIZES];
    for (int i = 0; i < SIZES; ++i) {
        questioners[i].map = omm_build(t, &sizes[i], 0);
        alone[i] = omm_serialized_size(questioners[i].map);
        if (i && alone[i] < 2 * alone[i - 1])
            omm_not_supported("sizes that hardly depend on the contents");
    }
    omm_at_once(SIZES, question, questioners, sizeof *questioners);
    // Sizes may vary from query to query, but not from one micromap's to another's.
    for (int i = 0; i < SIZES; ++i) {
        const struct questioner *one = &questioners[i];
        ASSERT_RESULT(VK_SUCCESS, one->wrong);
        ASSERTm("a size below the half of what was said when nobody else asked",
                one->least >= alone[i] / 2);
        ASSERTm("a size above the double of what was said when nobody else asked",
                one->most <= 2 * alone[i]);
    }
    PASS();
}
