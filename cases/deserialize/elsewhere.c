// SPDX-License-Identifier: Apache-2.0
// Serialized data loaded elsewhere, and again and again.
//
// Whether data may be loaded is for vkGetDeviceMicromapCompatibilityEXT to say: where it answers COMPATIBLE, the call is
// valid usage (VUID-VkCopyMemoryToMicromapInfoEXT-src-07549), on another VkDevice of the physical device too. Another
// process needs a second program that can judge what it loaded: it waits for read-back (A097).
//
// Observed: a second device loads and uses the data while the first one goes on using its own; a chain of ten
// serialize-deserialize steps stays loadable. Sizes of the links may differ (legal-variations L54), so each link is
// created as large as the one before, and its size is asked anew. That ten steps keep the meaning takes ray queries
// (A098). Vacuous if the chain reused one blob: each step serializes what the step before loaded.
#include <ommcts/ommcts.h>

static const struct omm_needs host_commands = {.host_commands = true};

OMM_CASE(second_device, .about = "Another VkDevice of the physical device loads the data.",
         .covers = OMM_COVERS("A097"), .needs = {.host_commands = true}, .params = OMM_FEW_SHAPES)
{
    const struct omm_micromap *origin = omm_build(t, param, 0);
    const struct omm_block *blob = omm_serialize(origin);
    const struct omm_test *other = omm_open_device(t, &host_commands, NULL);
    if (!omm_compatible(other, blob->bytes))
        omm_not_supported("another VkDevice calls this device's data incompatible");
    const struct omm_micromap *destination = omm_create_micromap(other, origin->size);
    const VkCopyMemoryToMicromapInfoEXT info = omm_deserialize_info(blob->bytes, destination);
    ASSERT_SUCCESS(other->vk->vkCopyMemoryToMicromapEXT(other->device, VK_NULL_HANDLE, &info));
    ASSERT_OK(omm_neighbours_intact(destination));
    ASSERT_OK(omm_usable(destination));
    ASSERT_OK(omm_usable(origin));
    PASS();
}

OMM_CASE(back_and_forth, .about = "Data goes from one VkDevice to another and back.",
         .covers = OMM_COVERS("A097", "A098"), .needs = {.host_commands = true})
{
    const struct omm_test *devices[] = {omm_open_device(t, &host_commands, NULL), t};
    const struct omm_micromap *map = omm_build(t, &omm_small, 0);
    for (int step = 0; step < 4; ++step) {
        const struct omm_test *to = devices[step % 2];
        const struct omm_block *blob = omm_serialize(map);
        if (!omm_compatible(to, blob->bytes))
            omm_not_supported("one VkDevice calls the other's data incompatible");
        const struct omm_micromap *next = omm_create_micromap(to, map->size);
        const VkCopyMemoryToMicromapInfoEXT info = omm_deserialize_info(blob->bytes, next);
        ASSERT_SUCCESS(to->vk->vkCopyMemoryToMicromapEXT(to->device, VK_NULL_HANDLE, &info));
        map = next;
    }
    ASSERT_OK(omm_usable(map));
    PASS();
}

OMM_CASE(chain_of_ten, .about = "Ten steps of serializing and deserializing lead to a micromap.",
         .covers = OMM_COVERS("A098"), .needs = {.host_commands = true}, .params = OMM_FEW_SHAPES)
{
    const struct omm_micromap *map = omm_build(t, param, 0);
    const VkDeviceSize size = map->size;
    for (int step = 0; step < 10; ++step) {
        const struct omm_block *blob = omm_serialize(map);
        ASSERT_OK(omm_block_intact(blob));
        ASSERT_OK(omm_header_good(t, blob->bytes));
        const struct omm_micromap *next = omm_create_micromap(t, size);
        const VkCopyMemoryToMicromapInfoEXT info = omm_deserialize_info(blob->bytes, next);
        ASSERT_SUCCESS(t->vk->vkCopyMemoryToMicromapEXT(t->device, VK_NULL_HANDLE, &info));
        ASSERT_OK(omm_neighbours_intact(next));
        map = next;
    }
    ASSERT_OK(omm_usable(map));
    PASS();
}

OMM_CASE(many_from_one, .about = "The same data can be loaded many times, deferred and not.",
         .covers = OMM_COVERS("A093", "A094"), .needs = {.host_commands = true})
{
    const struct omm_micromap *origin = omm_build(t, &omm_small, 0);
    const struct omm_block *blob = omm_serialize(origin);
    ASSERT_OK(omm_header_good(t, blob->bytes));
    omm_block_protect(blob, OMM_READ_ONLY);
    const VkDeferredOperationKHR operation = omm_create_operation(t);
    struct omm_micromap *kept[50];
    for (size_t i = 0; i < 50; ++i) {
        kept[i] = omm_create_micromap(t, origin->size);
        const VkDeferredOperationKHR chosen = i % 2 ? operation : VK_NULL_HANDLE;
        const VkCopyMemoryToMicromapInfoEXT info = omm_deserialize_info(blob->bytes, kept[i]);
        omm_finish(t, chosen, t->vk->vkCopyMemoryToMicromapEXT(t->device, chosen, &info));
    }
    for (size_t i = 0; i < 50; ++i)
        ASSERT_OK(omm_usable(kept[i]));
    PASS();
}
