// SPDX-License-Identifier: Apache-2.0
#include "contents.h"

#include "record.h"

static const struct lay_contents unknown = {.constructed = LAY_UNKNOWN};

bool lay_point_complete(const struct lay_point *point)
{
    return !point->queue || point->batch <= point->queue->complete;
}

struct lay_contents lay_contents_on(struct lay_device *device, struct lay_micromap *micromap,
                                    const struct lay_queue *queue)
{
    if (micromap->pending)
        lay_contents_of(device, micromap); // notes that the operation is complete, if it is
    const bool others = !lay_point_complete(&micromap->written) && micromap->written.queue != queue;
    return device->blind || micromap->pending || others ? unknown : micromap->contents;
}

// Two writers and no known order between them.
static struct lay_contents either(const struct lay_contents *a, const struct lay_contents *b)
{
    struct lay_contents both = unknown;
    if (a->constructed == b->constructed)
        both.constructed = a->constructed;
    if (a->flags_known && b->flags_known && a->flags == b->flags) {
        both.flags_known = true;
        both.flags = a->flags;
    }
    return both;
}

void lay_contents_set(struct lay_micromap *micromap, const struct lay_contents *contents,
                      struct lay_point writer)
{
    const bool race = !lay_point_complete(&micromap->written) && //
                      micromap->written.queue != writer.queue;
    micromap->contents = race ? either(&micromap->contents, contents) : *contents;
    micromap->contents.version = lay_new_id();
    if (writer.queue || !race)
        micromap->written = writer;
}
