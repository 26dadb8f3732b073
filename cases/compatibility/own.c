// SPDX-License-Identifier: Apache-2.0
// A device calls what it serialized COMPATIBLE, and then loads it.
//
// The serialize mode writes data "which can be reloaded on a compatible implementation" (VkCopyMicromapModeEXT), its header
// holds "data identifying the compatibility for comparison using vkGetDeviceMicromapCompatibilityEXT"
// (serialized-micromap-header), and COMPATIBLE is what makes loading valid usage
// (VUID-VkCopyMemoryToMicromapInfoEXT-src-07549).
//
// Observed: the header of every kind of source, serialized directly and deferred, in exactly the 32 bytes that the
// query may read; the same device and, less strictly, another one (A124); then the data is loaded and the result
// used. Vacuous if the query said COMPATIBLE to everything: answers.c asks it about other bytes, but nobody can prove
// foreign bytes incompatible, so that stays a warning.
#include <ommcts/ommcts.h>

static const VkBuildMicromapFlagsEXT compactable = VK_BUILD_MICROMAP_ALLOW_COMPACTION_BIT_EXT;

static struct omm_micromap *make_built(const struct omm_test *t, const struct omm_shape *shape)
{
    return omm_build(t, shape, 0);
}

static struct omm_micromap *make_compactable(const struct omm_test *t,
                                             const struct omm_shape *shape)
{
    return omm_build(t, shape, compactable);
}

static struct omm_micromap *make_fast_trace(const struct omm_test *t, const struct omm_shape *shape)
{
    return omm_build(t, shape, VK_BUILD_MICROMAP_PREFER_FAST_TRACE_BIT_EXT);
}

static struct omm_micromap *make_fast_build(const struct omm_test *t, const struct omm_shape *shape)
{
    return omm_build(t, shape, VK_BUILD_MICROMAP_PREFER_FAST_BUILD_BIT_EXT);
}

static struct omm_micromap *make_clone(const struct omm_test *t, const struct omm_shape *shape)
{
    return omm_clone(omm_build(t, shape, 0));
}

static struct omm_micromap *make_compacted(const struct omm_test *t, const struct omm_shape *shape)
{
    return omm_compact(omm_build(t, shape, compactable));
}

static struct omm_micromap *make_loaded(const struct omm_test *t, const struct omm_shape *shape)
{
    const struct omm_micromap *origin = omm_build(t, shape, 0);
    return omm_deserialize(t, omm_serialize(origin), origin->size);
}

static const struct origin {
    const char *name;
    struct omm_micromap *(*make)(const struct omm_test *t, const struct omm_shape *shape);
} origins[] = {
    {"built", make_built},           {"built_compactable", make_compactable},
    {"fast_trace", make_fast_trace}, {"fast_build", make_fast_build},
    {"clone", make_clone},           {"compacted", make_compacted},
    {"deserialized", make_loaded},
};

OMM_CASE(any_origin, .about = "A device calls its own data compatible, whatever it came from.",
         .covers = OMM_COVERS("A116", "A059"), .needs = {.host_commands = true},
         .params = OMM_PARAMS(origins))
{
    const struct origin *origin = param;
    for (size_t i = 0; i < OMM_FEW; ++i) {
        omm_note("shape %s", omm_shapes[i].name);
        const struct omm_block *blob = omm_serialize(origin->make(t, &omm_shapes[i]));
        const VkMicromapVersionInfoEXT version = {
            .sType = VK_STRUCTURE_TYPE_MICROMAP_VERSION_INFO_EXT,
            .pVersionData = blob->bytes,
        };
        VkAccelerationStructureCompatibilityKHR answer =
            VK_ACCELERATION_STRUCTURE_COMPATIBILITY_MAX_ENUM_KHR;
        t->vk->vkGetDeviceMicromapCompatibilityEXT(t->device, &version, &answer);
        ASSERT_EQ_FMTm("the device's own header is not COMPATIBLE",
                       (int)VK_ACCELERATION_STRUCTURE_COMPATIBILITY_COMPATIBLE_KHR, (int)answer,
                       "%d");
    }
    PASS();
}

