// SPDX-License-Identifier: Apache-2.0
#include "command/options.h"

#include "command/help.h"
#include "command/option_table.h"
#include "command/option_value.h"
#include "command/version.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/// Where the parser stands in the arguments.
struct cursor {
    char **argv;
    int argc, next;
    struct run_options *options;
};

static enum run_parsed bad_value(const struct run_option *option, const char *spelled,
                                 const char *wanted, const char *value)
{
    fprintf(stderr, "ommcts: %s wants %s", spelled, wanted);
    if (value)
        fprintf(stderr, ", not '%s'", value);
    fputc('\n', stderr);
    run_option_print(stderr, option);
    fputs("Every command has --help.\n", stderr);
    return RUN_PARSED_BAD;
}

static enum run_parsed unknown(const struct cursor *cursor, const char *spelled, const char *name,
                               size_t length)
{
    const char *command = run_command_name(cursor->options->command);
    const struct run_option *elsewhere = run_option_named(name, length);
    const struct run_option *near = run_option_nearest(name, length, cursor->options->command);
    fprintf(stderr, "ommcts: '%s' has no option '%s'; ", command, spelled);
    if (elsewhere && (elsewhere->commands & RUN_COMMAND_RUN)) {
        fputs("it is one of 'run'; ", stderr);
    } else if (near) {
        fputs("did you mean this?\n", stderr);
        run_option_print(stderr, near);
    }
    fprintf(stderr, "'ommcts %s --help' lists what it has\n", command);
    return RUN_PARSED_BAD;
}

/// Stores one option. `attached` is a value written in the same argument, or NULL.
static enum run_parsed take(struct cursor *cursor, const struct run_option *option,
                            const char *spelled, const char *attached)
{
    if (option->kind == RUN_OPTION_HELP && !attached) {
        run_help_print(cursor->options->command);
        return RUN_PARSED_DONE;
    }
    if (option->kind == RUN_OPTION_VERSION && !attached) {
        printf("ommcts %s\n", run_version);
        return RUN_PARSED_DONE;
    }
    const char *value = attached;
    if (run_option_takes_value(option->kind)) {
        if (!value && cursor->next == cursor->argc)
            return bad_value(option, spelled, "a value", NULL);
        value = value ? value : cursor->argv[cursor->next++];
    } else if (attached && !run_option_may_take_value(option->kind)) {
        return bad_value(option, spelled, "no value", attached);
    }
    if (option->commands & RUN_OPTION_FOR_WORKERS)
        cursor->options->workers_given = true;
    const char *wanted = run_option_store(cursor->options, option, value);
    return wanted ? bad_value(option, spelled, wanted, value) : RUN_PARSED;
}

/// An option that a dEQP binary might know: accepted, and told once that it has no effect.
static void ignore(struct cursor *cursor, const char *argument)
{
    run_strings_add(&cursor->options->ignored, run_strdup(argument));
    bool alone = strchr(argument, '=') == NULL;
    // All of that family take a value; one that looks like an option is none.
    if (alone && cursor->next < cursor->argc && cursor->argv[cursor->next][0] != '-')
        cursor->next++;
}

static enum run_parsed take_long(struct cursor *cursor, char *argument)
{
    const char *name = argument + 2;
    size_t length = strcspn(name, "=");
    const struct run_option *option = run_option_named(name, length);
    // What starts a dEQP binary starts no other command.
    const unsigned as_deqp = RUN_COMMAND_RUN | RUN_COMMAND_LIST | RUN_COMMAND_BISECT;
    char *spelled = run_strndup(argument, length + 2);
    enum run_parsed parsed = RUN_PARSED;
    if (option && (option->commands & cursor->options->command))
        parsed = take(cursor, option, spelled, name[length] == '=' ? name + length + 1 : NULL);
    else if (strncmp(name, "deqp-", 5) == 0 && (cursor->options->command & as_deqp))
        ignore(cursor, argument);
    else
        parsed = unknown(cursor, spelled, name, length);
    free(spelled);
    return parsed;
}

static enum run_parsed take_letters(struct cursor *cursor, const char *argument)
{
    for (const char *p = argument + 1; *p != '\0'; p++) {
        char spelled[] = {'-', *p, '\0'};
        const struct run_option *option = run_option_lettered(*p);
        if (!option || !(option->commands & cursor->options->command))
            return unknown(cursor, argument, argument, strlen(argument));
        bool has_value = run_option_takes_value(option->kind);
        enum run_parsed parsed =
            take(cursor, option, spelled, has_value && p[1] != '\0' ? p + 1 : NULL);
        if (parsed != RUN_PARSED || has_value)
            return parsed;
    }
    return RUN_PARSED;
}

