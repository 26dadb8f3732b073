// SPDX-License-Identifier: Apache-2.0
// The eight valid-usage IDs of VkCopyMemoryToMicromapInfoEXT, told through the host command (chapter "Copying
// Micromaps").
//
// An edge is valid usage right at the boundary: the driver must load the data, write nothing beside the destination
// and leave a micromap that can be queried, serialized and loaded again. sType, pNext and the two rules on mode allow
// one value each; their edge is that value, with everything around it as lean as the rules allow. Vacuous if the call
// stood far inside the rule: each edge says what makes it the last valid step. A violation breaks that one rule under one
// validation layer, in a process of its own, directly and with a deferred operation. Observed: the layer reports the ID,
// the call returns VK_ERROR_VALIDATION_FAILED because the messenger answered VK_TRUE, the driver was not entered, the
// destination's memory, the data and the operation are what they were, and the call without the mistake works. Vacuous if
// the broken call broke a second rule that is reported first; a mode that is no enumerant breaks both rules on mode, and
// is held to be told by mode-parameter alone. So does memory that nobody has written break both rules on the data, held to
// be told by src-07547 alone. Data that was altered behind its header is no violation here, although it breaks src-07547:
// nobody but the driver can tell it from data that another process has serialized.
#include <ommcts/ommcts.h>

#include <string.h>

#define VUID(id) "VUID-VkCopyMemoryToMicromapInfoEXT-" id

static const char *loads(const VkCopyMemoryToMicromapInfoEXT *info,
                         const struct omm_micromap *destination)
{
    const struct omm_test *t = destination->t;
    omm_must_succeed(t->vk->vkCopyMemoryToMicromapEXT(t->device, VK_NULL_HANDLE, info),
                     "vkCopyMemoryToMicromapEXT");
    const char *complaint = omm_neighbours_intact(destination);
    return complaint ? complaint : omm_usable(destination);
}

// Data that the rule on compatibility allows to load.
static struct omm_block *compatible_data(const struct omm_micromap *origin)
{
    struct omm_block *data = omm_serialize(origin);
    const char *complaint = omm_header_good(origin->t, data->bytes);
    if (complaint)
        omm_fail("%s", complaint);
    return data;
}

OMM_EDGE(
    src_07547,
    .about = "What the device has serialized loads on the host, copied there by the application.",
    .covers = OMM_COVERS(VUID("src-07547"), "A087", "A083"),
    .needs = {.host_commands = true, .device_commands = true}, .params = OMM_FEW_SHAPES)
{
    const struct omm_micromap *origin = omm_device_build(t, param, 0);
    const struct omm_region *region = omm_device_serialize(origin);
    ASSERT_OK(omm_header_good(t, region->bytes));
    const struct omm_block *data = omm_block(&(struct omm_block_request){
        .name = "data that the device serialized", .size = (size_t)region->size, .alignment = 16});
    memcpy(data->bytes, region->bytes, data->size);
    const struct omm_micromap *destination = omm_create_micromap(t, origin->size);
    const VkCopyMemoryToMicromapInfoEXT info = omm_deserialize_info(data->bytes, destination);
    ASSERT_OK(loads(&info, destination));
    PASS();
}

// What a violation starts from, when the layer claims its rule.
static struct omm_job *claimed(const struct omm_test *t, const char *vuid)
{
    omm_layer_must_claim(vuid);
    return omm_prepare(t, OMM_DESERIALIZE, &omm_small);
}

static VkCopyMemoryToMicromapInfoEXT info_of(const struct omm_job *job)
{
    VkCopyMemoryToMicromapInfoEXT info;
    memcpy(&info, job->info->bytes, sizeof info);
    return info;
}

static const char *stopped_at_fresh_memory(const struct omm_test *t, const char *vuid)
{
    struct omm_job *job = claimed(t, vuid);
    const struct omm_block *fresh = omm_block(&(struct omm_block_request){
        .name = "memory that nobody has written", .size = job->memory->size, .alignment = 16});
    if (omm_compatible(t, fresh->bytes))
        omm_not_supported("the device calls memory that nobody has written compatible");
    const VkCopyMemoryToMicromapInfoEXT broken =
        omm_deserialize_info(fresh->bytes, job->destination);
    return omm_job_stopped(NULL, job, &broken, vuid);
}

