// SPDX-License-Identifier: Apache-2.0
// The tree of boxes over the items of an acceleration structure.
#ifndef REF_ACCEL_TREE_H
#define REF_ACCEL_TREE_H

#include "accel_layout.h"

/// A box around an item, as the tree is built from it.
struct ref_accel_box {
    float low[3], high[3];
};

struct ref_accel_box ref_accel_box_empty(void);
void ref_accel_box_add(struct ref_accel_box *box, const float point[3]);

/// Writes the nodes of a tree whose leaves are the items that `order` lists, one box for each item.
/// `order` is changed. Returns the number of nodes.
uint32_t ref_accel_tree_build(struct ref_accel_node *nodes, uint32_t *order, uint32_t count,
                              const struct ref_accel_box *boxes);

#endif
