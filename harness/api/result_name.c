// SPDX-License-Identifier: Apache-2.0
// VkResult values in words, and what becomes of an answer that no valid call should give.
#include <ommcts/test.h>
#include <ommcts/verdict.h>

#include <stdio.h>

const char *omm_result_name(int result)
{
    static char number[32];
    switch (result) {
#define NAME(code)                                                                                 \
    case code:                                                                                     \
        return #code
        NAME(VK_SUCCESS);
        NAME(VK_NOT_READY);
        NAME(VK_TIMEOUT);
        NAME(VK_INCOMPLETE);
        NAME(VK_THREAD_IDLE_KHR);
        NAME(VK_THREAD_DONE_KHR);
        NAME(VK_OPERATION_DEFERRED_KHR);
        NAME(VK_OPERATION_NOT_DEFERRED_KHR);
        NAME(VK_ERROR_OUT_OF_HOST_MEMORY);
        NAME(VK_ERROR_OUT_OF_DEVICE_MEMORY);
        NAME(VK_ERROR_INITIALIZATION_FAILED);
        NAME(VK_ERROR_DEVICE_LOST);
        NAME(VK_ERROR_MEMORY_MAP_FAILED);
        NAME(VK_ERROR_LAYER_NOT_PRESENT);
        NAME(VK_ERROR_EXTENSION_NOT_PRESENT);
        NAME(VK_ERROR_FEATURE_NOT_PRESENT);
        NAME(VK_ERROR_INCOMPATIBLE_DRIVER);
        NAME(VK_ERROR_TOO_MANY_OBJECTS);
        NAME(VK_ERROR_FORMAT_NOT_SUPPORTED);
        NAME(VK_ERROR_UNKNOWN);
        NAME(VK_ERROR_VALIDATION_FAILED);
        NAME(VK_ERROR_INVALID_OPAQUE_CAPTURE_ADDRESS);
#undef NAME
    default:
        snprintf(number, sizeof number, "VkResult %d", result);
        return number;
    }
}

static bool is_out_of_memory(VkResult result)
{
    return result == VK_ERROR_OUT_OF_HOST_MEMORY || result == VK_ERROR_OUT_OF_DEVICE_MEMORY;
}

VkResult omm_answered(VkResult result, const char *call)
{
    omm_checked();
    if (is_out_of_memory(result))
        omm_out_of_memory("%s returned %s", call, omm_result_name(result));
    return result;
}

void omm_must_succeed(VkResult result, const char *command)
{
    if (result == VK_SUCCESS)
        return;
    if (is_out_of_memory(result))
        omm_out_of_memory("%s returned %s", command, omm_result_name(result));
    omm_fail("%s returned %s for valid usage", command, omm_result_name(result));
}
