// SPDX-License-Identifier: Apache-2.0
// How fast micromaps are copied, serialized and deserialized: by host commands, called directly and deferred with one
// joiner and more, and by the same command on a queue; beside memcpy of as many bytes.
//
// No property of the specification: nothing fails for being slow. What moves how many bytes is what the driver makes of
// the same input, 4-state triangles of `bytes` of opacity data in all: serialized data, or a micromap. The device's side is
// timed from vkQueueSubmit to the signaled fence, its micromaps and serialized data in device-local memory. What a crew of
// joiners takes includes waking it and waiting for the last one.
//
// Vacuous where a driver never defers: then all of its deferred lines say what its direct one does, and the case tells so.
#include <ommcts/crew.h>
#include <ommcts/deferred.h>
#include <ommcts/device_micromap.h>
#include <ommcts/host.h>
#include <ommcts/job.h>
#include <ommcts/measure.h>
#include <ommcts/memory_kind.h>
#include <ommcts/ommcts.h>

#include <string.h>

enum { MOST_CREWS = 6, MOST_CONTENDERS = MOST_CREWS + 3, MOST_LEVEL = 8 };

struct amount {
    const char *name;
    uint32_t bytes; // of opacity data
};
static const struct amount amounts[] = {
    {"4KiB", 4u << 10},     {"16KiB", 16u << 10}, {"64KiB", 64u << 10},
    {"256KiB", 256u << 10}, {"1MiB", 1u << 20},   {"4MiB", 4u << 20},
    {"16MiB", 16u << 20},   {"64MiB", 64u << 20}, {"256MiB", 256u << 20},
};

static const struct omm_shape *shape_of(const struct omm_test *t, const struct amount *amount)
{
    const uint32_t limit = t->gpu->limits.maxOpacity4StateSubdivisionLevel;
    uint32_t level = limit < MOST_LEVEL ? limit : MOST_LEVEL;
    while (level && omm_triangle_bytes(4, level) > amount->bytes)
        --level;
    struct omm_shape *shape = omm_alloc(sizeof *shape);
    shape->name = amount->name;
    shape->groups[0] =
        (struct omm_group){4, level, amount->bytes / (uint32_t)omm_triangle_bytes(4, level)};
    return shape;
}

// --- memcpy

struct plain {
    uint8_t *from, *to;
    size_t size;
};

static void copy_bytes(void *context)
{
    const struct plain *plain = context;
    memcpy(plain->to, plain->from, plain->size);
}

static void add_plain(struct omm_contender *contender, size_t size)
{
    struct plain *plain = omm_alloc(sizeof *plain);
    *plain = (struct plain){omm_alloc(size), omm_alloc(size), size};
    memset(plain->from, 0x5a, size); // pages that were never written are all the same one
    *contender = (struct omm_contender){"memcpy", NULL, size, copy_bytes, plain};
}

// --- The host's command

struct host {
    const struct omm_job *job;
    struct omm_crew *crew; // NULL: not deferred
    VkDeferredOperationKHR operation;
    bool deferred; // at least once
};

static void request(void *context)
{
    struct host *host = context;
    VkResult result = omm_request(host->job, host->operation);
    if (host->operation && omm_was_deferred(result)) {
        host->deferred = true;
        result = omm_crew_join(host->crew, host->operation);
    } else if (host->operation) {
        result = VK_SUCCESS;
    }
    omm_must_succeed(result, "the host command");
}

static uint64_t bytes_of(const struct omm_job *job)
{
    return job->memory ? job->memory->size : job->destination->size;
}

// 1, 2, 4, ... threads, and as many as there are processors.
static unsigned crew_sizes(unsigned sizes[MOST_CREWS])
{
    const unsigned processors = omm_processors();
    unsigned count = 0;
    for (unsigned size = 1; size < processors && count + 1 < MOST_CREWS; size *= 2)
        sizes[count++] = size;
    sizes[count++] = processors;
    return count;
}

static struct host *add_host(struct omm_contender *contender, const struct omm_job *job)
{
    struct host *host = omm_alloc(sizeof *host);
    host->job = job;
    *contender = (struct omm_contender){"host", NULL, bytes_of(job), request, host};
    return host;
}

