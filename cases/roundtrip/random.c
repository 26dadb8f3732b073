// SPDX-License-Identifier: Apache-2.0
// Round trips of shapes that nobody thought of.
//
// Any sums of usage counts make a micromap, up to the device's limits (VkMicromapUsageEXT), and any of them means the same
// after any copy. Shapes are drawn from the run's seed: groups of either format, levels up to the limit (above 8 a sample
// is read), counts that favour small and odd numbers; sides, path and destination are drawn as well.
//
// Observed as in matrix.c. When one does not come back, smaller ones along the same way are tried, group by group, count by
// count, level by level, and the smallest that fails is named: it is the one to debug, with the seed to draw it again.
// Vacuous if all shapes were alike: each case draws many, and its log tells them. --seed draws others.
#include <ommcts/ommcts.h>

#include <string.h>

enum { MOST_PLACES = 3000, TRIES = 12 };

struct journey {
    struct omm_trip trip;
    enum omm_side built, stored, loaded;
};

static uint32_t draw(uint32_t below)
{
    return (uint32_t)(omm_random() % below);
}

static const char *name_of(const struct omm_shape *shape)
{
    const char *name = "";
    for (size_t i = 0; i < OMM_MAX_GROUPS && shape->groups[i].count; ++i)
        name = omm_sentence("%s%ss%u_l%u_n%u", name, i ? "+" : "", shape->groups[i].states,
                            shape->groups[i].level, shape->groups[i].count);
    return name;
}

static uint32_t limit_of(const struct omm_test *t, uint32_t states)
{
    const VkPhysicalDeviceOpacityMicromapPropertiesEXT *limits = &t->gpu->limits;
    const uint32_t limit = states == 2 ? limits->maxOpacity2StateSubdivisionLevel
                                       : limits->maxOpacity4StateSubdivisionLevel;
    return limit < 11 ? limit : 11;
}

// No (format, level) twice: usage counts of a kind would have to be added up.
static bool has_kind(const struct omm_shape *shape, const struct omm_group *group)
{
    for (size_t i = 0; i < OMM_MAX_GROUPS && shape->groups[i].count; ++i)
        if (shape->groups[i].states == group->states && shape->groups[i].level == group->level)
            return true;
    return false;
}

static void draw_shape(const struct omm_test *t, struct omm_shape *shape)
{
    const uint32_t groups = 1 + draw(OMM_MAX_GROUPS);
    uint32_t used = 0;
    *shape = (struct omm_shape){.name = "random"};
    for (uint32_t i = 0; i < groups; ++i) {
        struct omm_group group = {.states = draw(2) ? 2 : 4};
        // Drawn below what was drawn: high levels are rare.
        group.level = draw(draw(limit_of(t, group.states) + 1) + 1);
        const uint32_t places = group.level > 8 ? 4096 : (uint32_t)1 << (2 * group.level);
        const uint32_t room = MOST_PLACES / groups / places;
        group.count = 1 + draw(room < 1 ? 1 : draw(room) + 1);
        if (!has_kind(shape, &group))
            shape->groups[used++] = group;
    }
}

static void draw_way(struct journey *journey, bool host, bool device)
{
    static const struct omm_origin paths[] = {
        {"direct", ""}, {"of_clone", "c"}, {"of_compacted", "k"}, {"of_deserialized", "d"}};
    enum omm_side *const sides[] = {&journey->built, &journey->stored, &journey->loaded};
    for (size_t i = 0; i < 3; ++i)
        *sides[i] = host && (!device || draw(2)) ? OMM_ON_HOST : OMM_ON_DEVICE;
    journey->trip.path = paths[draw(4)];
    // Not in other memory, which a device may lack.
    journey->trip.room = (enum omm_room)draw(OMM_ROOM_OTHER_MEMORY);
}

// With what a trip allocates given back, unless it has something to complain of.
static const char *go(const struct omm_test *t, const struct journey *journey)
{
    const size_t mark = omm_cleanup_mark();
    const char *complaint =
        omm_round_trip(t, &journey->trip, journey->built, journey->stored, journey->loaded);
    if (!complaint)
        omm_cleanup_since(mark);
    return complaint;
}

static void drop_group(struct omm_shape *shape, size_t which)
{
    for (; which + 1 < OMM_MAX_GROUPS; ++which)
        shape->groups[which] = shape->groups[which + 1];
    shape->groups[OMM_MAX_GROUPS - 1].count = 0;
}

