// SPDX-License-Identifier: Apache-2.0
// What creates an object is needed for its creation, and not for its life.
//
// Application-owned memory that a command is given may be altered or freed when the command has returned (chapter
// "Fundamentals", object lifetime): VkMicromapCreateInfoEXT, the place that the handle is written to, and the
// VkAllocationCallbacks structure itself. What the callbacks do with pUserData is another matter: functions and user
// data stay good for as long as the object lives, but the structure that named them need not, and vk*Destroy* is given
// another one that is "compatible" (chapter "Memory Allocation", "Host Memory").
//
// Observed: each structure lies in pages of its own, read-only during the creation and without access from then on, while
// the object is used and destroyed, by a structure that is gone right after. Vacuous if the object were never used: every
// case does so, and a request to defer allocates from the operation's callbacks where a driver has a use for them.
#include <ommcts/ommcts.h>

static const struct omm_needs host = {.host_commands = true};

static void destroy(void *object)
{
    omm_destroy_micromap(object);
}

// vkCreateMicromapEXT from pages that are gone afterwards; omm_create_micromap gives the place.
static struct omm_micromap *create(const struct omm_test *t, VkDeviceSize size,
                                   const VkAllocationCallbacks *callbacks)
{
    const struct omm_micromap *place = omm_create_micromap(t, size);
    const VkMicromapCreateInfoEXT filled = {
        .sType = VK_STRUCTURE_TYPE_MICROMAP_CREATE_INFO_EXT,
        .buffer = place->buffer->handle,
        .offset = place->offset,
        .size = size,
        .type = VK_MICROMAP_TYPE_OPACITY_MICROMAP_EXT,
    };
    struct omm_block *const blocks[] = {
        omm_block_with("create info", &filled, sizeof filled),
        omm_block_with("micromap handle", &(VkMicromapEXT){VK_NULL_HANDLE}, sizeof(VkMicromapEXT)),
    };
    omm_block_protect(blocks[0], OMM_READ_ONLY);
    const VkResult answer =
        t->vk->vkCreateMicromapEXT(t->device, (const VkMicromapCreateInfoEXT *)blocks[0]->bytes,
                                   callbacks, (VkMicromapEXT *)blocks[1]->bytes);
    struct omm_micromap *map = omm_alloc(sizeof *map);
    *map = *place;
    memcpy(&map->handle, blocks[1]->bytes, sizeof map->handle);
    for (size_t i = 0; i < 2; ++i)
        omm_block_protect(blocks[i], OMM_NO_ACCESS);
    omm_must_succeed(answer, "vkCreateMicromapEXT");
    return map;
}

OMM_CASE(create_info, .about = "A micromap does not need its VkMicromapCreateInfoEXT.",
         .covers = OMM_COVERS("A019", "A075"), .needs = {.host_commands = true},
         .params = OMM_FEW_SHAPES)
{
    const struct omm_input *input = omm_make_input(t, param);
    struct omm_micromap *map = create(t, omm_host_sizes(t, input, 0).micromapSize, t->allocator);
    omm_cleanup(destroy, map);
    ASSERT_OK(omm_go_on(t));
    omm_build_into(map, input, 0);
    ASSERT_OK(omm_neighbours_intact(map));
    ASSERT_OK(omm_usable(map));
    ASSERT_OK(omm_usable(omm_clone(map)));
    omm_destroy_micromap(map);
    ASSERT_OK(omm_go_on(t));
    PASS();
}

static struct omm_block *callbacks_of(const struct omm_tracker *tracker)
{
    struct omm_block *block =
        omm_block_with("allocation callbacks", &tracker->callbacks, sizeof tracker->callbacks);
    omm_block_protect(block, OMM_READ_ONLY);
    return block;
}

OMM_CASE(micromap_callbacks, .about = "Nor the VkAllocationCallbacks that it was created with.",
         .covers = OMM_COVERS("A156"), .needs = {.host_commands = true})
{
    struct omm_tracker *tracker = omm_create_tracker();
    const struct omm_test *own = omm_open_device(t, &host, &tracker->callbacks);
    const struct omm_input *input = omm_make_input(own, &omm_small);
    const struct omm_block *callbacks = callbacks_of(tracker);
    struct omm_micromap *map = create(own, omm_host_sizes(own, input, 0).micromapSize,
                                      (const VkAllocationCallbacks *)callbacks->bytes);
    omm_cleanup(destroy, map);
    omm_block_protect(callbacks, OMM_NO_ACCESS);
    omm_build_into(map, input, 0);
    ASSERT_OK(omm_usable(map));
    ASSERT_OK(omm_usable(omm_clone(map)));
    const struct omm_block *others = callbacks_of(tracker);
    own->vk->vkDestroyMicromapEXT(own->device, map->handle,
                                  (const VkAllocationCallbacks *)others->bytes);
    map->handle = VK_NULL_HANDLE;
    omm_block_protect(others, OMM_NO_ACCESS);
    ASSERT_OK(omm_go_on(own));
    ASSERT_OK(omm_tracker_complaint(tracker));
    PASS();
}

OMM_CASE(operation_callbacks,
         .about = "Nor does a deferred operation, though requests may allocate from them.",
         .covers = OMM_COVERS("A149", "A156"), .needs = {.host_commands = true},
         .params = OMM_EACH_COMMAND)
{
    const struct omm_command_param *each = param;
    struct omm_tracker *tracker = omm_create_tracker();
    const struct omm_test *own = omm_open_device(t, &host, &tracker->callbacks);
    const struct omm_job *job = omm_prepare(own, each->command, &omm_large);
    const struct omm_block *callbacks = callbacks_of(tracker);
    const struct omm_block *handle =
        omm_block_with("operation handle", &(VkDeferredOperationKHR){VK_NULL_HANDLE},
                       sizeof(VkDeferredOperationKHR));
    const VkResult answer = own->vk->vkCreateDeferredOperationKHR(
        own->device, (const VkAllocationCallbacks *)callbacks->bytes,
        (VkDeferredOperationKHR *)handle->bytes);
    VkDeferredOperationKHR operation = VK_NULL_HANDLE;
    memcpy(&operation, handle->bytes, sizeof operation);
    omm_block_protect(callbacks, OMM_NO_ACCESS);
    omm_block_protect(handle, OMM_NO_ACCESS);
    ASSERT_SUCCESS(answer);
    for (int round = 0; round < 2; ++round) {
        omm_job_erase(job);
        omm_finish(own, operation, omm_request(job, operation));
        ASSERT_OK(omm_job_done(job));
    }
    const struct omm_block *others = callbacks_of(tracker);
    own->vk->vkDestroyDeferredOperationKHR(own->device, operation,
                                           (const VkAllocationCallbacks *)others->bytes);
    omm_block_protect(others, OMM_NO_ACCESS);
    ASSERT_OK(omm_go_on(own));
    ASSERT_OK(omm_tracker_complaint(tracker));
    PASS();
}
