// SPDX-License-Identifier: Apache-2.0
// `ommcts list`, and --deqp-runmode=*-caselist.
#include "command/commands.h"
#include "command/list_xml.h"
#include "heap.h"
#include "select/select.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/// How many leading bytes, in whole parts with their dot, two names share.
static size_t shared_groups(const char *left, const char *right)
{
    size_t shared = 0;
    for (size_t i = 0; left[i] != '\0' && left[i] == right[i]; i++)
        if (left[i] == '.')
            shared = i + 1;
    return shared;
}

/// A GROUP line for each group that begins with this name, then its TEST line.
static void print_caselist_line(FILE *file, const char *previous, const char *name)
{
    for (size_t i = shared_groups(previous, name); name[i] != '\0'; i++)
        if (name[i] == '.')
            fprintf(file, "GROUP: %.*s\n", (int)i, name);
    fprintf(file, "TEST: %s\n", name);
}

static size_t count_dots(const char *text, size_t length)
{
    size_t dots = 0;
    for (size_t i = 0; i < length; i++)
        dots += text[i] == '.';
    return dots;
}

/// Closes the groups of `previous` that `name` is not in, and opens its own.
static void print_trie_part(FILE *file, const char *previous, const char *name)
{
    size_t shared = shared_groups(previous, name);
    for (size_t i = count_dots(previous + shared, strlen(previous + shared)); i > 0; i--)
        fputc('}', file);
    if (previous[0] != '\0')
        fputc(',', file);
    for (size_t i = shared; name[i] != '\0'; i++)
        fputc(name[i] == '.' ? '{' : name[i], file);
}

static void print(FILE *file, const struct run_selection *selection, enum run_list_mode mode)
{
    if (mode == RUN_LIST_XML) {
        run_list_xml(file, selection);
        return;
    }
    const char *previous = "";
    if (mode == RUN_LIST_TRIE)
        fputc('{', file);
    for (size_t i = 0; i < selection->count; i++) {
        const char *name = selection->items[i].name;
        if (!selection->items[i].entry)
            continue;
        if (mode == RUN_LIST_CASELIST)
            print_caselist_line(file, previous, name);
        else if (mode == RUN_LIST_TRIE)
            print_trie_part(file, previous, name);
        else
            fprintf(file, "%s\n", name);
        previous = name;
    }
    if (mode == RUN_LIST_TRIE) {
        for (size_t i = count_dots(previous, strlen(previous)); i > 0; i--)
            fputc('}', file);
        fputs("}\n", file);
    }
}

int run_command_list(const struct run_context *context)
{
    const struct run_options *options = context->options;
    struct run_selection selection;
    int status = RUN_EXIT_USAGE;
    if (run_select(&selection, options, context->registry)) {
        FILE *file = options->list_file ? fopen(options->list_file, "we") : stdout;
        bool good = file != NULL;
        if (file) {
            print(file, &selection, options->list_mode);
            good = fflush(file) == 0 && !ferror(file);
        }
        if (!good) {
            fprintf(stderr, "ommcts: the list can't be written%s%s: %s\n",
                    options->list_file ? " to " : "", options->list_file ? options->list_file : "",
                    strerror(errno));
        }
        if (file && file != stdout)
            fclose(file);
        status = !good && options->list_file      ? RUN_EXIT_USAGE
                 : good && selection.unknown == 0 ? RUN_EXIT_FINE
                                                  : RUN_EXIT_UNEXPECTED;
    }
    run_selection_clear(&selection);
    return status;
}
