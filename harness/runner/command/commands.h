// SPDX-License-Identifier: Apache-2.0
// One function per command. Each returns the exit status.
#ifndef RUN_COMMANDS_H
#define RUN_COMMANDS_H

#include "backend.h"
#include "command/options.h"
#include "registry.h"

enum run_exit {
    RUN_EXIT_FINE = 0,
    RUN_EXIT_UNEXPECTED = 1, ///< unexpected results, or the run did not complete
    RUN_EXIT_USAGE = 2,
    RUN_EXIT_NOT_SUPPORTED = 77, ///< every case was NotSupported
    RUN_EXIT_BROKEN = 99,        ///< the suite itself
};

/// What a command works with. `command_line` is what the user typed, quoted for a shell.
struct run_context {
    const struct run_options *options;
    const struct run_registry *registry;
    const struct run_backend *backend;
    const char *command_line;
};

int run_command_run(const struct run_context *context);
int run_command_list(const struct run_context *context);
int run_command_devices(const struct run_context *context);
int run_command_explain(const struct run_context *context);
int run_command_bisect(const struct run_context *context);
int run_command_coverage(const struct run_context *context);
int run_command_merge(const struct run_context *context);
int run_command_diff(const struct run_context *context);

#endif
