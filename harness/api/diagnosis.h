// SPDX-License-Identifier: Apache-2.0
// What would explain all answers of a scene at once: the words that turn "microtriangle 4 is wrong" into "the curve's flips
// are ignored". A guess is told only if it predicts every single answer, right ones included; otherwise where things are
// wrong is told.
#ifndef OMM_DIAGNOSIS_H
#define OMM_DIAGNOSIS_H

#include <ommcts/readback.h>

enum {
    OMM_NO_STATE = 4,  ///< a pair of answers that no stored state gives
    OMM_ANY_STATE = 5, ///< a guess that knows nothing of a shot
};

/// Whether a triangle number stands for a special index.
bool omm_is_special(uint32_t triangle);

/// The stored state that a pair of answers gives away, or OMM_NO_STATE.
uint32_t omm_shot_state(const struct omm_shot *shot);

/// The state that the input, or the special index, says.
uint32_t omm_shot_expected(const struct omm_input *input, const struct omm_shot *shot);

/// ": as if ...", or "" when nothing can be said of what is wrong.
const char *omm_diagnose(const struct omm_scene *scene, const struct omm_shot *shots,
                         uint32_t count);

/// One guess: words that follow "as if", and the state that a shot would see then.
struct omm_guess {
    const char *words;
    uint32_t (*state)(const struct omm_scene *scene, const struct omm_shot *shot);
    bool between; ///< it knows what special indices lead to
};

/// Guesses at what goes wrong inside of triangles, and between them; each list ends at a NULL.
extern const struct omm_guess omm_guesses_inside[];
extern const struct omm_guess omm_guesses_between[];

/// `bits` bits of a triangle's packed data at this index; OMM_ANY_STATE beyond its end.
uint32_t omm_guess_bits(const struct omm_input *input, uint32_t triangle, uint32_t index,
                        uint32_t bits);

#endif
