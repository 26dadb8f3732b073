// SPDX-License-Identifier: Apache-2.0
// What drivers and cases print, and what no report may choke on.
#include "fake_backend.h"
#include "greatest.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

// Escape sequences, a byte that is no UTF-8, the end of a CDATA section, markup, a control byte, a newline.
#define BAD_BYTES "\x1b[31mred\x1b[0m \xff\xc3( ]]> <&\"'> \x01 one\ntwo\tthree"

/// Prints a first line, a megabyte of filling and a last line.
static void print_megabyte(void)
{
    char line[1024];
    memset(line, 'x', sizeof(line));
    line[sizeof(line) - 1] = '\n';
    puts("FIRST LINE OF THE FLOOD");
    for (int i = 0; i < 1024; i++)
        fwrite(line, 1, sizeof(line), i % 2 ? stdout : stderr);
    puts("LAST LINE OF THE FLOOD");
    fflush(stdout);
}

OMM_CASE(megabyte_then_fail, .about = "Prints a megabyte, then fails.")
{
    print_megabyte();
    FAILm("after the flood");
}

OMM_CASE(megabyte_then_pass, .about = "Prints a megabyte, then passes.")
{
    print_megabyte();
    ASSERT(1);
    PASS();
}

OMM_CASE(megabyte_then_crash, .about = "Prints a megabyte, then crashes.")
{
    print_megabyte();
    ASSERT(1);
    __builtin_trap();
}

OMM_CASE(megabyte_message, .about = "Fails with a message of a megabyte.")
{
    size_t size = 1 << 20;
    char *text = omm_alloc(size);
    memset(text, 'y', size - 1);
    omm_fail("%s", text);
}

OMM_CASE(bad_bytes_message, .about = "Fails with bytes that need care in its message.")
{
    omm_fail("%s", BAD_BYTES);
}

OMM_CASE(bad_bytes_reason, .about = "Skips with bytes that need care in its reason.")
{
    omm_not_supported("%s", BAD_BYTES);
}

OMM_CASE(bad_bytes_warning, .about = "Warns with bytes that need care.")
{
    ASSERT(1);
    omm_warn("%s", BAD_BYTES);
    PASS();
}

OMM_CASE(bad_bytes_printed, .about = "Prints bytes that need care, a NUL among them, then fails.")
{
    static const char text[] = "before NUL\0after NUL " BAD_BYTES "\n";
    fwrite(text, 1, sizeof(text) - 1, stdout);
    omm_note("%s", BAD_BYTES);
    FAILm("see the log");
}

OMM_CASE(looks_like_protocol, .about = "Prints lines that a reader of the protocol would believe.")
{
    puts("  Pass (not from the runner)");
    puts("Test case 'omm.not.a.case'..");
    puts("  Bogus (not a status)\n\nDONE!");
    fflush(stdout);
    fputs("  Fail (on stderr)\n", stderr);
    ASSERT(1);
    PASS();
}

OMM_CASE(empty_message, .about = "Fails without a word.")
{
    omm_fail("%s", "");
}

OMM_CASE(odd_messages, .about = "Fails with parentheses, quotes and percent signs in its message.")
{
    omm_fail("%s", "f(x) != '100%' ) (");
}

OMM_CASE(writes_to_every_fd,
         .about = "Writes garbage to every descriptor that a driver could guess.")
{
    for (int file = 3; file < 64; file++) {
        // A driver that writes to a stale descriptor must not be able to fake a verdict for long: at
        // worst its own case is lost.
        if (write(file, "garbage\n", 8) < 0)
            continue;
    }
    ASSERT(1);
    PASS();
}

OMM_CASE(zz_pass, .about = "Passes after all that.")
{
    ASSERT(1);
    PASS();
}
