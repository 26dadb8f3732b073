// SPDX-License-Identifier: Apache-2.0
// What is not supported is said, and no words crash the driver.
#include "compute.h"

#include <fcntl.h>
#include <greatest.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const uint32_t candidates_comp[] = {
#include "shaders/candidates.inc"
};
static const uint32_t control_comp[] = {
#include "shaders/control.inc"
};
static const uint32_t memory_comp[] = {
#include "shaders/memory.inc"
};
static const uint32_t refused_atomic_comp[] = {
#include "shaders/refused_atomic.inc"
};
static const uint32_t refused_barrier_comp[] = {
#include "shaders/refused_barrier.inc"
};
static const uint32_t refused_box_comp[] = {
#include "shaders/refused_box.inc"
};
static const uint32_t refused_descriptor_comp[] = {
#include "shaders/refused_descriptor.inc"
};
static const uint32_t refused_double_comp[] = {
#include "shaders/refused_double.inc"
};
static const uint32_t refused_image_comp[] = {
#include "shaders/refused_image.inc"
};
static const uint32_t refused_shared_comp[] = {
#include "shaders/refused_shared.inc"
};
static const uint32_t refused_sine_comp[] = {
#include "shaders/refused_sine.inc"
};
static const uint32_t refused_subgroup_comp[] = {
#include "shaders/refused_subgroup.inc"
};

struct refusal {
    struct shader_words words;
    const char *named; ///< in the message
};

TEST refused(const struct refusal *refusal)
{
    static char text[1000]; // what a failure shows
    stderr_capture();
    const struct pipeline pipeline = pipeline_create(refusal->words, NULL);
    stderr_read(text, sizeof text);
    pipeline_destroy(&pipeline);
    ASSERT_EQ_FMT(VK_ERROR_UNKNOWN, pipeline.result, "%d");
    ASSERT_EQ((VkPipeline)VK_NULL_HANDLE, pipeline.pipeline);
    ASSERTm(text, strstr(text, "the compute shader \"main\" can't be run: "));
    ASSERTm(text, strstr(text, refusal->named));
    ASSERTm(text, strchr(text, '\n') == text + strlen(text) - 1); // one sentence
    PASS();
}

/// Creates and destroys a pipeline of words that may be anything.
static VkResult try(struct shader_words words)
{
    const struct pipeline pipeline = pipeline_create(words, NULL);
    pipeline_destroy(&pipeline);
    return pipeline.result;
}

/// Every word replaced, by numbers that mean something in many places.
TEST any_words(struct shader_words words)
{
    static const uint32_t others[] = {0,          1,          5,          30,        60,
                                      0x7FFFFFFF, UINT32_MAX, 0x00020036, 0x00050041};
    uint32_t *copy = malloc(words.size);
    memcpy(copy, words.words, words.size);
    const int kept = dup(STDERR_FILENO), nowhere = open("/dev/null", O_WRONLY);
    dup2(nowhere, STDERR_FILENO);
    uint32_t refusals = 0, wrong = 0;
    for (size_t i = 0; i < words.size / sizeof *copy; i++) {
        for (size_t n = 0; n < sizeof others / sizeof *others; n++) {
            copy[i] = others[n];
            const VkResult result = try((struct shader_words){copy, words.size});
            refusals += result == VK_ERROR_UNKNOWN;
            wrong += result != VK_SUCCESS && result != VK_ERROR_UNKNOWN;
        }
        copy[i] = words.words[i];
    }
    for (size_t size = 0; size < words.size; size += sizeof *copy)
        wrong += try((struct shader_words){words.words, size}) != VK_ERROR_UNKNOWN;
    dup2(kept, STDERR_FILENO);
    close(kept);
    close(nowhere);
    free(copy);
    ASSERT_EQ_FMT(0u, wrong, "%u");
    ASSERT(refusals > words.size / sizeof *copy);
    PASS();
}

TEST dispatch_indirect_is_refused(void)
{
    char text[1000];
    VkCommandBuffer commands = rays_begin();
    stderr_capture();
    driver.CmdDispatchIndirect(commands, VK_NULL_HANDLE, 0);
    stderr_read(text, sizeof text);
    ASSERT_EQ_FMT(VK_ERROR_UNKNOWN, rays_end(commands), "%d");
    ASSERT(strstr(text, "vkCmdDispatchIndirect"));
    PASS();
}

SUITE(shader_refused)
{
    const struct refusal refusals[] = {
        {SHADER(refused_atomic), "OpAtomicIAdd"},
        {SHADER(refused_barrier), "OpControlBarrier"},
        {SHADER(refused_box), "OpRayQueryGenerateIntersectionKHR"},
        {SHADER(refused_descriptor), "storage class StorageBuffer"},
        {SHADER(refused_double), "capability Float64"},
        {SHADER(refused_image), "OpTypeImage"},
        {SHADER(refused_shared), "storage class Workgroup"},
        {SHADER(refused_sine), "OpExtInst"},
        {SHADER(refused_subgroup), "capability GroupNonUniform"},
    };
    rays_open();
    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
        greatest_set_test_suffix(refusals[i].named);
        RUN_TESTp(refused, &refusals[i]);
    }
    greatest_set_test_suffix("candidates");
    RUN_TESTp(any_words, SHADER(candidates));
    greatest_set_test_suffix("control");
    RUN_TESTp(any_words, SHADER(control));
    greatest_set_test_suffix("memory");
    RUN_TESTp(any_words, SHADER(memory));
    RUN_TEST(dispatch_indirect_is_refused);
    rays_close();
}
