// SPDX-License-Identifier: Apache-2.0
#include "ray_scene.h"

#include "device_micromap.h"
#include "fault.h"

#include <string.h>

struct ref_ray_scenes {
    struct ref_execution *execution;
    struct ref_ray_scene *scenes; ///< the newest first
    struct ref_ray_bottom *bottoms;
};

static const struct ref_ray_bottom nothing;

struct ref_ray_scenes *ref_ray_scenes_open(struct ref_execution *execution)
{
    struct ref_ray_scenes *scenes = ref_execute_scratch(execution, sizeof *scenes);
    if (scenes)
        *scenes = (struct ref_ray_scenes){.execution = execution};
    return scenes;
}

static const uint8_t *read(const struct ref_ray_scenes *scenes, VkDeviceAddress address,
                           uint64_t size)
{
    return ref_execute_read(scenes->execution, address, size,
                            VK_ACCESS_2_ACCELERATION_STRUCTURE_READ_BIT_KHR);
}

/// True when each node leads forward and each leaf to an item, so that traversal ends and stays
/// inside.
static bool sound_tree(const struct ref_accel_node *nodes, const struct ref_accel_header *header)
{
    for (uint32_t i = 0; i < header->node_count; i++) {
        const bool inner = nodes[i].item == REF_ACCEL_INNER;
        if (nodes[i].skip <= i || nodes[i].skip > header->node_count ||
            (!inner && nodes[i].item >= header->item_count))
            return false;
    }
    return true;
}

/// All of a structure of that type, and its header. NULL, after a sentence, when this command sees
/// none.
static const uint8_t *open_structure(const struct ref_ray_scenes *scenes, VkDeviceAddress address,
                                     VkAccelerationStructureTypeKHR type,
                                     struct ref_accel_header *header)
{
    const uint8_t *bytes = read(scenes, address, sizeof *header);
    if (!bytes)
        return NULL;
    memcpy(header, bytes, sizeof *header);
    const char *what = type == VK_ACCELERATION_STRUCTURE_TYPE_TOP_LEVEL_KHR
                           ? "meets nothing: it sees no top-level acceleration structure"
                           : "meets nothing: it sees no bottom-level acceleration structure";
    const bool sound =
        header->magic == REF_ACCEL_MAGIC && header->type == (uint32_t)type &&
        header->used_size >= ref_accel_data_at(type, header->item_count, header->node_count) &&
        (bytes = read(scenes, address, header->used_size)) &&
        sound_tree(
            (const struct ref_accel_node *)(bytes + ref_accel_nodes_at(type, header->item_count)),
            header);
    if (sound)
        return bytes;
    ref_device_complain("a ray query", what);
    return NULL;
}

/// Only for those that refer to micromaps, a fault and a personality: what is at the address now, whoever's it is.
static const uint8_t *elsewhere(const struct ref_ray_scenes *scenes,
                                const struct ref_accel_triangle *triangle)
{
    const uint64_t size = ref_map_data_size(triangle->level, triangle->format);
    const struct ref_memory *memory =
        ref_memory_find(ref_execution_device(scenes->execution), triangle->data, size);
    return memory ? memory->device_view + (triangle->data - memory->address) : NULL;
}

static const uint8_t *opacity_of(const struct ref_ray_scenes *scenes, const uint8_t *storage,
                                 const struct ref_accel_header *header,
                                 const struct ref_accel_triangle *triangle)
{
    if (triangle->opacity == REF_ACCEL_ADDRESS)
        return elsewhere(scenes, triangle);
    if (triangle->opacity != REF_ACCEL_DATA || triangle->data > header->used_size ||
        ref_map_data_size(triangle->level, triangle->format) > header->used_size - triangle->data)
        return NULL;
    return storage + triangle->data;
}

static void fill_bottom(const struct ref_ray_scenes *scenes, struct ref_ray_bottom *bottom)
{
    const VkAccelerationStructureTypeKHR type = VK_ACCELERATION_STRUCTURE_TYPE_BOTTOM_LEVEL_KHR;
    struct ref_accel_header header;
    const uint8_t *storage = open_structure(scenes, bottom->address, type, &header);
    if (!storage)
        return;
    bottom->opacity =
        ref_execute_scratch(scenes->execution, header.item_count * sizeof *bottom->opacity);
    if (!bottom->opacity)
        return;
    bottom->triangles = (const struct ref_accel_triangle *)(storage + sizeof header);
    bottom->nodes =
        (const struct ref_accel_node *)(storage + ref_accel_nodes_at(type, header.item_count));
    for (uint32_t i = 0; i < header.item_count; i++)
        bottom->opacity[i] =
            opacity_of(scenes, storage, &header,
                       &bottom->triangles[REF_FAULT(RAY_SCENE_FIRST_DATA_FOR_ALL) ? 0 : i]);
    bottom->node_count = header.node_count;
}

static const struct ref_ray_bottom *find_bottom(struct ref_ray_scenes *scenes,
                                                VkDeviceAddress address)
{
    for (const struct ref_ray_bottom *bottom = scenes->bottoms; bottom; bottom = bottom->next)
        if (bottom->address == address)
            return bottom;
    struct ref_ray_bottom *bottom = ref_execute_scratch(scenes->execution, sizeof *bottom);
    if (!bottom)
        return &nothing;
    *bottom = (struct ref_ray_bottom){.next = scenes->bottoms, .address = address};
    scenes->bottoms = bottom;
    fill_bottom(scenes, bottom);
    return bottom;
}

static void fill_scene(struct ref_ray_scenes *scenes, struct ref_ray_scene *scene)
{
    const VkAccelerationStructureTypeKHR type = VK_ACCELERATION_STRUCTURE_TYPE_TOP_LEVEL_KHR;
    struct ref_accel_header header;
    const uint8_t *storage = open_structure(scenes, scene->address, type, &header);
    if (!storage)
        return;
    scene->bottoms =
        ref_execute_scratch(scenes->execution, header.item_count * sizeof *scene->bottoms);
    if (!scene->bottoms)
        return;
    scene->instances = (const struct ref_accel_instance *)(storage + sizeof header);
    scene->nodes =
        (const struct ref_accel_node *)(storage + ref_accel_nodes_at(type, header.item_count));
    for (uint32_t i = 0; i < header.item_count; i++)
        scene->bottoms[i] = scene->instances[i].reference
                                ? find_bottom(scenes, scene->instances[i].reference)
                                : &nothing;
    scene->instance_count = header.item_count;
    scene->node_count = header.node_count;
}

const struct ref_ray_scene *ref_ray_scene_find(struct ref_ray_scenes *scenes,
                                               VkDeviceAddress top_level)
{
    for (const struct ref_ray_scene *scene = scenes->scenes; scene; scene = scene->next)
        if (scene->address == top_level)
            return scene;
    struct ref_ray_scene *scene = ref_execute_scratch(scenes->execution, sizeof *scene);
    if (!scene)
        return NULL;
    *scene = (struct ref_ray_scene){.next = scenes->scenes, .address = top_level};
    scenes->scenes = scene;
    fill_scene(scenes, scene);
    return scene;
}
