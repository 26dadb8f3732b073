// SPDX-License-Identifier: Apache-2.0
#include "host_faults.h"

#include "fault.h"
#include "queue.h"
#include "queue_families.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

static pthread_mutex_t copying = PTHREAD_MUTEX_INITIALIZER; ///< for HOST_LOCKS_AGAINST_SUBMIT
static atomic_int borrowers;                                ///< for HOST_BORROWS_QUEUE
static atomic_bool busy;                                    ///< for HOST_FAILS_BESIDE_ANOTHER

static void take_a_while(void)
{
    nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
}

static bool computes(const struct ref_device *device)
{
    for (uint32_t i = 0; i < REF_QUEUE_FAMILY_COUNT; i++)
        if (device->queues[i][0] && ref_queue_families[i].queueFlags & VK_QUEUE_COMPUTE_BIT)
            return true;
    return false;
}

static void *allocate(void *argument)
{
    const VkAllocationCallbacks *allocator = &((struct ref_device *)argument)->base.allocator;
    ref_free(allocator, ref_alloc(allocator, 64, 8, VK_SYSTEM_ALLOCATION_SCOPE_COMMAND));
    return NULL;
}

static void allocate_on_another_thread(struct ref_device *device)
{
    pthread_t thread;
    if (!pthread_create(&thread, NULL, allocate, device))
        pthread_join(thread, NULL);
}

void ref_host_faults_heap(void)
{
    if (!REF_FAULT(HOST_TRUSTS_THE_HEAP))
        return;
    volatile char *byte = malloc(64);
    *byte = 0;
    free((void *)byte);
}

VkResult ref_host_faults_begin(struct ref_device *device)
{
    if (REF_FAULT(HOST_NEEDS_COMPUTE_QUEUE) && !computes(device))
        return VK_ERROR_INITIALIZATION_FAILED;
    if (REF_FAULT(HOST_FAILS_BESIDE_ANOTHER)) {
        if (atomic_exchange(&busy, true))
            return VK_ERROR_UNKNOWN;
        take_a_while();
    }
    if (REF_FAULT(HOST_WAITS_FOR_IDLE))
        ref_DeviceWaitIdle(ref_device_to_handle(device));
    if (REF_FAULT(ALLOCATION_BY_ANOTHER_THREAD))
        allocate_on_another_thread(device);
    if (REF_FAULT(HOST_LEAKS_DESCRIPTOR))
        (void)!dup(STDERR_FILENO);
    if (REF_FAULT(HOST_LEAKS_MAPPING))
        (void)mmap(NULL, 1, PROT_READ, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    ref_host_faults_heap();
    if (REF_FAULT(HOST_BORROWS_QUEUE)) {
        atomic_fetch_add(&borrowers, 1);
        take_a_while();
    }
    if (REF_FAULT(HOST_LOCKS_AGAINST_SUBMIT)) {
        pthread_mutex_lock(&copying);
        take_a_while();
        pthread_mutex_lock(&device->lock);
        pthread_mutex_unlock(&device->lock);
    }
    return VK_SUCCESS;
}

void ref_host_faults_end(void)
{
    if (REF_FAULT(HOST_FAILS_BESIDE_ANOTHER))
        atomic_store(&busy, false);
    if (REF_FAULT(HOST_BORROWS_QUEUE))
        atomic_fetch_sub(&borrowers, 1);
    if (REF_FAULT(HOST_LOCKS_AGAINST_SUBMIT))
        pthread_mutex_unlock(&copying);
}

bool ref_host_faults_submit(void)
{
    if (REF_FAULT(HOST_LOCKS_AGAINST_SUBMIT)) {
        pthread_mutex_lock(&copying);
        pthread_mutex_unlock(&copying);
    }
    return REF_FAULT(HOST_BORROWS_QUEUE) && atomic_load(&borrowers) > 0;
}