// The memory holds what the same micromap was serialized to before, so that nothing but the copy in the making is wrong.
static const char *stopped_at_pending_data(const struct omm_test *t, const char *vuid)
{
    omm_layer_must_claim(vuid);
    const struct omm_job *writer = omm_prepare(t, OMM_SERIALIZE, &omm_large);
    omm_must_succeed(omm_request(writer, VK_NULL_HANDLE), "vkCopyMicromapToMemoryEXT");
    const struct omm_micromap *destination = omm_create_micromap(t, writer->source->size);
    const VkCopyMemoryToMicromapInfoEXT info =
        omm_deserialize_info(writer->memory->bytes, destination);
    const VkDeferredOperationKHR pending = omm_create_operation(t);
    if (!omm_was_deferred(omm_request(writer, pending)))
        omm_not_supported("the driver did not defer, so no copy is pending");
    struct omm_stakes *stakes = omm_stakes(t, "vkCopyMemoryToMicromapEXT");
    omm_stake_micromap(stakes, destination);
    omm_stake_operation(stakes, t, pending);
    const VkResult answer = t->vk->vkCopyMemoryToMicromapEXT(t->device, VK_NULL_HANDLE, &info);
    const char *complaint = omm_stopped(stakes, vuid, answer);
    if (complaint)
        return complaint;
    omm_must_succeed(omm_join(t, pending), "vkGetDeferredOperationResultKHR");
    complaint = omm_job_done(writer);
    if (!complaint)
        complaint = loads(&info, destination);
    return complaint ? complaint : omm_layer_reported(vuid);
}

static const struct absence {
    const char *name;
    bool pending; // else nothing was ever serialized there
} absences[] = {
    {"never_written", false},
    {"pending", true},
};

OMM_VIOLATION(src_07547, .about = "Nothing, or nothing yet, has been serialized to the memory.",
              .covers = OMM_COVERS(VUID("src-07547")), .needs = {.host_commands = true},
              .params = OMM_PARAMS(absences))
{
    const struct absence *absence = param;
    ASSERT_OK(absence->pending ? stopped_at_pending_data(t, VUID("src-07547"))
                               : stopped_at_fresh_memory(t, VUID("src-07547")));
    PASS();
}

OMM_EDGE(src_07549,
         .about = "The 32 bytes of the header alone, and the answer to them, decide what may load.",
         .covers = OMM_COVERS(VUID("src-07549"), "A116", "A119", "A122"),
         .needs = {.host_commands = true}, .params = OMM_FEW_SHAPES)
{
    const struct omm_micromap *origin = omm_build(t, param, 0);
    const struct omm_block *data = omm_serialize(origin);
    const struct omm_block *header =
        omm_block(&(struct omm_block_request){.name = "header", .size = OMM_HEADER_SIZE});
    memcpy(header->bytes, data->bytes, OMM_HEADER_SIZE);
    omm_block_protect(header, OMM_READ_ONLY);
    ASSERTm("the device calls its own serialized micromap incompatible (A116)",
            omm_compatible(t, header->bytes));
    const struct omm_micromap *destination = omm_create_micromap(t, origin->size);
    const VkCopyMemoryToMicromapInfoEXT info = omm_deserialize_info(data->bytes, destination);
    ASSERT_OK(loads(&info, destination));
    PASS();
}

static const struct half {
    const char *name;
    size_t offset;
} halves[] = {
    {"driver_uuid", 0},
    {"compatibility_uuid", VK_UUID_SIZE},
};

