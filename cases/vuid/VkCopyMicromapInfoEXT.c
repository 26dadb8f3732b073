// SPDX-License-Identifier: Apache-2.0
// The seven valid-usage IDs of VkCopyMicromapInfoEXT, and buffer-07534, buffer-07535, src-07532 and mode-parameter,
// which only older registries have, told through the host command (chapter "Copying Micromaps").
//
// An edge is valid usage right at the boundary: the driver must make the copy, write nothing beside it and leave a
// micromap that can be queried, serialized and loaded. sType and pNext allow one value each; their edge is that value,
// with everything around it as lean as the rules allow. Vacuous if the call stood far inside the rule: each edge says what
// makes it the last valid step. A violation breaks that one rule under one validation layer, in a process of its own,
// directly and with a deferred operation. Observed: the layer reports the ID, the call returns VK_ERROR_VALIDATION_FAILED
// because the messenger answered VK_TRUE, the driver was not entered, the memory of source and destination and the
// operation are what they were, and the call without the mistake works. Vacuous if the broken call broke a second rule
// that is reported first.
#include <ommcts/ommcts.h>

#include <string.h>

#define VUID(id) "VUID-VkCopyMicromapInfoEXT-" id

static const VkBuildMicromapFlagsEXT compactable = VK_BUILD_MICROMAP_ALLOW_COMPACTION_BIT_EXT;

static const char *copies(const struct omm_micromap *source, const struct omm_micromap *destination,
                          VkCopyMicromapModeEXT mode)
{
    const struct omm_test *t = destination->t;
    const VkCopyMicromapInfoEXT info = omm_copy_info(source, destination, mode);
    omm_must_succeed(t->vk->vkCopyMicromapEXT(t->device, VK_NULL_HANDLE, &info),
                     "vkCopyMicromapEXT");
    const char *complaint = omm_neighbours_intact(destination);
    return complaint ? complaint : omm_usable(destination);
}

static const char *clones(const struct omm_micromap *source)
{
    return copies(source, omm_create_micromap(source->t, source->size),
                  VK_COPY_MICROMAP_MODE_CLONE_EXT);
}

static const char *compacts(const struct omm_micromap *source)
{
    return copies(source, omm_create_micromap(source->t, omm_compacted_size(source)),
                  VK_COPY_MICROMAP_MODE_COMPACT_EXT);
}

// A micromap whose buffer has its memory but is not bound to it.
static struct omm_micromap *create_unbound(const struct omm_test *t, VkDeviceSize size)
{
    struct omm_buffer *buffer = omm_create_buffer(
        t, &(struct omm_buffer_request){.size = size,
                                        .usage = VK_BUFFER_USAGE_MICROMAP_STORAGE_BIT_EXT,
                                        .memory_type = OMM_COHERENT,
                                        .unbound = true});
    return omm_create_micromap_in(buffer, 0, size);
}

OMM_EDGE(buffer_07534, .about = "The source's buffer is bound after the source was created.",
         .covers = OMM_COVERS(VUID("buffer-07534"), "A019"), .needs = {.host_commands = true})
{
    const struct omm_input *input = omm_make_input(t, &omm_small);
    struct omm_micromap *source = create_unbound(t, omm_host_sizes(t, input, 0).micromapSize);
    omm_buffer_bind(source->buffer);
    omm_build_into(source, input, 0);
    ASSERT_OK(clones(source));
    PASS();
}

OMM_EDGE(buffer_07535,
         .about = "The destination's buffer is bound as the last thing before the copy.",
         .covers = OMM_COVERS(VUID("buffer-07535"), "A019"), .needs = {.host_commands = true})
{
    const struct omm_micromap *source = omm_build(t, &omm_small, 0);
    const struct omm_micromap *destination = create_unbound(t, source->size);
    omm_buffer_bind(destination->buffer);
    ASSERT_OK(copies(source, destination, VK_COPY_MICROMAP_MODE_CLONE_EXT));
    PASS();
}

