// SPDX-License-Identifier: Apache-2.0
// The curve by its recursive definition: "the sub-triangle nearest vertex 0, then the middle triangle with ordering
// flipped, then nearest vertex 1, then nearest vertex 2 with ordering flipped". Each step down the levels picks a
// child; what it is called vertex 0, 1 and 2 of a child says in which order its own children come.
#include <ommcts/curve.h>

// A corner in units of 1 / 2^level: exact at every level.
struct corner {
    int32_t u, v;
};

struct triangle {
    struct corner corners[3];
};

static struct corner middle(struct corner a, struct corner b)
{
    return (struct corner){(a.u + b.u) / 2, (a.v + b.v) / 2};
}

static struct triangle child(const struct triangle *parent, uint32_t which)
{
    const struct corner *v = parent->corners;
    const struct corner m01 = middle(v[0], v[1]);
    const struct corner m12 = middle(v[1], v[2]);
    const struct corner m20 = middle(v[2], v[0]);
    switch (which) {
    case 0:
        return (struct triangle){{v[0], m01, m20}};
    case 1: // flipped: the curve enters at the side of vertex 2
        return (struct triangle){{m20, m12, m01}};
    case 2:
        return (struct triangle){{m01, v[1], m12}};
    default: // flipped
        return (struct triangle){{m12, m20, v[2]}};
    }
}

static struct triangle whole(uint32_t level)
{
    const int32_t side = (int32_t)1 << level;
    return (struct triangle){{{0, 0}, {side, 0}, {0, side}}};
}

// Three times the centroid, so that it stays a whole number.
static struct omm_centroid centroid_of(const struct triangle *t)
{
    return (struct omm_centroid){
        (uint32_t)(t->corners[0].u + t->corners[1].u + t->corners[2].u),
        (uint32_t)(t->corners[0].v + t->corners[1].v + t->corners[2].v),
    };
}

struct omm_centroid omm_curve_centroid(uint32_t level, uint32_t index)
{
    struct triangle triangle = whole(level);
    for (uint32_t step = level; step-- > 0;)
        triangle = child(&triangle, (index >> (2 * step)) & 3);
    return centroid_of(&triangle);
}

// Twice the signed area of (a, b, three times the point c), for telling sides.
static int64_t side_of(struct corner a, struct corner b, struct omm_centroid c)
{
    const int64_t u = (int64_t)c.u - 3 * (int64_t)a.u;
    const int64_t v = (int64_t)c.v - 3 * (int64_t)a.v;
    return (int64_t)(b.u - a.u) * v - (int64_t)(b.v - a.v) * u;
}

// Centroids never lie on an edge, so one side or the other is certain.
static int holds(const struct triangle *t, struct omm_centroid c)
{
    const int64_t a = side_of(t->corners[0], t->corners[1], c);
    const int64_t b = side_of(t->corners[1], t->corners[2], c);
    const int64_t d = side_of(t->corners[2], t->corners[0], c);
    return (a > 0) == (b > 0) && (b > 0) == (d > 0);
}

uint32_t omm_curve_index(uint32_t level, struct omm_centroid centroid)
{
    struct triangle triangle = whole(level);
    uint32_t index = 0;
    for (uint32_t step = 0; step < level; ++step) {
        uint32_t which = 0;
        struct triangle next = child(&triangle, 0);
        while (which < 3 && !holds(&next, centroid))
            next = child(&triangle, ++which);
        triangle = next;
        index = index << 2 | which;
    }
    return index;
}
