// SPDX-License-Identifier: Apache-2.0
// When vkCopyMicromapToMemoryEXT is over: when it returns, unless it was deferred.
//
// Host commands execute "on the host timeline" (chapter "Host Micromap Operations"), and what a command is given is
// accessed "during the execution of a command" only (fundamentals, Object Lifetime). So after a call that was not
// deferred the destination is finished, nothing writes to it any more, and neither pInfo nor anything else of the
// application is looked at again. A copy done by the GPU and not waited for, or a thread that still holds pInfo, breaks
// this. pInfo points to const: it is not written either.
//
// Observed: the header is there at once; the destination is made read-only right after the return, or compared with a
// snapshot after other work and a pause; pInfo lies in pages that are read-only before and inaccessible after the call,
// while more commands run. Vacuous if the destination were finished long before the check: no time passes between.
#include <ommcts/ommcts.h>

static struct omm_block *destination_for(const struct omm_micromap *source)
{
    return omm_destination(source);
}

static const struct size {
    const char *name;
    const struct omm_shape *shape;
} sizes[] = {
    {"small", &omm_small},
    {"large", &omm_large},
};

OMM_CASE(no_later_write, .about = "After the return nothing writes to the destination any more.",
         .covers = OMM_COVERS("A066", "A131"), .needs = {.host_commands = true},
         .params = OMM_PARAMS(sizes))
{
    const struct size *size = param;
    const struct omm_micromap *source = omm_build(t, size->shape, 0);
    struct omm_block *destination = destination_for(source);
    uint8_t *snapshot = omm_alloc(destination->size);
    const VkCopyMicromapToMemoryInfoEXT info = omm_serialize_info(source, destination->bytes);
    const VkResult answer = t->vk->vkCopyMicromapToMemoryEXT(t->device, VK_NULL_HANDLE, &info);
    memcpy(snapshot, destination->bytes, destination->size);
    ASSERT_SUCCESS(answer);
    ASSERT_OK(omm_header_good(t, snapshot));
    ASSERT_OK(omm_go_on(t));
    ASSERT_MEM_EQm("the destination changed after the command had returned", snapshot,
                   destination->bytes, destination->size);
    PASS();
}

OMM_CASE(read_only_afterwards,
         .about = "The destination may be made read-only when the call returns.",
         .covers = OMM_COVERS("A066"), .needs = {.host_commands = true},
         .params = OMM_PARAMS(sizes))
{
    const struct size *size = param;
    const struct omm_micromap *source = omm_build(t, size->shape, 0);
    struct omm_block *destination = destination_for(source);
    const VkCopyMicromapToMemoryInfoEXT info = omm_serialize_info(source, destination->bytes);
    const VkResult answer = t->vk->vkCopyMicromapToMemoryEXT(t->device, VK_NULL_HANDLE, &info);
    omm_block_protect(destination, OMM_READ_ONLY);
    ASSERT_SUCCESS(answer);
    ASSERT_OK(omm_header_good(t, destination->bytes));
    ASSERT_OK(omm_go_on(t));
    PASS();
}

OMM_CASE(info_only_during_call,
         .about = "pInfo is not written, and not looked at after the call returned.",
         .covers = OMM_COVERS("A075"), .needs = {.host_commands = true},
         .params = OMM_PARAMS(sizes))
{
    const struct size *size = param;
    const struct omm_micromap *source = omm_build(t, size->shape, 0);
    struct omm_block *destination = destination_for(source);
    const VkCopyMicromapToMemoryInfoEXT filled = omm_serialize_info(source, destination->bytes);
    struct omm_block *info = omm_block(&(struct omm_block_request){
        .name = "serialization info", .size = sizeof filled, .alignment = 16});
    memcpy(info->bytes, &filled, sizeof filled);
    omm_block_protect(info, OMM_READ_ONLY);
    const VkResult answer = t->vk->vkCopyMicromapToMemoryEXT(
        t->device, VK_NULL_HANDLE, (const VkCopyMicromapToMemoryInfoEXT *)info->bytes);
    omm_block_protect(info, OMM_NO_ACCESS);
    ASSERT_SUCCESS(answer);
    ASSERT_OK(omm_header_good(t, destination->bytes));
    ASSERT_OK(omm_go_on(t));
    ASSERT_OK(omm_usable(source));
    PASS();
}

OMM_CASE(info_when_not_deferred,
         .about = "An operation that was not used leaves pInfo and the destination alone, too.",
         .covers = OMM_COVERS("A075", "A066", "A129"), .needs = {.host_commands = true},
         .params = OMM_PARAMS(sizes))
{
    const struct size *size = param;
    const struct omm_micromap *source = omm_build(t, size->shape, 0);
    struct omm_block *destination = destination_for(source);
    const VkCopyMicromapToMemoryInfoEXT filled = omm_serialize_info(source, destination->bytes);
    struct omm_block *info = omm_block(&(struct omm_block_request){
        .name = "serialization info", .size = sizeof filled, .alignment = 16});
    memcpy(info->bytes, &filled, sizeof filled);
    const VkDeferredOperationKHR operation = omm_create_operation(t);
    // Deferred, it is complete after the join: the moment from which the same holds.
    omm_finish(t, operation,
               t->vk->vkCopyMicromapToMemoryEXT(
                   t->device, operation, (const VkCopyMicromapToMemoryInfoEXT *)info->bytes));
    omm_block_protect(info, OMM_NO_ACCESS);
    omm_block_protect(destination, OMM_READ_ONLY);
    ASSERT_OK(omm_header_good(t, destination->bytes));
    ASSERT_OK(omm_go_on(t));
    PASS();
}
