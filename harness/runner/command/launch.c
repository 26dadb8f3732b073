// SPDX-License-Identifier: Apache-2.0
#include "command/launch.h"

#include "report/sanitize.h"

#include <stdio.h>
#include <stdlib.h>

struct run_launch run_launch_make(const struct run_context *context,
                                  const struct run_environment *environment, const char *binary,
                                  enum run_isolation isolation)
{
    const struct run_options *options = context->options;
    return (struct run_launch){
        .binary = binary,
        .environment = environment->variables.items,
        .wrapper = options->wrapper,
        .break_on_failure = options->break_on_failure,
        .gdb = options->gdb,
        .isolation = isolation,
        .jobs = options->jobs,
        .timeout = options->timeout * options->timeout_multiplier,
        .seed = options->seed,
        .backend = context->backend,
        .registry = context->registry,
        .settings = {.layers = options->layers,
                     .artifacts = options->artifacts,
                     .blobs = options->blobs,
                     .fuzz_steps = options->fuzz_steps},
    };
}

const char *run_launch_no_device(const struct run_device_list *devices)
{
    return devices->why && devices->why[0] != '\0' ? devices->why : "the driver offers no device";
}

/// Our own binary starts, so what the options put in front of it is the first suspect.
static int tell_no_worker(const struct run_options *options, const char *why)
{
    fprintf(stderr, "ommcts: no worker process could be started: %s", why);
    if (options->gdb)
        fputs("; --gdb wants the program gdb", stderr);
    if (options->wrapper)
        fprintf(stderr, "; --wrapper '%s' was to start them", options->wrapper);
    fputc('\n', stderr);
    return options->gdb || options->wrapper ? RUN_EXIT_USAGE : RUN_EXIT_BROKEN;
}

int run_launch_devices(struct run_pool *pool, const struct run_options *options,
                       const struct run_environment *environment, struct run_device_list *devices)
{
    char why[512] = "";
    if (!run_pool_devices(pool, devices, why, sizeof(why)))
        return tell_no_worker(options, why);
    if (devices->crash || devices->count > 0 || !environment->manifest)
        return RUN_EXIT_FINE;
    char *reason = run_sanitize_line(run_launch_no_device(devices), 1000);
    fprintf(stderr, "ommcts: the driver of '%s' can't be used: %s\n", environment->manifest,
            reason);
    free(reason);
    if (options->personality) {
        // The driver refuses an unknown one, but its own sentence stays in the worker's output.
        fprintf(stderr, "ommcts: is '%s' one of its personalities?\n", options->personality);
    }
    return RUN_EXIT_USAGE;
}
