// SPDX-License-Identifier: Apache-2.0
#include "command/help.h"

#include "command/option_table.h"
#include "command/options.h"
#include "command/version.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static const struct command {
    unsigned bit;
    const char *name, *usage, *about;
} commands[] = {
    {RUN_COMMAND_RUN, "run", "ommcts [run] [OPTIONS]",
     "Runs cases in worker processes; results on stdout in the dEQP text protocol, the rest on "
     "stderr."},
    {RUN_COMMAND_LIST, "list", "ommcts list [OPTIONS]",
     "Prints the names that 'run' with the same options would run. Needs no driver."},
    {RUN_COMMAND_DEVICES, "devices", "ommcts devices [OPTIONS]",
     "Shows every device: what it is, what the suite needs of it, and what can run there."},
    {RUN_COMMAND_EXPLAIN, "explain", "ommcts explain CASE",
     "Says what a case proves, what it covers and needs, and where it stands. Needs no driver."},
    {RUN_COMMAND_BISECT, "bisect", "ommcts bisect [OPTIONS] CASE",
     "Runs a case alone and after more and more of those before it; names those it takes to fail."},
    {RUN_COMMAND_BENCH, "bench", "ommcts bench [OPTIONS]",
     "Measures copies on host and device beside memcpy, and what small calls cost; a table on "
     "stdout."},
    {RUN_COMMAND_COVERAGE, "coverage", "ommcts coverage [OPTIONS]",
     "Prints for each valid-usage ID and assertion which cases there are, and who reported what."},
    {RUN_COMMAND_MERGE, "merge", "ommcts merge DIR... --output OUT",
     "Joins the directories of several runs, or what a killed run left, into one set of reports."},
    {RUN_COMMAND_DIFF, "diff", "ommcts diff BEFORE AFTER [--html FILE]",
     "Tells what two runs have different: directories of --output, JUnit reports or results.csv."},
};

enum { COMMAND_COUNT = sizeof(commands) / sizeof(commands[0]) };

unsigned run_command_named(const char *name)
{
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        if (strcmp(commands[i].name, name) == 0)
            return commands[i].bit;
    return 0;
}

const char *run_command_name(unsigned command)
{
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        if (commands[i].bit == command)
            return commands[i].name;
    return "run";
}

static void print_exit_statuses(void)
{
    puts("\nExit status:\n"
         "  0   complete, and no result is unexpected\n"
         "  1   unexpected results, or the run did not complete\n"
         "  2   a mistake on the command line or in a file it names; nothing selected\n"
         "  77  every case was NotSupported\n"
         "  99  the suite itself broke");
}

static void print_exit_statuses_of_diff(void)
{
    puts("\nExpectations don't count, only what cases did. Slower and faster are what differs\n"
         "by a factor of two and by 0.1 s.\n"
         "\nExit status:\n"
         "  0   the second run is no worse\n"
         "  1   a case is newly failing, gone, or passed and is no longer supported; or the\n"
         "      differences could not be written\n"
         "  2   a mistake on the command line or in a file it names");
}

/// As in the table of options, a usage too long for its column has the words about it below.
static void print_command(const struct command *command)
{
    const bool fits = strlen(command->usage) < 26;
    printf("  %-26s%s%*s%s\n", command->usage, fits ? "" : "\n", fits ? 0 : 28, "", command->about);
}

static void print_program(void)
{
    printf("ommcts %s: conformance tests for host micromap copies of VK_EXT_opacity_micromap\n\n",
           run_version);
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        print_command(&commands[i]);
    puts("\nEvery command has --help. The shortest useful line: ommcts run --reference");
    print_exit_statuses();
}

void run_help_print(unsigned command)
{
    if (command == 0) {
        print_program();
        return;
    }
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        if (commands[i].bit == command)
            printf("usage: %s\n\n%s\n\nOptions:\n", commands[i].usage, commands[i].about);
    for (const struct run_option *option = run_option_table; option->name; option++)
        if (option->help && (option->commands & command))
            run_option_print(stdout, option);
    if (command & (RUN_COMMAND_RUN | RUN_COMMAND_LIST)) {
        puts("\nOf an option that is given twice the last counts; what chooses cases (-n, -e, -f) "
             "and\n"
             "files of what is expected add up.");
        puts("\nOther --deqp- options are accepted, as '--deqp-x=y' and '--deqp-x y'; those that "
             "mean\n"
             "nothing here are told on stderr and have no effect.");
    }
    if (command & (RUN_COMMAND_RUN | RUN_COMMAND_MERGE | RUN_COMMAND_BENCH))
        print_exit_statuses();
    if (command == RUN_COMMAND_DIFF)
        print_exit_statuses_of_diff();
}
