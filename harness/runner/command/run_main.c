// SPDX-License-Identifier: Apache-2.0
// The program: runner or worker by its command line.
#include "backend.h"
#include "command/commands.h"
#include "command/options.h"
#include "command/print.h"
#include "pool/pool.h"
#include "registry.h"
#include "report/report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int run_command(const struct run_context *context)
{
    switch (context->options->command) {
    case RUN_COMMAND_LIST:
        return run_command_list(context);
    case RUN_COMMAND_DEVICES:
        return run_command_devices(context);
    case RUN_COMMAND_EXPLAIN:
        return run_command_explain(context);
    case RUN_COMMAND_BISECT:
        return run_command_bisect(context);
    case RUN_COMMAND_COVERAGE:
        return run_command_coverage(context);
    case RUN_COMMAND_MERGE:
        return run_command_merge(context);
    case RUN_COMMAND_DIFF:
        return run_command_diff(context);
    default: // run, and bench, which runs other cases and tells something else of them
        return run_command_run(context);
    }
}

static int run_parsed(const struct run_options *options, int argc, char **argv,
                      const struct run_backend *backend, const struct run_registry *registry)
{
    char *command_line = run_shell_join(argc, argv);
    struct run_context context = {
        .options = options,
        .registry = registry,
        .backend = backend,
        .command_line = command_line,
    };
    int status = run_command(&context);
    free(command_line);
    return status;
}

int run_main(int argc, char **argv, const struct run_backend *backend)
{
    struct run_options options = {0};
    struct run_registry registry;
    bool is_worker = argc > 1 && strcmp(argv[1], "worker") == 0;
    enum run_parsed parsed = is_worker ? RUN_PARSED : run_options_parse(&options, argc, argv);
    if (parsed != RUN_PARSED) {
        run_options_clear(&options);
        if (parsed != RUN_PARSED_DONE)
            return RUN_EXIT_USAGE;
        return run_print_end("the help") ? RUN_EXIT_FINE : RUN_EXIT_UNEXPECTED;
    }
    int status = RUN_EXIT_BROKEN;
    char why[1024] = "";
    if (!run_registry_load(&registry, why, sizeof(why))) {
        fprintf(stderr, "ommcts: %s\n", why);
    } else {
        status = is_worker ? run_worker_main(argc, argv, backend, &registry)
                           : run_parsed(&options, argc, argv, backend, &registry);
        run_registry_free(&registry);
    }
    run_options_clear(&options);
    return status;
}
