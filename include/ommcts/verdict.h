// SPDX-License-Identifier: Apache-2.0
// How a running case speaks to the report beside greatest's own macros. No Vulkan here. All of it
// acts on the one case that runs in this process; call it on the case's main thread, except
// where a comment says otherwise.
#ifndef OMMCTS_VERDICT_H
#define OMMCTS_VERDICT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define OMM_PRINTF(string, first) __attribute__((format(printf, string, first)))

/// Notes that something is legal but poor (class I): the case goes on, and its Pass becomes a
/// QualityWarning with this sentence.
void omm_warn(const char *format, ...) OMM_PRINTF(1, 2);

/// Says something beside a Pass that a reader of the verdict must know: what was not judged, and why. The last one stands.
void omm_remark(const char *format, ...) OMM_PRINTF(1, 2);

/// Adds a line to the case's log, which is shown when the case does not pass. Any thread.
void omm_note(const char *format, ...) OMM_PRINTF(1, 2);

/// Tells a line that is wanted of a Pass as well, such as what the device calls itself: a `<Text>` of the QPA log, which
/// deqp-runner's renderer check reads. Nothing that the driver prints comes between such lines. Any thread.
void omm_tell(const char *format, ...) OMM_PRINTF(1, 2);

/// Names a file that shows more of what went wrong: in the log, and, the last one, in the message of a case that does not
/// pass. Main thread only.
void omm_show(const char *path);

/// Counts a check that greatest does not count (ASSERT_ENUM_EQ and helpers that judge
/// on their own). A case that ends without any check is a failure.
void omm_checked(void);

/// Where a check that failed stops for a debugger, if --break-on-failure asks for that; called by the assertions and
/// by omm_fail. Answers false. Any thread.
bool omm_check_stop(void);

// The next six end the case at once from any depth of calls; clean-up still runs. Main thread only.

/// The driver broke a rule.
_Noreturn void omm_fail(const char *format, ...) OMM_PRINTF(1, 2);

/// What the case needs is not there; `format` names it.
_Noreturn void omm_not_supported(const char *format, ...) OMM_PRINTF(1, 2);

/// A legal out-of-memory answer: the case is tried again in a fresh worker, and if it repeats it is a
/// QualityWarning.
_Noreturn void omm_out_of_memory(const char *format, ...) OMM_PRINTF(1, 2);

/// The suite's own set-up failed (a file, host memory, an address range).
_Noreturn void omm_resource_error(const char *format, ...) OMM_PRINTF(1, 2);

/// The device was lost; `format` names the call that said so. Told as a Crash.
_Noreturn void omm_device_lost(const char *format, ...) OMM_PRINTF(1, 2);

/// No device could be opened although the driver lists it: a ResourceError; three in a row end the run.
_Noreturn void omm_device_unavailable(const char *format, ...) OMM_PRINTF(1, 2);

/// Runs `undo(object)` after the case, also after a failure, last registered first.
void omm_cleanup(void (*undo)(void *object), void *object);

/// Calls `done(object, passed)` when the verdict stands: after every clean-up, also those of scopes that ended long before.
/// `passed` is true for Pass and NotSupported. It cannot end the case any more.
void omm_at_end(void (*done)(void *object, bool passed), void *object);

/// Runs part(argument). When that fails the case, the failure is given back as a sentence instead, and the case goes on;
/// NULL when it does not. Any other end of the part (not supported, out of memory, ...) ends the case. What the part has
/// registered for clean-up stays so.
const char *omm_attempt(void (*part)(void *argument), void *argument);

/// How many clean-ups are registered now, and running those registered since, last first: the end of a scope inside
/// a case, such as the life of a second device with everything on it.
size_t omm_cleanup_mark(void);
void omm_cleanup_since(size_t mark);

/// Zeroed memory that is freed after the case, in its turn of the clean-up. Never NULL.
void *omm_alloc(size_t size);

/// A formatted string that lives until the case is over: for greatest's messages and for complaints.
const char *omm_sentence(const char *format, ...) OMM_PRINTF(1, 2);

/// A pseudo-random number from the run's seed and the case's name alone: the same on every run,
/// whatever ran before. Main thread only.
uint64_t omm_random(void);

/// The running case's name, with its parameter.
const char *omm_case_name(void);

/// The seed that the first omm_random() of this case started from; worth telling in a failure.
uint64_t omm_seed(void);

#endif