OMM_VIOLATION(src_07549,
              .about = "Half of the header is that of another driver or another version.",
              .covers = OMM_COVERS(VUID("src-07549")), .needs = {.host_commands = true},
              .params = OMM_PARAMS(halves))
{
    const struct half *half = param;
    struct omm_job *job = claimed(t, VUID("src-07549"));
    const struct omm_block *foreign = omm_block(&(struct omm_block_request){
        .name = "foreign data", .size = job->memory->size, .alignment = 16});
    memcpy(foreign->bytes, job->memory->bytes, foreign->size);
    foreign->bytes[half->offset] ^= 0x40;
    if (omm_compatible(t, foreign->bytes))
        SKIPm("the device calls this header compatible as well");
    const VkCopyMemoryToMicromapInfoEXT broken =
        omm_deserialize_info(foreign->bytes, job->destination);
    ASSERT_OK(omm_job_stopped(NULL, job, &broken, VUID("src-07549")));
    PASS();
}

OMM_EDGE(dst_07550,
         .about = "A destination of exactly the size that the serialized micromap was created with "
                  "is large enough.",
         .covers = OMM_COVERS(VUID("dst-07550"), "A091", "A092"), .needs = {.host_commands = true},
         .params = OMM_ALL_SHAPES)
{
    const struct omm_micromap *origin = omm_build(t, param, 0);
    const struct omm_block *data = compatible_data(origin);
    const struct omm_micromap *destination = omm_create_micromap(t, origin->size);
    const VkCopyMemoryToMicromapInfoEXT info = omm_deserialize_info(data->bytes, destination);
    ASSERT_OK(loads(&info, destination));
    PASS();
}

static const struct place {
    const char *name;
    bool moved; // the application has copied the data elsewhere
} places[] = {
    {"in_place", false},
    {"moved", true},
};

OMM_VIOLATION(
    dst_07550,
    .about =
        "The destination is one byte smaller than what the serialized micromap was created with.",
    .covers = OMM_COVERS(VUID("dst-07550")), .needs = {.host_commands = true},
    .params = OMM_PARAMS(places))
{
    const struct place *place = param;
    struct omm_job *job = claimed(t, VUID("dst-07550"));
    const struct omm_micromap *small = omm_create_micromap(t, job->destination->size - 1);
    const struct omm_block *moved = omm_block(&(struct omm_block_request){
        .name = "moved data", .size = job->memory->size, .alignment = 16});
    memcpy(moved->bytes, job->memory->bytes, moved->size);
    struct omm_stakes *stakes = omm_job_stakes(job);
    omm_stake_micromap(stakes, small);
    const VkCopyMemoryToMicromapInfoEXT broken =
        omm_deserialize_info(place->moved ? moved->bytes : job->memory->bytes, small);
    ASSERT_OK(omm_job_stopped(stakes, job, &broken, VUID("dst-07550")));
    PASS();
}

// The values that the rules leave no choice about, with a pNext of NULL and a mode of exactly 2.
static const char *only_value(const struct omm_test *t)
{
    const struct omm_micromap *origin = omm_build(t, &omm_small, 0);
    const struct omm_block *data = compatible_data(origin);
    const struct omm_micromap *destination = omm_create_micromap(t, origin->size);
    const VkCopyMemoryToMicromapInfoEXT info = omm_deserialize_info(data->bytes, destination);
    if (info.mode != 2 || info.pNext ||
        info.sType != VK_STRUCTURE_TYPE_COPY_MEMORY_TO_MICROMAP_INFO_EXT)
        omm_resource_error("the headers give other values than the registry");
    return loads(&info, destination);
}

OMM_EDGE(mode_07548,
         .about = "VK_COPY_MICROMAP_MODE_DESERIALIZE_EXT, the one mode that is allowed, is 2.",
         .covers = OMM_COVERS(VUID("mode-07548"), "A111"), .needs = {.host_commands = true})
{
    ASSERT_OK(only_value(t));
    PASS();
}

struct mode_param {
    const char *name;
    VkCopyMicromapModeEXT mode;
};

static const struct mode_param other_modes[] = {
    {"clone", VK_COPY_MICROMAP_MODE_CLONE_EXT},
    {"serialize", VK_COPY_MICROMAP_MODE_SERIALIZE_EXT},
    {"compact", VK_COPY_MICROMAP_MODE_COMPACT_EXT},
};

static const struct mode_param no_modes[] = {
    {"past_last", (VkCopyMicromapModeEXT)(VK_COPY_MICROMAP_MODE_COMPACT_EXT + 1)},
    {"max_enum", VK_COPY_MICROMAP_MODE_MAX_ENUM_EXT},
};

