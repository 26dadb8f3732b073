// SPDX-License-Identifier: Apache-2.0
#include "check_create.h"

#include "check.h"
#include "in_use.h"

#include <inttypes.h>

#define CREATE(id)  "VUID-vkCreateMicromapEXT-" id
#define DESTROY(id) "VUID-vkDestroyMicromapEXT-" id
#define INFO(id)    "VUID-VkMicromapCreateInfoEXT-" id

#define LAY_MICROMAP_TYPE_DISPLACEMENT ((VkMicromapTypeEXT)1000397000)

static void check_flags(struct lay_call *call, const VkMicromapCreateInfoEXT *info)
{
    const struct lay_device *device = call->device;
    const VkMicromapCreateFlagsEXT replay =
        VK_MICROMAP_CREATE_DEVICE_ADDRESS_CAPTURE_REPLAY_BIT_EXT;
    if (info->createFlags & ~replay)
        lay_report_device(
            call, INFO("createFlags-parameter"),
            "createFlags is 0x%x. Only the bits of VkMicromapCreateFlagBitsEXT, 0x%x, "
            "may be set. Clear the others.",
            info->createFlags, replay);
    if (info->deviceAddress && !(info->createFlags & replay))
        lay_report_device(
            call, INFO("deviceAddress-07433"),
            "deviceAddress is 0x%" PRIx64 " without "
            "VK_MICROMAP_CREATE_DEVICE_ADDRESS_CAPTURE_REPLAY_BIT_EXT. An address can "
            "only be asked for with that flag. Set the flag, or make the address 0.",
            (uint64_t)info->deviceAddress);
    if (!(info->createFlags & replay))
        return;
    if (!device->features.micromap_capture_replay)
        lay_report_device(
            call, INFO("micromapCaptureReplay-11616"),
            "createFlags has VK_MICROMAP_CREATE_DEVICE_ADDRESS_CAPTURE_REPLAY_BIT_EXT. "
            "That needs the feature micromapCaptureReplay, which is not enabled. "
            "Enable it, or clear the flag.");
    if (device->group_size > 1 && !device->features.buffer_device_address_multi_device)
        lay_report_device(
            call, INFO("bufferDeviceAddressMultiDevice-11617"),
            "createFlags has VK_MICROMAP_CREATE_DEVICE_ADDRESS_CAPTURE_REPLAY_BIT_EXT "
            "on a device of %u physical devices. That needs the feature "
            "bufferDeviceAddressMultiDevice, which is not enabled. Enable it, or clear "
            "the flag.",
            device->group_size);
}

static void check_range(struct lay_call *call, const VkMicromapCreateInfoEXT *info,
                        const struct lay_buffer *buffer)
{
    const struct lay_object object = {VK_OBJECT_TYPE_BUFFER, buffer->record.handle};
    if (info->offset > buffer->size || info->size > buffer->size - info->offset)
        lay_report(call, INFO("offset-07437"), &object, 1,
                   "offset, %" PRIu64 ", plus size, %" PRIu64 ", is more than the %" PRIu64
                   " bytes of the buffer. The micromap must lie within. Create a larger buffer.",
                   (uint64_t)info->offset, (uint64_t)info->size, (uint64_t)buffer->size);
    if (!(buffer->usage & VK_BUFFER_USAGE_MICROMAP_STORAGE_BIT_EXT))
        lay_report(call, INFO("buffer-07435"), &object, 1,
                   "The buffer was created with usage 0x%" PRIx64 ". It must have "
                   "VK_BUFFER_USAGE_MICROMAP_STORAGE_BIT_EXT. Create it with that usage.",
                   buffer->usage);
    if (buffer->flags & VK_BUFFER_CREATE_SPARSE_RESIDENCY_BIT)
        lay_report(call, INFO("buffer-07436"), &object, 1,
                   "The buffer was created with VK_BUFFER_CREATE_SPARSE_RESIDENCY_BIT. Micromaps "
                   "must not lie in such buffers. Create it without that flag.");
}

static void check_buffer(struct lay_call *call, const VkMicromapCreateInfoEXT *info)
{
    static const struct lay_handle_rules rules = {LAY_BUFFER, "buffer", INFO("buffer-parameter"),
                                                  NULL};
    if (info->offset % 256)
        lay_report_device(call, INFO("offset-07438"),
                          "offset is %" PRIu64 ". It must be a multiple of 256. Round it up.",
                          (uint64_t)info->offset);
    if (!lay_check_handle(call, &rules, LAY_KEY(info->buffer)))
        return;
    lay_lock(call->device);
    const struct lay_buffer *buffer = lay_find_buffer(call->device, info->buffer);
    if (buffer)
        check_range(call, info, buffer);
    lay_unlock(call->device);
}

