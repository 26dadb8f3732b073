// SPDX-License-Identifier: Apache-2.0
// Deferred host operations, and one way to run any deferrable command both ways.
#ifndef OMMCTS_DEFERRED_H
#define OMMCTS_DEFERRED_H

#include <ommcts/test.h>

/// A new operation; destroyed after the case.
VkDeferredOperationKHR omm_create_operation(const struct omm_test *t);

/// With a handle only VK_OPERATION_DEFERRED_KHR and VK_OPERATION_NOT_DEFERRED_KHR are success codes (A128-A130):
/// anything else fails the case, out of memory excepted. True when the work was deferred.
bool omm_was_deferred(VkResult answer);

/// Joins as the only thread, which must complete the operation on the first call (A135), and gives
/// the operation's result.
VkResult omm_join(const struct omm_test *t, VkDeferredOperationKHR operation);

/// Finishes what a deferrable command called with `operation` answered: joins when deferred.
/// With VK_NULL_HANDLE only VK_SUCCESS is legal. Ends the case when anything but success comes out.
void omm_finish(const struct omm_test *t, VkDeferredOperationKHR operation, VkResult answer);

/// The same on any thread, which judges nothing: gives VK_SUCCESS, or the first answer that is not as it should be.
VkResult omm_finished(const struct omm_test *t, VkDeferredOperationKHR operation, VkResult answer);

/// One of several threads that join an operation: omm_join_among is its body, this the argument.
struct omm_joiner {
    const struct omm_test *t;
    VkDeferredOperationKHR operation;
    unsigned delay;  ///< milliseconds before its first join
    VkResult last;   ///< what its last join returned
    VkResult result; ///< of the operation, right after a join that returned VK_SUCCESS
    unsigned idle;   ///< how often it was told to come back
};

/// Joins, again and again while the answer is VK_THREAD_IDLE_KHR. Any thread.
void *omm_join_among(void *joiner);

/// For ASSERT_OK, when all that joined the operation have returned: they did as the specification says, and it is
/// complete (A136-A138). Out of memory is a legal answer to each of them; that nobody else completed the operation then
/// ends the case as such.
const char *omm_joined_well(const struct omm_joiner *joiners, unsigned count, bool deferred);

/// VK_ERROR_OUT_OF_HOST_MEMORY or VK_ERROR_OUT_OF_DEVICE_MEMORY.
bool omm_is_out_of_memory(VkResult answer);

/// For ASSERT_OK, once there is memory again: completes a request that may have run out of it. `joined` is what a join
/// without memory answered, VK_SUCCESS if there was none. Complains of every answer but the successes that are legal there
/// and the two out-of-memory codes; `answer` becomes that of the whole, VK_SUCCESS or one of the two.
const char *omm_settled(const struct omm_test *t, VkDeferredOperationKHR operation, VkResult joined,
                        VkResult *answer);

/// Parameters {direct, deferred} for cases that run a command both ways.
struct omm_way {
    const char *name;
    bool deferred;
};
extern const struct omm_way omm_ways[2];
#define OMM_BOTH_WAYS                                                                              \
    {                                                                                              \
        .first = omm_ways, .count = 2, .size = sizeof(struct omm_way)                              \
    }

#endif
