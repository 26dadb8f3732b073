// SPDX-License-Identifier: Apache-2.0
// The command line of a worker.
#include "clock.h"
#include "heap.h"
#include "pool/pool_internal.h"
#include "worker/worker.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_ARGUMENTS = 64, NUMBER_SIZE = 24 };

static const char gdb_words[] = "gdb --quiet --args";

static void add_words(char **arguments, size_t *count, char *words)
{
    char *rest = NULL;
    for (char *word = strtok_r(words, " ", &rest); word && *count + 16 < MAX_ARGUMENTS;
         word = strtok_r(NULL, " ", &rest))
        arguments[(*count)++] = word;
}

void run_launch_prepare(struct run_pool *pool)
{
    const struct run_launch *launch = &pool->launch;
    const char *front = launch->gdb ? gdb_words : launch->wrapper ? launch->wrapper : "";
    pool->words = run_strdup(front);
    pool->arguments = run_calloc(MAX_ARGUMENTS, sizeof(*pool->arguments));
    size_t count = 0;
    add_words(pool->arguments, &count, pool->words);
    pool->arguments[count] = (char *)launch->binary;
}

void run_launch_discard(struct run_pool *pool)
{
    free(pool->words);
    free(pool->arguments);
}

static void add_setting(char **arguments, size_t *count, const char *name, const char *value)
{
    if (!value)
        return;
    arguments[(*count)++] = (char *)name;
    arguments[(*count)++] = (char *)value;
}

bool run_launch_worker(struct run_pool *pool, struct run_slot *slot, char *why, size_t why_size)
{
    const struct run_launch *launch = &pool->launch;
    char command_fd[NUMBER_SIZE], result_fd[NUMBER_SIZE], device[NUMBER_SIZE], seed[NUMBER_SIZE];
    char steps[NUMBER_SIZE];
    snprintf(command_fd, sizeof(command_fd), "%d", RUN_WORKER_COMMAND_FD);
    snprintf(result_fd, sizeof(result_fd), "%d", RUN_WORKER_RESULT_FD);
    snprintf(device, sizeof(device), "%u", launch->settings.device);
    snprintf(seed, sizeof(seed), "%" PRIu64, launch->seed);
    snprintf(steps, sizeof(steps), "%u", launch->settings.fuzz_steps);
    const char *const tail[] = {
        "worker",
        "--command-fd",
        command_fd,
        "--result-fd",
        result_fd,
        "--layers",
        launch->settings.layers ? launch->settings.layers : "none",
        "--device",
        device,
        "--seed",
        seed,
        "--fuzz-steps",
        steps,
        NULL,
    };
    char *arguments[MAX_ARGUMENTS + 20];
    size_t count = 0;
    for (; pool->arguments[count]; count++)
        arguments[count] = pool->arguments[count];
    for (size_t i = 0; tail[i]; i++)
        arguments[count++] = (char *)tail[i];
    add_setting(arguments, &count, "--artifacts", launch->settings.artifacts);
    add_setting(arguments, &count, "--blobs", launch->settings.blobs);
    add_setting(arguments, &count, "--break-on-failure", launch->break_on_failure ? "yes" : NULL);
    arguments[count] = NULL;
    if (!run_process_start(&slot->process, arguments, launch->environment, launch->gdb, why,
                           why_size))
        return false;
    slot->state = RUN_SLOT_SERVING;
    slot->device = launch->settings.device;
    slot->cases = 0;
    slot->said_hello = false;
    slot->retired = false;
    slot->crashed = false;
    slot->output_mark = 0;
    slot->deadline = RUN_NEVER;
    return true;
}
