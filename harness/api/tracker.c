// SPDX-License-Identifier: Apache-2.0
// Allocation callbacks that keep book. A driver may call them from any thread, rightly or wrongly, so all
// of it stands under one lock per tracker.
#include <ommcts/tracker.h>
#include <ommcts/verdict.h>

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Stands right before every allocation; links it into its tracker, and `self` tells it from foreign memory.
struct stamp {
    struct stamp *self;
    struct stamp *next, *previous;
    void *base; // what aligned_alloc gave
    const struct state *owner;
    size_t size;
    VkSystemAllocationScope scope;
};

struct state {
    struct omm_tracker tracker; // first, so that a tracker is its state
    pthread_mutex_t lock;
    struct stamp *living;
    bool watching;
    const char *call; // NULL outside announced calls
    pthread_t thread; // that announced the call
    size_t refuse_first, refuse_count;
    char complaint[256]; // the first one; empty without any
};

static const char *scope_name(VkSystemAllocationScope scope)
{
    static const char *const names[OMM_SCOPE_COUNT] = {"COMMAND", "OBJECT", "CACHE", "DEVICE",
                                                       "INSTANCE"};
    return (unsigned)scope < OMM_SCOPE_COUNT ? names[scope] : "unknown";
}

static void complain(struct state *state, const char *callback, const char *what)
{
    if (!state->complaint[0])
        snprintf(state->complaint, sizeof state->complaint, "%s was called %s", callback, what);
}

// MEM:380-383: only inside API calls, and only on the calling thread.
static void judge_moment(struct state *state, const char *callback)
{
    if (!state->watching)
        return;
    char what[160];
    if (!state->call) {
        complain(state, callback, "outside of any API call (A156)");
    } else if (!pthread_equal(pthread_self(), state->thread)) {
        snprintf(what, sizeof what, "during %s by another thread than the caller's (A156)",
                 state->call);
        complain(state, callback, what);
    }
}

static bool refuses(struct state *state)
{
    const size_t number = ++state->tracker.asked;
    if (number < state->refuse_first || number - state->refuse_first >= state->refuse_count)
        return false;
    ++state->tracker.refused;
    return true;
}

static void link_stamp(struct state *state, struct stamp *stamp)
{
    stamp->next = state->living;
    if (stamp->next)
        stamp->next->previous = stamp;
    state->living = stamp;
    ++state->tracker.scopes[stamp->scope].live;
    ++state->tracker.scopes[stamp->scope].total;
}

static void unlink_stamp(struct state *state, struct stamp *stamp)
{
    if (stamp->next)
        stamp->next->previous = stamp->previous;
    if (stamp->previous)
        stamp->previous->next = stamp->next;
    else
        state->living = stamp->next;
    --state->tracker.scopes[stamp->scope].live;
}

static void *allocate(struct state *state, size_t size, size_t alignment,
                      VkSystemAllocationScope scope)
{
    if (!size || (unsigned)scope >= OMM_SCOPE_COUNT || refuses(state))
        return NULL;
    if (alignment < _Alignof(struct stamp))
        alignment = _Alignof(struct stamp);
    const size_t lead = (sizeof(struct stamp) + alignment - 1) / alignment * alignment;
    uint8_t *base = NULL;
    if (posix_memalign((void **)&base, alignment, lead + size))
        return NULL;
    memset(base, 0xA7, lead + size); // what a driver forgets to initialise shall not be zero
    struct stamp *stamp = (struct stamp *)(void *)(base + lead) - 1;
    *stamp =
        (struct stamp){.self = stamp, .base = base, .owner = state, .size = size, .scope = scope};
    link_stamp(state, stamp);
    return base + lead;
}

static struct stamp *stamp_of(struct state *state, void *memory, const char *callback)
{
    struct stamp *stamp = (struct stamp *)memory - 1;
    if (stamp->self == stamp && stamp->owner == state)
        return stamp;
    complain(state, callback, "with memory that these callbacks never gave, or with freed memory");
    return NULL;
}

static void release(struct state *state, struct stamp *stamp)
{
    unlink_stamp(state, stamp);
    stamp->self = NULL;
    free(stamp->base);
}

