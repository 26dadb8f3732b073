// SPDX-License-Identifier: Apache-2.0
// The pool's insides: slots that hold a worker each, and the task that a slot works on.
#ifndef RUN_POOL_INTERNAL_H
#define RUN_POOL_INTERNAL_H

#include "pool/pool.h"
#include "pool/spawn.h"
#include "worker/crash.h"

enum {
    RUN_RECENT = 5,            ///< how many earlier cases of a worker are told beside a crash
    RUN_MESSAGES_KEPT = 200,   ///< per case
    RUN_LOG_LIMIT = 64 * 1024, ///< bytes of a case's log
    RUN_STARTS_ALLOWED = 3,    ///< failed starts of workers in a row that end the run
    RUN_OPENINGS_ALLOWED = 3,  ///< failed openings of devices in a row that end the run
};

/// Which attempt at a case this is.
enum run_attempt {
    RUN_ATTEMPT_FIRST,
    RUN_ATTEMPT_ALONE,  ///< after a crash, in a fresh worker: does it crash there too?
    RUN_ATTEMPT_SECOND, ///< after running out of memory, in a fresh worker
    RUN_ATTEMPT_THIRD,
};

/// What a worker is asked to do. Zeroed: nothing.
struct run_task {
    bool active;
    bool listing; ///< tell the devices; no case
    bool begun;   ///< the worker has said so: from now on its death is this task's
    bool
        given_up; ///< the pool has decided: `verdict` and `reason` instead of what the worker may still say
    const struct run_case *subject;
    size_t index; ///< in the list of the run
    enum run_attempt attempt;
    uint64_t sequence;
    int64_t began; ///< clock
    enum run_verdict verdict;
    char *reason;
    char *before;            ///< names of the cases that ran before it in the crashed worker
    struct run_result now;   ///< what this attempt has told so far
    struct run_result first; ///< what the attempt before came to, when there was one
    size_t messages_left_out;
};

enum run_slot_state {
    RUN_SLOT_EMPTY,
    RUN_SLOT_SERVING,
    RUN_SLOT_LEAVING,     ///< told to quit
    RUN_SLOT_TERMINATING, ///< SIGTERM was sent
    RUN_SLOT_KILLED,      ///< SIGKILL was sent
};

struct run_slot {
    enum run_slot_state state;
    struct run_process process;
    struct run_task task;
    bool said_hello;
    bool retired;                              ///< it was told to quit
    unsigned device;                           ///< that the worker was told
    unsigned cases;                            ///< that it has begun
    int64_t deadline;                          ///< when patience with the state or the task ends
    const struct run_case *recent[RUN_RECENT]; ///< a ring
    int64_t output_mark; ///< where the output stood when its task, or its rest after it, began
    bool crashed;        ///< its handler told of a crash: then `crash` is filled
    struct run_crash crash;
    char *frames; ///< lines of the crash handler
};

struct run_pool {
    struct run_launch launch;
    struct run_sink sink;
    struct run_slot *slots;         ///< launch.jobs of them
    struct run_process **processes; ///< one per slot, for run_process_wait
    char **arguments;               ///< of a worker; those after `--device` are filled in for each
    char *words;                    ///< what `arguments` points to
    struct run_frame *frame;
    uint64_t sequence;
    unsigned failed_starts, failed_openings;
    bool backend_open; ///< RUN_ISOLATE_NONE
    // The list that is being filled.
    struct run_device_list *listing;
    // The run that is going on.
    const struct run_case *const *cases;
    size_t count, next;
    size_t *again; ///< indices that are to run once more
    size_t again_count;
    bool ending; ///< no new attempts
    enum run_end end;
    char *end_why;
};

// pool.c
/// One round: waits for something to happen and deals with it.
void run_pool_turn(struct run_pool *pool);
/// Whether another case is due, and which.
bool run_pool_next(struct run_pool *pool, size_t *index);
/// From now on nothing new is begun. The first reason counts.
void run_pool_end_with(struct run_pool *pool, enum run_end end, const char *why);

// pool_slot.c
/// Brings the slot nearer to working on its task: starts, instructs or retires a worker.
void run_slot_drive(struct run_pool *pool, struct run_slot *slot);
/// Sends the worker its task.
void run_slot_tell(struct run_pool *pool, struct run_slot *slot);
/// Tells the worker to quit, if there is one.
void run_slot_retire(struct run_pool *pool, struct run_slot *slot);
void run_slot_kill(struct run_slot *slot);
/// The task is lost whatever the worker says: with this verdict and reason (which it owns).
void run_slot_give_up(struct run_slot *slot, enum run_verdict verdict, char *reason);
/// The slot's worker has ended.
void run_slot_ended(struct run_pool *pool, struct run_slot *slot);
/// Tells of a worker that went wrong when no case was in flight, which costs nobody a verdict.
void run_slot_tell_bad_end(struct run_pool *pool, struct run_slot *slot, const char *words);
/// The slot's deadline has passed.
void run_slot_overdue(struct run_pool *pool, struct run_slot *slot);

// pool_launch.c
void run_launch_prepare(struct run_pool *pool);
void run_launch_discard(struct run_pool *pool);
/// Starts a worker in an empty slot.
bool run_launch_worker(struct run_pool *pool, struct run_slot *slot, char *why, size_t why_size);

// pool_frame.c
/// Deals with every frame that waits.
void run_slot_listen(struct run_pool *pool, struct run_slot *slot);

// pool_task.c
void run_task_assign(struct run_pool *pool, struct run_slot *slot, size_t index);
/// The attempt has come to an end with task.now; decides whether there is another one.
void run_task_attempted(struct run_pool *pool, struct run_slot *slot);
/// The task ends without another attempt, because the run does.
void run_task_abandon(struct run_pool *pool, struct run_slot *slot);
/// A message for `result`, or one more that is left out.
void run_task_add_message(struct run_result *result, struct run_message *message, size_t *left_out);
void run_task_note_left_out(struct run_result *result, size_t left_out);
void run_task_clear(struct run_task *task);

// pool_list.c
void run_list_add_device(struct run_device_list *list, struct run_frame *frame);
void run_list_add_fact(struct run_device_list *list, struct run_frame *frame);

// pool_inline.c: RUN_ISOLATE_NONE
bool run_inline_devices(struct run_pool *pool, struct run_device_list *list);
void run_inline_run(struct run_pool *pool);
void run_inline_close(struct run_pool *pool);

#endif
