// SPDX-License-Identifier: Apache-2.0
// The selection on one device: runs it in rounds, keeps one outcome per name, and tells the
// protocol in the order of the selection whatever the order of the workers was.
#ifndef RUN_PASS_H
#define RUN_PASS_H

#include "pool/pool.h"
#include "report/properties.h"
#include "report/protocol.h"
#include "select/outcome.h"
#include "select/select.h"

/// A case that is run again, because what it came to was unexpected.
struct run_retry {
    size_t item;
    unsigned attempts; ///< so far
    struct run_outcome first;
};

struct run_output;

struct run_pass {
    const struct run_selection *selection;
    const struct run_judge *judge;
    struct run_protocol *protocol;
    unsigned device;               ///< 1-based; 0: none was there
    char prefix[24];               ///< of names in reports: "device2.", or ""
    uint32_t vendor_id, device_id; ///< 0: unknown
    struct run_properties properties;
    struct run_properties facts;  ///< what else is known of the device
    struct run_output *output;    ///< told what happens; NULL: nobody is
    struct run_outcome *outcomes; ///< one per item of the selection
    bool *adopted;                ///< per item: it has a result of an earlier run, and isn't run

    // How far it is.
    struct run_pool *pool; ///< while it runs
    unsigned round;
    bool telling;              ///< this round's results go to the protocol as they come
    bool announced;            ///< `Test case` of the head stands there already
    bool *started;             ///< per item, in this round
    bool *finished;            ///< per item, in this round
    size_t head;               ///< first item not told yet
    size_t done;               ///< of this round, for the progress line
    size_t unexpected;         ///< of all rounds, for --max-fails
    struct run_retry *retries; ///< of this round
    size_t retry_count;
    size_t *places; ///< the item of each case that the pool gets
    const struct run_case **cases;
    size_t case_count;
};

void run_pass_init(struct run_pass *pass, const struct run_selection *selection,
                   const struct run_judge *judge, struct run_protocol *protocol);

void run_pass_clear(struct run_pass *pass);

/// Takes over a result of an earlier run: the item is not run again. Before anything ran.
void run_pass_adopt(struct run_pass *pass, size_t item, struct run_outcome *outcome);

/// For struct run_sink, with a pass as context.
void run_pass_started(void *context, size_t index);
void run_pass_finished(void *context, size_t index, struct run_result *result);
void run_pass_property(void *context, const char *name, const char *value);

/// Runs all rounds that --repeat wants. `why` as of run_pool_run.
enum run_end run_pass_run(struct run_pass *pass, struct run_pool *pool, char *why, size_t why_size);

/// Gives every case the same result without running any: there is no device, or none can be listed.
void run_pass_fill(struct run_pass *pass, enum run_verdict verdict, const char *message);

#endif
