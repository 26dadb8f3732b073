// SPDX-License-Identifier: Apache-2.0
// Threads ask for compatibility at the same time (chapter "Micromaps", vkGetDeviceMicromapCompatibilityEXT).
//
// No parameter of the query is externally synchronized, and a vkGet* command gives the same answer to the same question:
// each thread gets the one that its data gets when nobody else asks.
// Observed with threads that begin together, some with the device's own header and some with made-up bytes, each many
// times. Vacuous if both had the same answer: NotSupported then, because nothing could be mixed up. One place for the
// result of all threads is a race, so the number of questions makes it likely to be lost once.
#include <ommcts/ommcts.h>

#include <string.h>

enum { THREADS = 6, QUESTIONS = 2000 };

struct questioner {
    const struct omm_test *t;
    uint8_t header[OMM_HEADER_SIZE];
    bool expected;
    int wrong;
};

static void *ask(void *argument)
{
    struct questioner *self = argument;
    for (int i = 0; i < QUESTIONS; ++i)
        self->wrong += omm_compatible(self->t, self->header) != self->expected;
    return NULL;
}

OMM_CASE(mixed, .about = "Each thread gets the answer to its own question.",
         .covers = OMM_COVERS("A118", "A116", "A158"), .needs = {.host_commands = true})
{
    struct questioner *questioners = omm_alloc(THREADS * sizeof *questioners);
    const struct omm_block *blob = omm_serialize(omm_build(t, &omm_small, 0));
    for (int i = 0; i < THREADS; ++i) {
        questioners[i].t = t;
        for (size_t byte = 0; byte < OMM_HEADER_SIZE; ++byte)
            questioners[i].header[byte] = (uint8_t)(blob->bytes[byte] ^ (i % 2 ? 0xFF : 0));
        questioners[i].expected = omm_compatible(t, questioners[i].header);
    }
    ASSERTm("the device's own header is not COMPATIBLE", questioners[0].expected);
    if (questioners[1].expected)
        omm_not_supported("a device that calls made-up bytes INCOMPATIBLE");
    omm_at_once(THREADS, ask, questioners, sizeof *questioners);
    for (int i = 0; i < THREADS; ++i)
        ASSERT_EQ_FMTm("answers other than when nobody else asked", 0, questioners[i].wrong, "%d");
    PASS();
}