// The n-th way to make a shape smaller; false when there are no more.
static bool lessen(struct omm_shape *shape, uint32_t n)
{
    const size_t which = n / 4;
    if (which >= OMM_MAX_GROUPS || !shape->groups[which].count)
        return false;
    struct omm_group *group = &shape->groups[which];
    switch (n % 4) {
    case 0:
        if (shape->groups[1].count) // not the only one
            drop_group(shape, which);
        break;
    case 1:
        group->count = 1;
        break;
    case 2:
        group->count = (group->count + 1) / 2;
        break;
    default: {
        struct omm_group lower = *group;
        lower.level = lower.level ? lower.level - 1 : 0;
        if (!has_kind(shape, &lower))
            *group = lower;
    }
    }
    return true;
}

// Contents are drawn anew each time and may be right by luck.
static const char *go_again(const struct omm_test *t, const struct journey *journey)
{
    enum { TIMES = 6 };
    const char *complaint = NULL;
    for (int i = 0; !complaint && i < TIMES; ++i)
        complaint = go(t, journey);
    return complaint;
}

// Follows the first smaller shape that fails as long as there is one. Gives the last complaint.
static const char *shrink(const struct omm_test *t, struct journey *journey, const char *complaint)
{
    uint32_t n = 0;
    struct journey smaller = *journey;
    while (lessen(&smaller.trip.shape, n)) {
        const bool same = !memcmp(smaller.trip.shape.groups, journey->trip.shape.groups,
                                  sizeof smaller.trip.shape.groups);
        const char *again = same ? NULL : go_again(t, &smaller);
        if (again) {
            *journey = smaller;
            complaint = again;
        }
        n = again ? 0 : n + 1;
        smaller = *journey;
    }
    return complaint;
}

static const char *side_name(enum omm_side side)
{
    return side == OMM_ON_HOST ? "host" : "device";
}

// For ASSERT_OK: drawn trips come home.
static const char *come_home(const struct omm_test *t, bool host, bool device)
{
    for (int i = 0; i < TRIES; ++i) {
        struct journey journey = {.trip.name = "random"};
        draw_shape(t, &journey.trip.shape);
        draw_way(&journey, host, device);
        omm_note("%s, %s, built by the %s, serialized by the %s, loaded by the %s",
                 name_of(&journey.trip.shape), journey.trip.path.name, side_name(journey.built),
                 side_name(journey.stored), side_name(journey.loaded));
        const char *complaint = go(t, &journey);
        if (!complaint)
            continue;
        const char *first = name_of(&journey.trip.shape);
        omm_note("%s", complaint);
        complaint = shrink(t, &journey, complaint);
        return omm_sentence("seed %llu, trip %d of %s, smallest that fails: %s, %s, %s-%s-%s: %s",
                            (unsigned long long)omm_seed(), i, first, name_of(&journey.trip.shape),
                            journey.trip.path.name, side_name(journey.built),
                            side_name(journey.stored), side_name(journey.loaded), complaint);
    }
    return NULL;
}

// Each case draws its own, by its name.
static const struct stretch {
    const char *name;
} stretches[] = {{"first"}, {"second"}, {"third"}, {"fourth"}};

OMM_CASE(by_host, .about = "Drawn shapes come home from the host's round trips.",
         .covers = OMM_COVERS("A027", "A086", "A098", "A104", "A106"),
         .needs = {.host_commands = true, .read_back = true}, .params = OMM_PARAMS(stretches))
{
    ASSERT_OK(come_home(t, true, false));
    PASS();
}

OMM_CASE(by_device, .about = "Drawn shapes come home from a queue's round trips.",
         .covers = OMM_COVERS("A027", "A100", "A098", "A104", "A106"),
         .needs = {.device_commands = true, .read_back = true}, .params = OMM_PARAMS(stretches))
{
    ASSERT_OK(come_home(t, false, true));
    PASS();
}

OMM_CASE(by_both, .about = "Drawn shapes come home from round trips here and there.",
         .covers = OMM_COVERS("A034", "A070", "A071", "A080", "A083", "A087", "A100"),
         .needs = {.host_commands = true, .device_commands = true, .read_back = true},
         .params = OMM_PARAMS(stretches))
{
    ASSERT_OK(come_home(t, true, true));
    PASS();
}