static void *VKAPI_PTR on_allocate(void *user, size_t size, size_t alignment,
                                   VkSystemAllocationScope scope)
{
    struct state *state = user;
    pthread_mutex_lock(&state->lock);
    judge_moment(state, "pfnAllocation");
    void *memory = allocate(state, size, alignment, scope);
    pthread_mutex_unlock(&state->lock);
    return memory;
}

static void VKAPI_PTR on_free(void *user, void *memory)
{
    struct state *state = user;
    if (!memory)
        return;
    pthread_mutex_lock(&state->lock);
    judge_moment(state, "pfnFree");
    struct stamp *stamp = stamp_of(state, memory, "pfnFree");
    if (stamp)
        release(state, stamp);
    pthread_mutex_unlock(&state->lock);
}

static void *VKAPI_PTR on_reallocate(void *user, void *original, size_t size, size_t alignment,
                                     VkSystemAllocationScope scope)
{
    struct state *state = user;
    pthread_mutex_lock(&state->lock);
    judge_moment(state, "pfnReallocation");
    struct stamp *stamp = original ? stamp_of(state, original, "pfnReallocation") : NULL;
    void *memory = allocate(state, size, alignment, scope);
    if (stamp && memory)
        memcpy(memory, original, size < stamp->size ? size : stamp->size);
    if (stamp && (memory || !size))
        release(state, stamp);
    pthread_mutex_unlock(&state->lock);
    return memory;
}

// The device is closed by now, so what still lives was leaked by the driver.
static void destroy_tracker(void *object)
{
    struct state *state = object;
    if (state->living)
        omm_note("an allocation of %zu bytes with scope %s outlived its device",
                 state->living->size, scope_name(state->living->scope));
    for (struct stamp *stamp = state->living; stamp;) {
        struct stamp *next = stamp->next;
        free(stamp->base);
        stamp = next;
    }
    pthread_mutex_destroy(&state->lock);
}

struct omm_tracker *omm_create_tracker(void)
{
    struct state *state = omm_alloc(sizeof *state);
    pthread_mutex_init(&state->lock, NULL);
    state->tracker.callbacks = (VkAllocationCallbacks){
        .pUserData = state,
        .pfnAllocation = on_allocate,
        .pfnReallocation = on_reallocate,
        .pfnFree = on_free,
    };
    omm_cleanup(destroy_tracker, state);
    return &state->tracker;
}

void omm_tracker_watch(struct omm_tracker *tracker)
{
    struct state *state = (struct state *)tracker;
    pthread_mutex_lock(&state->lock);
    state->watching = true;
    pthread_mutex_unlock(&state->lock);
}

void omm_tracker_rest(struct omm_tracker *tracker)
{
    struct state *state = (struct state *)tracker;
    pthread_mutex_lock(&state->lock);
    state->watching = false;
    pthread_mutex_unlock(&state->lock);
}

void omm_tracker_enter(struct omm_tracker *tracker, const char *call)
{
    struct state *state = (struct state *)tracker;
    pthread_mutex_lock(&state->lock);
    state->call = call;
    state->thread = pthread_self();
    pthread_mutex_unlock(&state->lock);
}

void omm_tracker_leave(struct omm_tracker *tracker)
{
    struct state *state = (struct state *)tracker;
    pthread_mutex_lock(&state->lock);
    state->call = NULL;
    pthread_mutex_unlock(&state->lock);
}

void omm_tracker_refuse(struct omm_tracker *tracker, size_t first, size_t count)
{
    struct state *state = (struct state *)tracker;
    pthread_mutex_lock(&state->lock);
    tracker->asked = 0;
    tracker->refused = 0;
    state->refuse_first = first;
    state->refuse_count = count;
    pthread_mutex_unlock(&state->lock);
}

const char *omm_tracker_complaint(struct omm_tracker *tracker)
{
    struct state *state = (struct state *)tracker;
    omm_checked();
    pthread_mutex_lock(&state->lock);
    const char *complaint = state->complaint[0] ? omm_sentence("%s", state->complaint) : NULL;
    pthread_mutex_unlock(&state->lock);
    return complaint;
}
