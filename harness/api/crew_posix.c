// SPDX-License-Identifier: Apache-2.0
#include <ommcts/crew.h>
#include <ommcts/thread.h>
#include <ommcts/verdict.h>

#include <pthread.h>
#include <sched.h>
#include <stdbool.h>

struct omm_crew {
    const struct omm_test *t;
    unsigned size;
    pthread_mutex_t lock;
    pthread_cond_t called, done;
    unsigned calls; // how often the crew was called together
    unsigned busy;  // threads that have not come back from the last call
    bool dismissed;
    VkDeferredOperationKHR operation;
    VkResult wrong; // the first join that answered no success
};

// Unlike an application that has something else to do meanwhile, a thread that is told to come back does so at once.
static VkResult join(const struct omm_crew *crew)
{
    const struct omm_test *t = crew->t;
    VkResult answer;
    while ((answer = t->vk->vkDeferredOperationJoinKHR(t->device, crew->operation)) ==
           VK_THREAD_IDLE_KHR)
        sched_yield();
    return answer == VK_THREAD_DONE_KHR ? VK_SUCCESS : answer;
}

static void *serve(void *object)
{
    struct omm_crew *crew = object;
    unsigned seen = 0;
    pthread_mutex_lock(&crew->lock);
    for (;;) {
        while (crew->calls == seen && !crew->dismissed)
            pthread_cond_wait(&crew->called, &crew->lock);
        if (crew->dismissed)
            break;
        seen = crew->calls;
        pthread_mutex_unlock(&crew->lock);
        const VkResult answer = join(crew);
        pthread_mutex_lock(&crew->lock);
        if (answer != VK_SUCCESS)
            crew->wrong = answer;
        if (--crew->busy == 0)
            pthread_cond_signal(&crew->done);
    }
    pthread_mutex_unlock(&crew->lock);
    return NULL;
}

static void dismiss(void *object)
{
    struct omm_crew *crew = object;
    pthread_mutex_lock(&crew->lock);
    crew->dismissed = true;
    pthread_cond_broadcast(&crew->called);
    pthread_mutex_unlock(&crew->lock);
}

struct omm_crew *omm_crew(const struct omm_test *t, unsigned size)
{
    struct omm_crew *crew = omm_alloc(sizeof *crew);
    crew->t = t;
    crew->size = size;
    pthread_mutex_init(&crew->lock, NULL);
    pthread_cond_init(&crew->called, NULL);
    pthread_cond_init(&crew->done, NULL);
    for (unsigned i = 1; i < size; ++i) {
        omm_thread_start(serve, crew);
        // Before the thread is joined, also where the next one can't be had.
        omm_cleanup(dismiss, crew);
    }
    return crew;
}

static void call_together(struct omm_crew *crew, VkDeferredOperationKHR operation)
{
    pthread_mutex_lock(&crew->lock);
    crew->operation = operation;
    crew->wrong = VK_SUCCESS;
    crew->busy = crew->size - 1;
    ++crew->calls;
    pthread_cond_broadcast(&crew->called);
    pthread_mutex_unlock(&crew->lock);
}

VkResult omm_crew_join(struct omm_crew *crew, VkDeferredOperationKHR operation)
{
    const struct omm_test *t = crew->t;
    call_together(crew, operation);
    VkResult answer = join(crew);
    pthread_mutex_lock(&crew->lock);
    while (crew->busy > 0)
        pthread_cond_wait(&crew->done, &crew->lock);
    if (answer == VK_SUCCESS)
        answer = crew->wrong;
    pthread_mutex_unlock(&crew->lock);
    return answer == VK_SUCCESS ? t->vk->vkGetDeferredOperationResultKHR(t->device, operation)
                                : answer;
}