static unsigned add_crews(struct omm_contender *contenders, const struct omm_job *job)
{
    unsigned sizes[MOST_CREWS];
    const unsigned count = crew_sizes(sizes);
    for (unsigned i = 0; i < count; ++i) {
        struct host *host = add_host(&contenders[i], job);
        host->crew = omm_crew(job->t, sizes[i]);
        host->operation = omm_create_operation(job->t);
        contenders[i].series =
            omm_sentence("deferred, %u joiner%s", sizes[i], sizes[i] > 1 ? "s" : "");
        contenders[i].against = i ? contenders[0].series : "host";
    }
    return count;
}

// --- The device's

struct device {
    const struct omm_test *t;
    const struct omm_queue *queue;
    VkCommandBuffer commands;
    VkFence fence;
};

static void submit(void *context)
{
    const struct device *device = context;
    const struct omm_test *t = device->t;
    omm_submit_to(t, device->queue, device->commands, device->fence);
    omm_wait(t, device->fence);
    omm_must_succeed(t->vk->vkResetFences(t->device, 1, &device->fence), "vkResetFences");
}

// In device-local memory; OMM_COHERENT where there is none, which is the number that says so.
static struct omm_buffer *local_buffer(const struct omm_test *t, VkDeviceSize size,
                                       VkBufferUsageFlags usage)
{
    return omm_create_buffer(
        t, &(struct omm_buffer_request){
               .size = size,
               .usage = usage,
               .memory_type = omm_memory_type(t, omm_allowed_types(t, usage),
                                              VK_MEMORY_PROPERTY_DEVICE_LOCAL_BIT),
               .unmapped = true,
           });
}

static struct omm_micromap *local_micromap(const struct omm_test *t, VkDeviceSize size)
{
    return omm_create_micromap_in(local_buffer(t, size, VK_BUFFER_USAGE_MICROMAP_STORAGE_BIT_EXT),
                                  0, size);
}

static const struct omm_region *local_region(const struct omm_test *t, VkDeviceSize size)
{
    return omm_region_in(local_buffer(t, size, OMM_REGION_USAGE), 0, size);
}

static struct omm_micromap *local_source(const struct omm_test *t, const struct omm_shape *shape,
                                         VkBuildMicromapFlagsEXT flags)
{
    const struct omm_input *input = omm_make_input(t, shape);
    struct omm_micromap *source = local_micromap(
        t,
        omm_sizes(t, input, flags, VK_ACCELERATION_STRUCTURE_BUILD_TYPE_DEVICE_KHR).micromapSize);
    omm_device_build_into(source, input, flags);
    return source;
}

// Copies recorded into `commands`; gives the bytes that they move.
static uint64_t record_copy(const struct omm_micromap *source, bool compact,
                            VkCommandBuffer commands)
{
    const struct omm_test *t = source->t;
    const VkDeviceSize size = compact ? omm_device_compacted_size(source) : source->size;
    const VkCopyMicromapInfoEXT info = omm_copy_info(source, local_micromap(t, size),
                                                     compact ? VK_COPY_MICROMAP_MODE_COMPACT_EXT
                                                             : VK_COPY_MICROMAP_MODE_CLONE_EXT);
    t->vk->vkCmdCopyMicromapEXT(commands, &info);
    return size;
}

static uint64_t record_serialize(const struct omm_micromap *source, const struct omm_region *blob,
                                 VkCommandBuffer commands)
{
    const VkCopyMicromapToMemoryInfoEXT info = omm_device_serialize_info(source, blob);
    source->t->vk->vkCmdCopyMicromapToMemoryEXT(commands, &info);
    return blob->size;
}

// What is loaded has to be there: it is serialized, in a submission of its own.
static uint64_t record_deserialize(const struct device *device, const struct omm_micromap *source,
                                   const struct omm_region *blob)
{
    const struct omm_test *t = device->t;
    const VkCommandBuffer before = omm_begin(t, device->queue, 0);
    record_serialize(source, blob, before);
    omm_run(t, device->queue, before);
    const VkCopyMemoryToMicromapInfoEXT info =
        omm_device_deserialize_info(blob, local_micromap(t, source->size));
    t->vk->vkCmdCopyMemoryToMicromapEXT(device->commands, &info);
    return blob->size;
}