static enum run_parsed take_operand(struct cursor *cursor, char *argument)
{
    struct run_options *options = cursor->options;
    const unsigned about_a_case = RUN_COMMAND_EXPLAIN | RUN_COMMAND_BISECT;
    if ((options->command & about_a_case) && !options->operand) {
        options->operand = run_strdup(argument);
        return RUN_PARSED;
    }
    if (options->command & (RUN_COMMAND_MERGE | RUN_COMMAND_DIFF)) {
        run_strings_add(&options->operands, run_strdup(argument));
        return RUN_PARSED;
    }
    fprintf(stderr, "ommcts: '%s' takes no argument '%s'", run_command_name(options->command),
            argument);
    if (options->command & (RUN_COMMAND_RUN | RUN_COMMAND_LIST))
        fprintf(stderr, "; cases are chosen with -n '%s'", argument);
    fputc('\n', stderr);
    return RUN_PARSED_BAD;
}

static enum run_parsed take_command(struct cursor *cursor)
{
    cursor->options->command = RUN_COMMAND_RUN;
    if (cursor->argc < 2 || cursor->argv[1][0] == '-') {
        if (cursor->argc > 1 &&
            (strcmp(cursor->argv[1], "--help") == 0 || strcmp(cursor->argv[1], "-h") == 0)) {
            run_help_print(0);
            return RUN_PARSED_DONE;
        }
        return RUN_PARSED;
    }
    cursor->next = 2;
    cursor->options->command = run_command_named(cursor->argv[1]);
    if (cursor->options->command != 0)
        return RUN_PARSED;
    fprintf(stderr,
            "ommcts: there is no command '%s'; the commands are run (default), list, devices, "
            "explain, bisect, bench, coverage, diff and merge, see 'ommcts --help'\n",
            cursor->argv[1]);
    return RUN_PARSED_BAD;
}

/// The same of those that choose cases and what is expected of them.
static const char *check_selection(const struct run_options *options)
{
    if (options->fraction && options->fraction_count)
        return "--fraction and --deqp-fraction both share out the cases; give one of them";
    if (options->fraction_start && !options->fraction)
        return "--fraction-start K says which share; how many there are is told by --fraction N";
    if (options->fraction_start > options->fraction)
        return "--fraction-start counts from 1 up to the number given to --fraction";
    if (options->expectations_dir && !options->expectations_key)
        return "--expectations-dir needs --expectations-key DRIVER-GPU, such as radv-navi31, to "
               "know which of its files to read";
    if (options->expectations_key && !options->expectations_dir)
        return "--expectations-key needs --expectations-dir DIR, where its files lie";
    return NULL;
}

/// The same of the reports that are named each for itself.
static const char *check_reports(const struct run_options *options)
{
    const char *const paths[] = {options->junit, options->html, options->json, options->qpa_file};
    const size_t count = sizeof(paths) / sizeof(paths[0]);
    for (size_t i = 0; i < count; i++) {
        if (paths[i] && strcmp(paths[i], "-") == 0)
            return "standard output tells how the run goes; a report wants a file, not '-'";
        for (size_t j = i + 1; j < count; j++)
            if (paths[i] && paths[j] && strcmp(paths[i], paths[j]) == 0)
                return "two reports can't be the same file; give each its own name";
    }
    return NULL;
}

/// The same of those that say what is written.
static const char *check_output(const struct run_options *options)
{
    if (options->output && options->resume)
        return "--resume goes on with the run of its directory; leave --output out";
    if (options->qpa && options->qpa_file)
        return "--qpa and --deqp-log-filename name two logs; give one of them";
    if (options->qpa && !options->output && !options->resume)
        return "--qpa wants a log in the directory of --output, which is not given; "
               "--deqp-log-filename FILE writes one anywhere";
    if (options->command == RUN_COMMAND_MERGE && options->operands.count == 0)
        return "merge wants the directories of runs: ommcts merge DIR... --output OUT";
    if (options->command == RUN_COMMAND_DIFF && options->operands.count != 2)
        return "diff wants two runs, each a directory of --output, a JUnit report or a table: "
               "ommcts diff BEFORE AFTER";
    if (options->command == RUN_COMMAND_MERGE && !options->output)
        return "merge wants --output OUT, a directory that it makes";
    if (options->resume && (options->repeat > 1 || options->until_fail))
        return "--resume can't go on with rounds of --repeat";
    return NULL;
}

