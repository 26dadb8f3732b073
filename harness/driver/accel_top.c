// SPDX-License-Identifier: Apache-2.0
// Top levels. The boxes of the bottom levels are read here, which the application has to allow with
// a barrier; what the bottom levels hold is read by traversal.
#include "accel_build.h"
#include "device_micromap.h"
#include "fault.h"
#include "ray_matrix.h"

#include <math.h>
#include <string.h>

struct top {
    struct ref_execution *execution;
    const struct ref_accel_build *build;
    struct ref_accel_scratch scratch;
    uint8_t *storage;
    uint32_t instances; ///< written so far
    uint32_t active;    ///< of them
};

/// The box around a bottom level, in its own space. False, after a sentence, where this command
/// sees none; an empty box when nothing in it is active.
static bool read_bottom(struct ref_execution *execution, VkDeviceAddress address,
                        struct ref_accel_box *box)
{
    struct ref_accel_header header = {0};
    const VkAccessFlags2 access = VK_ACCESS_2_ACCELERATION_STRUCTURE_READ_BIT_KHR;
    const uint8_t *bytes = ref_execute_read(execution, address, sizeof header, access);
    if (bytes)
        memcpy(&header, bytes, sizeof header);
    if (header.magic != REF_ACCEL_MAGIC ||
        header.type != VK_ACCELERATION_STRUCTURE_TYPE_BOTTOM_LEVEL_KHR) {
        ref_device_complain(ref_accel_build_name,
                            "makes an instance inactive: it sees no bottom-level acceleration "
                            "structure at its accelerationStructureReference");
        return false;
    }
    *box = ref_accel_box_empty();
    if (header.node_count == 0)
        return true;
    struct ref_accel_node root;
    bytes =
        ref_execute_read(execution, address + ref_accel_nodes_at(header.type, header.item_count),
                         sizeof root, access);
    if (!bytes)
        return false;
    memcpy(&root, bytes, sizeof root);
    memcpy(box->low, root.low, sizeof box->low);
    memcpy(box->high, root.high, sizeof box->high);
    return true;
}

/// The box in world space around a box in the space of an instance.
static struct ref_accel_box box_in_world(const struct ref_accel_box *box,
                                         const double object_to_world[3][4])
{
    struct ref_accel_box result = ref_accel_box_empty();
    for (int corner = 0; corner < 8; corner++) {
        const double point[3] = {
            corner & 1 ? box->high[0] : box->low[0],
            corner & 2 ? box->high[1] : box->low[1],
            corner & 4 ? box->high[2] : box->low[2],
        };
        double moved[3];
        ref_matrix_move(object_to_world, point, moved);
        ref_accel_box_add(&result, (float[3]){(float)moved[0], (float)moved[1], (float)moved[2]});
    }
    return result;
}

static void write_instance(struct top *top, const VkAccelerationStructureInstanceKHR *input)
{
    struct ref_accel_instance instance = {
        .reference = input->accelerationStructureReference,
        .custom_index = input->instanceCustomIndex,
        .sbt_offset = input->instanceShaderBindingTableRecordOffset,
        .mask = input->mask,
        .flags = input->flags,
    };
    memcpy(instance.object_to_world, input->transform.matrix, sizeof instance.object_to_world);
    double object_to_world[3][4];
    for (int i = 0; i < 12; i++)
        object_to_world[i / 4][i % 4] = input->transform.matrix[i / 4][i % 4];
    const double determinant = ref_matrix_invert(object_to_world, instance.world_to_object);

    if (REF_FAULT(ACCEL_TOP_DROPS_FLAGS))
        instance.flags = 0;
    const uint32_t at = top->instances++;
    struct ref_accel_box box;
    bool active = instance.reference && determinant != 0 && isfinite(determinant);
    if (active && !read_bottom(top->execution, instance.reference, &box))
        active = false;
    if (!active)
        instance.reference = 0;
    struct ref_accel_instance *instances =
        (struct ref_accel_instance *)(top->storage + sizeof(struct ref_accel_header));
    instances[at] = instance;
    if (!active || box.low[0] > box.high[0])
        return;
    top->scratch.order[top->active++] = at;
    top->scratch.boxes[at] = box_in_world(&box, object_to_world);
}

/// False when this command can't read them.
static bool write_instances(struct top *top, const struct ref_accel_input *input)
{
    const VkAccelerationStructureGeometryInstancesDataKHR *data =
        &input->geometry.geometry.instances;
    const VkDeviceAddress first = data->data.deviceAddress + input->range.primitiveOffset;
    const VkAccessFlags2 access = VK_ACCESS_2_SHADER_READ_BIT;
    const uint32_t count = input->range.primitiveCount;
    const uint64_t stride = data->arrayOfPointers ? sizeof(VkDeviceAddress)
                                                  : sizeof(VkAccelerationStructureInstanceKHR);
    const uint8_t *list = ref_execute_read(top->execution, first, count * stride, access);
    for (uint32_t i = 0; list && i < count; i++) {
        const uint8_t *bytes = list + i * stride;
        if (data->arrayOfPointers) {
            VkDeviceAddress address;
            memcpy(&address, bytes, sizeof address);
            bytes = ref_execute_read(top->execution, address,
                                     sizeof(VkAccelerationStructureInstanceKHR), access);
        }
        VkAccelerationStructureInstanceKHR instance = {0};
        if (bytes)
            memcpy(&instance, bytes, sizeof instance);
        write_instance(top, &instance);
    }
    return list || count == 0;
}

void ref_accel_build_top(struct ref_execution *execution, const struct ref_accel_build *build)
{
    struct top top = {.execution = execution, .build = build};
    for (uint32_t i = 0; i < build->input_count; i++)
        if (build->inputs[i].geometry.geometryType != VK_GEOMETRY_TYPE_INSTANCES_KHR) {
            ref_device_complain(ref_accel_build_name,
                                "does nothing: a top level holds instances only");
            return;
        }
    const uint64_t size =
        ref_accel_data_at(build->type, build->item_count, ref_accel_node_count(build->item_count));
    if (!ref_accel_open_scratch(execution, build, &top.scratch))
        return;
    top.storage = ref_accel_open_storage(execution, build, size);
    if (!top.storage)
        return;
    for (uint32_t i = 0; i < build->input_count; i++)
        if (!write_instances(&top, &build->inputs[i]))
            return;
    ref_accel_finish(top.storage, build, &top.scratch, top.active, size);
}
