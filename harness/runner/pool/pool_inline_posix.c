// SPDX-License-Identifier: Apache-2.0
#include "pool/pool_inline.h"
#include "worker/crash_parts.h"
#include "worker/worker_note.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static int real_stdout = -1;
static volatile bool in_case; // the protocol has begun a case, so a crash must end it

void run_stdout_take_away(void)
{
    fflush(stdout);
    if (real_stdout < 0)
        real_stdout = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 16);
    dup2(STDERR_FILENO, STDOUT_FILENO);
}

void run_stdout_give_back(void)
{
    fflush(stdout);
    if (real_stdout >= 0) {
        dup2(real_stdout, STDOUT_FILENO);
        close(real_stdout);
        real_stdout = -1;
    }
}

void run_stdout_in_case(bool now)
{
    in_case = now;
}

/// Bytes that could end the line, or the reader's patience.
static void make_plain(char *text)
{
    for (; *text; text++)
        if (*text < ' ' || *text > '~')
            *text = '?';
}

void run_stdout_tell_crash(const struct run_crash *crash)
{
    static char sentence[1024], line[1100];
    run_crash_sentence(crash, sentence, sizeof(sentence));
    struct run_safe_text to = {.text = line, .size = sizeof(line)};
    run_safe_add(&to, "  Crash (");
    run_safe_add(&to, sentence);
    run_safe_add(&to, ")");
    make_plain(line);
    if (real_stdout >= 0 && in_case) {
        line[to.length] = '\n';
        ssize_t ignored = write(real_stdout, line, to.length + 1);
        (void)ignored;
    }
    run_note_write(sentence, strlen(sentence));
    run_note_write("\n", 1);
}

void run_stdout_tell_frames(const char *lines)
{
    static const char title[] = "where (address, offset in file, file):\n";
    run_note_write(title, sizeof(title) - 1);
    run_note_write(lines, strlen(lines));
}