OMM_EDGE(commonparent,
         .about = "Both come from one device while another device has the like of them.",
         .covers = OMM_COVERS(VUID("commonparent")), .needs = {.host_commands = true})
{
    const struct omm_needs needs = {.host_commands = true};
    const struct omm_test *other = omm_open_device(t, &needs, NULL);
    const struct omm_micromap *theirs = omm_build(other, &omm_small, 0);
    const struct omm_micromap *ours = omm_build(t, &omm_small, 0);
    ASSERT_OK(clones(theirs));
    ASSERT_OK(clones(ours));
    PASS();
}

// What a violation starts from, when the layer claims its rule.
static struct omm_job *claimed(const struct omm_test *t, const char *vuid)
{
    omm_layer_must_claim(vuid);
    return omm_prepare(t, OMM_CLONE, &omm_small);
}

static VkCopyMicromapInfoEXT info_of(const struct omm_job *job)
{
    VkCopyMicromapInfoEXT info;
    memcpy(&info, job->info->bytes, sizeof info);
    return info;
}

static const struct stranger {
    const char *name;
    bool source; // else the destination
} strangers[] = {
    {"source", true},
    {"destination", false},
};

OMM_VIOLATION(commonparent, .about = "One of the two was created from another device.",
              .covers = OMM_COVERS(VUID("commonparent")), .needs = {.host_commands = true},
              .params = OMM_PARAMS(strangers))
{
    const struct stranger *stranger = param;
    struct omm_job *job = claimed(t, VUID("commonparent"));
    const struct omm_needs needs = {.host_commands = true};
    struct omm_job *theirs = omm_prepare(omm_open_device(t, &needs, NULL), OMM_CLONE, &omm_small);
    struct omm_stakes *stakes = omm_job_stakes(job);
    omm_stake_micromap(stakes, theirs->source);
    omm_stake_micromap(stakes, theirs->destination);
    VkCopyMicromapInfoEXT broken = info_of(job);
    if (stranger->source)
        broken.src = theirs->source->handle;
    else
        broken.dst = theirs->destination->handle;
    ASSERT_OK(omm_job_stopped(stakes, job, &broken, VUID("commonparent")));
    ASSERT_OK(omm_job_still_works(theirs, VK_NULL_HANDLE, VUID("commonparent")));
    PASS();
}

static const struct mode {
    const char *name;
    VkCopyMicromapModeEXT mode;
    VkBuildMicromapFlagsEXT flags;
} modes[] = {
    {"clone", VK_COPY_MICROMAP_MODE_CLONE_EXT, 0},
    {"compact", VK_COPY_MICROMAP_MODE_COMPACT_EXT, compactable},
};

// One of the two modes, into a destination of exactly the size that it asks for.
static const char *copies_by(const struct omm_test *t, const struct mode *mode)
{
    const struct omm_micromap *source = omm_build(t, &omm_small, mode->flags);
    return mode->mode == VK_COPY_MICROMAP_MODE_CLONE_EXT ? clones(source) : compacts(source);
}

OMM_EDGE(mode_07531, .about = "The two modes that are allowed, CLONE 0 and COMPACT 3, work.",
         .covers = OMM_COVERS(VUID("mode-07531"), "A104", "A106", "A111"),
         .needs = {.host_commands = true}, .params = OMM_PARAMS(modes))
{
    const struct mode *mode = param;
    ASSERT_EQ_FMT(mode->flags ? 3 : 0, (int)mode->mode, "%d");
    ASSERT_OK(copies_by(t, mode));
    PASS();
}

struct mode_param {
    const char *name;
    VkCopyMicromapModeEXT mode;
};

// No rule of its own forbids a number that is no enumerant.
static const struct mode_param other_modes[] = {
    {"serialize", VK_COPY_MICROMAP_MODE_SERIALIZE_EXT},
    {"deserialize", VK_COPY_MICROMAP_MODE_DESERIALIZE_EXT},
    {"past_last", (VkCopyMicromapModeEXT)(VK_COPY_MICROMAP_MODE_COMPACT_EXT + 1)},
};

OMM_VIOLATION(mode_07531, .about = "The mode is neither CLONE nor COMPACT.",
              .covers = OMM_COVERS(VUID("mode-07531")), .needs = {.host_commands = true},
              .params = OMM_PARAMS(other_modes))
{
    const struct mode_param *mode = param;
    struct omm_job *job = claimed(t, VUID("mode-07531"));
    VkCopyMicromapInfoEXT broken = info_of(job);
    broken.mode = mode->mode;
    ASSERT_OK(omm_job_stopped(NULL, job, &broken, VUID("mode-07531")));
    PASS();
}

