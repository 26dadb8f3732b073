// SPDX-License-Identifier: Apache-2.0
// First what every state turned into, then the guesses, then where things are wrong.
#include "diagnosis.h"

#include <ommcts/verdict.h>

// What a state, or a special index, turned into. Kinds: of 2-state data, of 4-state data, of special indices.
enum { KINDS = 3, STATES = 4, UNSEEN = 9 };

struct turn {
    uint32_t plain, forced; // UNSEEN: no shot had this state
};

static uint32_t kind_of(const struct omm_input *input, const struct omm_shot *shot)
{
    if (omm_is_special(shot->triangle))
        return 2;
    return input->triangles[shot->triangle].format == VK_OPACITY_MICROMAP_FORMAT_2_STATE_EXT ? 0
                                                                                             : 1;
}

// False when equal states are seen as different ones: then no exchange of states explains it.
static bool find_turns(const struct omm_input *input, const struct omm_shot *shots, uint32_t count,
                       struct turn turns[KINDS][STATES])
{
    for (uint32_t kind = 0; kind < KINDS; ++kind)
        for (uint32_t state = 0; state < STATES; ++state)
            turns[kind][state] = (struct turn){UNSEEN, UNSEEN};
    for (uint32_t i = 0; i < count; ++i) {
        struct turn *turn = &turns[kind_of(input, &shots[i])][omm_shot_expected(input, &shots[i])];
        if (turn->plain == UNSEEN)
            *turn = (struct turn){shots[i].plain, shots[i].forced};
        if (turn->plain != shots[i].plain || turn->forced != shots[i].forced)
            return false;
    }
    return true;
}

static bool all_turns(const struct turn turns[KINDS][STATES],
                      bool (*test)(struct turn turn, uint32_t kind, uint32_t state))
{
    for (uint32_t kind = 0; kind < KINDS; ++kind)
        for (uint32_t state = 0; state < STATES; ++state)
            if (turns[kind][state].plain != UNSEEN && !test(turns[kind][state], kind, state))
                return false;
    return true;
}

static uint32_t state_after(struct turn turn)
{
    const struct omm_shot shot = {.plain = turn.plain, .forced = turn.forced};
    return omm_shot_state(&shot);
}

static bool never_asked(struct turn turn, uint32_t kind, uint32_t state)
{
    (void)kind;
    (void)state;
    return turn.plain > OMM_NON_OPAQUE && turn.forced > OMM_NON_OPAQUE;
}

static bool plain_geometry(struct turn turn, uint32_t kind, uint32_t state)
{
    (void)kind;
    (void)state;
    return turn.plain == OMM_NON_OPAQUE && turn.forced == OMM_NON_OPAQUE;
}

static bool never_forced(struct turn turn, uint32_t kind, uint32_t state)
{
    (void)kind;
    return state < 2 ? state_after(turn) == state
                     : turn.plain == OMM_NON_OPAQUE && turn.forced == OMM_NON_OPAQUE;
}

static bool always_forced(struct turn turn, uint32_t kind, uint32_t state)
{
    (void)kind;
    return state_after(turn) == state % 2;
}

static bool inverted(struct turn turn, uint32_t kind, uint32_t state)
{
    return kind < 2 && state_after(turn) == (kind ? 3 - state : 1 - state);
}

static bool all_clear(struct turn turn, uint32_t kind, uint32_t state)
{
    (void)kind;
    (void)state;
    return state_after(turn) == 0;
}

static const char *name_of(uint32_t kind, uint32_t state)
{
    if (kind == 2)
        return omm_sentence("special index -%u", state + 1);
    return omm_sentence("state %u of %u", state, kind == 0 ? 2 : 4);
}

// Those that changed.
static const char *tell_turns(const struct turn turns[KINDS][STATES])
{
    const char *words = "";
    for (uint32_t kind = 0; kind < KINDS; ++kind)
        for (uint32_t state = 0; state < STATES; ++state) {
            const struct turn turn = turns[kind][state];
            const uint32_t after = state_after(turn);
            if (turn.plain == UNSEEN || after == state)
                continue;
            const char *seen = after == OMM_NO_STATE ? "none" : omm_sentence("%u", after);
            words = omm_sentence("%s%s %s is seen as %s", words, *words ? "," : ": every",
                                 name_of(kind, state), seen);
        }
    return words;
}

