// SPDX-License-Identifier: Apache-2.0
#include "command/option_value.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

bool run_option_takes_value(enum run_option_kind kind)
{
    switch (kind) {
    case RUN_OPTION_FLAG:
    case RUN_OPTION_REFERENCE:
    case RUN_OPTION_SOME_GLOBS:
    case RUN_OPTION_STDIN_LIST:
    case RUN_OPTION_HELP:
    case RUN_OPTION_VERSION:
        return false;
    default:
        return true;
    }
}

bool run_option_may_take_value(enum run_option_kind kind)
{
    return kind == RUN_OPTION_REFERENCE || kind == RUN_OPTION_SOME_GLOBS ||
           run_option_takes_value(kind);
}

static bool read_unsigned(const char *text, int base, unsigned long long limit,
                          unsigned long long *value)
{
    // strtoull takes signs and blanks, which no number here may have.
    if (text[0] < '0' || text[0] > '9')
        return false;
    char *end = NULL;
    errno = 0;
    *value = strtoull(text, &end, base);
    return errno == 0 && *end == '\0' && *value <= limit;
}

static const unsigned most_steps = 1000000000;

static bool read_count(const char *text, unsigned limit, unsigned *count)
{
    unsigned long long value = 0;
    if (!read_unsigned(text, 10, limit, &value) || value == 0)
        return false;
    *count = (unsigned)value;
    return true;
}

static bool read_decimal(const char *text, double *value)
{
    if (strspn(text, "0123456789.") != strlen(text) || text[0] == '\0')
        return false;
    char *end = NULL;
    *value = strtod(text, &end);
    return *end == '\0' && isfinite(*value) && *value <= 1e6;
}

static bool add_globs(struct run_strings *list, const char *value)
{
    for (const char *p = value;;) {
        size_t length = strcspn(p, ",");
        if (length == 0)
            return false;
        run_strings_add(list, run_strndup(p, length));
        if (p[length] == '\0')
            return true;
        p += length + 1;
    }
}

static bool set_layers(struct run_options *options, const char *value)
{
    static const char *const known[] = {"none", "khronos", "ommcts", "both"};
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        if (strcmp(value, known[i]) == 0) {
            options->layers = known[i];
            options->layers_given = true;
            return true;
        }
    }
    return false;
}

static bool set_switch(enum run_switch *slot, const char *value)
{
    *slot = strcmp(value, "enable") == 0 ? RUN_SWITCH_ENABLED : RUN_SWITCH_DISABLED;
    return *slot == RUN_SWITCH_ENABLED || strcmp(value, "disable") == 0;
}

static bool set_validation(struct run_options *options, const char *value)
{
    enum run_switch validation = RUN_SWITCH_NOT_GIVEN;
    return set_switch(&validation, value) &&
           set_layers(options, validation == RUN_SWITCH_ENABLED ? "khronos" : "none");
}

static bool set_isolation(struct run_options *options, const char *value)
{
    static const struct {
        const char *name;
        enum run_isolation isolation;
    } known[] = {
        {"worker", RUN_ISOLATE_WORKER}, {"case", RUN_ISOLATE_CASE}, {"none", RUN_ISOLATE_NONE}};
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        if (strcmp(value, known[i].name) == 0) {
            options->isolation = known[i].isolation;
            options->isolation_given = true;
            return true;
        }
    }
    return false;
}

static bool set_runmode(struct run_options *options, const char *value)
{
    static const struct {
        const char *name;
        unsigned command;
        enum run_list_mode mode;
    } known[] = {
        {"execute", RUN_COMMAND_RUN, RUN_LIST_NAMES},
        {"stdout-caselist", RUN_COMMAND_LIST, RUN_LIST_CASELIST},
        {"txt-caselist", RUN_COMMAND_LIST, RUN_LIST_CASELIST},
        {"xml-caselist", RUN_COMMAND_LIST, RUN_LIST_XML},
        {"stdout-trie", RUN_COMMAND_LIST, RUN_LIST_TRIE},
        {"txt-trie", RUN_COMMAND_LIST, RUN_LIST_TRIE},
    };
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        if (strcmp(value, known[i].name) == 0) {
            options->command = known[i].command;
            options->list_mode = known[i].mode;
            return true;
        }
    }
    return false;
}

static bool set_fraction(struct run_options *options, const char *value)
{
    const char *comma = strchr(value, ',');
    unsigned long long index = 0;
    if (!comma || !read_count(comma + 1, 1000000, &options->fraction_count))
        return false;
    char *first = run_strndup(value, (size_t)(comma - value));
    bool good = read_unsigned(first, 10, options->fraction_count - 1, &index);
    free(first);
    options->fraction_index = (unsigned)index;
    return good;
}

static bool set_tier(struct run_options *options, const char *value)
{
    static const char *const known[] = {"smoke", "quick", "full"};
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        if (strcmp(value, known[i]) == 0) {
            options->tier = known[i];
            return true;
        }
    }
    return false;
}

static bool set_shuffle(struct run_options *options, const char *value)
{
    unsigned long long seed = 0;
    options->shuffle = read_unsigned(value, 0, UINT64_MAX, &seed);
    options->shuffle_seed = seed;
    return options->shuffle;
}