OMM_EDGE(mode_parameter,
         .about = "The last value of VkCopyMicromapModeEXT, and the first, are values of it.",
         .covers = OMM_COVERS(VUID("mode-parameter")), .needs = {.host_commands = true},
         .params = OMM_PARAMS(modes))
{
    ASSERT_OK(copies_by(t, param));
    PASS();
}

static const struct source {
    const char *name;
    VkCopyMicromapModeEXT mode;
    VkBuildMicromapFlagsEXT flags;
} sources[] = {
    {"compact_allowed_only", VK_COPY_MICROMAP_MODE_COMPACT_EXT, compactable},
    {"compact_fast_trace", VK_COPY_MICROMAP_MODE_COMPACT_EXT,
     compactable | VK_BUILD_MICROMAP_PREFER_FAST_TRACE_BIT_EXT},
    {"clone_not_allowed", VK_COPY_MICROMAP_MODE_CLONE_EXT, 0},
};

OMM_EDGE(mode_07533,
         .about = "COMPACT needs ALLOW_COMPACTION and no other flag; CLONE does not need it.",
         .covers = OMM_COVERS(VUID("mode-07533"), "A106"), .needs = {.host_commands = true},
         .params = OMM_PARAMS(sources))
{
    const struct source *kind = param;
    const struct omm_micromap *source = omm_build(t, &omm_small, kind->flags);
    ASSERT_OK(kind->mode == VK_COPY_MICROMAP_MODE_CLONE_EXT ? clones(source) : compacts(source));
    PASS();
}

static const struct lineage {
    const char *name;
    bool cloned; // from a micromap that was built so
} lineages[] = {
    {"built", false},
    {"cloned", true},
};

OMM_VIOLATION(mode_07533, .about = "COMPACT of a source that was built without ALLOW_COMPACTION.",
              .covers = OMM_COVERS(VUID("mode-07533")), .needs = {.host_commands = true},
              .params = OMM_PARAMS(lineages))
{
    const struct lineage *lineage = param;
    struct omm_job *job = claimed(t, VUID("mode-07533"));
    const struct omm_micromap *built = omm_build(t, &omm_small, 0);
    const struct omm_micromap *source = lineage->cloned ? omm_clone(built) : built;
    struct omm_stakes *stakes = omm_job_stakes(job);
    omm_stake_micromap(stakes, source);
    const VkCopyMicromapInfoEXT broken =
        omm_copy_info(source, job->destination, VK_COPY_MICROMAP_MODE_COMPACT_EXT);
    ASSERT_OK(omm_job_stopped(stakes, job, &broken, VUID("mode-07533")));
    PASS();
}

OMM_EDGE(src_07532,
         .about = "A source that only a copy constructed, and never a build, is constructed.",
         .covers = OMM_COVERS(VUID("src-07532"), "A105"), .needs = {.host_commands = true},
         .params = OMM_FEW_SHAPES)
{
    struct omm_micromap *built = omm_build(t, param, 0);
    const struct omm_micromap *source = omm_clone(built);
    omm_destroy_micromap(built);
    ASSERT_OK(clones(source));
    PASS();
}

// The values that the rules leave no choice about.
static const char *only_value(const struct omm_test *t)
{
    const struct omm_micromap *source = omm_build(t, &omm_small, 0);
    const VkCopyMicromapInfoEXT info =
        omm_copy_info(source, source, VK_COPY_MICROMAP_MODE_CLONE_EXT);
    if (info.pNext || info.sType != VK_STRUCTURE_TYPE_COPY_MICROMAP_INFO_EXT)
        omm_resource_error("the headers give other values than the registry");
    return clones(source);
}

OMM_EDGE(sType_sType, .about = "The one structure type that is allowed works.",
         .covers = OMM_COVERS(VUID("sType-sType")), .needs = {.host_commands = true})
{
    ASSERT_OK(only_value(t));
    PASS();
}

