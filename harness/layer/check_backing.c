// SPDX-License-Identifier: Apache-2.0
#include "check_backing.h"

#include "check.h"

struct backing {
    struct lay_call *call;
    const struct lay_backing_rules *rules;
    struct lay_object objects[3]; // the micromap, its buffer, and the buffer's memory
};

static bool is_gone(const struct lay_device *device, enum lay_kind kind, uint64_t handle,
                    uint64_t id)
{
    if (!id || lay_find_same(device, kind, handle, id))
        return false;
    // Another object with the same handle is proof as well: this one was destroyed before.
    return lay_find(device, kind, handle) || lay_is_invalid(device, kind, handle);
}

static bool check_memory(const struct backing *backing, const struct lay_memory *memory)
{
    struct lay_call *call = backing->call;
    const struct lay_backing_rules *rules = backing->rules;
    if (rules->host_visible && !memory->host_visible) {
        lay_report(
            call, rules->bound, backing->objects, 3,
            "The buffer under %s is bound to memory of type %u, which is not host-visible. "
            "Host commands need memory that the host can reach. Allocate it from a type with "
            "VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT, or record the command for the device.",
            rules->what, memory->type);
        return false;
    }
    if (rules->single && memory->instances > 1) {
        lay_report(
            call, rules->single, backing->objects, 3,
            "The buffer under %s is bound to memory that has %u instances. Host commands need "
            "memory with one instance. Allocate it with a VkMemoryAllocateFlagsInfo whose "
            "deviceMask has one bit.",
            rules->what, memory->instances);
        return false;
    }
    return true;
}

static bool check_buffer(const struct backing *backing, const struct lay_buffer *buffer)
{
    struct lay_call *call = backing->call;
    const struct lay_backing_rules *rules = backing->rules;
    const struct lay_device *device = call->device;
    if (buffer->sparse)
        return true; // what is bound to it, and where, is decided on a queue
    if (!buffer->bound) {
        lay_report(call, rules->bound, backing->objects, 2,
                   "The buffer under %s is not bound to memory. It must be before the micromap is "
                   "used. Call vkBindBufferMemory first.",
                   rules->what);
        return false;
    }
    if (is_gone(device, LAY_MEMORY, LAY_KEY(buffer->memory), buffer->memory_id)) {
        lay_report(call, rules->bound, backing->objects, 3,
                   "The memory that the buffer under %s is bound to was freed. It must outlive the "
                   "use of the micromap. Free it after the micromap is destroyed.",
                   rules->what);
        return false;
    }
    const struct lay_memory *memory = lay_memory_of(device, buffer);
    return !memory || check_memory(backing, memory);
}

bool lay_check_backing(struct lay_call *call, const struct lay_backing_rules *rules,
                       const struct lay_micromap *micromap)
{
    const struct lay_device *device = call->device;
    struct backing backing = {
        call, rules, {{VK_OBJECT_TYPE_MICROMAP_EXT, micromap->record.handle}}};
    backing.objects[1] = (struct lay_object){VK_OBJECT_TYPE_BUFFER, LAY_KEY(micromap->buffer)};
    if (is_gone(device, LAY_BUFFER, LAY_KEY(micromap->buffer), micromap->buffer_id)) {
        lay_report(
            call, rules->bound, backing.objects, 2,
            "The buffer that %s was created in was destroyed. It must outlive the use of the "
            "micromap. Destroy it after the micromap.",
            rules->what);
        return false;
    }
    const struct lay_buffer *buffer = lay_buffer_of(device, micromap);
    if (!buffer)
        return true;
    backing.objects[2] = (struct lay_object){VK_OBJECT_TYPE_DEVICE_MEMORY, LAY_KEY(buffer->memory)};
    return check_buffer(&backing, buffer);
}
