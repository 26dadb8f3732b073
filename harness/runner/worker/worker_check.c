// SPDX-License-Identifier: Apache-2.0
// greatest lives here: its definitions, and the buffer that its macros print into. Only its assertions
// are used; suites, filters and its own reports are not.
#include "worker/worker_check.h"

#include "worker/crash.h"
#include "worker/worker_note.h"
#include "worker/worker_verdict.h"

#include <ommcts/check.h>
#include <ommcts/verdict.h>

#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

GREATEST_MAIN_DEFS();

enum { VALUE_LIMIT = 300 }; ///< longer values are told in the log only

// What goes beyond this is dropped: nobody reads it.
static char printed[16384];
static size_t printed_length;

static bool break_wanted;

void run_check_break(bool wanted)
{
    break_wanted = wanted;
}

void run_check_stop(const char *sentence)
{
    if (!break_wanted)
        return;
    omm_note("%s", sentence);
    run_crash_phase("stopped at a check that failed (--break-on-failure)");
    raise(SIGTRAP);
    run_crash_phase(""); // who sits at a debugger may go on
}

bool omm_check_stop(void)
{
    char text[RUN_SENTENCE_SIZE];
    size_t length = printed_length;
    if (!break_wanted)
        return false;
    run_check_failure(text, sizeof(text));
    // It took the values out of what was printed. The verdict, if there will be one, wants them again.
    if (printed_length < length) {
        printed[printed_length] = '\n';
        printed_length = length;
    }
    run_check_stop(text);
    return false;
}

int omm_check_printf(FILE *unused, const char *format, ...)
{
    (void)unused;
    size_t room = sizeof(printed) - printed_length;
    if (room <= 1)
        return 0;
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(printed + printed_length, room, format, arguments);
    va_end(arguments);
    if (length > 0)
        printed_length += (size_t)length < room ? (size_t)length : room - 1;
    return length;
}

static int bytes_are_equal(const void *expected, const void *got, void *environment)
{
    const greatest_memory_cmp_env *bytes = environment;
    return memcmp(expected, got, bytes->size) == 0;
}

/// Called for either side by turns.
static int print_bytes(const void *side, void *environment)
{
    const greatest_memory_cmp_env *bytes = environment;
    size_t first = bytes->size, count = 0;
    for (size_t i = bytes->size; i-- > 0;) {
        if (bytes->exp[i] != bytes->got[i]) {
            first = i;
            count++;
        }
    }
    if (side == bytes->exp)
        return omm_check_printf(NULL, "0x%02x at byte %zu", bytes->exp[first], first);
    return omm_check_printf(NULL, "0x%02x; %zu of %zu bytes differ", bytes->got[first], count,
                            bytes->size);
}

greatest_type_info omm_check_bytes = {bytes_are_equal, print_bytes};

void run_check_begin(void)
{
    GREATEST_INIT();
    printed_length = 0;
    printed[0] = '\0';
}

unsigned run_check_count(void)
{
    return greatest_info.assertions;
}

/// The rest of the line that begins with `label`; NULL when the value is not one short line.
static const char *value_after(const char *text, const char *label, int *length)
{
    const char *at = strstr(text, label);
    if (!at)
        return NULL;
    at += strlen(label);
    size_t count = strcspn(at, "\n");
    *length = (int)count;
    return count > 0 && count <= VALUE_LIMIT ? at : NULL;
}

/// The last assertion's print-out as " (expected 0, got -4)", or where to find it.
static void tell_values(char *text, size_t size)
{
    static const char first_label[] = "\nExpected: ", second_label[] = "\n     Got: ";
    const char *last = NULL;
    for (const char *at = printed; (at = strstr(at, first_label)) != NULL; at++)
        last = at;
    if (!last)
        return;
    int expected_length = 0, got_length = 0;
    const char *expected = value_after(last, first_label, &expected_length);
    const char *got = value_after(last, second_label, &got_length);
    // A value of several lines leaves something between the two labels or after the second.
    bool plain = expected && got && expected + expected_length == got - strlen(second_label) &&
                 strcmp(got + got_length, "\n") == 0;
    if (!plain) {
        snprintf(text, size, " (what was expected and what was got is in the log)");
        return;
    }
    snprintf(text, size, " (expected %.*s, got %.*s)", expected_length, expected, got_length, got);
    printed_length = (size_t)(last - printed);
    printed[printed_length] = '\0';
}

void run_check_failure(char *text, size_t size)
{
    char values[2 * VALUE_LIMIT + 64] = "";
    tell_values(values, sizeof(values));
    const char *message = greatest_info.msg ? greatest_info.msg : "FAIL() without a message";
    if (!greatest_info.fail_file) {
        run_verdict_clip(text, size, "the case returned a failure without an assertion%s", values);
        return;
    }
    run_verdict_clip(text, size, "%s:%u: %s%s", greatest_info.fail_file, greatest_info.fail_line,
                     message, values);
}

const char *run_check_remark(void)
{
    return greatest_info.msg;
}

void run_check_end(void)
{
    const char *text = printed + (printed[0] == '\n');
    size_t length = strlen(text);
    if (length) {
        run_note_write(text, length);
        if (text[length - 1] != '\n')
            run_note_write("\n", 1);
    }
    printed_length = 0;
    printed[0] = '\0';
}
