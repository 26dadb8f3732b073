// SPDX-License-Identifier: Apache-2.0
// The answers of vkGetDeviceMicromapCompatibilityEXT: always one of two, and always the same to the same question.
//
// pCompatibility receives a VkAccelerationStructureCompatibilityKHR, whose value is one of the enumerants (fundamentals,
// Valid Usage for Enumerated Types, read for outputs); and "vkGet* commands ... are invariant: repeated calls with the same
// parameters give the same results" (fundamentals, paraphrased).
//
// Observed: outputs prefilled with values that are no enumerant; the same header asked again between others, from
// another thread, and between other commands. For bytes that nobody serialized INCOMPATIBLE is expected, but no
// one can prove a forged header incompatible, and how the comparison is made is the driver's business: COMPATIBLE there is a
// warning, so it is for a header whose second UUID is inverted; what becomes of the first alone is only recorded. Vacuous if all answers were equal: the device's own header must
// be COMPATIBLE in between.
#include <ommcts/ommcts.h>

enum {
    COMPATIBLE = VK_ACCELERATION_STRUCTURE_COMPATIBILITY_COMPATIBLE_KHR,
    INCOMPATIBLE = VK_ACCELERATION_STRUCTURE_COMPATIBILITY_INCOMPATIBLE_KHR,
};

static int ask_with(const struct omm_test *t, const uint8_t *bytes, uint32_t prefill)
{
    const VkMicromapVersionInfoEXT version = {
        .sType = VK_STRUCTURE_TYPE_MICROMAP_VERSION_INFO_EXT,
        .pVersionData = bytes,
    };
    VkAccelerationStructureCompatibilityKHR answer;
    memcpy(&answer, &prefill, sizeof answer);
    t->vk->vkGetDeviceMicromapCompatibilityEXT(t->device, &version, &answer);
    return (int)answer;
}

static int ask(const struct omm_test *t, const uint8_t *bytes)
{
    return ask_with(t, bytes, 0x7FFFFFFF);
}

static void all_zero(const struct omm_test *t, uint8_t *bytes)
{
    (void)t;
    memset(bytes, 0, OMM_HEADER_SIZE);
}

static void all_ones(const struct omm_test *t, uint8_t *bytes)
{
    (void)t;
    memset(bytes, 0xFF, OMM_HEADER_SIZE);
}

static void random_bytes(const struct omm_test *t, uint8_t *bytes)
{
    (void)t;
    for (size_t i = 0; i < OMM_HEADER_SIZE; ++i)
        bytes[i] = (uint8_t)omm_random();
}

static void inverted_driver(const struct omm_test *t, uint8_t *bytes)
{
    for (size_t i = 0; i < OMM_HEADER_SIZE; ++i)
        bytes[i] = (uint8_t)~t->gpu->id.driverUUID[i % VK_UUID_SIZE];
}

static const struct garbage {
    const char *name;
    void (*make)(const struct omm_test *t, uint8_t *bytes);
} garbages[] = {
    {"all_zero", all_zero},
    {"all_ones", all_ones},
    {"random", random_bytes},
    {"inverted_driver_uuid", inverted_driver},
};

OMM_CASE(always_an_enumerant,
         .about = "Whatever the data, the answer is written and is one of the two enumerants.",
         .covers = OMM_COVERS("A117", "A121"), .needs = {.micromap = true},
         .params = OMM_PARAMS(garbages))
{
    const struct garbage *garbage = param;
    static const uint32_t prefills[] = {0x7FFFFFFF, 0xFFFFFFFF, 2, 0xC5C5C5C5};
    uint8_t bytes[OMM_HEADER_SIZE];
    garbage->make(t, bytes);
    for (size_t i = 0; i < sizeof prefills / sizeof prefills[0]; ++i) {
        const int answer = ask_with(t, bytes, prefills[i]);
        ASSERTm("the answer is no enumerant", answer == COMPATIBLE || answer == INCOMPATIBLE);
    }
    PASS();
}

OMM_CASE(garbage_is_incompatible,
         .about = "Bytes that nobody serialized are INCOMPATIBLE (poor if not).",
         .covers = OMM_COVERS("A123", "A117"), .needs = {.micromap = true},
         .params = OMM_PARAMS(garbages))
{
    const struct garbage *garbage = param;
    uint8_t bytes[OMM_HEADER_SIZE];
    garbage->make(t, bytes);
    const int answer = ask(t, bytes);
    ASSERTm("the answer is no enumerant", answer == COMPATIBLE || answer == INCOMPATIBLE);
    if (answer == COMPATIBLE)
        omm_warn("the device calls made-up bytes (%s) COMPATIBLE", garbage->name);
    PASS();
}

