// SPDX-License-Identifier: Apache-2.0
// The valid-usage IDs of VkMicromapCreateInfoEXT (chapter "Micromaps").
//
// An edge is a micromap that is created right at the boundary of one rule: it must be possible to build it on a queue,
// and the result must be good to be queried, serialized and loaded. A violation breaks that one rule under one
// validation layer, in a process of its own. Observed: the layer reports the ID, vkCreateMicromapEXT returns
// VK_ERROR_VALIDATION_FAILED, the driver is not entered, pMicromap is not written to, and a micromap without the mistake
// can be created then.
//
// Neither has deviceAddress-parameter, micromapCaptureReplay-11616's other side or
// bufferDeviceAddressMultiDevice-11617: no case enables capture and replay or has a device group. buffer-07436 has no
// violation, because a buffer with sparse residency needs a feature that no case enables.
#include <ommcts/ommcts.h>

#include <string.h>

#define VUID(id) "VUID-VkMicromapCreateInfoEXT-" id

static const VkBufferUsageFlags storage = VK_BUFFER_USAGE_MICROMAP_STORAGE_BIT_EXT;

static struct omm_buffer *create_buffer(const struct omm_test *t, VkDeviceSize size,
                                        VkBufferUsageFlags usage)
{
    return omm_create_buffer(
        t, &(struct omm_buffer_request){.size = size, .usage = usage, .memory_type = OMM_COHERENT});
}

// A micromap that ends with its buffer.
static const char *usable_at(const struct omm_test *t, VkDeviceSize offset)
{
    const struct omm_input *input = omm_make_input(t, &omm_small);
    const VkDeviceSize size =
        omm_sizes(t, input, 0, VK_ACCELERATION_STRUCTURE_BUILD_TYPE_DEVICE_KHR).micromapSize;
    struct omm_micromap *map =
        omm_create_micromap_in(create_buffer(t, offset + size, storage), offset, size);
    omm_device_build_into(map, input, 0);
    const char *complaint = omm_neighbours_intact(map);
    return complaint ? complaint : omm_device_usable(map);
}

// What is valid, to be broken: 4 KiB at 256 of a buffer of 8 KiB.
static VkMicromapCreateInfoEXT valid_info(const struct omm_test *t)
{
    return (VkMicromapCreateInfoEXT){
        .sType = VK_STRUCTURE_TYPE_MICROMAP_CREATE_INFO_EXT,
        .buffer = create_buffer(t, 8192, storage)->handle,
        .offset = 256,
        .size = 4096,
        .type = VK_MICROMAP_TYPE_OPACITY_MICROMAP_EXT,
    };
}

static const char *refused(const struct omm_test *t, const VkMicromapCreateInfoEXT *broken,
                           const char *vuid)
{
    VkMicromapEXT handle = VK_NULL_HANDLE;
    memset(&handle, 0x5B, sizeof handle);
    struct omm_stakes *stakes = omm_stakes(t, "vkCreateMicromapEXT");
    omm_stake_bytes(stakes, "pMicromap", &handle, sizeof handle);
    VkResult answer = t->vk->vkCreateMicromapEXT(t->device, broken, t->allocator, &handle);
    const char *complaint = omm_stopped(stakes, vuid, answer);
    if (complaint)
        return complaint;
    // Made only now: a new buffer may get the handle of one that was destroyed.
    const VkMicromapCreateInfoEXT valid = valid_info(t);
    answer = t->vk->vkCreateMicromapEXT(t->device, &valid, t->allocator, &handle);
    omm_must_succeed(answer, "vkCreateMicromapEXT after a call that was stopped");
    t->vk->vkDestroyMicromapEXT(t->device, handle, t->allocator);
    return omm_layer_reported(vuid);
}

OMM_EDGE(deviceAddress_07433,
         .about = "A device address of 0 needs no flag for capture and replay.",
         .covers = OMM_COVERS(VUID("deviceAddress-07433")), .needs = {.device_commands = true})
{
    ASSERT_OK(usable_at(t, 0));
    PASS();
}

OMM_VIOLATION(deviceAddress_07433,
              .about = "A device address, which a buffer has, without the flag.",
              .covers = OMM_COVERS(VUID("deviceAddress-07433")), .needs = {.device_commands = true})
{
    omm_layer_must_claim(VUID("deviceAddress-07433"));
    VkMicromapCreateInfoEXT broken = valid_info(t);
    broken.deviceAddress = omm_region(t, 4096, 256)->address;
    ASSERT_OK(refused(t, &broken, VUID("deviceAddress-07433")));
    PASS();
}

