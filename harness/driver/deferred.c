// SPDX-License-Identifier: Apache-2.0
// The five commands of VK_KHR_deferred_host_operations.
#include "deferred.h"

#include "fault.h"
#include "out_of_memory.h"
#include "personality.h"
#include "sync.h"

#include <stdatomic.h>

VKAPI_ATTR VkResult VKAPI_CALL
ref_CreateDeferredOperationKHR(VkDevice _device, const VkAllocationCallbacks *pAllocator,
                               VkDeferredOperationKHR *pDeferredOperation)
{
    if (ref_out_of_memory() != VK_SUCCESS)
        return VK_ERROR_OUT_OF_HOST_MEMORY;
    struct ref_device *device = ref_device_from_handle(_device);
    struct ref_deferred_operation *operation =
        ref_object_create(pAllocator, &device->base.allocator,
                          VK_OBJECT_TYPE_DEFERRED_OPERATION_KHR, sizeof(*operation));
    if (!operation)
        return REF_FAULT(ALLOCATION_OPERATION_WRONG_CODE) ? VK_ERROR_OUT_OF_DEVICE_MEMORY
                                                          : VK_ERROR_OUT_OF_HOST_MEMORY;
    if (pthread_mutex_init(&operation->lock, NULL) != 0) {
        ref_object_destroy(operation);
        return VK_ERROR_OUT_OF_HOST_MEMORY;
    }
    pthread_cond_init(&operation->over, NULL);
    operation->theirs = pAllocator;
    atomic_init(&operation->result, REF_FAULT(DEFERRED_NEW_IS_PENDING) ? VK_NOT_READY : VK_SUCCESS);
    *pDeferredOperation = ref_deferred_operation_to_handle(operation);
    return VK_SUCCESS;
}

VKAPI_ATTR void VKAPI_CALL ref_DestroyDeferredOperationKHR(VkDevice _device,
                                                           VkDeferredOperationKHR handle,
                                                           const VkAllocationCallbacks *pAllocator)
{
    (void)pAllocator; // the object remembers a compatible one
    struct ref_deferred_operation *operation = ref_deferred_operation_from_handle(handle);
    if (REF_FAULT(DEFERRED_DESTROY_NULL_CRASHES))
        operation->joiners = 0;
    if (!operation)
        return;
    if (REF_FAULT(DEFERRED_DESTROY_UNUSED_CRASHES))
        operation->job->result = VK_SUCCESS;
    if (REF_FAULT(DEFERRED_KEEPS_CALLBACKS) && operation->theirs)
        operation->base.allocator = *operation->theirs;
    if (REF_FAULT(ALLOCATION_OPERATION_WITH_DEVICE_ALLOCATOR))
        operation->base.allocator = ref_device_from_handle(_device)->base.allocator;
    if (!REF_FAULT(ALLOCATION_LEAKS_DEFERRED_JOB))
        ref_free(&operation->base.allocator, operation->job);
    pthread_cond_destroy(&operation->over);
    pthread_mutex_destroy(&operation->lock);
    ref_object_destroy(operation);
}

/// Of a pending operation, whose lock is held.
static uint32_t concurrency(struct ref_deferred_operation *operation)
{
    switch (ref_personality()->concurrency) {
    case REF_CONCURRENCY_ONE:
        return operation->joiners == 0;
    case REF_CONCURRENCY_HUGE:
        return 4096 + (operation->joiners ? ++operation->questions % 1024 : 0);
    case REF_CONCURRENCY_ALL_ONES:
        return UINT32_MAX;
    default:
        // Without a thread in join something is always left to take; with one, 0 is a legal answer too.
        return operation->pieces - operation->taken;
    }
}

VKAPI_ATTR uint32_t VKAPI_CALL
ref_GetDeferredOperationMaxConcurrencyKHR(VkDevice device, VkDeferredOperationKHR handle)
{
    (void)device;
    if (REF_FAULT(DEFERRED_CONCURRENCY_CONSTANT))
        return 2;
    if (REF_FAULT(DEFERRED_PENDING_CONCURRENCY_ZERO) || REF_FAULT(DEFERRED_NEVER_PENDING))
        return 0;
    struct ref_deferred_operation *operation = ref_deferred_operation_from_handle(handle);
    pthread_mutex_lock(&operation->lock);
    const uint32_t left = operation->pending ? concurrency(operation) : 0;
    pthread_mutex_unlock(&operation->lock);
    return left;
}

VKAPI_ATTR VkResult VKAPI_CALL ref_GetDeferredOperationResultKHR(VkDevice device,
                                                                 VkDeferredOperationKHR handle)
{
    (void)device;
    struct ref_deferred_operation *operation = ref_deferred_operation_from_handle(handle);
    if (REF_FAULT(DEFERRED_POLLING_COMPLETES))
        (void)ref_deferred_join(operation);
    if (REF_FAULT(DEFERRED_RESULT_ONCE) && operation->job && !operation->pending &&
        operation->told++ > 0)
        return VK_NOT_READY;
    if (REF_FAULT(DEFERRED_KEEPS_INFO) && operation->job && !operation->pending)
        (void)*(const volatile uint8_t *)operation->job->info;
    return atomic_load_explicit(&operation->result, memory_order_acquire);
}

/// What the command was given, looked at while another thread may know already that it is complete.
static void look_back(struct ref_deferred_operation *operation)
{
    ref_pause();
    pthread_mutex_lock(&operation->lock);
    if (operation->job)
        (void)*(const volatile uint8_t *)operation->job->info;
    pthread_mutex_unlock(&operation->lock);
}

VKAPI_ATTR VkResult VKAPI_CALL ref_DeferredOperationJoinKHR(VkDevice device,
                                                            VkDeferredOperationKHR handle)
{
    (void)device;
    struct ref_deferred_operation *operation = ref_deferred_operation_from_handle(handle);
    const VkResult no_memory = ref_out_of_memory();
    if (no_memory != VK_SUCCESS)
        return no_memory;
    if (REF_FAULT(ALLOCATION_IN_JOIN)) {
        const VkAllocationCallbacks *allocator = &operation->base.allocator;
        ref_free(allocator, ref_alloc(allocator, 64, 8, VK_SYSTEM_ALLOCATION_SCOPE_OBJECT));
    }
    const VkResult result = ref_deferred_join(operation);
    if (REF_FAULT(DEFERRED_JOIN_LOOKS_BACK))
        look_back(operation);
    return result;
}
