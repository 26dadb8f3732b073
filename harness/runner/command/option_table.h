// SPDX-License-Identifier: Apache-2.0
// Every option once: how it is spelled, which commands take it, where its value goes, its help.
#ifndef RUN_OPTION_TABLE_H
#define RUN_OPTION_TABLE_H

#include <stddef.h>
#include <stdio.h>

/// What an option's value is; decides how it is checked and what is stored at `offset`.
enum run_option_kind {
    RUN_OPTION_FLAG,       ///< no value; bool
    RUN_OPTION_TEXT,       ///< char *
    RUN_OPTION_GLOBS,      ///< comma separated; struct run_strings
    RUN_OPTION_SOME_GLOBS, ///< =GLOB[,GLOB] or nothing, which is '*'; struct run_strings
    RUN_OPTION_FILES,      ///< may be given again; struct run_strings
    RUN_OPTION_COUNT,      ///< unsigned, from 1 to 1024
    RUN_OPTION_STEPS,      ///< unsigned, from 1 to a billion
    RUN_OPTION_SECONDS,    ///< double, from 0
    RUN_OPTION_FACTOR,     ///< double, above 0
    RUN_OPTION_SEED,       ///< uint64_t
    RUN_OPTION_REFERENCE,  ///< =PERSONALITY or nothing
    RUN_OPTION_DEVICE_ID,  ///< a number from 1, stored as text for --device
    RUN_OPTION_LAYERS,
    RUN_OPTION_VALIDATION, ///< enable or disable
    RUN_OPTION_SWITCH,     ///< enable or disable; enum run_switch
    RUN_OPTION_ISOLATION,
    RUN_OPTION_REPEAT,
    RUN_OPTION_FRACTION,
    RUN_OPTION_TIER,
    RUN_OPTION_SHUFFLE,
    RUN_OPTION_RUNMODE,
    RUN_OPTION_FORMAT,
    RUN_OPTION_STDIN_LIST, ///< no value
    RUN_OPTION_HELP,       ///< no value
    RUN_OPTION_VERSION,    ///< no value
};

enum run_option_trait {
    RUN_OPTION_FOR_WORKERS = 1 << 16, ///< has no meaning without worker processes
};

struct run_option {
    const char *name; ///< without the two dashes
    char letter;      ///< 0: none
    enum run_option_kind kind;
    unsigned commands; ///< bits of enum run_command, and of enum run_option_trait
    size_t offset;     ///< into struct run_options
    const char *value; ///< what help calls the value
    const char *help;  ///< NULL: an alias or a --deqp- option, not shown by itself
};

/// Ends at a row without a name.
extern const struct run_option run_option_table[];

/// The row of a long name or of a letter; NULL if there is none.
const struct run_option *run_option_named(const char *name, size_t length);
const struct run_option *run_option_lettered(char letter);

/// The row of `commands` whose name is nearest to a mistyped one; NULL when none is near.
const struct run_option *run_option_nearest(const char *name, size_t length, unsigned commands);

/// "  -n, --deqp-case GLOB[,GLOB]   help".
void run_option_print(FILE *file, const struct run_option *option);

/// How many letters must change to make one text of the other; over 32 counts as very far.
unsigned run_distance(const char *left, size_t left_length, const char *right);

#endif