OMM_CASE(both_ways, .about = "Data serialized directly or deferred is compatible.",
         .covers = OMM_COVERS("A116"), .needs = {.host_commands = true}, .params = OMM_BOTH_WAYS)
{
    const struct omm_way *way = param;
    const struct omm_micromap *source = omm_build(t, &omm_large, 0);
    struct omm_block *blob = omm_destination(source);
    const VkCopyMicromapToMemoryInfoEXT info = omm_serialize_info(source, blob->bytes);
    const VkDeferredOperationKHR operation =
        way->deferred ? omm_create_operation(t) : VK_NULL_HANDLE;
    omm_finish(t, operation, t->vk->vkCopyMicromapToMemoryEXT(t->device, operation, &info));
    ASSERTm("the device's own header is not COMPATIBLE", omm_compatible(t, blob->bytes));
    PASS();
}

OMM_CASE(then_loads, .about = "What is called compatible can be loaded.",
         .covers = OMM_COVERS("A122", "A116"), .needs = {.host_commands = true},
         .params = OMM_ALL_SHAPES)
{
    const struct omm_micromap *origin = omm_build(t, param, 0);
    const struct omm_block *blob = omm_serialize(origin);
    ASSERTm("the device's own header is not COMPATIBLE", omm_compatible(t, blob->bytes));
    const struct omm_micromap *destination = omm_create_micromap(t, origin->size);
    const VkCopyMemoryToMicromapInfoEXT info = omm_deserialize_info(blob->bytes, destination);
    ASSERT_SUCCESS(t->vk->vkCopyMemoryToMicromapEXT(t->device, VK_NULL_HANDLE, &info));
    ASSERT_OK(omm_usable(destination));
    PASS();
}

OMM_CASE(header_alone, .about = "The 32 bytes of the header are all that the query needs.",
         .covers = OMM_COVERS("A119", "A116"), .needs = {.host_commands = true},
         .params = OMM_FEW_SHAPES)
{
    const struct omm_block *blob = omm_serialize(omm_build(t, param, 0));
    struct omm_block *header =
        omm_block(&(struct omm_block_request){.name = "version data", .size = OMM_HEADER_SIZE});
    memcpy(header->bytes, blob->bytes, OMM_HEADER_SIZE);
    omm_block_protect(header, OMM_READ_ONLY);
    omm_block_protect(blob, OMM_NO_ACCESS);
    ASSERTm("the device's own header is not COMPATIBLE", omm_compatible(t, header->bytes));
    PASS();
}

static const struct device_kind {
    const char *name;
    struct omm_needs needs;
} device_kinds[] = {
    {"with_host_commands", {.host_commands = true}},
    {"without_host_commands", {.micromap = true}},
};

OMM_CASE(without_host_commands,
         .about = "Whether host commands are enabled has no say in what data is compatible.",
         .covers = OMM_COVERS("A121", "A116", "A079"), .needs = {.device_commands = true},
         .params = OMM_FEW_SHAPES)
{
    const struct omm_region *blob = omm_device_serialize(omm_device_build(t, param, 0));
    ASSERTm("the header that a device command of this device wrote is not COMPATIBLE",
            omm_compatible(t, blob->bytes));
    PASS();
}

OMM_CASE(second_device,
         .about = "Another VkDevice of the physical device gives the same answer (poor if not).",
         .covers = OMM_COVERS("A124", "A117", "A121"), .needs = {.host_commands = true},
         .params = OMM_PARAMS(device_kinds))
{
    const struct device_kind *kind = param;
    const struct omm_block *blob = omm_serialize(omm_build(t, &omm_small, 0));
    const struct omm_test *other = omm_open_device(t, &kind->needs, NULL);
    ASSERTm("the device's own header is not COMPATIBLE", omm_compatible(t, blob->bytes));
    if (!omm_compatible(other, blob->bytes))
        omm_warn("another VkDevice of the same physical device calls the header incompatible");
    PASS();
}
