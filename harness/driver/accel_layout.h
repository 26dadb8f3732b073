// SPDX-License-Identifier: Apache-2.0
// How an acceleration structure lies in its storage, behind REF_ACCEL_PREFIX bytes:
//
//   struct ref_accel_header
//   struct ref_accel_triangle or struct ref_accel_instance [item_count]
//   struct ref_accel_node [node_count]
//   opacity data of micromaps, each triangle's in a slot as in a micromap (bottom levels only)
//
// All offsets count from the header. A top level knows its bottom levels by their device addresses.
#ifndef REF_ACCEL_LAYOUT_H
#define REF_ACCEL_LAYOUT_H

#include <stdbool.h>
#include <stdint.h>
#include <vulkan/vulkan_core.h>

#define REF_ACCEL_MAGIC 0x4c434341u // "ACCL" on a little-endian host

struct ref_accel_header {
    uint32_t magic;
    uint32_t type; ///< VkAccelerationStructureTypeKHR
    uint32_t item_count;
    uint32_t node_count;
    uint64_t used_size; ///< bytes from the header's first to the last one that means something
    uint64_t zero;
};

/// A tree of boxes in depth-first order: the first child of an inner node comes right behind it,
/// and whoever misses the box goes on at `skip`. A leaf holds one item; inactive items have none.
struct ref_accel_node {
    float low[3], high[3];
    uint32_t skip;
    uint32_t item; ///< REF_ACCEL_INNER: not a leaf
};
#define REF_ACCEL_INNER UINT32_MAX

enum ref_accel_opacity {
    REF_ACCEL_PLAIN,   ///< no micromap: the geometry's flags decide
    REF_ACCEL_SPECIAL, ///< one state everywhere
    REF_ACCEL_DATA,    ///< `data` is the offset of opacity data
    REF_ACCEL_ADDRESS, ///< only for who refers to micromaps, a fault and a personality: a device address
};

struct ref_accel_triangle {
    uint64_t data;
    float vertices[3][3];
    uint32_t geometry, primitive;
    uint8_t opaque;  ///< of the geometry's flags
    uint8_t opacity; ///< enum ref_accel_opacity
    uint8_t level;   ///< of the data
    uint8_t format;  ///< VkOpacityMicromapFormatEXT of the data, or the state of a special index
};

struct ref_accel_instance {
    uint64_t reference; ///< device address of the bottom level; 0: inactive
    double world_to_object[3][4];
    float object_to_world[3][4];
    uint32_t custom_index, sbt_offset;
    uint32_t mask;
    uint32_t flags; ///< VkGeometryInstanceFlagsKHR
};

/// Nodes of a tree with that many leaves.
static inline uint32_t ref_accel_node_count(uint32_t leaves)
{
    return leaves ? 2 * leaves - 1 : 0;
}

/// Where what comes behind the header lies.
static inline uint64_t ref_accel_item_size(VkAccelerationStructureTypeKHR type)
{
    return type == VK_ACCELERATION_STRUCTURE_TYPE_TOP_LEVEL_KHR ? sizeof(struct ref_accel_instance)
                                                                : sizeof(struct ref_accel_triangle);
}

static inline uint64_t ref_accel_nodes_at(VkAccelerationStructureTypeKHR type, uint64_t items)
{
    return sizeof(struct ref_accel_header) + items * ref_accel_item_size(type);
}

static inline uint64_t ref_accel_data_at(VkAccelerationStructureTypeKHR type, uint64_t items,
                                         uint64_t nodes)
{
    const uint64_t end = ref_accel_nodes_at(type, items) + nodes * sizeof(struct ref_accel_node);
    return (end + 63) / 64 * 64;
}

#endif
