// SPDX-License-Identifier: Apache-2.0
// The kernel reads and writes the calling process's memory for many system calls, through the process's own
// page tables and permissions, and answers EFAULT where the process itself would fault. (process_vm_readv
// and /proc/self/mem look like that but walk another process's view: they refuse device memory.)
//
// Reading: rt_sigprocmask reads the eight bytes of a signal set before it refuses an impossible request.
// Writing: FUTEX_WAKE_OP combines a word with a number in one atomic step; "or 0" changes nothing, and no
// other thread can lose a write. Device memory could dislike an atomic step, so a page that refuses it is
// only called unwritable if the table of mappings agrees.
//
// Both are tried on pages of our own first. A kernel, an emulator or a sandbox where they answer otherwise
// is not asked again: then everything counts as valid.
#include "probe.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static pthread_once_t once = PTHREAD_ONCE_INIT;
static size_t page_size;
static bool can_tell_readable, can_tell_writable;

static pthread_mutex_t pipe_lock = PTHREAD_MUTEX_INITIALIZER;
static int pipe_ends[2];
static pid_t pipe_owner;        // a child of the process has the same pipe, and needs its own
static struct stat pipe_itself; // of no file as long as it is zero

// The system calls are made directly: a wrapper could look at the memory, as those of sanitizers do.
static bool reads(uintptr_t address)
{
    const int impossible = -1;
    const uintptr_t set = address & ~(uintptr_t)7;
    if (!set)
        return false; // to the kernel, NULL is no set at all
    const int before = errno;
    const long answer = syscall(SYS_rt_sigprocmask, impossible, set, NULL, (size_t)8);
    const bool fault = answer == -1 && errno == EFAULT;
    errno = before;
    return !fault;
}

static bool writes(uintptr_t address)
{
#ifdef SYS_futex
    const long futex = SYS_futex;
#else
    const long futex = SYS_futex_time64; // 32-bit systems whose time never was 32-bit
#endif
    // Nobody waits at the first word. Waiters at the second would be woken if it were 2047 and live in a
    // process that keeps a futex where it lets a driver write: harmless even then.
    uint32_t nobody = 0;
    const int before = errno;
    const unsigned operation = FUTEX_OP(FUTEX_OP_OR, 0, FUTEX_OP_CMP_EQ, 2047);
    const long answer = syscall(futex, &nobody, FUTEX_WAKE_OP | FUTEX_PRIVATE_FLAG, 0, NULL,
                                address & ~(uintptr_t)3, operation);
    const bool fault = answer == -1 && errno == EFAULT;
    errno = before;
    return !fault;
}

// Whether the table of mappings knows that `address` can't be written: it is readable and not writable.
static bool mapped_read_only(uintptr_t address)
{
    FILE *maps = fopen("/proc/self/maps", "re");
    if (!maps)
        return false;
    char line[512];
    bool read_only = false;
    while (fgets(line, sizeof line, maps)) {
        unsigned long long begin = 0;
        unsigned long long end = 0;
        char permissions[5] = "";
        if (sscanf(line, "%llx-%llx %4s", &begin, &end, permissions) == 3 && address >= begin &&
            address < end) {
            read_only = permissions[0] == 'r' && permissions[1] == '-';
            break;
        }
    }
    fclose(maps);
    return read_only;
}

// An application may close descriptors that it does not know, and get the same numbers for files of its own.
static bool is_pipe(int end)
{
    struct stat now;
    return !fstat(end, &now) && now.st_ino == pipe_itself.st_ino &&
           now.st_dev == pipe_itself.st_dev;
}

static void close_pipe(void)
{
    for (int i = 0; i < 2; ++i)
        if (is_pipe(pipe_ends[i]))
            close(pipe_ends[i]);
}

// The layer may be unloaded while the process lives on.
__attribute__((destructor)) static void leave(void)
{
    close_pipe();
}

static void try_methods(void)
{
    page_size = (size_t)sysconf(_SC_PAGESIZE);
    unsigned char *pages =
        mmap(NULL, 3 * page_size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (pages == MAP_FAILED)
        return;
    const uintptr_t open = (uintptr_t)pages;
    const uintptr_t constant = open + page_size;
    const uintptr_t closed = constant + page_size;
    pages[0] = 0xA5;
    if (!mprotect((void *)constant, page_size, PROT_READ) &&
        !mprotect((void *)closed, page_size, PROT_NONE)) {
        can_tell_readable = reads(open) && reads(constant) && !reads(closed);
        can_tell_writable = can_tell_readable && writes(open) && !writes(constant) &&
                            !writes(closed) && pages[0] == 0xA5;
    }
    munmap(pages, 3 * page_size);
}

// Permissions are those of whole pages, so one look at each page is enough.
static size_t reach(const void *pointer, size_t size, bool (*passes)(uintptr_t address))
{
    const uintptr_t begin = (uintptr_t)pointer;
    const uintptr_t space = UINTPTR_MAX - begin;
    const size_t most = size < space ? size : (size_t)space;
    for (size_t done = 0; done < most;) {
        const uintptr_t address = begin + done;
        if (!passes(address))
            return done;
        done += page_size - address % page_size;
    }
    return most;
}

static bool page_writes(uintptr_t address)
{
    return writes(address) || (reads(address) && !mapped_read_only(address));
}

size_t lay_readable(const void *pointer, size_t size)
{
    pthread_once(&once, try_methods);
    return can_tell_readable ? reach(pointer, size, reads) : size;
}

size_t lay_writable(const void *pointer, size_t size)
{
    pthread_once(&once, try_methods);
    if (!can_tell_writable)
        return lay_readable(pointer, size);
    return reach(pointer, size, page_writes);
}

static bool pipe_ready(void)
{
    if (is_pipe(pipe_ends[0]) && is_pipe(pipe_ends[1]) && pipe_owner == getpid())
        return true;
    close_pipe();
    pipe_owner = getpid();
    return !pipe2(pipe_ends, O_CLOEXEC | O_NONBLOCK) && !fstat(pipe_ends[0], &pipe_itself);
}

// Through a pipe: the kernel reads the bytes into it, and what can't be read never gets there.
static size_t peek_some(char *to, const char *from, size_t size)
{
    if (!pipe_ready())
        return 0;
    const ssize_t in = syscall(SYS_write, pipe_ends[1], from, size);
    size_t out = 0;
    while (in > 0 && out < (size_t)in) {
        const ssize_t got = read(pipe_ends[0], to + out, (size_t)in - out);
        if (got <= 0) {
            close_pipe(); // with what is stuck in it
            return 0;
        }
        out += (size_t)got;
    }
    return out;
}

// The kernel fills a pipe page by page and drops a page that it could not fill: so pieces end where pages do.
static size_t next_piece(const char *from, size_t rest)
{
    enum { PIPE = 65536 }; // what a pipe takes unless it is told otherwise
    const size_t over = (uintptr_t)from % page_size;
    const size_t most = over ? page_size - over : PIPE;
    return rest < most ? rest : most;
}

size_t lay_peek(void *to, const void *from, size_t size)
{
    pthread_once(&once, try_methods);
    const int before = errno;
    const char *source = from;
    size_t done = 0;
    pthread_mutex_lock(&pipe_lock);
    for (size_t some = 1; some && done < size; done += some)
        some = peek_some((char *)to + done, source + done, next_piece(source + done, size - done));
    pthread_mutex_unlock(&pipe_lock);
    errno = before;
    return done;
}
