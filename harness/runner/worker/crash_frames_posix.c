// SPDX-License-Identifier: Apache-2.0
// Finds the files behind code addresses by reading /proc/self/maps with nothing but open and read: dladdr and
// backtrace_symbols take the loader's lock, which a crash inside dlopen holds.
#include "worker/crash_parts.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

enum { MAX_FRAMES = 64, LINE_SIZE = 1024 };

/// One line of the maps.
struct mapping {
    uintptr_t start, end, offset;
    const char *path; ///< "" for memory without a file
};

/// Where the frames were found; static, because an alternate stack is small.
static struct {
    char path[256];
    uintptr_t offset;
} found[MAX_FRAMES];

static uintptr_t read_hex(const char **at)
{
    uintptr_t number = 0;
    for (;; ++*at) {
        char c = **at;
        if (c >= '0' && c <= '9')
            number = number * 16 + (uintptr_t)(c - '0');
        else if (c >= 'a' && c <= 'f')
            number = number * 16 + (uintptr_t)(c - 'a' + 10);
        else
            return number;
    }
}

/// Reads "START-END PERMISSIONS OFFSET DEVICE INODE   PATH".
static struct mapping parse_line(const char *line)
{
    struct mapping mapping = {0};
    const char *at = line;
    mapping.start = read_hex(&at);
    at += *at == '-';
    mapping.end = read_hex(&at);
    for (int field = 0; field < 4; field++) {
        while (*at == ' ')
            at++;
        if (field == 1)
            mapping.offset = read_hex(&at);
        while (*at && *at != ' ')
            at++;
    }
    while (*at == ' ')
        at++;
    mapping.path = at;
    return mapping;
}

static void look_up(const char *line, void *const *addresses, int count)
{
    struct mapping mapping = parse_line(line);
    for (int i = 0; i < count; i++) {
        uintptr_t address = (uintptr_t)addresses[i];
        if (address >= mapping.start && address < mapping.end) {
            struct run_safe_text path = {.text = found[i].path, .size = sizeof(found[i].path)};
            run_safe_add(&path, mapping.path);
            found[i].offset = address - mapping.start + mapping.offset;
        }
    }
}

/// Calls look_up for each line; lines longer than the buffer are cut.
static void read_maps(int file, void *const *addresses, int count)
{
    static char line[LINE_SIZE];
    static char chunk[4096];
    size_t length = 0;
    for (ssize_t got; (got = read(file, chunk, sizeof(chunk))) > 0;) {
        for (ssize_t i = 0; i < got; i++) {
            if (chunk[i] != '\n') {
                if (length + 1 < sizeof(line))
                    line[length++] = chunk[i];
                continue;
            }
            line[length] = '\0';
            look_up(line, addresses, count);
            length = 0;
        }
    }
}

void run_crash_frames(void *const *addresses, int count, char *lines, size_t size)
{
    count = count < MAX_FRAMES ? count : MAX_FRAMES;
    memset(found, 0, sizeof(found));
    int file = open("/proc/self/maps", O_RDONLY | O_CLOEXEC);
    if (file >= 0) {
        read_maps(file, addresses, count);
        close(file);
    }
    struct run_safe_text to = {.text = lines, .size = size};
    run_safe_add(&to, "");
    for (int i = 0; i < count; i++) {
        run_safe_add_number(&to, (uintptr_t)addresses[i], 16);
        run_safe_add(&to, " ");
        run_safe_add_number(&to, found[i].offset, 16);
        run_safe_add(&to, " ");
        run_safe_add(&to, found[i].path[0] ? found[i].path : "?");
        run_safe_add(&to, "\n");
    }
}
