// SPDX-License-Identifier: Apache-2.0
// Deferred host operations, driven by one thread.
#include <ommcts/deferred.h>
#include <ommcts/verdict.h>

const struct omm_way omm_ways[2] = {
    {.name = "direct", .deferred = false},
    {.name = "deferred", .deferred = true},
};

struct operation {
    const struct omm_test *t;
    VkDeferredOperationKHR handle;
};

static void destroy_operation(void *object)
{
    const struct operation *operation = object;
    const struct omm_test *t = operation->t;
    // Only a case that ended early leaves it pending. It must not be destroyed then, and joining it could read a
    // pInfo that was on the case's stack: left alone it does nothing more, and the verdict stands.
    if (t->vk->vkGetDeferredOperationResultKHR(t->device, operation->handle) == VK_NOT_READY)
        return;
    t->vk->vkDestroyDeferredOperationKHR(t->device, operation->handle, t->allocator);
}

VkDeferredOperationKHR omm_create_operation(const struct omm_test *t)
{
    struct operation *operation = omm_alloc(sizeof *operation);
    operation->t = t;
    omm_must_succeed(
        t->vk->vkCreateDeferredOperationKHR(t->device, t->allocator, &operation->handle),
        "vkCreateDeferredOperationKHR");
    omm_cleanup(destroy_operation, operation);
    return operation->handle;
}

bool omm_was_deferred(VkResult answer)
{
    omm_answered(answer, "a command with a deferred operation");
    if (answer != VK_OPERATION_DEFERRED_KHR && answer != VK_OPERATION_NOT_DEFERRED_KHR)
        omm_fail(
            "a command with a deferred operation returned %s; only VK_OPERATION_DEFERRED_KHR and "
            "VK_OPERATION_NOT_DEFERRED_KHR are success codes there (A128-A130)",
            omm_result_name(answer));
    return answer == VK_OPERATION_DEFERRED_KHR;
}

VkResult omm_join(const struct omm_test *t, VkDeferredOperationKHR operation)
{
    const VkResult joined = omm_answered(t->vk->vkDeferredOperationJoinKHR(t->device, operation),
                                         "vkDeferredOperationJoinKHR");
    if (joined != VK_SUCCESS)
        omm_fail("vkDeferredOperationJoinKHR returned %s to the only thread that joined; it must "
                 "complete the operation and return VK_SUCCESS (A135)",
                 omm_result_name(joined));
    return t->vk->vkGetDeferredOperationResultKHR(t->device, operation);
}

void omm_finish(const struct omm_test *t, VkDeferredOperationKHR operation, VkResult answer)
{
    if (!operation) {
        omm_must_succeed(answer, "a command without a deferred operation");
        return;
    }
    if (omm_was_deferred(answer))
        omm_must_succeed(omm_join(t, operation), "vkGetDeferredOperationResultKHR");
}

VkResult omm_finished(const struct omm_test *t, VkDeferredOperationKHR operation, VkResult answer)
{
    if (answer == VK_OPERATION_DEFERRED_KHR) {
        const VkResult joined = t->vk->vkDeferredOperationJoinKHR(t->device, operation);
        if (joined != VK_SUCCESS)
            return joined;
    } else if (answer != VK_OPERATION_NOT_DEFERRED_KHR) {
        return answer;
    }
    return t->vk->vkGetDeferredOperationResultKHR(t->device, operation);
}

bool omm_is_out_of_memory(VkResult answer)
{
    return answer == VK_ERROR_OUT_OF_HOST_MEMORY || answer == VK_ERROR_OUT_OF_DEVICE_MEMORY;
}

// NULL when it is complete, which is not so as long as a join has no memory.
static const char *complete(const struct omm_test *t, VkDeferredOperationKHR operation,
                            VkResult joined)
{
    enum { TRIES = 1000 };
    for (int i = 0; i < TRIES; ++i) {
        if (joined != VK_SUCCESS && !omm_is_out_of_memory(joined))
            return omm_sentence("vkDeferredOperationJoinKHR returned %s to the only thread that "
                                "joined",
                                omm_result_name(joined));
        if (t->vk->vkGetDeferredOperationResultKHR(t->device, operation) != VK_NOT_READY)
            return NULL;
        joined = t->vk->vkDeferredOperationJoinKHR(t->device, operation);
    }
    omm_answered(joined, "vkDeferredOperationJoinKHR");
    return "an operation that was joined a thousand times is not complete";
}

const char *omm_settled(const struct omm_test *t, VkDeferredOperationKHR operation, VkResult joined,
                        VkResult *answer)
{
    omm_checked();
    const char *what = "the command";
    if (operation && *answer == VK_OPERATION_DEFERRED_KHR) {
        const char *complaint = complete(t, operation, joined);
        if (complaint)
            return complaint;
        what = "vkGetDeferredOperationResultKHR";
        *answer = t->vk->vkGetDeferredOperationResultKHR(t->device, operation);
    } else if (operation) {
        if (*answer == VK_SUCCESS)
            return "VK_SUCCESS with a deferred operation";
        if (*answer == VK_OPERATION_NOT_DEFERRED_KHR)
            *answer = VK_SUCCESS;
    }
    if (*answer == VK_SUCCESS || omm_is_out_of_memory(*answer))
        return NULL;
    return omm_sentence("%s returned %s", what, omm_result_name(*answer));
}
