// SPDX-License-Identifier: Apache-2.0
// The dEQP text protocol on standard output, as strict as deqp-runner reads it: one write per line,
// known status words only, messages on one line of valid UTF-8.
#ifndef RUN_PROTOCOL_H
#define RUN_PROTOCOL_H

#include "result.h"

#include <stdbool.h>

struct run_protocol {
    int descriptor; ///< -1: silent
    bool lost;      ///< a write failed, which was told; nothing more is written
    unsigned passed, failed, not_supported, warned, waived, total;
};

/// Prints the head. `log`: NULL, or the file that a QPA log goes to. `silent`: neither that nor anything else is
/// printed, for commands that have something else to say there.
void run_protocol_begin(struct run_protocol *protocol, const char *log, bool silent);

/// The protocol's word for a verdict.
const char *run_protocol_word(enum run_verdict verdict);

void run_protocol_case(struct run_protocol *protocol, const char *prefix, const char *name);

/// `verdict` of the case told last; `message` raw bytes or NULL.
void run_protocol_result(struct run_protocol *protocol, enum run_verdict verdict,
                         const char *message);

/// DONE! or ABORTED!, and the totals of what was told.
void run_protocol_end(struct run_protocol *protocol, bool complete);

#endif