OMM_CASE(changed_header,
         .about = "Every bit of the device's own header inverted is INCOMPATIBLE (poor if not).",
         .covers = OMM_COVERS("A123", "A116"), .needs = {.host_commands = true})
{
    uint8_t header[OMM_HEADER_SIZE];
    uint8_t changed[OMM_HEADER_SIZE];
    memcpy(header, omm_serialize(omm_build(t, &omm_small, 0))->bytes, sizeof header);
    ASSERT_EQ_FMT((int)COMPATIBLE, ask(t, header), "%d");
    for (size_t i = 0; i < sizeof header; ++i)
        changed[i] = (uint8_t)~header[i];
    if (ask(t, changed) == COMPATIBLE)
        omm_warn("the device calls its header with every bit inverted COMPATIBLE");
    for (size_t half = 0; half < 2; ++half) {
        memcpy(changed, header, sizeof header);
        for (size_t i = 0; i < VK_UUID_SIZE; ++i)
            changed[half * VK_UUID_SIZE + i] = (uint8_t)~header[half * VK_UUID_SIZE + i];
        const int answer = ask(t, changed);
        ASSERTm("the answer is no enumerant", answer == COMPATIBLE || answer == INCOMPATIBLE);
        omm_note("with its %s UUID inverted the header is %s", half ? "second" : "first",
                 answer == COMPATIBLE ? "COMPATIBLE" : "INCOMPATIBLE");
        // Nothing is left that tells this driver's data of today from that of another build of it.
        if (half && answer == COMPATIBLE)
            omm_warn("the device goes by driverUUID alone: with its second UUID inverted it calls "
                     "the header COMPATIBLE");
    }
    PASS();
}

OMM_CASE(same_answer, .about = "The same data gets the same answer, also between other questions.",
         .covers = OMM_COVERS("A118"), .needs = {.micromap = true})
{
    const size_t kinds = sizeof garbages / sizeof garbages[0];
    uint8_t bytes[sizeof garbages / sizeof garbages[0]][OMM_HEADER_SIZE];
    int first[sizeof garbages / sizeof garbages[0]];
    for (size_t i = 0; i < kinds; ++i) {
        garbages[i].make(t, bytes[i]);
        first[i] = ask(t, bytes[i]);
        ASSERTm("the answer is no enumerant", first[i] == COMPATIBLE || first[i] == INCOMPATIBLE);
    }
    for (size_t round = 0; round < 100; ++round) {
        const size_t i = (round * 7 + round / 5) % kinds;
        ASSERT_EQ_FMTm("another answer to the same data", first[i], ask(t, bytes[i]), "%d");
    }
    PASS();
}

static const struct beginning {
    const char *name;
    bool garbage_first;
} beginnings[] = {
    {"own_header_first", false},
    {"garbage_first", true},
};

// The device is fresh, because a driver that keeps its first answer keeps it as long as the device or the process lives.
OMM_CASE(alternating,
         .about = "The device's own header stays COMPATIBLE, whatever is asked before.",
         .covers = OMM_COVERS("A118", "A116"),
         .needs = {.host_commands = true, .own_process = true}, .params = OMM_PARAMS(beginnings))
{
    const struct beginning *beginning = param;
    uint8_t header[OMM_HEADER_SIZE];
    uint8_t garbage[OMM_HEADER_SIZE];
    memcpy(header, omm_serialize(omm_build(t, &omm_small, 0))->bytes, sizeof header);
    inverted_driver(t, garbage);
    if (!beginning->garbage_first)
        ASSERT_EQ_FMT((int)COMPATIBLE, ask(t, header), "%d");
    const int expected = ask(t, garbage);
    ASSERTm("the answer is no enumerant", expected == COMPATIBLE || expected == INCOMPATIBLE);
    for (int round = 0; round < 20; ++round) {
        ASSERT_EQ_FMTm("the device's own header is not COMPATIBLE", (int)COMPATIBLE, ask(t, header),
                       "%d");
        ASSERT_EQ_FMTm("another answer to the same data", expected, ask(t, garbage), "%d");
    }
    PASS();
}

struct question {
    const struct omm_test *t;
    const uint8_t *bytes;
    int answer;
};

static void *ask_in_thread(void *argument)
{
    struct question *question = argument;
    question->answer = ask(question->t, question->bytes);
    return NULL;
}

OMM_CASE(between_other_commands,
         .about = "The answer is the same from another thread and after other commands.",
         .covers = OMM_COVERS("A118", "A116"), .needs = {.host_commands = true})
{
    struct omm_micromap *map = omm_build(t, &omm_small, 0);
    const struct omm_block *blob = omm_serialize(map);
    uint8_t garbage[OMM_HEADER_SIZE];
    all_ones(t, garbage);
    const int expected = ask(t, garbage);
    ASSERT_EQ_FMT((int)COMPATIBLE, ask(t, blob->bytes), "%d");
    struct question own = {.t = t, .bytes = blob->bytes, .answer = -1};
    struct question other = {.t = t, .bytes = garbage, .answer = -1};
    omm_thread_join(omm_thread_start(ask_in_thread, &own));
    omm_thread_join(omm_thread_start(ask_in_thread, &other));
    ASSERT_EQ_FMTm("another answer in another thread", (int)COMPATIBLE, own.answer, "%d");
    ASSERT_EQ_FMTm("another answer in another thread", expected, other.answer, "%d");
    ASSERT_OK(omm_usable(map));
    omm_destroy_micromap(map);
    ASSERT_EQ_FMTm("another answer after other commands", (int)COMPATIBLE, ask(t, blob->bytes),
                   "%d");
    ASSERT_EQ_FMTm("another answer after other commands", expected, ask(t, garbage), "%d");
    PASS();
}
