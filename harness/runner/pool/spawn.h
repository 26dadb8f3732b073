// SPDX-License-Identifier: Apache-2.0
// One child process with a command pipe, a result socket and a file for what it prints. Knows nothing
// of cases.
#ifndef RUN_SPAWN_H
#define RUN_SPAWN_H

#include "frame.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Zeroed: no process.
struct run_process {
    int pid;
    int exit_fd;    ///< readable when the process has ended; -1 on kernels without pidfd_open
    int command_fd; ///< lines to the process
    int result_fd;  ///< frames from it; -1 once the other end is closed
    int output_fd;  ///< what it prints; -1 on a terminal
    bool on_terminal;
    int64_t echoed; ///< how much of the output run_process_echo has copied
    // Set by run_process_wait:
    bool readable, ended;
};

/// Starts `arguments` (found in PATH) with `environment` in a session of its own; descriptors
/// RUN_WORKER_COMMAND_FD and RUN_WORKER_RESULT_FD are its ends. `on_terminal`: it keeps this process's terminal and
/// process group instead, and prints on stderr. False with a sentence in `why`.
bool run_process_start(struct run_process *process, char *const *arguments,
                       char *const *environment, bool on_terminal, char *why, size_t why_size);

/// Sends one line. A process that cannot be told any more is found out by run_process_wait.
void run_process_tell(const struct run_process *process, const char *line);

/// Closes the command pipe: the process has nothing more to wait for.
void run_process_hang_up(struct run_process *process);

/// Receives the next frame. False when there is none now. A closed socket sets result_fd to -1.
bool run_process_receive(struct run_process *process, struct run_frame *frame,
                         enum run_frame_type *type);

/// Signals the process and everything in its session's group.
void run_process_terminate(const struct run_process *process);
void run_process_kill(const struct run_process *process);

/// Collects the ended process: true and its waitpid status (-1: somebody else collected it), or
/// false while it lives.
bool run_process_reap(struct run_process *process, int *status);

/// "exit status 3", "signal 9 (SIGKILL)". Free it.
char *run_process_status_words(int status);

/// Closes everything of a process that was reaped, or is given up.
void run_process_forget(struct run_process *process);

/// Where the output ends now.
int64_t run_process_output_mark(const struct run_process *process);

/// What was printed since `mark`, to be freed: at most `limit` bytes, head and tail; NULL for nothing.
/// NUL bytes are spelled \x00.
char *run_process_output(const struct run_process *process, int64_t mark, size_t limit);

/// Copies what was printed since the last call to this process's stderr.
void run_process_echo(struct run_process *process);

/// Starts the output file over when it has grown large. Marks taken before are void.
void run_process_rewind_output(struct run_process *process);

/// Waits until one of the processes has something to tell or has ended, until `deadline`, or, if
/// `may_interrupt`, until run_process_interrupt. Entries without a process are skipped.
void run_process_wait(struct run_process *const *processes, size_t count, int64_t deadline,
                      bool may_interrupt);

/// Async-signal-safe. Sticky: from now on run_process_interrupted is true and a run_process_wait that may be
/// interrupted returns at once.
void run_process_interrupt(void);
bool run_process_interrupted(void);

/// Prepares what the functions above need of the whole process. Repeating it is free.
void run_process_prepare(void);

#endif
