// SPDX-License-Identifier: Apache-2.0
// What reading back sees where there is no micromap: plain geometry, as every driver with ray queries has it.
//
// "Each individual intersection candidate is initially determined as opaque if VK_GEOMETRY_OPAQUE_BIT_KHR was included"
// in the geometry's flags, "otherwise it is considered non-opaque" (chapter "Ray Opacity Culling"): an opaque candidate
// "is immediately confirmed as a valid hit", a non-opaque one is handed to the shader, and where there is no triangle
// there is no candidate. This is the control for every other case that reads back: same shader, same geometry, same rays,
// nothing attached. If it fails, the driver's ray queries or the suite's rays are at fault, not micromaps.
//
// Observed: every ray's answer at two instances, and that the rays are those that were asked for, each once. Vacuous if
// rays missed unnoticed: opaque and non-opaque triangles are hit, and aims beside them are missed, with the same code.
// These cases need no micromaps; levels only say how finely is aimed.
#include <ommcts/ommcts.h>

static const struct spread {
    const char *name;
    uint32_t level, count;
} spreads[] = {
    {"l0_n1", 0, 1},       {"l1_n1", 1, 1},     {"l2_n1", 2, 1},     {"l3_n1", 3, 1},
    {"l4_n1", 4, 1},       {"l5_n1", 5, 1},     {"l6_n1", 6, 1},     {"l0_n2", 0, 2},
    {"l0_n1000", 0, 1000}, {"l1_n255", 1, 255}, {"l3_n100", 3, 100}, {"l4_n33", 4, 33},
    {"l6_n5", 6, 5},
};

// Triangles of one level. Not by omm_make_input: a device without micromaps has no limits to obey.
static const struct omm_input *triangles_of(const struct spread *spread)
{
    struct omm_input *input = omm_alloc(sizeof *input);
    input->triangles = omm_alloc(spread->count * sizeof *input->triangles);
    input->triangle_count = spread->count;
    for (uint32_t i = 0; i < spread->count; ++i)
        input->triangles[i] = (VkMicromapTriangleEXT){
            .subdivisionLevel = (uint16_t)spread->level,
            .format = VK_OPACITY_MICROMAP_FORMAT_4_STATE_EXT,
        };
    return input;
}

static const char *const words[] = {
    [OMM_IGNORED] = "nothing",
    [OMM_OPAQUE] = "an opaque hit",
    [OMM_NON_OPAQUE] = "a non-opaque candidate",
};

static const char *word(uint32_t answer)
{
    return answer <= OMM_NON_OPAQUE ? words[answer] : "no answer";
}

// For ASSERT_OK: all rays meet what plain geometry of these flags is.
static const char *meets(const struct omm_test *t, const struct omm_scene *scene,
                         enum omm_answer expected)
{
    uint32_t count = 0;
    const struct omm_shot *shots = omm_trace(t, scene, &count);
    omm_checked();
    for (uint32_t i = 0; i < count; ++i)
        if (shots[i].plain != expected || shots[i].forced != expected)
            return omm_sentence("ray %u of %u, %s place %u of triangle %u, met %s at the first "
                                "instance and %s at the second; plain geometry is %s",
                                i, count, scene->beside ? "beside" : "at", shots[i].index,
                                shots[i].triangle, word(shots[i].plain), word(shots[i].forced),
                                words[expected]);
    return NULL;
}

static struct omm_scene plain(const struct omm_input *input, VkGeometryFlagsKHR flags)
{
    return (struct omm_scene){
        .input = input, .attachment = OMM_ATTACH_NOTHING, .geometry_flags = flags};
}

OMM_CASE(opaque, .about = "Opaque triangles are hit, whichever instance is asked.",
         .needs = {.ray_query = true}, .params = OMM_PARAMS(spreads))
{
    const struct omm_scene scene = plain(triangles_of(param), VK_GEOMETRY_OPAQUE_BIT_KHR);
    ASSERT_OK(meets(t, &scene, OMM_OPAQUE));
    PASS();
}

OMM_CASE(non_opaque, .about = "Triangles that are not opaque are left to the shader.",
         .needs = {.ray_query = true}, .params = OMM_PARAMS(spreads))
{
    const struct omm_scene scene = plain(triangles_of(param), 0);
    ASSERT_OK(meets(t, &scene, OMM_NON_OPAQUE));
    PASS();
}

OMM_CASE(non_opaque_once,
         .about = "Triangles whose candidates are handed out once are not opaque either.",
         .needs = {.ray_query = true}, .params = OMM_PARAMS(spreads))
{
    const struct omm_scene scene =
        plain(triangles_of(param), VK_GEOMETRY_NO_DUPLICATE_ANY_HIT_INVOCATION_BIT_KHR);
    ASSERT_OK(meets(t, &scene, OMM_NON_OPAQUE));
    PASS();
}

OMM_CASE(beside, .about = "Rays beside the triangles meet nothing, opaque or not.",
         .needs = {.ray_query = true}, .params = OMM_PARAMS(spreads))
{
    struct omm_scene scene = plain(triangles_of(param), VK_GEOMETRY_OPAQUE_BIT_KHR);
    scene.beside = true;
    ASSERT_OK(meets(t, &scene, OMM_IGNORED));
    scene.geometry_flags = 0;
    ASSERT_OK(meets(t, &scene, OMM_IGNORED));
    PASS();
}

// Of the instrument alone, whose list of rays this is: no driver can fail it.
OMM_CASE(every_place_once, .about = "Every place of every triangle is asked, and once.",
         .needs = {.ray_query = true}, .params = OMM_PARAMS(spreads))
{
    const struct spread *spread = param;
    const struct omm_scene scene = plain(triangles_of(spread), 0);
    uint32_t count = 0;
    const struct omm_shot *shots = omm_trace(t, &scene, &count);
    const uint32_t places = (uint32_t)1 << (2 * spread->level);
    ASSERT_EQ_FMT(spread->count * places, count, "%u");
    uint8_t *asked = omm_alloc(count);
    for (uint32_t i = 0; i < count; ++i) {
        ASSERT(shots[i].triangle < spread->count && shots[i].index < places);
        ASSERTm("a place is asked twice", !asked[shots[i].triangle * places + shots[i].index]++);
    }
    PASS();
}

OMM_CASE(again, .about = "The same rays get the same answers, scene after scene on one device.",
         .needs = {.ray_query = true})
{
    for (size_t i = 0; i < sizeof spreads / sizeof spreads[0]; ++i) {
        const struct omm_input *input = triangles_of(&spreads[i]);
        const struct omm_scene opaque = plain(input, VK_GEOMETRY_OPAQUE_BIT_KHR);
        const struct omm_scene other = plain(input, 0);
        ASSERT_OK(meets(t, &opaque, OMM_OPAQUE));
        ASSERT_OK(meets(t, &other, OMM_NON_OPAQUE));
    }
    PASS();
}

OMM_CASE(beside_micromaps,
         .about = "On a device with micromaps, geometry without one is plain all the same.",
         .covers = OMM_COVERS("A028"), .needs = {.micromap = true, .ray_query = true},
         .params = OMM_PARAMS(spreads))
{
    const struct omm_input *input = triangles_of(param);
    const struct omm_scene opaque = plain(input, VK_GEOMETRY_OPAQUE_BIT_KHR);
    const struct omm_scene other = plain(input, 0);
    ASSERT_OK(meets(t, &opaque, OMM_OPAQUE));
    ASSERT_OK(meets(t, &other, OMM_NON_OPAQUE));
    PASS();
}
