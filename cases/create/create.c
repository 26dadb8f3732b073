// SPDX-License-Identifier: Apache-2.0
// What vkCreateMicromapEXT answers, and that it makes as many micromaps as are asked for (chapter "Resource Creation").
//
// Its return codes are VK_SUCCESS, VK_ERROR_OUT_OF_HOST_MEMORY and VK_ERROR_INVALID_OPAQUE_CAPTURE_ADDRESS; the last
// only with a capture address, so valid usage without one has one code left. The offset is any multiple of 256, the
// size any that fits. Creating constructs nothing: no byte of the memory changes.
// Observed by the code, by a handle that is not VK_NULL_HANDLE, and by the pattern in the whole memory object.
// Handles need not be unique, so they are not compared. Vacuous if only one offset and size were tried.
#include <ommcts/ommcts.h>

static VkMicromapCreateInfoEXT create_info(const struct omm_buffer *buffer, VkDeviceSize offset,
                                           VkDeviceSize size)
{
    return (VkMicromapCreateInfoEXT){
        .sType = VK_STRUCTURE_TYPE_MICROMAP_CREATE_INFO_EXT,
        .buffer = buffer->handle,
        .offset = offset,
        .size = size,
        .type = VK_MICROMAP_TYPE_OPACITY_MICROMAP_EXT,
    };
}

static struct omm_buffer *storage(const struct omm_test *t, VkDeviceSize size)
{
    return omm_create_buffer(t, &(struct omm_buffer_request){
                                    .size = size,
                                    .usage = VK_BUFFER_USAGE_MICROMAP_STORAGE_BIT_EXT,
                                    .lead = 256,
                                    .memory_type = OMM_COHERENT,
                                });
}

static const struct place {
    const char *name;
    VkDeviceSize offset, size;
} places[] = {
    {"offset_0_size_1", 0, 1},
    {"offset_0_size_256", 0, 256},
    {"offset_256_size_255", 256, 255},
    {"offset_512_size_4097", 512, 4097},
    {"offset_3840_size_256", 3840, 256},
    {"offset_65536_size_100000", 65536, 100000},
    {"offset_1048320_size_1", 1048320, 1},
};

OMM_CASE(place, .about = "A micromap of any size can be created at any multiple of 256.",
         .covers = OMM_COVERS("A021", "A022"), .needs = {.micromap = true},
         .params = OMM_PARAMS(places))
{
    const struct place *place = param;
    struct omm_buffer *buffer = storage(t, 1 << 20);
    const VkMicromapCreateInfoEXT info = create_info(buffer, place->offset, place->size);
    VkMicromapEXT handle = VK_NULL_HANDLE;
    ASSERT_SUCCESS(t->vk->vkCreateMicromapEXT(t->device, &info, t->allocator, &handle));
    ASSERTm("vkCreateMicromapEXT succeeded without a handle", handle != VK_NULL_HANDLE);
    t->vk->vkDestroyMicromapEXT(t->device, handle, t->allocator);
    ASSERT_OK(omm_buffer_intact_outside(buffer, 0, 0));
    PASS();
}

OMM_CASE(many, .about = "A thousand micromaps side by side in one buffer, created and destroyed.",
         .covers = OMM_COVERS("A022"), .needs = {.micromap = true})
{
    enum { COUNT = 1000 };
    struct omm_buffer *buffer = storage(t, COUNT * 256 + 256);
    VkMicromapEXT *handles = omm_alloc(COUNT * sizeof *handles);
    for (VkDeviceSize i = 0; i < COUNT; ++i) {
        const VkMicromapCreateInfoEXT info = create_info(buffer, i * 256, 256);
        ASSERT_SUCCESS(t->vk->vkCreateMicromapEXT(t->device, &info, t->allocator, &handles[i]));
        ASSERT(handles[i] != VK_NULL_HANDLE);
    }
    for (size_t i = 0; i < COUNT;
         i += 2) // odd ones later, so that lists lose members in the middle
        t->vk->vkDestroyMicromapEXT(t->device, handles[i], t->allocator);
    for (size_t i = 1; i < COUNT; i += 2)
        t->vk->vkDestroyMicromapEXT(t->device, handles[i], t->allocator);
    ASSERT_OK(omm_buffer_intact_outside(buffer, 0, 0));
    PASS();
}

OMM_CASE(many_built, .about = "A hundred small micromaps side by side are built and all usable.",
         .covers = OMM_COVERS("A021", "A022", "A026"), .needs = {.host_commands = true})
{
    enum { COUNT = 100 };
    const struct omm_input *input = omm_make_input(t, &omm_shapes[2]);
    const VkDeviceSize size = omm_host_sizes(t, input, 0).micromapSize;
    const VkDeviceSize step = (size + 255) / 256 * 256;
    struct omm_buffer *buffer = storage(t, COUNT * step + 256);
    struct omm_micromap *maps[COUNT];
    for (VkDeviceSize i = 0; i < COUNT; ++i) {
        maps[i] = omm_create_micromap_in(buffer, i * step, size);
        omm_build_into(maps[i], input, 0);
    }
    ASSERT_OK(omm_buffer_intact_outside(buffer, 0, COUNT * step));
    for (size_t i = 0; i < COUNT; ++i)
        ASSERT(omm_serialized_size(maps[i]) >= OMM_HEADER_SIZE);
    ASSERT_OK(omm_usable(maps[0]));
    ASSERT_OK(omm_usable(maps[COUNT / 2]));
    ASSERT_OK(omm_usable(maps[COUNT - 1]));
    PASS();
}

OMM_CASE(one_over_another, .about = "A micromap can be created where another one lay.",
         .covers = OMM_COVERS("A022", "A024"), .needs = {.host_commands = true})
{
    const struct omm_input *input = omm_make_input(t, &omm_small);
    const VkDeviceSize size = omm_host_sizes(t, input, 0).micromapSize;
    struct omm_buffer *buffer = storage(t, size + 1024);
    for (int i = 0; i < 3; ++i) {
        struct omm_micromap *map = omm_create_micromap_in(buffer, 256, size);
        omm_build_into(map, input, 0);
        ASSERT_OK(omm_neighbours_intact(map));
        ASSERT_OK(omm_usable(map));
        omm_destroy_micromap(map);
    }
    PASS();
}
