// SPDX-License-Identifier: Apache-2.0
#include "command/folder.h"
#include "heap.h"
#include "output/csv.h"
#include "output/files.h"
#include "output/journal.h"
#include "output/replace.h"
#include "output/results_json.h"
#include "report/junit.h"
#include "report/sanitize.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const struct report_file {
    const char *name;
    run_report_writer *writer;
} report_files[] = {
    {"results.csv", run_csv_print_results},       {"failures.csv", run_csv_print_failures},
    {"failures.txt", run_csv_print_failed_names}, {"junit.xml", run_junit_print},
    {"results.json", run_results_json_print},     {"environment.json", run_environment_json_print},
};

enum { REPORT_FILES = sizeof(report_files) / sizeof(report_files[0]) };

static bool is_there(const char *directory, const char *name)
{
    char *path = run_format("%s/%s", directory, name);
    struct stat status;
    bool there = lstat(path, &status) == 0;
    free(path);
    return there;
}

bool run_files_prepare(const char *option, const char *directory, const char *way_out)
{
    const char *found = is_there(directory, RUN_JOURNAL_NAME) ? RUN_JOURNAL_NAME : NULL;
    for (size_t i = 0; !found && i < REPORT_FILES; i++)
        if (is_there(directory, report_files[i].name))
            found = report_files[i].name;
    if (found) {
        fprintf(stderr, "ommcts: the directory '%s' of %s has a %s: it holds another run; %s\n",
                directory, option, found, way_out);
        return false;
    }
    return run_folder_prepare(option, directory);
}

static void print_plan(FILE *file, const struct run_book *book)
{
    for (size_t i = 0; i < book->count && book->records[i].device == 0; i++) {
        char *name = run_sanitize_line(book->records[i].name, SIZE_MAX);
        fprintf(file, "%s\n", name);
        free(name);
    }
}

bool run_files_write_plan(const struct run_book *book, const char *directory)
{
    char *plan = run_format("%s/" RUN_PLAN_NAME, directory);
    char *logs = run_format("%s/logs", directory);
    bool good = run_replace(plan, print_plan, book, true, false);
    if (good && mkdir(logs, 0777) != 0 && errno != EEXIST) {
        fprintf(stderr, "ommcts: the directory '%s' can't be made: %s\n", logs, strerror(errno));
        good = false;
    }
    free(logs);
    free(plan);
    return good;
}

bool run_files_write(const struct run_book *book, const char *directory, bool last, bool quiet)
{
    bool good = true;
    for (size_t i = 0; i < REPORT_FILES; i++) {
        char *path = run_format("%s/%s", directory, report_files[i].name);
        good = run_replace(path, report_files[i].writer, book, last, quiet || !good) && good;
        free(path);
    }
    return good;
}