static void add_device(struct omm_contender *contender, const struct omm_test *t,
                       enum omm_command command, const struct omm_shape *shape, const char *against)
{
    struct device *device = omm_alloc(sizeof *device);
    *device = (struct device){t, omm_queue(t, OMM_COMPUTES), VK_NULL_HANDLE, omm_create_fence(t)};
    const bool compact = command == OMM_COMPACT;
    const bool copies = compact || command == OMM_CLONE;
    const struct omm_micromap *source =
        local_source(t, shape, compact ? VK_BUILD_MICROMAP_ALLOW_COMPACTION_BIT_EXT : 0);
    const struct omm_region *blob =
        copies ? NULL : local_region(t, omm_device_serialized_size(source));
    device->commands = omm_begin(t, device->queue, 0);
    // After the build, and after itself in the round before.
    omm_barrier_copies(t, device->commands);
    uint64_t bytes;
    if (copies)
        bytes = record_copy(source, compact, device->commands);
    else if (command == OMM_SERIALIZE)
        bytes = record_serialize(source, blob, device->commands);
    else
        bytes = record_deserialize(device, source, blob);
    omm_end(t, device->commands);
    *contender = (struct omm_contender){"device", against, bytes, submit, device};
}

// --- All together

// Most drivers have only one of the two sides yet, so that the device is opened with what there is.
static const struct omm_test *open(const struct omm_test *t)
{
    return omm_open_device(
        t,
        &(struct omm_needs){.micromap = true,
                            .host_commands = t->gpu->features.micromapHostCommands,
                            .device_commands = true},
        NULL);
}

static void tell_never_deferred(const struct omm_contender *crews, unsigned count)
{
    for (unsigned i = 0; i < count; ++i)
        if (((const struct host *)crews[i].context)->deferred)
            return;
    omm_tell("the driver did not defer once: the lines of its joiners are the direct command");
}

static int race(const struct omm_test *plain, enum omm_command command, const struct amount *amount)
{
    const struct omm_test *t = open(plain);
    const struct omm_shape *shape = shape_of(t, amount);
    const bool host = t->gpu->features.micromapHostCommands;
    struct omm_contender contenders[MOST_CONTENDERS];
    struct omm_contender *crews = &contenders[2];
    unsigned count = 1, crew_count = 0;
    if (host) {
        const struct omm_job *job = omm_prepare(t, command, shape);
        add_host(&contenders[count++], job);
        crew_count = add_crews(crews, job);
        count += crew_count;
    }
    add_device(&contenders[count++], t, command, shape, host ? "host" : NULL);
    add_plain(&contenders[0], (size_t)contenders[1].bytes);
    omm_measure(contenders, count);
    if (host)
        tell_never_deferred(crews, crew_count);
    PASS();
}

OMM_BENCHMARK(serialize, .about = "vkCopyMicromapToMemoryEXT and its twin beside memcpy.",
              .needs = {.micromap = true}, .params = OMM_PARAMS(amounts))
{
    return race(t, OMM_SERIALIZE, param);
}

OMM_BENCHMARK(deserialize, .about = "vkCopyMemoryToMicromapEXT and its twin beside memcpy.",
              .needs = {.micromap = true}, .params = OMM_PARAMS(amounts))
{
    return race(t, OMM_DESERIALIZE, param);
}

OMM_BENCHMARK(clone, .about = "vkCopyMicromapEXT cloning, and its twin, beside memcpy.",
              .needs = {.micromap = true}, .params = OMM_PARAMS(amounts))
{
    return race(t, OMM_CLONE, param);
}

OMM_BENCHMARK(compact, .about = "vkCopyMicromapEXT compacting, and its twin, beside memcpy.",
              .needs = {.micromap = true}, .params = OMM_PARAMS(amounts))
{
    return race(t, OMM_COMPACT, param);
}
