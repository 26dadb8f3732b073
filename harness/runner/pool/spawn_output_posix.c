// SPDX-License-Identifier: Apache-2.0
// What workers print. Parent and child share one open file, and with it the position: where the child
// has got to is where the parent's position stands, so that nothing has to be read to find the end.
#include "pool/spawn_output_posix.h"

#include "heap.h"
#include "pool/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/types.h>
#include <unistd.h>

// A case that prints for ever fills this and no more: the file is given its size and sealed at it.
static const off_t output_limit = 64 * 1024 * 1024;

// Beyond this the file is started over between two cases.
static const off_t rewind_limit = 1024 * 1024;

static int create_named(void)
{
    const char *folder = getenv("TMPDIR");
    char *path = run_format("%s/ommcts-output-XXXXXX", folder && folder[0] ? folder : "/tmp");
    int fd = mkostemp(path, O_CLOEXEC);
    if (fd >= 0)
        unlink(path);
    free(path);
    return fd;
}

int run_output_create(void)
{
    int fd = memfd_create("ommcts-output", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (fd < 0)
        return create_named();
    if (ftruncate(fd, output_limit) == 0)
        fcntl(fd, F_ADD_SEALS, F_SEAL_GROW | F_SEAL_SHRINK);
    return fd;
}

int64_t run_process_output_mark(const struct run_process *process)
{
    off_t end = process->output_fd >= 0 ? lseek(process->output_fd, 0, SEEK_CUR) : 0;
    return end > 0 ? end : 0;
}

/// Reads `count` bytes at `offset`; fewer when the file is shorter.
static size_t read_at(int fd, char *bytes, size_t count, off_t offset)
{
    size_t done = 0;
    while (done < count) {
        ssize_t got = pread(fd, bytes + done, count - done, offset + (off_t)done);
        if (got <= 0 && !(got < 0 && errno == EINTR))
            break;
        done += got > 0 ? (size_t)got : 0;
    }
    return done;
}

/// The bytes as a string in which each NUL is spelled out. Takes `bytes` over.
static char *spell_nuls(char *bytes, size_t count)
{
    static const char spelling[] = "\\x00";
    size_t nuls = 0;
    for (size_t i = 0; i < count; i++)
        nuls += bytes[i] == '\0';
    if (nuls == 0) {
        bytes[count] = '\0';
        return bytes;
    }
    char *text = run_calloc(count + nuls * strlen(spelling) + 1, 1);
    size_t length = 0;
    for (size_t i = 0; i < count; i++) {
        if (bytes[i]) {
            text[length++] = bytes[i];
        } else {
            memcpy(text + length, spelling, strlen(spelling));
            length += strlen(spelling);
        }
    }
    free(bytes);
    return text;
}

char *run_process_output(const struct run_process *process, int64_t mark, size_t limit)
{
    int64_t end = run_process_output_mark(process);
    if (process->output_fd < 0 || end <= mark)
        return NULL;
    size_t total = (size_t)(end - mark);
    char gap[80] = "";
    size_t head = total, tail = 0;
    if (total > limit) {
        head = tail = limit / 2;
        snprintf(gap, sizeof(gap), "\n[... %zu bytes left out ...]\n", total - head - tail);
    }
    char *bytes = run_calloc(head + strlen(gap) + tail + 1, 1);
    size_t length = read_at(process->output_fd, bytes, head, mark);
    memcpy(bytes + length, gap, strlen(gap));
    length += strlen(gap);
    length += read_at(process->output_fd, bytes + length, tail, end - (int64_t)tail);
    return spell_nuls(bytes, length);
}

void run_process_echo(struct run_process *process)
{
    char bytes[4096];
    int64_t end = run_process_output_mark(process);
    while (process->output_fd >= 0 && process->echoed < end) {
        int64_t rest = end - process->echoed;
        size_t wanted = rest < (int64_t)sizeof(bytes) ? (size_t)rest : sizeof(bytes);
        size_t got = read_at(process->output_fd, bytes, wanted, process->echoed);
        if (got == 0 || fwrite(bytes, 1, got, stderr) != got)
            break;
        process->echoed += (int64_t)got;
    }
}

void run_process_rewind_output(struct run_process *process)
{
    int64_t end = run_process_output_mark(process);
    if (end < rewind_limit)
        return;
    lseek(process->output_fd, 0, SEEK_SET);
    process->echoed = 0;
    // Gives the memory back; a file system that cannot punch holes only keeps it a little longer.
    fallocate(process->output_fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0, end);
}
