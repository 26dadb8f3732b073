// SPDX-License-Identifier: Apache-2.0
#include "select/share.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST = 1000000 };

/// How somebody's variables say it.
struct variables {
    const char *total, *index;
    unsigned first; ///< what they call the first share
    const char *both;
};

static bool read_variable(const char *name, unsigned least, unsigned most, unsigned *number)
{
    const char *text = getenv(name);
    char *end = NULL;
    unsigned long value = text ? strtoul(text, &end, 10) : 0;
    *number = (unsigned)value;
    if (text && text[0] >= '0' && text[0] <= '9' && *end == '\0' && value >= least && value <= most)
        return true;
    fprintf(stderr,
            "ommcts: %s is %s%s%s, but has to be a number from %u to %u; --fraction 1 runs "
            "everything whatever it is\n",
            name, text ? "'" : "", text ? text : "not set", text ? "'" : "", least, most);
    return false;
}

/// Tells who started this that it understands sharding, as googletest does.
static void touch_status_file(void)
{
    const char *path = getenv("GTEST_SHARD_STATUS_FILE");
    FILE *file = path ? fopen(path, "we") : NULL;
    if (path && (!file || fclose(file) != 0)) {
        fprintf(stderr, "ommcts: GTEST_SHARD_STATUS_FILE '%s' can't be written: %s\n", path,
                strerror(errno));
    }
}

static bool read_variables(struct run_share *share, const struct variables *variables)
{
    unsigned count = 0, index = 0;
    if (!read_variable(variables->total, 1, MOST, &count))
        return false;
    // GitLab says that there is one job, and not which, where there is only one.
    if (count == 1)
        return true;
    if (!read_variable(variables->index, variables->first, count - 1 + variables->first, &index))
        return false;
    *share = (struct run_share){index - variables->first, count, variables->both};
    return true;
}

bool run_share_find(struct run_share *share, const struct run_options *options, bool one_by_name)
{
    static const struct variables known[] = {
        {"GTEST_TOTAL_SHARDS", "GTEST_SHARD_INDEX", 0, "GTEST_SHARD_INDEX, GTEST_TOTAL_SHARDS"},
        {"CI_NODE_TOTAL", "CI_NODE_INDEX", 1, "CI_NODE_INDEX, CI_NODE_TOTAL"},
    };
    *share = (struct run_share){0};
    if (options->fraction_count > 0) {
        *share =
            (struct run_share){options->fraction_index, options->fraction_count, "--deqp-fraction"};
        return true;
    }
    if (options->fraction > 0) {
        unsigned start = options->fraction_start ? options->fraction_start : 1;
        *share = (struct run_share){start - 1, options->fraction, "--fraction"};
        return true;
    }
    // A case that somebody asks for by its name is wanted, and deqp-runner's list is a share already.
    if (one_by_name || getenv("DEQP_RUNNER_THREAD"))
        return true;
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        if (!getenv(known[i].total))
            continue;
        if (known[i].first == 0 && options->command == RUN_COMMAND_RUN)
            touch_status_file();
        return read_variables(share, &known[i]);
    }
    return true;
}
