// SPDX-License-Identifier: Apache-2.0
#include "walk.h"

#include "session.h"

#include <ommcts/host.h>
#include <ommcts/verdict.h>
#include <ommcts/walk.h>

#include <string.h>

enum {
    LEG = 48,    // steps from nothing to the last look
    TRIES = 200, // of shorter legs, when one has failed
};

uint32_t omm_fuzz_steps(uint32_t usual)
{
    const unsigned told = omm_settings()->fuzz_steps;
    return told ? told : usual;
}

static uint8_t draw(uint32_t below)
{
    return (uint8_t)(omm_random() % below);
}

// Making things is drawn more often than destroying and looking, so that there is something to destroy and to look at.
static enum omm_walk_verb draw_verb(void)
{
    static const enum omm_walk_verb verbs[] = {
        OMM_WALK_BUILD,     OMM_WALK_BUILD,     OMM_WALK_REBUILD, OMM_WALK_CLONE,
        OMM_WALK_CLONE,     OMM_WALK_COMPACT,   OMM_WALK_COMPACT, OMM_WALK_SERIALIZE,
        OMM_WALK_SERIALIZE, OMM_WALK_SERIALIZE, OMM_WALK_LOAD,    OMM_WALK_LOAD,
        OMM_WALK_LOAD,      OMM_WALK_ASK,       OMM_WALK_DESTROY, OMM_WALK_LOOK,
    };
    return verbs[draw(sizeof verbs / sizeof verbs[0])];
}

static struct omm_walk_step draw_step(const struct omm_terrain *terrain)
{
    struct omm_walk_step step = {.verb = draw_verb()};
    step.from = draw(step.verb == OMM_WALK_LOAD ? OMM_WALK_BLOBS : OMM_WALK_PLACES);
    step.to = draw(step.verb == OMM_WALK_SERIALIZE ? OMM_WALK_BLOBS : OMM_WALK_PLACES);
    step.shape = draw(OMM_WALK_SHAPES);
    step.on_queue = terrain->queues && (!terrain->host || draw(2));
    step.deferred = draw(2);
    step.compactable = draw(2);
    return step;
}

// "clone 3 to 1 on a queue"
static const char *tell_step(const struct omm_walk_step *step)
{
    const char *where = step->on_queue ? " on a queue" : step->deferred ? " deferred" : "";
    const char *shape = omm_walk_shape(step->shape);
    switch (step->verb) {
    case OMM_WALK_BUILD:
        return omm_sentence("build %s in %u%s%s", shape, step->to,
                            step->compactable ? ", compactable," : "", where);
    case OMM_WALK_REBUILD:
        return omm_sentence("build the inverse in %u%s", step->to, where);
    case OMM_WALK_CLONE:
        return omm_sentence("clone %u to %u%s", step->from, step->to, where);
    case OMM_WALK_COMPACT:
        return omm_sentence("compact %u to %u%s", step->from, step->to, where);
    case OMM_WALK_SERIALIZE:
        return omm_sentence("serialize %u to data %u%s", step->from, step->to, where);
    case OMM_WALK_LOAD:
        return omm_sentence("load data %u into %u%s", step->from, step->to, where);
    case OMM_WALK_ASK:
        return omm_sentence("ask %u for its size%s", step->to, step->on_queue ? where : "");
    case OMM_WALK_DESTROY:
        return omm_sentence("destroy %u", step->to);
    default:
        return omm_sentence("look at %u", step->to);
    }
}

struct leg {
    const struct omm_test *t;
    struct omm_walk_step steps[LEG];
    uint32_t count;
    const char *complaint; // of these steps
};

// Tries the leg without the steps [first, first + length); keeps that when it fails as well.
static bool leave_out(struct leg *leg, uint32_t first, uint32_t length)
{
    struct omm_walk_step fewer[LEG];
    memcpy(fewer, leg->steps, first * sizeof *fewer);
    memcpy(fewer + first, leg->steps + first + length,
           (leg->count - first - length) * sizeof *fewer);
    uint32_t at = 0;
    const char *complaint = omm_walk_take(leg->t, fewer, leg->count - length, &at);
    if (!complaint)
        return false;
    leg->count -= length;
    memcpy(leg->steps, fewer, leg->count * sizeof *fewer);
    leg->complaint = complaint;
    return true;
}

// Halves first, then quarters, at last single steps, as often as something can be left out.
static void shorten(struct leg *leg)
{
    unsigned tries = 0;
    for (uint32_t length = leg->count / 2; length; length = length > 1 ? (length + 1) / 2 : 0) {
        bool again = true;
        while (again) {
            again = false;
            for (uint32_t first = 0; first + length <= leg->count && tries < TRIES; ++tries) {
                if (leave_out(leg, first, length))
                    again = length == 1;
                else
                    first += length;
            }
        }
    }
}

static const char *tell(const struct leg *leg)
{
    const char *script = "";
    for (uint32_t i = 0; i < leg->count; ++i)
        script = omm_sentence("%s%s%s", script, i ? "; " : "", tell_step(&leg->steps[i]));
    return omm_sentence("%s, after: %s", leg->complaint, script);
}

static const char *walk_leg(const struct omm_test *t, const struct omm_terrain *terrain,
                            uint32_t count)
{
    struct leg *leg = omm_alloc(sizeof *leg);
    leg->t = t;
    leg->count = count;
    for (uint32_t i = 0; i < count; ++i)
        leg->steps[i] = draw_step(terrain);
    uint32_t at = 0;
    leg->complaint = omm_walk_take(t, leg->steps, count, &at);
    if (!leg->complaint)
        return NULL;
    // Nothing after the step that failed matters.
    leg->count = at < count ? at + 1 : count;
    shorten(leg);
    return tell(leg);
}

const char *omm_walk(const struct omm_test *t, const struct omm_terrain *terrain, uint32_t usual)
{
    const uint32_t steps = omm_fuzz_steps(usual);
    for (uint32_t gone = 0; gone < steps; gone += LEG) {
        const size_t mark = omm_cleanup_mark();
        const char *complaint = walk_leg(t, terrain, steps - gone < LEG ? steps - gone : LEG);
        omm_cleanup_since(mark);
        if (complaint)
            return complaint;
    }
    omm_checked();
    return NULL;
}
