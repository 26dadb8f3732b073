// SPDX-License-Identifier: Apache-2.0
// Deferred host operations, joined by several threads.
#include <ommcts/deferred.h>
#include <ommcts/host.h>
#include <ommcts/verdict.h>

// The specification suggests to come back after VK_THREAD_IDLE_KHR, and to do something else meanwhile.
void *omm_join_among(void *joiner)
{
    struct omm_joiner *self = joiner;
    const struct omm_test *t = self->t;
    if (self->delay)
        omm_sleep(self->delay);
    while ((self->last = t->vk->vkDeferredOperationJoinKHR(t->device, self->operation)) ==
           VK_THREAD_IDLE_KHR) {
        ++self->idle;
        omm_sleep(1);
    }
    self->result = self->last == VK_SUCCESS
                       ? t->vk->vkGetDeferredOperationResultKHR(t->device, self->operation)
                       : VK_SUCCESS;
    return NULL;
}

static const char *judge_one(const struct omm_joiner *joiner, unsigned count, bool deferred)
{
    if (joiner->last != VK_SUCCESS && (!deferred || joiner->last != VK_THREAD_DONE_KHR))
        return omm_sentence("vkDeferredOperationJoinKHR returned %s to one of %u threads%s",
                            omm_result_name(joiner->last), count,
                            deferred ? "" : ", although nothing was deferred");
    if (omm_answered(joiner->result, "the operation") != VK_SUCCESS)
        return omm_sentence("a join returned VK_SUCCESS, and the operation's result was %s",
                            omm_result_name(joiner->result));
    return NULL;
}

const char *omm_joined_well(const struct omm_joiner *joiners, unsigned count, bool deferred)
{
    unsigned successes = 0;
    const struct omm_joiner *without_memory = NULL;
    omm_checked();
    for (unsigned i = 0; i < count; ++i) {
        if (omm_is_out_of_memory(joiners[i].last)) {
            without_memory = &joiners[i];
            continue;
        }
        successes += joiners[i].last == VK_SUCCESS;
        const char *complaint = judge_one(&joiners[i], count, deferred);
        if (complaint)
            return complaint;
    }
    const struct omm_test *t = joiners[0].t;
    const VkResult result = t->vk->vkGetDeferredOperationResultKHR(t->device, joiners[0].operation);
    if (without_memory && (!successes || result == VK_NOT_READY))
        omm_answered(without_memory->last, "vkDeferredOperationJoinKHR");
    if (!successes)
        return omm_sentence("none of the %u threads that joined got VK_SUCCESS", count);
    return omm_answered(result, "the operation") == VK_SUCCESS
               ? NULL
               : omm_sentence("all %u threads that joined are done, and the result is %s", count,
                              omm_result_name(result));
}
