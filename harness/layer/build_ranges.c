// SPDX-License-Identifier: Apache-2.0
#include "build_ranges.h"

#include <stdlib.h>

static int compare(const void *a, const void *b)
{
    const struct lay_range *left = a;
    const struct lay_range *right = b;
    if (left->space != right->space)
        return left->space < right->space ? -1 : 1;
    if (left->begin != right->begin)
        return left->begin < right->begin ? -1 : 1;
    return 0;
}

void lay_find_overlaps(struct lay_range *ranges, size_t count, void *context,
                       void (*report)(void *context, const struct lay_range *a,
                                      const struct lay_range *b))
{
    if (count)
        qsort(ranges, count, sizeof *ranges, compare);
    // Of the ranges before, those of either kind that reach furthest.
    const struct lay_range *furthest[2] = {NULL, NULL};
    for (size_t i = 0; i < count; ++i) {
        const struct lay_range *range = &ranges[i];
        if (range->begin == range->end)
            continue;
        for (int kind = 0; kind < 2; ++kind)
            if (furthest[kind] && furthest[kind]->space == range->space &&
                furthest[kind]->end > range->begin)
                report(context, furthest[kind], range);
        const struct lay_range **own = &furthest[range->scratch];
        if (!*own || (*own)->space != range->space || (*own)->end < range->end)
            *own = range;
    }
}