OMM_VIOLATION(mode_07548, .about = "The mode is a valid value of the wrong command.",
              .covers = OMM_COVERS(VUID("mode-07548")), .needs = {.host_commands = true},
              .params = OMM_PARAMS(other_modes))
{
    const struct mode_param *mode = param;
    struct omm_job *job = claimed(t, VUID("mode-07548"));
    VkCopyMemoryToMicromapInfoEXT broken = info_of(job);
    broken.mode = mode->mode;
    ASSERT_OK(omm_job_stopped(NULL, job, &broken, VUID("mode-07548")));
    PASS();
}

OMM_EDGE(sType_sType, .about = "The one structure type that is allowed works.",
         .covers = OMM_COVERS(VUID("sType-sType")), .needs = {.host_commands = true})
{
    ASSERT_OK(only_value(t));
    PASS();
}

OMM_VIOLATION(sType_sType, .about = "sType is that of the opposite copy.",
              .covers = OMM_COVERS(VUID("sType-sType")), .needs = {.host_commands = true})
{
    struct omm_job *job = claimed(t, VUID("sType-sType"));
    VkCopyMemoryToMicromapInfoEXT broken = info_of(job);
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
    VkCopyMemoryToMicromapInfoEXT broken = info_of(job);
    const VkApplicationInfo stranger = {.sType = VK_STRUCTURE_TYPE_APPLICATION_INFO};
    broken.pNext = &stranger;
    ASSERT_OK(omm_job_stopped(NULL, job, &broken, VUID("pNext-pNext")));
    PASS();
}

OMM_EDGE(mode_parameter,
         .about = "The mode is a value of VkCopyMicromapModeEXT, the one this command takes.",
         .covers = OMM_COVERS(VUID("mode-parameter")), .needs = {.host_commands = true})
{
    ASSERT_OK(only_value(t));
    PASS();
}

OMM_VIOLATION(mode_parameter, .about = "The mode is a number that is no VkCopyMicromapModeEXT.",
              .covers = OMM_COVERS(VUID("mode-parameter")), .needs = {.host_commands = true},
              .params = OMM_PARAMS(no_modes))
{
    const struct mode_param *mode = param;
    struct omm_job *job = claimed(t, VUID("mode-parameter"));
    VkCopyMemoryToMicromapInfoEXT broken = info_of(job);
    broken.mode = mode->mode;
    ASSERT_OK(omm_job_stopped(NULL, job, &broken, VUID("mode-parameter")));
    PASS();
}

OMM_EDGE(
    dst_parameter,
    .about =
        "A handle is valid that was created, in the same place, right after another was destroyed.",
    .covers = OMM_COVERS(VUID("dst-parameter")), .needs = {.host_commands = true})
{
    const struct omm_micromap *origin = omm_build(t, &omm_small, 0);
    const struct omm_block *data = compatible_data(origin);
    struct omm_micromap *gone = omm_deserialize(t, data, origin->size);
    omm_destroy_micromap(gone);
    const struct omm_micromap *destination =
        omm_create_micromap_in(gone->buffer, gone->offset, gone->size);
    const VkCopyMemoryToMicromapInfoEXT info = omm_deserialize_info(data->bytes, destination);
    ASSERT_OK(loads(&info, destination));
    PASS();
}

OMM_VIOLATION(dst_parameter,
              .about = "dst was never created, or is destroyed, or is VK_NULL_HANDLE.",
              .covers = OMM_COVERS(VUID("dst-parameter")), .needs = {.host_commands = true},
              .params = OMM_BAD_HANDLES)
{
    const struct omm_bad_handle *bad = param;
    omm_must_claim_way(VUID("dst-parameter"), bad->name, bad->khronos_misses);
    struct omm_job *job = omm_prepare(t, OMM_DESERIALIZE, &omm_small);
    VkCopyMemoryToMicromapInfoEXT broken = info_of(job);
    broken.dst = omm_bad_micromap(t, bad);
    ASSERT_OK(omm_job_stopped(NULL, job, &broken, VUID("dst-parameter")));
    PASS();
}
