// SPDX-License-Identifier: Apache-2.0
// The thread behind a queue.
#include "command_execution.h"
#include "fault.h"
#include "micromap_kept.h"
#include "slow.h"
#include "weak.h"

#include <signal.h>
#include <time.h>

bool ref_batch_ready(const struct ref_batch *batch)
{
    for (uint32_t i = 0; i < batch->wait_count; i++) {
        const struct ref_semaphore_operation *wait = &batch->operations[i];
        if (REF_FAULT(SUBMIT_IGNORES_TIMELINE_WAITS) && wait->semaphore->timeline)
            continue;
        if (wait->semaphore->value < (wait->semaphore->timeline ? wait->value : 1))
            return false;
    }
    return true;
}

/// The next batch whose waits are met, or NULL when the thread is to end. The device's lock is
/// held.
static struct ref_batch *next_batch(struct ref_queue *queue)
{
    struct ref_device *device = queue->device;
    // Nothing signals the end of commands that "weak" still delays, but they must end all the same.
    // A moment's patience lets the next submission overtake them.
    const uint64_t moment = 2000000;
    struct timespec deadline;
    bool patient = ref_deadline(moment, &deadline);
    while (!queue->pending || !ref_batch_ready(queue->pending)) {
        if (queue->delays) {
            if (patient && !queue->idle_waiters && !queue->stop) {
                patient = pthread_cond_timedwait(&device->changed, &device->lock, &deadline) == 0;
                continue;
            }
            pthread_mutex_unlock(&device->lock);
            ref_weak_drain(queue, VK_PIPELINE_STAGE_2_ALL_COMMANDS_BIT);
            pthread_mutex_lock(&device->lock);
            queue->delays = false;
            pthread_cond_broadcast(&device->changed);
        } else if (queue->stop) {
            return NULL;
        } else {
            pthread_cond_wait(&device->changed, &device->lock);
        }
    }
    return queue->pending;
}

/// Takes the waits. The device's lock is held.
static void begin(struct ref_queue *queue, const struct ref_batch *batch)
{
    if (REF_FAULT(SUBMIT_KEEPS_STRUCTURES))
        ref_micromap_look_at_kept();
    for (uint32_t i = 0; i < batch->wait_count; i++) {
        const struct ref_semaphore_operation *wait = &batch->operations[i];
        if (!wait->semaphore->timeline)
            wait->semaphore->value = 0;
    }
    if (batch->fence && REF_FAULT(FENCE_SIGNALED_EARLY)) {
        batch->fence->signaled = true;
        pthread_cond_broadcast(&queue->device->changed);
    }
}

static bool dropped_by_fault(const struct ref_batch *batch, uint32_t index)
{
    return batch->lost || (REF_FAULT(SUBMIT_DROPS_WAITING_BATCH) && batch->waits_at_submission) ||
           (REF_FAULT(SUBMIT_FIRST_BUFFER_ONLY) && index > 0) ||
           (REF_FAULT(SUBMIT_SKIPS_RESUBMISSION) && batch->buffers[index]->submissions > 1);
}

static void run_buffers(struct ref_queue *queue, const struct ref_batch *batch)
{
    for (uint32_t i = 0; i < batch->wait_count; i++)
        ref_weak_wait(queue, batch->operations[i].semaphore->weak_id, batch->operations[i].stages);
    if (REF_FAULT(FENCE_SIGNALED_EARLY) && batch->buffer_count > 0)
        ref_pause();
    ref_slow_batch();
    for (uint32_t i = 0; i < batch->buffer_count; i++) {
        struct ref_command_buffer *buffer = batch->buffers[i];
        buffer->submissions++;
        if (!dropped_by_fault(batch, i))
            ref_commands_execute(queue, buffer);
    }
}

/// What must be over before the batch's signals, is; the rest may stay delayed.
static void finish_work(struct ref_queue *queue, const struct ref_batch *batch)
{
    for (uint32_t i = 0; i < batch->signal_count; i++) {
        const struct ref_semaphore_operation *signal = &batch->operations[batch->wait_count + i];
        ref_weak_drain(queue, signal->stages);
        ref_weak_signal(queue, signal->semaphore->weak_id, signal->stages);
    }
    if (batch->fence) {
        ref_weak_drain(queue, VK_PIPELINE_STAGE_2_ALL_COMMANDS_BIT);
        ref_weak_signal(queue, batch->fence->weak_id, VK_PIPELINE_STAGE_2_ALL_COMMANDS_BIT);
    }
}

/// Signals, and moves the batch to those that are done. The device's lock is held.
static void end(struct ref_queue *queue, struct ref_batch *batch)
{
    for (uint32_t i = 0; i < batch->buffer_count; i++) {
        struct ref_command_buffer *buffer = batch->buffers[i];
        if (buffer->one_time)
            buffer->state = REF_COMMAND_BUFFER_INVALID;
        buffer->pending--;
    }
    for (uint32_t i = 0; i < batch->signal_count; i++) {
        const struct ref_semaphore_operation *signal = &batch->operations[batch->wait_count + i];
        signal->semaphore->value = signal->semaphore->timeline ? signal->value : 1;
    }
    if (batch->fence)
        batch->fence->signaled = true;
    queue->delays = queue->delayed;
    queue->pending = batch->next;
    batch->next = queue->done;
    queue->done = batch;
    pthread_cond_broadcast(&queue->device->changed);
}

static void *run(void *argument)
{
    struct ref_queue *queue = argument;
    struct ref_device *device = queue->device;
    pthread_mutex_lock(&device->lock);
    for (struct ref_batch *batch; (batch = next_batch(queue));) {
        begin(queue, batch);
        pthread_mutex_unlock(&device->lock);
        run_buffers(queue, batch);
        finish_work(queue, batch);
        pthread_mutex_lock(&device->lock);
        end(queue, batch);
    }
    pthread_mutex_unlock(&device->lock);
    return NULL;
}

bool ref_queue_start(struct ref_queue *queue)
{
    // Signals sent to the process are the application's threads' business.
    sigset_t all, before;
    sigfillset(&all);
    sigdelset(&all, SIGSEGV);
    sigdelset(&all, SIGBUS);
    sigdelset(&all, SIGFPE);
    sigdelset(&all, SIGILL);
    sigdelset(&all, SIGABRT);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    queue->thread_started = pthread_create(&queue->thread, NULL, run, queue) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return queue->thread_started;
}

void ref_queue_stop(struct ref_queue *queue)
{
    if (!queue->thread_started)
        return;
    pthread_mutex_lock(&queue->device->lock);
    queue->stop = true;
    pthread_cond_broadcast(&queue->device->changed);
    pthread_mutex_unlock(&queue->device->lock);
    pthread_join(queue->thread, NULL);
    queue->thread_started = false;
}
