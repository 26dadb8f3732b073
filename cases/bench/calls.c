// SPDX-License-Identifier: Apache-2.0
// What a call costs whose work is next to nothing: every host command on a micromap of one microtriangle.
//
// No property of the specification: nothing fails for being slow. The yardstick is memcpy of the micromap's serialized data.
// Vacuous for what a driver does besides: a direct call of a driver that starts a thread for it says so here.
#include <ommcts/crew.h>
#include <ommcts/deferred.h>
#include <ommcts/job.h>
#include <ommcts/measure.h>
#include <ommcts/ommcts.h>

#include <string.h>

static const struct omm_shape least = {.name = "s2_l0_n1", .groups = {{2, 0, 1}}};

struct bench {
    const struct omm_test *t;
    const struct omm_job *clone, *serialize, *deserialize;
    VkDeferredOperationKHR operation;
    struct omm_crew *crew; // the calling thread alone
    uint8_t copy[256];
};

static void copy_bytes(void *context)
{
    struct bench *bench = context;
    const size_t size = bench->serialize->memory->size;
    memcpy(bench->copy, bench->deserialize->memory->bytes,
           size < sizeof bench->copy ? size : sizeof bench->copy);
    // So that the compiler does not leave it out.
    __asm__ volatile("" ::"r"(bench->copy) : "memory");
}

static void clone(void *context)
{
    const struct bench *bench = context;
    omm_must_succeed(omm_request(bench->clone, VK_NULL_HANDLE), "vkCopyMicromapEXT");
}

static void serialize(void *context)
{
    const struct bench *bench = context;
    omm_must_succeed(omm_request(bench->serialize, VK_NULL_HANDLE), "vkCopyMicromapToMemoryEXT");
}

static void deserialize(void *context)
{
    const struct bench *bench = context;
    omm_must_succeed(omm_request(bench->deserialize, VK_NULL_HANDLE), "vkCopyMemoryToMicromapEXT");
}

static void query(void *context)
{
    const struct bench *bench = context;
    const struct omm_test *t = bench->t;
    VkDeviceSize size;
    omm_must_succeed(
        t->vk->vkWriteMicromapsPropertiesEXT(t->device, 1, &bench->clone->source->handle,
                                             VK_QUERY_TYPE_MICROMAP_SERIALIZATION_SIZE_EXT,
                                             sizeof size, &size, sizeof size),
        "vkWriteMicromapsPropertiesEXT");
}

static void ask_compatibility(void *context)
{
    const struct bench *bench = context;
    if (!omm_compatible(bench->t, bench->deserialize->memory->bytes))
        omm_fail("the device calls its own serialized micromap incompatible (A116)");
}

static void defer(void *context)
{
    const struct bench *bench = context;
    if (omm_was_deferred(omm_request(bench->serialize, bench->operation)))
        omm_must_succeed(omm_crew_join(bench->crew, bench->operation), "the deferred operation");
}

OMM_BENCHMARK(least, .about = "What each host command costs on the least micromap that there is.",
              .needs = {.host_commands = true})
{
    struct bench *bench = omm_alloc(sizeof *bench);
    bench->t = t;
    bench->clone = omm_prepare(t, OMM_CLONE, &least);
    bench->serialize = omm_prepare(t, OMM_SERIALIZE, &least);
    bench->deserialize = omm_prepare(t, OMM_DESERIALIZE, &least);
    bench->operation = omm_create_operation(t);
    bench->crew = omm_crew(t, 1);
    const struct omm_contender contenders[] = {
        {"memcpy", NULL, 0, copy_bytes, bench},
        {"vkCopyMicromapEXT", NULL, 0, clone, bench},
        {"vkCopyMicromapToMemoryEXT", NULL, 0, serialize, bench},
        {"the same, deferred and joined", "vkCopyMicromapToMemoryEXT", 0, defer, bench},
        {"vkCopyMemoryToMicromapEXT", NULL, 0, deserialize, bench},
        {"vkWriteMicromapsPropertiesEXT", NULL, 0, query, bench},
        {"vkGetDeviceMicromapCompatibilityEXT", NULL, 0, ask_compatibility, bench},
    };
    omm_measure(contenders, sizeof contenders / sizeof contenders[0]);
    PASS();
}