static void check_info(struct lay_call *call, const VkMicromapCreateInfoEXT *info)
{
    static const struct lay_head_rules head = {
        "VkMicromapCreateInfoEXT", VK_STRUCTURE_TYPE_MICROMAP_CREATE_INFO_EXT,
        "VK_STRUCTURE_TYPE_MICROMAP_CREATE_INFO_EXT", INFO("sType-sType"), INFO("pNext-pNext")};
    if (!lay_check_head(call, &head, info))
        return;
    check_flags(call, info);
    check_buffer(call, info);
    if (info->type != VK_MICROMAP_TYPE_OPACITY_MICROMAP_EXT &&
        info->type != LAY_MICROMAP_TYPE_DISPLACEMENT)
        lay_report_device(call, INFO("type-parameter"),
                          "type is %d, which is no VkMicromapTypeEXT. Set it to "
                          "VK_MICROMAP_TYPE_OPACITY_MICROMAP_EXT.",
                          (int)info->type);
}

static void check_allocator(struct lay_call *call, const char *vuid,
                            const VkAllocationCallbacks *allocator)
{
    if (allocator)
        lay_check_readable(call, vuid, "pAllocator", allocator, sizeof *allocator);
}

void lay_check_create(struct lay_call *call, const VkMicromapCreateInfoEXT *info,
                      const VkAllocationCallbacks *allocator, const VkMicromapEXT *micromap)
{
    if (!lay_check_feature(call, CREATE("micromap-11615"), call->device->features.micromap,
                           "VkPhysicalDeviceOpacityMicromapFeaturesEXT::micromap"))
        return;
    if (!call->device->has_queues)
        lay_report_device(
            call, CREATE("device-queuecount"),
            "The device was created without queues. It must have one at least. Ask for "
            "one in VkDeviceCreateInfo.");
    check_allocator(call, CREATE("pAllocator-parameter"), allocator);
    lay_check_writable(call, CREATE("pMicromap-parameter"), "pMicromap", micromap,
                       sizeof *micromap);
    if (lay_check_readable(call, CREATE("pCreateInfo-parameter"), "pCreateInfo", info,
                           sizeof *info))
        check_info(call, info);
}

static void check_unused(struct lay_call *call, VkMicromapEXT handle)
{
    lay_lock(call->device);
    const struct lay_micromap *micromap = lay_find_micromap(call->device, handle);
    const struct lay_object object = LAY_MICROMAP_OBJECT(handle);
    if (micromap && lay_is_in_use(call->device, micromap))
        lay_report(call, DESTROY("micromap-07441"), &object, 1,
                   "A command that refers to the micromap was submitted and waits for a timeline "
                   "semaphore. It must have completed before the micromap is destroyed. Signal the "
                   "semaphore and wait for the submission first.");
    lay_unlock(call->device);
}

static void check_same_allocator(struct lay_call *call, VkMicromapEXT handle,
                                 const VkAllocationCallbacks *allocator)
{
    lay_lock(call->device);
    const struct lay_micromap *micromap = lay_find_micromap(call->device, handle);
    const struct lay_object object = LAY_MICROMAP_OBJECT(handle);
    if (micromap && micromap->has_allocator && !allocator)
        lay_report(call, DESTROY("micromap-07442"), &object, 1,
                   "pAllocator is NULL. The micromap was created with callbacks, and must be "
                   "destroyed with compatible ones. Pass the same as at its creation.");
    else if (micromap && !micromap->has_allocator && allocator)
        lay_report(
            call, DESTROY("micromap-07443"), &object, 1,
            "pAllocator is not NULL. The micromap was created without callbacks, and must be "
            "destroyed without. Pass NULL.");
    lay_unlock(call->device);
}

void lay_check_destroy(struct lay_call *call, VkMicromapEXT micromap,
                       const VkAllocationCallbacks *allocator)
{
    static const struct lay_handle_rules rules = {
        LAY_MICROMAP, "micromap", DESTROY("micromap-parameter"), DESTROY("micromap-parent")};
    if (!lay_check_feature(call, DESTROY("micromap-11619"), call->device->features.micromap,
                           "VkPhysicalDeviceOpacityMicromapFeaturesEXT::micromap"))
        return;
    check_allocator(call, DESTROY("pAllocator-parameter"), allocator);
    if (micromap == VK_NULL_HANDLE || !lay_check_handle(call, &rules, LAY_KEY(micromap)))
        return;
    check_same_allocator(call, micromap, allocator);
    check_unused(call, micromap);
}
