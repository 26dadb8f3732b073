// SPDX-License-Identifier: Apache-2.0
#include "command/version.h"
#include "heap.h"
#include "report/protocol.h"
#include "report/sanitize.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// With the rest of its line a message stays below PIPE_BUF, so that a pipe takes the line in one piece.
static const size_t message_limit = 3000;

static void put(struct run_protocol *protocol, const char *text)
{
    size_t length = strlen(text);
    while (length > 0 && protocol->descriptor >= 0 && !protocol->lost) {
        ssize_t written = write(protocol->descriptor, text, length);
        if (written >= 0) {
            text += written;
            length -= (size_t)written;
        } else if (errno != EINTR) {
            protocol->lost = true;
            fprintf(stderr, "ommcts: standard output can't be written: %s\n", strerror(errno));
        }
    }
}

static void put_owned(struct run_protocol *protocol, char *text)
{
    put(protocol, text);
    free(text);
}

void run_protocol_begin(struct run_protocol *protocol, const char *log, bool silent)
{
    *protocol = (struct run_protocol){.descriptor = silent ? -1 : STDOUT_FILENO};
    if (log) {
        char *clean = run_sanitize_line(log, message_limit);
        put_owned(protocol, run_format("Writing test log into %s\n", clean));
        free(clean);
    }
    put_owned(protocol, run_format("dEQP Core ommcts-%s (0x%08x) starting..\n", run_version,
                                   run_version_number()));
    put(protocol, "  target implementation = 'Default'\n");
}

void run_protocol_case(struct run_protocol *protocol, const char *prefix, const char *name)
{
    char *clean = run_sanitize_line(name, message_limit);
    put_owned(protocol, run_format("\nTest case '%s%s'..\n", prefix, clean));
    free(clean);
}

static void count(struct run_protocol *protocol, enum run_verdict verdict)
{
    protocol->total++;
    switch (verdict) {
    case RUN_PASS:
        protocol->passed++;
        break;
    case RUN_NOT_SUPPORTED:
        protocol->not_supported++;
        break;
    case RUN_QUALITY_WARNING:
        protocol->warned++;
        break;
    case RUN_WAIVER:
        protocol->waived++;
        break;
    default:
        protocol->failed++;
    }
}

const char *run_protocol_word(enum run_verdict verdict)
{
    // deqp-runner has no word for a case that had no turn, and an unknown word would stop its reading.
    return verdict == RUN_NOT_RUN ? "InternalError" : run_verdict_word(verdict);
}

void run_protocol_result(struct run_protocol *protocol, enum run_verdict verdict,
                         const char *message)
{
    char *clean = run_sanitize_line(message, message_limit);
    put_owned(protocol, run_format("  %s (%s)\n", run_protocol_word(verdict), clean));
    free(clean);
    count(protocol, verdict);
}

static void put_total(struct run_protocol *protocol, const char *label, unsigned number)
{
    unsigned total = protocol->total;
    unsigned tenths = total ? (unsigned)((number * 2000ull + total) / (2ull * total)) : 0;
    put_owned(protocol, run_format("  %-14s %u/%u (%u.%u%%)\n", label, number, total, tenths / 10,
                                   tenths % 10));
}

void run_protocol_end(struct run_protocol *protocol, bool complete)
{
    put(protocol, complete ? "\nDONE!\n" : "\nABORTED!\n");
    put(protocol, "\nTest run totals:\n");
    put_total(protocol, "Passed:", protocol->passed);
    put_total(protocol, "Failed:", protocol->failed);
    put_total(protocol, "Not supported:", protocol->not_supported);
    put_total(protocol, "Warnings:", protocol->warned);
    put_total(protocol, "Waived:", protocol->waived);
    if (!complete)
        put(protocol, "Test run was ABORTED!\n");
}