static const char *explain_turns(const struct turn turns[KINDS][STATES])
{
    if (all_turns(turns, never_asked))
        return ": the shader wrote no answers";
    if (all_turns(turns, plain_geometry))
        return ": as if no micromap were attached";
    if (all_turns(turns, never_forced))
        return ": as if the instance's flag that forces 2 states were ignored";
    if (all_turns(turns, always_forced))
        return ": as if every instance forced 2 states";
    if (all_turns(turns, all_clear))
        return ": as if all data were 0";
    if (all_turns(turns, inverted))
        return ": as if every bit of the data were flipped";
    return tell_turns(turns);
}

// Special indices have no inside.
static uint32_t predict(const struct omm_guess *guess, const struct omm_scene *scene,
                        const struct omm_shot *shot)
{
    if (omm_is_special(shot->triangle) && !guess->between)
        return omm_shot_expected(scene->input, shot);
    return guess->state(scene, shot);
}

// Whether the guess predicts every answer, and enough of those that are wrong for it to be no accident.
static bool is_right(const struct omm_guess *guess, const struct omm_scene *scene,
                     const struct omm_shot *shots, uint32_t count)
{
    enum { ENOUGH = 4 };
    uint32_t told = 0;
    for (uint32_t i = 0; i < count; ++i) {
        const uint32_t predicted = predict(guess, scene, &shots[i]);
        if (predicted == OMM_ANY_STATE)
            continue;
        if (predicted != omm_shot_state(&shots[i]))
            return false;
        told += predicted != omm_shot_expected(scene->input, &shots[i]);
    }
    return told >= ENOUGH;
}

static const char *explain_by(const struct omm_guess *guesses, const struct omm_scene *scene,
                              const struct omm_shot *shots, uint32_t count)
{
    for (; guesses->words; ++guesses)
        if (is_right(guesses, scene, shots, count))
            return omm_sentence(": as if %s", guesses->words);
    return NULL;
}

// What is wrong with one triangle of the scene.
struct part {
    uint32_t place, count, wrong;
    uint32_t same;   // the state of all shots, or OMM_NO_STATE
    bool only_order; // each state is seen as often as it should be
};

static struct part look_at(const struct omm_input *input, const struct omm_shot *shots,
                           uint32_t rest)
{
    struct part part = {.place = shots->place, .same = omm_shot_state(shots), .only_order = true};
    int balance[OMM_NO_STATE + 1] = {0};
    while (part.count < rest && shots[part.count].place == shots->place) {
        const struct omm_shot *shot = &shots[part.count++];
        const uint32_t seen = omm_shot_state(shot), expected = omm_shot_expected(input, shot);
        part.wrong += seen != expected;
        part.same = seen == part.same ? seen : (uint32_t)OMM_NO_STATE;
        ++balance[seen];
        --balance[expected];
    }
    for (uint32_t state = 0; state <= OMM_NO_STATE; ++state)
        part.only_order = part.only_order && balance[state] == 0;
    return part;
}

struct damage {
    uint32_t parts, wrong;
    struct part last; // of the wrong ones
    bool only_order;  // in all of them
};

static struct damage survey(const struct omm_scene *scene, const struct omm_shot *shots,
                            uint32_t count)
{
    struct damage damage = {.only_order = true};
    for (uint32_t i = 0; i < count; ++damage.parts) {
        const struct part part = look_at(scene->input, shots + i, count - i);
        i += part.count;
        if (!part.wrong)
            continue;
        ++damage.wrong;
        damage.last = part;
        damage.only_order = damage.only_order && part.only_order;
    }
    return damage;
}

// Where, when nothing explains it all.
static const char *tell_places(const struct damage *damage)
{
    static const char order[] = "each state is seen as often as it should be, in another order";
    if (damage->parts == 1)
        return damage->only_order ? omm_sentence(": %s", order) : "";
    return omm_sentence(": %u of %u triangles are wrong, the last is %u%s%s", damage->wrong,
                        damage->parts, damage->last.place, damage->only_order ? "; there " : "",
                        damage->only_order ? order : "");
}

const char *omm_diagnose(const struct omm_scene *scene, const struct omm_shot *shots,
                         uint32_t count)
{
    struct turn turns[KINDS][STATES];
    if (find_turns(scene->input, shots, count, turns))
        return explain_turns(turns);
    const struct damage damage = survey(scene, shots, count);
    if (damage.wrong == 1 && damage.parts > 1 && damage.last.same != OMM_NO_STATE)
        return omm_sentence(": only triangle %u of %u is wrong, and state %u all over",
                            damage.last.place, damage.parts, damage.last.same);
    const char *words = explain_by(omm_guesses_inside, scene, shots, count);
    if (!words)
        words = explain_by(omm_guesses_between, scene, shots, count);
    return words ? words : tell_places(&damage);
}
