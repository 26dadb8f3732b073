// SPDX-License-Identifier: Apache-2.0
// Each inner node splits its items in two halves along the axis on which they are spread most, so
// the tree is never deeper than a halving of the count.
#include "accel_tree.h"

#include "fault.h"

#include <math.h>

struct tree {
    struct ref_accel_node *nodes;
    uint32_t count;
    uint32_t *order;
    const struct ref_accel_box *boxes;
};

struct ref_accel_box ref_accel_box_empty(void)
{
    return (struct ref_accel_box){{INFINITY, INFINITY, INFINITY},
                                  {-INFINITY, -INFINITY, -INFINITY}};
}

void ref_accel_box_add(struct ref_accel_box *box, const float point[3])
{
    for (int axis = 0; axis < 3; axis++) {
        if (point[axis] < box->low[axis])
            box->low[axis] = point[axis];
        if (point[axis] > box->high[axis])
            box->high[axis] = point[axis];
    }
}

/// Twice the middle of the box, which orders as well as the middle does.
static float place(const struct tree *tree, uint32_t item, int axis)
{
    return tree->boxes[item].low[axis] + tree->boxes[item].high[axis];
}

static int widest_axis(const struct tree *tree, uint32_t first, uint32_t end)
{
    struct ref_accel_box places = ref_accel_box_empty();
    for (uint32_t i = first; i < end; i++) {
        const uint32_t item = tree->order[i];
        ref_accel_box_add(
            &places, (float[3]){place(tree, item, 0), place(tree, item, 1), place(tree, item, 2)});
    }
    int widest = 0;
    for (int axis = 1; axis < 3; axis++)
        if (places.high[axis] - places.low[axis] > places.high[widest] - places.low[widest])
            widest = axis;
    return widest;
}

/// Puts the items below `middle` that belong there along the axis (quickselect).
static void halve(struct tree *tree, uint32_t first, uint32_t end, uint32_t middle, int axis)
{
    int64_t low = first, high = (int64_t)end - 1;
    while (low < high) {
        const float pivot = place(tree, tree->order[(low + high) / 2], axis);
        int64_t left = low, right = high;
        while (left <= right) {
            while (place(tree, tree->order[left], axis) < pivot)
                left++;
            while (place(tree, tree->order[right], axis) > pivot)
                right--;
            if (left <= right) {
                const uint32_t item = tree->order[left];
                tree->order[left++] = tree->order[right];
                tree->order[right--] = item;
            }
        }
        if (right < middle)
            low = left;
        if (left > middle)
            high = right;
    }
}

static void build(struct tree *tree, uint32_t first, uint32_t end)
{
    const uint32_t at = tree->count++;
    struct ref_accel_box box = ref_accel_box_empty();
    for (uint32_t i = first; i < end; i++) {
        ref_accel_box_add(&box, tree->boxes[tree->order[i]].low);
        ref_accel_box_add(&box, tree->boxes[tree->order[i]].high);
    }
    uint32_t item = REF_ACCEL_INNER;
    if (end - first == 1) {
        item = tree->order[first];
    } else {
        const uint32_t middle = first + (end - first) / 2;
        halve(tree, first, end, middle, widest_axis(tree, first, end));
        build(tree, first, middle);
        build(tree, middle, end);
    }
    struct ref_accel_node *node = &tree->nodes[at];
    *node = (struct ref_accel_node){.skip = tree->count, .item = item};
    for (int axis = 0; axis < 3; axis++) {
        // A little wider than it is, so that rounding never loses what lies on a face of the box.
        const float margin = 1e-6f * (fabsf(box.low[axis]) + fabsf(box.high[axis])) + 1e-30f;
        node->low[axis] = box.low[axis] - margin;
        node->high[axis] = box.high[axis] + margin;
    }
}

uint32_t ref_accel_tree_build(struct ref_accel_node *nodes, uint32_t *order, uint32_t count,
                              const struct ref_accel_box *boxes)
{
    struct tree tree = {.nodes = nodes, .order = order, .boxes = boxes};
    if (REF_FAULT(ACCEL_TREE_LOSES_LAST) && count > 1)
        count--;
    if (count > 0)
        build(&tree, 0, count);
    return tree.count;
}