OMM_VIOLATION(sType_sType, .about = "sType is that of the serializing copy.",
              .covers = OMM_COVERS(VUID("sType-sType")), .needs = {.host_commands = true})
{
    struct omm_job *job = claimed(t, VUID("sType-sType"));
    VkCopyMicromapInfoEXT broken = info_of(job);
    broken.sType = VK_STRUCTURE_TYPE_COPY_MICROMAP_TO_MEMORY_INFO_EXT;
    ASSERT_OK(omm_job_stopped(NULL, job, &broken, VUID("sType-sType")));
    PASS();
}

OMM_EDGE(pNext_pNext, .about = "A pNext of NULL, the one value that is allowed, works.",
         .covers = OMM_COVERS(VUID("pNext-pNext")), .needs = {.host_commands = true})
{
    ASSERT_OK(only_value(t));
    PASS();
}

OMM_VIOLATION(pNext_pNext, .about = "A structure hangs in the chain.",
              .covers = OMM_COVERS(VUID("pNext-pNext")), .needs = {.host_commands = true})
{
    struct omm_job *job = claimed(t, VUID("pNext-pNext"));
    VkCopyMicromapInfoEXT broken = info_of(job);
    const VkApplicationInfo stranger = {.sType = VK_STRUCTURE_TYPE_APPLICATION_INFO};
    broken.pNext = &stranger;
    ASSERT_OK(omm_job_stopped(NULL, job, &broken, VUID("pNext-pNext")));
    PASS();
}

OMM_EDGE(src_parameter, .about = "A handle stays valid when the source it was copied from is gone.",
         .covers = OMM_COVERS(VUID("src-parameter"), "A105"), .needs = {.host_commands = true})
{
    struct omm_micromap *built = omm_build(t, &omm_small, 0);
    const struct omm_micromap *source = omm_deserialize(t, omm_serialize(built), built->size);
    omm_destroy_micromap(built);
    omm_buffer_destroy(built->buffer);
    ASSERT_OK(clones(source));
    PASS();
}

OMM_VIOLATION(src_parameter,
              .about = "src was never created, or is destroyed, or is VK_NULL_HANDLE.",
              .covers = OMM_COVERS(VUID("src-parameter")), .needs = {.host_commands = true},
              .params = OMM_BAD_HANDLES)
{
    const struct omm_bad_handle *bad = param;
    omm_must_claim_way(VUID("src-parameter"), bad->name, bad->khronos_misses);
    struct omm_job *job = omm_prepare(t, OMM_CLONE, &omm_small);
    VkCopyMicromapInfoEXT broken = info_of(job);
    broken.src = omm_bad_micromap(t, bad);
    ASSERT_OK(omm_job_stopped(NULL, job, &broken, VUID("src-parameter")));
    PASS();
}

OMM_EDGE(
    dst_parameter,
    .about =
        "A handle is valid that was created, in the same place, right after another was destroyed.",
    .covers = OMM_COVERS(VUID("dst-parameter")), .needs = {.host_commands = true})
{
    const struct omm_micromap *source = omm_build(t, &omm_small, 0);
    struct omm_micromap *gone = omm_clone(source);
    omm_destroy_micromap(gone);
    const struct omm_micromap *destination =
        omm_create_micromap_in(gone->buffer, gone->offset, gone->size);
    ASSERT_OK(copies(source, destination, VK_COPY_MICROMAP_MODE_CLONE_EXT));
    PASS();
}

OMM_VIOLATION(dst_parameter,
              .about = "dst was never created, or is destroyed, or is VK_NULL_HANDLE.",
              .covers = OMM_COVERS(VUID("dst-parameter")), .needs = {.host_commands = true},
              .params = OMM_BAD_HANDLES)
{
    const struct omm_bad_handle *bad = param;
    omm_must_claim_way(VUID("dst-parameter"), bad->name, bad->khronos_misses);
    struct omm_job *job = omm_prepare(t, OMM_CLONE, &omm_small);
    VkCopyMicromapInfoEXT broken = info_of(job);
    broken.dst = omm_bad_micromap(t, bad);
    ASSERT_OK(omm_job_stopped(NULL, job, &broken, VUID("dst-parameter")));
    PASS();
}
