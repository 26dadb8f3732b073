// SPDX-License-Identifier: Apache-2.0
#include "command/option_table.h"

#include "command/options.h"

#include <stddef.h>
#include <string.h>

enum {
    FOR_WORKERS = RUN_OPTION_FOR_WORKERS,
    RUN = RUN_COMMAND_RUN,
    BENCH = RUN_COMMAND_BENCH,
    BISECT = RUN_COMMAND_BISECT,
    LISTS = RUN_COMMAND_RUN | RUN_COMMAND_LIST,
    SELECTS = LISTS | BISECT,
    EXECUTES = RUN_COMMAND_RUN | BISECT | BENCH,
    OPENS = EXECUTES | RUN_COMMAND_DEVICES,
    REPORTS = RUN_COMMAND_RUN | RUN_COMMAND_MERGE | BENCH,
    JOINS = RUN_COMMAND_RUN | RUN_COMMAND_MERGE,
    DRIVES = OPENS | RUN_COMMAND_LIST,
    ALL =
        DRIVES | RUN_COMMAND_EXPLAIN | RUN_COMMAND_COVERAGE | RUN_COMMAND_MERGE | RUN_COMMAND_DIFF,
};

#define AT(member) offsetof(struct run_options, member)

const struct run_option run_option_table[] = {
    {"icd", 0, RUN_OPTION_TEXT, DRIVES, AT(icd), "MANIFEST.json",
     "run on the driver of this manifest"},
    {"reference", 0, RUN_OPTION_REFERENCE, DRIVES, 0, "[=PERSONALITY]",
     "run on the bundled reference driver"},
    {"keep-implicit", 0, RUN_OPTION_FLAG, OPENS, AT(keep_implicit), NULL,
     "leave implicit layers on (off by default; loaders before 1.3.234 leave them on)"},
    {"layers", 0, RUN_OPTION_LAYERS, DRIVES, 0, "none|khronos|ommcts|both",
     "validation layers for valid cases [none]; given, it also chooses whose violations run"},
    {"device", 0, RUN_OPTION_TEXT, EXECUTES, AT(device), "N|SUBSTRING|UUID|all",
     "which device: its number from 1, part of its name, its deviceUUID, or each in turn"},
    {"deqp-vk-device-id", 0, RUN_OPTION_DEVICE_ID, EXECUTES, AT(device), "N", NULL},

    {"deqp-case", 'n', RUN_OPTION_GLOBS, SELECTS | BENCH, AT(globs), "GLOB[,GLOB]",
     "only cases that a glob matches; with or without the leading 'omm.'"},
    {"deqp-exclude-case", 'e', RUN_OPTION_GLOBS, SELECTS | BENCH, AT(excluded), "GLOB[,GLOB]",
     "no case that a glob matches"},
    {"deqp-caselist-file", 'f', RUN_OPTION_FILES, SELECTS, AT(lists), "FILE|-",
     "only cases named in FILE, one per line, in its order"},
    {"tier", 0, RUN_OPTION_TIER, SELECTS, 0, "smoke|quick|full",
     "only cases of that list: under 10 s, under 1 min, and all, on the reference driver"},
    {"allow-unknown", 0, RUN_OPTION_FLAG, SELECTS, AT(allow_unknown), NULL,
     "pass over names in lists that no case has, instead of an InternalError for each"},
    {"deqp-stdin-caselist", 0, RUN_OPTION_STDIN_LIST, SELECTS, AT(lists), NULL, NULL},
    {"deqp-caselist", 0, RUN_OPTION_TEXT, SELECTS, AT(trie), "TRIE", NULL},
    {"deqp-fraction", 0, RUN_OPTION_FRACTION, SELECTS, 0, "I,N",
     "every N-th case of the selection, from the I-th (I from 0)"},
    {"fraction", 0, RUN_OPTION_STEPS, SELECTS, AT(fraction), "N",
     "the same, N shares and the first of them [CI_NODE_TOTAL, GTEST_TOTAL_SHARDS]; 1: all"},
    {"fraction-start", 0, RUN_OPTION_STEPS, SELECTS, AT(fraction_start), "K",
     "the K-th of them, K from 1 [CI_NODE_INDEX, GTEST_SHARD_INDEX + 1]"},
    {"shuffle", 0, RUN_OPTION_SHUFFLE, SELECTS, 0, "SEED",
     "in an order that SEED decides, instead of that of names or lists"},
    {"deqp-runmode", 0, RUN_OPTION_RUNMODE, LISTS, 0, "MODE",
     "execute, or list as stdout-caselist, txt-caselist, xml-caselist, stdout-trie or txt-trie"},
    {"deqp-caselist-export-file", 0, RUN_OPTION_TEXT, LISTS, AT(list_file), "FILE", NULL},

    {"require", 0, RUN_OPTION_GLOBS, RUN, AT(required), "GLOB[,GLOB]",
     "NotSupported is a Fail for these cases"},
    {"fail-on-skip", 0, RUN_OPTION_SOME_GLOBS, RUN, AT(required), "[=GLOB[,GLOB]]",
     "the same, for all cases where no glob is given"},
    {"min-pass", 0, RUN_OPTION_STEPS, RUN, AT(min_pass), "N",
     "fewer than N passed cases are a failure of the run"},
    {"max-fails", 0, RUN_OPTION_STEPS, RUN, AT(max_fails), "N",
     "end the run at the N-th unexpected result"},
    {"baseline", 0, RUN_OPTION_FILES, RUN, AT(baselines), "FILE",
     "expected results, 'name,Status' per line as deqp-runner has them; may be given again"},
    {"flakes", 0, RUN_OPTION_FILES, RUN, AT(flakes), "FILE",
     "a regular expression per line: unexpected results of such cases are a KnownFlake"},
    {"skips", 0, RUN_OPTION_FILES, RUN, AT(skips), "FILE",
     "a regular expression per line: such cases don't run"},
    {"expectations-dir", 0, RUN_OPTION_TEXT, RUN, AT(expectations_dir), "DIR",
     "what DIR has of {all,DRIVER,DRIVER-GPU}-{fails,flakes,skips}.txt, as the three above"},
    {"expectations-key", 0, RUN_OPTION_TEXT, RUN, AT(expectations_key), "DRIVER-GPU",
     "whose files those are, such as radv-navi31"},
    {"deqp-waiver-file", 0, RUN_OPTION_FILES, RUN, AT(waivers), "FILE",
     "waivers of the Vulkan CTS's format; waived cases run all the same"},
    {"retries", 0, RUN_OPTION_STEPS, RUN, AT(retries), "N",
     "run a case up to N times more while it is unexpected; once good, it is a Flake"},
    {"layer-known", 0, RUN_OPTION_TEXT, RUN | BISECT, AT(layer_known), "FILE",
     "known false reports of validation layers [data/layer-known.tsv]"},
    {"junit", 0, RUN_OPTION_TEXT, JOINS, AT(junit), "FILE", "write a JUnit report"},
    {"html", 0, RUN_OPTION_TEXT, REPORTS | RUN_COMMAND_DIFF, AT(html), "FILE",
     "write a page for a browser: one file that needs nothing else"},
    {"json", 0, RUN_OPTION_TEXT, BENCH, AT(json), "FILE",
     "write what was measured, in picoseconds, and on what"},
    {"output", 0, RUN_OPTION_TEXT, REPORTS, AT(output), "DIR",
     "write results.csv, failures.csv, failures.txt, junit.xml, results.json, logs and more there"},
    {"resume", 0, RUN_OPTION_TEXT, RUN, AT(resume), "DIR",
     "go on with the run of that --output DIR: cases that have a result there don't run again"},
    {"qpa", 0, RUN_OPTION_FLAG, JOINS, AT(qpa), NULL, "write a QPA log to DIR/run.qpa, too"},
    {"deqp-log-filename", 0, RUN_OPTION_TEXT, JOINS, AT(qpa_file), "FILE",
     "write a QPA log, as the Vulkan CTS does"},
    {"artifacts", 0, RUN_OPTION_TEXT, RUN, AT(artifacts), "DIR",
     "where failing cases leave pictures of what was read back"},
    {"blobs", 0, RUN_OPTION_TEXT, RUN | BISECT, AT(blobs), "DIR",
     "keep serialized micromaps there, and load those of earlier runs and other driver versions"},
    {"quiet", 'q', RUN_OPTION_FLAG, REPORTS, AT(quiet), NULL,
     "on stderr only errors and unexpected results"},

    {"jobs", 'j', RUN_OPTION_COUNT, RUN | FOR_WORKERS, AT(jobs), "N", "workers at a time [1]"},
    {"timeout", 0, RUN_OPTION_SECONDS, OPENS | FOR_WORKERS, AT(timeout), "SECONDS",
     "limit for one case [30; of 'bench' 300]; 0: none"},
    {"timeout-multiplier", 0, RUN_OPTION_FACTOR, OPENS | FOR_WORKERS, AT(timeout_multiplier),
     "FACTOR", "for simulators, valgrind and the like [1]"},
    {"isolate", 0, RUN_OPTION_ISOLATION, RUN, 0, "worker|case|none",
     "many cases per worker process [worker], one, or all in this process"},
    {"gdb", 0, RUN_OPTION_FLAG, RUN | FOR_WORKERS, AT(gdb), NULL,
     "run the worker under gdb, without time limit"},
    {"break-on-failure", 0, RUN_OPTION_FLAG, RUN, AT(break_on_failure), NULL,
     "raise SIGTRAP at a check that fails: stops --gdb there, else tells the way to it"},
    {"wrapper", 0, RUN_OPTION_TEXT, OPENS | FOR_WORKERS, AT(wrapper), "COMMAND",
     "put COMMAND (split at blanks) in front of each worker"},
    {"repeat", 0, RUN_OPTION_REPEAT, RUN | FOR_WORKERS, 0, "N|until-fail",
     "run the selection N times, or until a result is unexpected"},
    {"seed", 0, RUN_OPTION_SEED, EXECUTES, AT(seed), "N", "seed of pseudo-random numbers [0]"},
    {"fuzz-steps", 0, RUN_OPTION_STEPS, RUN | BISECT, AT(fuzz_steps), "N",
     "how many steps each random walk of fuzz.* takes [96]"},
    {"deqp-base-seed", 0, RUN_OPTION_SEED, EXECUTES, AT(seed), "N", NULL},
    {"deqp-vk-validation", 0, RUN_OPTION_VALIDATION, RUN | BISECT, 0, "enable|disable", NULL},
    {"deqp-watchdog", 0, RUN_OPTION_SWITCH, RUN | BISECT, AT(watchdog), "enable|disable", NULL},
    {"deqp-terminate-on-fail", 0, RUN_OPTION_SWITCH, RUN, AT(stop_on_fail), "enable|disable", NULL},

    {"format", 0, RUN_OPTION_FORMAT, RUN_COMMAND_COVERAGE, 0, "text|tsv|json|html",
     "how the table is written on stdout [text]"},
    {"from", 0, RUN_OPTION_FILES, RUN_COMMAND_COVERAGE, AT(from), "JUNIT",
     "a report of 'ommcts run --junit' with violations: who reported them; may be given again"},

    {"help", 'h', RUN_OPTION_HELP, ALL, 0, NULL, "print this"},
    {"version", 0, RUN_OPTION_VERSION, ALL, 0, NULL, "print the version"},
    {NULL, 0, RUN_OPTION_FLAG, 0, 0, NULL, NULL},
};

