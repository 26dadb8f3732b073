// SPDX-License-Identifier: Apache-2.0
// Runs a list of cases in worker processes and hands back one result each. Knows processes, pipes,
// clocks and signals; knows nothing of selection, expectations or report formats.
#ifndef RUN_POOL_H
#define RUN_POOL_H

#include "backend.h"
#include "registry.h"
#include "result.h"

enum run_isolation {
    RUN_ISOLATE_WORKER, ///< many cases per worker process; a red verdict retires it
    RUN_ISOLATE_CASE,   ///< one process per case
    RUN_ISOLATE_NONE,   ///< in this process, for debuggers: a crash ends the run
};

struct run_launch {
    const char *binary;       ///< absolute path of this program
    char *const *environment; ///< what workers get as their whole environment
    const char *wrapper;      ///< NULL, or a command put in front of a worker, split on spaces
    bool break_on_failure;    ///< a check that fails raises SIGTRAP
    bool gdb;                 ///< worker under gdb on this terminal; no time limit
    enum run_isolation isolation;
    unsigned jobs;  ///< workers at a time, at least 1
    double timeout; ///< seconds per case; 0: none
    uint64_t seed;
    const struct run_backend *backend; ///< used directly with RUN_ISOLATE_NONE
    const struct run_registry *registry;
    struct run_settings settings; ///< told to each worker on its command line
};

/// Where results go; called in the runner's main thread. `index` counts in the list given to run_pool_run.
struct run_sink {
    void *context;
    /// Case `index` was handed to a worker. In order of index for each worker, not overall.
    void (*started)(void *context, size_t index);
    /// Case `index` is done. The sink takes ownership of what `result` points to (run_result_clear).
    void (*finished)(void *context, size_t index, struct run_result *result);
    /// A property of the run, see run_emit_property. May come many times with the same value.
    void (*property)(void *context, const char *name, const char *value);
    /// NULL, or called now and then while cases run, at the latest after each second.
    void (*tick)(void *context);
};

/// A device as the worker told it; owned by the list.
struct run_device_info {
    char *name, *uuid, *remarks;
    char *(*facts)[2];
    size_t fact_count;
};

struct run_device_list {
    struct run_device_info *devices;
    size_t count;
    enum run_opening opening; ///< unless RUN_OPENED, `why` says why (then count is 0)
    char *why;
    char *crash; ///< non-NULL: the driver brought the worker down while listing; a sentence
};

struct run_pool;

/// Starts nothing yet. Copies the scalars of `launch`; what it points to must outlive the pool.
struct run_pool *run_pool_create(const struct run_launch *launch, const struct run_sink *sink);

/// Asks a worker for the devices; that worker is kept for the cases that follow.
/// Free with run_device_list_clear. False only when no worker could be started at all (`why`).
bool run_pool_devices(struct run_pool *pool, struct run_device_list *list, char *why,
                      size_t why_size);

void run_device_list_clear(struct run_device_list *list);

/// Chooses the device for cases run from now on; 1-based. Workers holding another one are closed.
void run_pool_choose(struct run_pool *pool, unsigned device);

enum run_end {
    RUN_END_COMPLETE,
    RUN_END_INTERRUPTED, ///< SIGINT or SIGTERM; run_pool_interrupt
    RUN_END_STOPPED,     ///< run_pool_stop
    RUN_END_NO_DEVICE,   ///< three device openings failed in a row
    RUN_END_BROKEN,      ///< workers could not be started
};

/// Runs `cases[0..count)`. Every case gets exactly one finished call, RUN_NOT_RUN included.
/// `why` gets a sentence unless the end is RUN_END_COMPLETE.
enum run_end run_pool_run(struct run_pool *pool, const struct run_case *const *cases, size_t count,
                          char *why, size_t why_size);

/// For the sink's `finished`: the pool runs `cases[index]` once more before it goes on, and hands back another result.
void run_pool_again(struct run_pool *pool, size_t index);

/// For the sink: cases that have not begun get no turn any more. `why` is copied.
void run_pool_stop(struct run_pool *pool, const char *why);

/// Async-signal-safe: ends the run soon; workers are killed.
void run_pool_interrupt(void);

/// Ends the workers (quit, grace, kill) and frees the pool.
void run_pool_destroy(struct run_pool *pool);

/// The body of `ommcts worker ...`: serves commands until told to quit. Returns its exit status.
int run_worker_main(int argc, char **argv, const struct run_backend *backend,
                    const struct run_registry *registry);

#endif
