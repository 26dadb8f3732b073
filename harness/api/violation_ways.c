// SPDX-License-Identifier: Apache-2.0
// The ways in which a handle or a host pointer is not valid.
#include <ommcts/deferred.h>
#include <ommcts/verdict.h>
#include <ommcts/violation.h>

#include <string.h>

const struct omm_bad_handle omm_bad_handles[3] = {
    {.name = "never_created", .wild = true},
    {.name = "destroyed", .destroyed = true},
    {.name = "null", .khronos_misses = true},
};

const struct omm_bad_pointer omm_bad_pointers[4] = {
    {.name = "cut", .kind = OMM_POINTER_CUT, .khronos_misses = true},
    {.name = "null", .kind = OMM_POINTER_NULL},
    {.name = "unmapped", .kind = OMM_POINTER_UNMAPPED, .khronos_misses = true},
    {.name = "read_only", .kind = OMM_POINTER_READ_ONLY, .khronos_misses = true},
};

const struct omm_unconstructed omm_unconstructed[2] = {
    {.name = "never", .pending = false},
    {.name = "pending", .pending = true},
};

static bool is_khronos(const char *layer)
{
    return layer && !strncmp(layer, "VK_LAYER_KHRONOS", strlen("VK_LAYER_KHRONOS"));
}

void omm_must_claim_way(const char *vuid, const char *way, bool khronos_misses)
{
    omm_layer_must_claim(vuid);
    if (khronos_misses && is_khronos(omm_layer_name()))
        omm_not_supported("%s checks %s, but not this way to break it: %s", omm_layer_name(), vuid,
                          way);
}

VkMicromapEXT omm_bad_micromap(const struct omm_test *t, const struct omm_bad_handle *bad)
{
    VkMicromapEXT handle = VK_NULL_HANDLE;
    if (bad->wild)
        memset(&handle, 0x5B, sizeof handle);
    if (!bad->destroyed)
        return handle;
    struct omm_micromap *gone = omm_build(t, &omm_small, 0);
    handle = gone->handle;
    omm_destroy_micromap(gone);
    return handle;
}

VkDeferredOperationKHR omm_bad_operation(const struct omm_test *t, const struct omm_bad_handle *bad)
{
    VkDeferredOperationKHR handle = VK_NULL_HANDLE;
    if (bad->wild)
        memset(&handle, 0x5B, sizeof handle);
    if (!bad->destroyed)
        return handle;
    omm_must_succeed(t->vk->vkCreateDeferredOperationKHR(t->device, t->allocator, &handle),
                     "vkCreateDeferredOperationKHR");
    t->vk->vkDestroyDeferredOperationKHR(t->device, handle, t->allocator);
    return handle;
}

void *omm_make_bad(const struct omm_bad_pointer *bad, const void *content, size_t size, size_t kept)
{
    if (bad->kind == OMM_POINTER_NULL)
        return NULL;
    const bool cut = bad->kind == OMM_POINTER_CUT;
    const struct omm_block *block = omm_block(&(struct omm_block_request){
        .name = cut ? "memory that ends too early" : "memory that is not accessible",
        .size = cut ? kept : size,
        .alignment = 16});
    memcpy(block->bytes, content, block->size);
    if (!cut)
        omm_block_protect(block,
                          bad->kind == OMM_POINTER_READ_ONLY ? OMM_READ_ONLY : OMM_NO_ACCESS);
    return block->bytes;
}

struct omm_job *omm_make_unconstructed(const struct omm_test *t,
                                       const struct omm_unconstructed *why,
                                       VkDeferredOperationKHR *operation)
{
    struct omm_job *clone = omm_prepare(t, OMM_CLONE, why->pending ? &omm_large : &omm_small);
    *operation = VK_NULL_HANDLE;
    if (!why->pending)
        return clone;
    *operation = omm_create_operation(t);
    if (!omm_was_deferred(omm_request(clone, *operation)))
        omm_not_supported("the driver did not defer, so no copy is pending");
    return clone;
}

const char *omm_construct(struct omm_job *clone, VkDeferredOperationKHR operation)
{
    const VkResult result =
        operation ? omm_join(clone->t, operation) : omm_request(clone, VK_NULL_HANDLE);
    omm_must_succeed(result, "vkCopyMicromapEXT");
    return omm_job_done(clone);
}