const struct run_option *run_option_named(const char *name, size_t length)
{
    for (const struct run_option *option = run_option_table; option->name; option++)
        if (strlen(option->name) == length && memcmp(option->name, name, length) == 0)
            return option;
    return NULL;
}

const struct run_option *run_option_lettered(char letter)
{
    for (const struct run_option *option = run_option_table; option->name; option++)
        if (letter != '\0' && option->letter == letter)
            return option;
    return NULL;
}

unsigned run_distance(const char *left, size_t left_length, const char *right)
{
    enum { LIMIT = 256 };
    size_t right_length = strlen(right);
    if (left_length >= LIMIT || right_length >= LIMIT)
        return LIMIT;
    unsigned row[LIMIT];
    for (size_t j = 0; j <= right_length; j++)
        row[j] = (unsigned)j;
    for (size_t i = 1; i <= left_length; i++) {
        unsigned diagonal = row[0];
        row[0] = (unsigned)i;
        for (size_t j = 1; j <= right_length; j++) {
            unsigned best = diagonal + (left[i - 1] != right[j - 1]);
            diagonal = row[j];
            best = row[j] + 1 < best ? row[j] + 1 : best;
            row[j] = row[j - 1] + 1 < best ? row[j - 1] + 1 : best;
        }
    }
    return row[right_length];
}

const struct run_option *run_option_nearest(const char *name, size_t length, unsigned commands)
{
    const struct run_option *nearest = NULL;
    unsigned least = 4;
    for (const struct run_option *option = run_option_table; option->name; option++) {
        unsigned distance = run_distance(name, length, option->name);
        if ((option->commands & commands) && distance < least && distance < strlen(option->name)) {
            nearest = option;
            least = distance;
        }
    }
    return nearest;
}

void run_option_print(FILE *file, const struct run_option *option)
{
    char letter[5] = "    ";
    if (option->letter)
        snprintf(letter, sizeof(letter), "-%c, ", option->letter);
    const char *value = option->value ? option->value : "";
    const char *gap = option->value && value[0] != '[' ? " " : "";
    int width = fprintf(file, "  %s--%s%s%s", letter, option->name, gap, value);
    const int column = 38;
    if (option->help) {
        fprintf(file, "%s%*s%s", width > column - 2 ? "\n" : "",
                width > column - 2 ? column : column - width, "", option->help);
    }
    fputc('\n', file);
}