static bool set_format(struct run_options *options, const char *value)
{
    static const char *const words[] = {"text", "tsv", "json", "html"};
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (strcmp(value, words[i]) == 0) {
            options->coverage_format = (enum run_coverage_format)i;
            return true;
        }
    }
    return false;
}

static bool set_repeat(struct run_options *options, const char *value)
{
    options->until_fail = strcmp(value, "until-fail") == 0;
    options->repeat = 1;
    return options->until_fail || read_count(value, 1000000, &options->repeat);
}

static void set_text(char **slot, const char *value)
{
    free(*slot);
    *slot = run_strdup(value);
}

/// The numbers.
static const char *store_number(void *slot, enum run_option_kind kind, const char *value)
{
    unsigned long long seed = 0;
    double number = 0.0;
    unsigned count = 0;
    switch (kind) {
    case RUN_OPTION_COUNT:
        if (!read_count(value, 1024, &count))
            return "a number from 1 to 1024";
        *(unsigned *)slot = count;
        return NULL;
    case RUN_OPTION_STEPS:
        if (!read_count(value, most_steps, &count))
            return "a number from 1 to 1000000000";
        *(unsigned *)slot = count;
        return NULL;
    case RUN_OPTION_SECONDS:
        if (!read_decimal(value, &number))
            return "a number of seconds";
        *(double *)slot = number;
        return NULL;
    case RUN_OPTION_FACTOR:
        if (!read_decimal(value, &number) || number <= 0.0)
            return "a number above 0";
        *(double *)slot = number;
        return NULL;
    case RUN_OPTION_DEVICE_ID:
        if (!read_count(value, 1000000, &count))
            return "a number from 1";
        set_text(slot, value);
        return NULL;
    default:
        if (!read_unsigned(value, 0, UINT64_MAX, &seed))
            return "a number from 0 to 2^64 - 1";
        *(uint64_t *)slot = seed;
        return NULL;
    }
}

/// One word of a few.
static const char *store_choice(struct run_options *options, void *slot, enum run_option_kind kind,
                                const char *value)
{
    switch (kind) {
    case RUN_OPTION_LAYERS:
        return set_layers(options, value) ? NULL : "'none', 'khronos', 'ommcts' or 'both'";
    case RUN_OPTION_VALIDATION:
        return set_validation(options, value) ? NULL : "'enable' or 'disable'";
    case RUN_OPTION_SWITCH:
        return set_switch(slot, value) ? NULL : "'enable' or 'disable'";
    case RUN_OPTION_ISOLATION:
        return set_isolation(options, value) ? NULL : "'worker', 'case' or 'none'";
    case RUN_OPTION_REPEAT:
        return set_repeat(options, value) ? NULL : "a number from 1, or 'until-fail'";
    case RUN_OPTION_FORMAT:
        return set_format(options, value) ? NULL : "'text', 'tsv', 'json' or 'html'";
    case RUN_OPTION_TIER:
        return set_tier(options, value) ? NULL : "'smoke', 'quick' or 'full'";
    case RUN_OPTION_SHUFFLE:
        return set_shuffle(options, value) ? NULL : "a number from 0 to 2^64 - 1";
    case RUN_OPTION_FRACTION:
        return set_fraction(options, value) ? NULL : "I,N with I from 0 and below N";
    default:
        return set_runmode(options, value) ? NULL
                                           : "'execute', 'stdout-caselist', 'txt-caselist', "
                                             "'xml-caselist', 'stdout-trie' or 'txt-trie'";
    }
}

const char *run_option_store(struct run_options *options, const struct run_option *option,
                             const char *value)
{
    void *slot = (char *)options + option->offset;
    switch (option->kind) {
    case RUN_OPTION_FLAG:
        *(bool *)slot = true;
        return NULL;
    case RUN_OPTION_HELP:
    case RUN_OPTION_VERSION:
        return NULL;
    case RUN_OPTION_STDIN_LIST:
        run_strings_add(slot, run_strdup("-"));
        return NULL;
    case RUN_OPTION_REFERENCE:
        options->reference = true;
        free(options->personality);
        options->personality = value ? run_strdup(value) : NULL;
        return value && value[0] == '\0' ? "a personality after '='" : NULL;
    case RUN_OPTION_TEXT:
        set_text(slot, value);
        return value[0] == '\0' ? "a value that is not empty" : NULL;
    case RUN_OPTION_FILES:
        run_strings_add(slot, run_strdup(value));
        return value[0] == '\0' ? "the name of a file" : NULL;
    case RUN_OPTION_SOME_GLOBS:
    case RUN_OPTION_GLOBS:
        return add_globs(slot, value ? value : "*") ? NULL : "globs with a comma between them";
    case RUN_OPTION_SECONDS:
        options->timeout_given = true;
        return store_number(slot, option->kind, value);
    case RUN_OPTION_COUNT:
    case RUN_OPTION_STEPS:
    case RUN_OPTION_FACTOR:
    case RUN_OPTION_DEVICE_ID:
    case RUN_OPTION_SEED:
        return store_number(slot, option->kind, value);
    default:
        return store_choice(options, slot, option->kind, value);
    }
}