/// What two options together can't mean.
static enum run_parsed check_together(const struct run_options *options)
{
    const char *wrong = NULL;
    if (options->icd && options->reference) {
        wrong = "--icd and --reference name two drivers; give one of them";
    } else if (options->command == RUN_COMMAND_EXPLAIN && !options->operand) {
        wrong = "explain wants the name of a case: ommcts explain CASE";
    } else if (options->command == RUN_COMMAND_BISECT && !options->operand) {
        wrong = "bisect wants the name of a case that failed: ommcts bisect CASE";
    } else if (options->gdb && options->wrapper) {
        wrong = "--gdb and --wrapper both want to start the worker; give one of them";
    } else if (options->gdb && options->jobs > 1) {
        wrong = "--gdb has one terminal; leave -j out";
    } else if (options->isolation_given && options->isolation == RUN_ISOLATE_NONE &&
               (options->gdb || options->wrapper || options->jobs > 1)) {
        wrong =
            "--isolate none starts no worker, so --gdb, --wrapper and -j have nothing to act on";
    }
    if (!wrong)
        wrong = check_selection(options);
    if (!wrong)
        wrong = check_output(options);
    if (!wrong)
        wrong = check_reports(options);
    if (wrong)
        fprintf(stderr, "ommcts: %s\n", wrong);
    return wrong ? RUN_PARSED_BAD : RUN_PARSED;
}

/// Makes ours of what the Vulkan CTS calls otherwise. What was said in our words goes first.
static void translate(struct run_options *options)
{
    if (options->watchdog == RUN_SWITCH_DISABLED && !options->timeout_given)
        options->timeout = 0.0;
    // Only workers have a limit.
    if (options->watchdog == RUN_SWITCH_ENABLED)
        options->workers_given = true;
    if (options->stop_on_fail == RUN_SWITCH_ENABLED && options->max_fails == 0)
        options->max_fails = 1;
}

enum run_parsed run_options_parse(struct run_options *options, int argc, char **argv)
{
    *options = (struct run_options){
        .layers = "none", .jobs = 1, .timeout = 30.0, .timeout_multiplier = 1.0, .repeat = 1};
    struct cursor cursor = {.argv = argv, .argc = argc, .next = 1, .options = options};
    enum run_parsed parsed = take_command(&cursor);
    // A benchmark repeats itself, and is no case that hangs.
    if (options->command == RUN_COMMAND_BENCH)
        options->timeout = 300.0;
    bool only_operands = false;
    while (parsed == RUN_PARSED && cursor.next < argc) {
        char *argument = argv[cursor.next++];
        if (only_operands || argument[0] != '-' || argument[1] == '\0')
            parsed = take_operand(&cursor, argument);
        else if (strcmp(argument, "--") == 0)
            only_operands = true;
        else if (argument[1] == '-')
            parsed = take_long(&cursor, argument);
        else
            parsed = take_letters(&cursor, argument);
    }
    translate(options);
    return parsed == RUN_PARSED ? check_together(options) : parsed;
}

void run_options_clear(struct run_options *options)
{
    char *texts[] = {options->icd,
                     options->personality,
                     options->device,
                     options->trie,
                     options->expectations_dir,
                     options->expectations_key,
                     options->layer_known,
                     options->junit,
                     options->html,
                     options->json,
                     options->list_file,
                     options->wrapper,
                     options->operand,
                     options->artifacts,
                     options->blobs,
                     options->output,
                     options->resume,
                     options->qpa_file};
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        free(texts[i]);
    run_strings_clear(&options->operands);
    run_strings_clear(&options->globs);
    run_strings_clear(&options->excluded);
    run_strings_clear(&options->lists);
    run_strings_clear(&options->required);
    run_strings_clear(&options->baselines);
    run_strings_clear(&options->flakes);
    run_strings_clear(&options->skips);
    run_strings_clear(&options->waivers);
    run_strings_clear(&options->ignored);
    run_strings_clear(&options->from);
    *options = (struct run_options){0};
}