OMM_VIOLATION(micromapCaptureReplay_11616,
              .about = "The flag for capture and replay without the feature.",
              .covers = OMM_COVERS(VUID("micromapCaptureReplay-11616")),
              .needs = {.micromap = true})
{
    omm_layer_must_claim(VUID("micromapCaptureReplay-11616"));
    VkMicromapCreateInfoEXT broken = valid_info(t);
    broken.createFlags = VK_MICROMAP_CREATE_DEVICE_ADDRESS_CAPTURE_REPLAY_BIT_EXT;
    ASSERT_OK(refused(t, &broken, VUID("micromapCaptureReplay-11616")));
    PASS();
}

OMM_EDGE(buffer_07435, .about = "A buffer for micromap storage and for nothing else is enough.",
         .covers = OMM_COVERS(VUID("buffer-07435")), .needs = {.device_commands = true})
{
    ASSERT_OK(usable_at(t, 512));
    PASS();
}

static const struct usage {
    const char *name;
    VkBufferUsageFlags usage;
} usages[] = {
    {"transfer", VK_BUFFER_USAGE_TRANSFER_DST_BIT},
    {"build_input", VK_BUFFER_USAGE_MICROMAP_BUILD_INPUT_READ_ONLY_BIT_EXT |
                        VK_BUFFER_USAGE_SHADER_DEVICE_ADDRESS_BIT},
};

OMM_VIOLATION(buffer_07435, .about = "The buffer is not for micromap storage.",
              .covers = OMM_COVERS(VUID("buffer-07435")), .needs = {.device_commands = true},
              .params = OMM_PARAMS(usages))
{
    const struct usage *way = param;
    omm_layer_must_claim(VUID("buffer-07435"));
    VkMicromapCreateInfoEXT broken = valid_info(t);
    broken.buffer = create_buffer(t, 8192, way->usage)->handle;
    ASSERT_OK(refused(t, &broken, VUID("buffer-07435")));
    PASS();
}

OMM_EDGE(buffer_07436, .about = "A buffer without any create flag is not sparse.",
         .covers = OMM_COVERS(VUID("buffer-07436")), .needs = {.device_commands = true})
{
    ASSERT_OK(usable_at(t, 0));
    PASS();
}

OMM_EDGE(offset_07437, .about = "A micromap ends with the last byte of its buffer.",
         .covers = OMM_COVERS(VUID("offset-07437")), .needs = {.device_commands = true})
{
    ASSERT_OK(usable_at(t, 1024));
    PASS();
}

static const struct range {
    const char *name;
    VkDeviceSize offset, size; // of 8192 bytes
} ranges[] = {
    {"one_byte_more", 4096, 4097},
    {"begins_at_the_end", 8192, 1},
    {"sum_wraps", 4096, UINT64_MAX - 4095},
};

OMM_VIOLATION(offset_07437, .about = "offset + size is more than the buffer has.",
              .covers = OMM_COVERS(VUID("offset-07437")), .needs = {.micromap = true},
              .params = OMM_PARAMS(ranges))
{
    const struct range *way = param;
    omm_layer_must_claim(VUID("offset-07437"));
    VkMicromapCreateInfoEXT broken = valid_info(t);
    broken.offset = way->offset;
    broken.size = way->size;
    ASSERT_OK(refused(t, &broken, VUID("offset-07437")));
    PASS();
}

OMM_EDGE(offset_07438, .about = "An offset of 256, a multiple of 256 and of nothing larger.",
         .covers = OMM_COVERS(VUID("offset-07438")), .needs = {.device_commands = true})
{
    ASSERT_OK(usable_at(t, 256));
    PASS();
}

static const struct misalignment {
    const char *name;
    VkDeviceSize offset;
} misalignments[] = {
    {"o128", 128},
    {"o257", 257},
};

OMM_VIOLATION(offset_07438, .about = "The offset is not a multiple of 256.",
              .covers = OMM_COVERS(VUID("offset-07438")), .needs = {.micromap = true},
              .params = OMM_PARAMS(misalignments))
{
    const struct misalignment *way = param;
    omm_layer_must_claim(VUID("offset-07438"));
    VkMicromapCreateInfoEXT broken = valid_info(t);
    broken.offset = way->offset;
    ASSERT_OK(refused(t, &broken, VUID("offset-07438")));
    PASS();
}

// The values that the rules leave no choice about.
static const char *only_value(const struct omm_test *t)
{
    const VkMicromapCreateInfoEXT info = valid_info(t);
    if (info.sType != 1000396007 || info.pNext || info.createFlags || info.type)
        omm_resource_error("the headers give other values than the registry");
    return usable_at(t, 0);
}

OMM_EDGE(sType_sType, .about = "The one structure type that is allowed works.",
         .covers = OMM_COVERS(VUID("sType-sType")), .needs = {.device_commands = true})
{
    ASSERT_OK(only_value(t));
    PASS();
}

OMM_VIOLATION(sType_sType, .about = "sType is that of an acceleration structure.",
              .covers = OMM_COVERS(VUID("sType-sType")), .needs = {.micromap = true})
{
    omm_layer_must_claim(VUID("sType-sType"));
    VkMicromapCreateInfoEXT broken = valid_info(t);
    broken.sType = VK_STRUCTURE_TYPE_ACCELERATION_STRUCTURE_CREATE_INFO_KHR;
    ASSERT_OK(refused(t, &broken, VUID("sType-sType")));
    PASS();
}

OMM_EDGE(pNext_pNext, .about = "A pNext of NULL, the one value that is allowed, works.",
         .covers = OMM_COVERS(VUID("pNext-pNext")), .needs = {.device_commands = true})
{
    ASSERT_OK(only_value(t));
    PASS();
}

OMM_VIOLATION(pNext_pNext, .about = "A structure hangs in the chain.",
              .covers = OMM_COVERS(VUID("pNext-pNext")), .needs = {.micromap = true})
{
    omm_layer_must_claim(VUID("pNext-pNext"));
    const VkApplicationInfo stranger = {.sType = VK_STRUCTURE_TYPE_APPLICATION_INFO};
    VkMicromapCreateInfoEXT broken = valid_info(t);
    broken.pNext = &stranger;
    ASSERT_OK(refused(t, &broken, VUID("pNext-pNext")));
    PASS();
}

OMM_EDGE(createFlags_parameter, .about = "No create flag at all works.",
         .covers = OMM_COVERS(VUID("createFlags-parameter")), .needs = {.device_commands = true})
{
    ASSERT_OK(only_value(t));
    PASS();
}

OMM_VIOLATION(createFlags_parameter, .about = "A bit that is no create flag.",
              .covers = OMM_COVERS(VUID("createFlags-parameter")), .needs = {.micromap = true})
{
    omm_layer_must_claim(VUID("createFlags-parameter"));
    VkMicromapCreateInfoEXT broken = valid_info(t);
    broken.createFlags = 0x40000000;
    ASSERT_OK(refused(t, &broken, VUID("createFlags-parameter")));
    PASS();
}

OMM_EDGE(buffer_parameter,
         .about = "A buffer is valid that was created right after another was destroyed.",
         .covers = OMM_COVERS(VUID("buffer-parameter")), .needs = {.device_commands = true})
{
    omm_buffer_destroy(create_buffer(t, 8192, storage));
    ASSERT_OK(usable_at(t, 0));
    PASS();
}

OMM_VIOLATION(buffer_parameter,
              .about = "The buffer was never created, or is destroyed, or is VK_NULL_HANDLE.",
              .covers = OMM_COVERS(VUID("buffer-parameter")), .needs = {.micromap = true},
              .params = OMM_BAD_HANDLES)
{
    const struct omm_bad_handle *way = param;
    omm_must_claim_way(VUID("buffer-parameter"), way->name, way->khronos_misses);
    VkMicromapCreateInfoEXT broken = valid_info(t);
    struct omm_buffer *buffer = create_buffer(t, 8192, storage);
    broken.buffer = way->destroyed ? buffer->handle : VK_NULL_HANDLE;
    omm_buffer_destroy(buffer);
    if (way->wild)
        memset(&broken.buffer, 0x5B, sizeof broken.buffer);
    ASSERT_OK(refused(t, &broken, VUID("buffer-parameter")));
    PASS();
}

OMM_EDGE(type_parameter, .about = "The type of opacity micromaps, the first value, works.",
         .covers = OMM_COVERS(VUID("type-parameter")), .needs = {.device_commands = true})
{
    ASSERT_OK(only_value(t));
    PASS();
}

OMM_VIOLATION(type_parameter, .about = "The type is no value of VkMicromapTypeEXT.",
              .covers = OMM_COVERS(VUID("type-parameter")), .needs = {.micromap = true})
{
    omm_layer_must_claim(VUID("type-parameter"));
    VkMicromapCreateInfoEXT broken = valid_info(t);
    broken.type = (VkMicromapTypeEXT)77;
    ASSERT_OK(refused(t, &broken, VUID("type-parameter")));
    PASS();
}
