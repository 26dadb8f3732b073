// SPDX-License-Identifier: Apache-2.0
// What probing makes of a kernel that answers otherwise, and what it takes from the process: each time in a child, which
// has not looked at any memory yet. So this suite is the first of its program. The linker leads the system calls of
// probe_posix.c here (CMakeLists.txt).
#include "probe.h"

#include <errno.h>
#include <greatest.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

// The kernel is this one but for what is set here; and what it saw.
static struct {
    bool answers;           ///< of the three pages of the trial, these bits can be read and written
    unsigned reads, writes; ///< from the first page on: open, constant, closed
    bool overwrites;        ///< what should leave a number as it is
    bool refuses;           ///< every atomic step
    bool no_pages, no_pipes;
    const char *table;     ///< the file that is the table of mappings; "": there is none
    const ssize_t *answer; ///< to reading from a pipe
    uintptr_t trial;       ///< the first page that was mapped
    size_t mapped;         ///< bytes that still are
    unsigned pipes, closed, tables;
} kernel;

// The linker chooses these names.
long __real_syscall(long number, ...);
void *__real_mmap(void *hint, size_t size, int access, int flags, int file, off_t offset);
int __real_munmap(void *begin, size_t size);
int __real_pipe2(int ends[2], int flags);
ssize_t __real_read(int file, void *to, size_t size);
int __real_close(int file);
FILE *__real_fopen(const char *name, const char *mode);
long __wrap_syscall(long number, ...);
void *__wrap_mmap(void *hint, size_t size, int access, int flags, int file, off_t offset);
int __wrap_munmap(void *begin, size_t size);
int __wrap_pipe2(int ends[2], int flags);
ssize_t __wrap_read(int file, void *to, size_t size);
int __wrap_close(int file);
FILE *__wrap_fopen(const char *name, const char *mode);
// The same functions, where files may be large.
void *__wrap_mmap64(void *hint, size_t size, int access, int flags, int file, off_t offset)
    __attribute__((alias("__wrap_mmap")));
FILE *__wrap_fopen64(const char *name, const char *mode) __attribute__((alias("__wrap_fopen")));

static unsigned char *pages; // one to write, one to read, one that is closed
static size_t page;

static long refuse(int error)
{
    errno = error;
    return -1;
}

// All arguments that there can be are read, as the C library does itself.
long __wrap_syscall(long number, ...)
{
    unsigned long a[6];
    va_list arguments;
    va_start(arguments, number);
    for (int i = 0; i < 6; ++i)
        a[i] = va_arg(arguments, unsigned long);
    va_end(arguments);
    const bool reads = number == SYS_rt_sigprocmask, writes = !reads && number != SYS_write;
    const uintptr_t tried = ((reads ? a[1] : a[4]) - kernel.trial) / page;
    if (writes && kernel.refuses)
        return refuse(EFAULT);
    if (writes && kernel.overwrites && !tried)
        memset((void *)kernel.trial, 0, 4); // NOLINT(performance-no-int-to-ptr)
    if (kernel.answers && (reads || writes) && tried < 3) {
        const bool allowed = (reads ? kernel.reads : kernel.writes) >> tried & 1;
        return !allowed ? refuse(EFAULT) : reads ? refuse(EINVAL) : 0;
    }
    return __real_syscall(number, a[0], a[1], a[2], a[3], a[4], a[5]);
}

void *__wrap_mmap(void *hint, size_t size, int access, int flags, int file, off_t offset)
{
    if (kernel.no_pages)
        return MAP_FAILED;
    void *begin = __real_mmap(hint, size, access, flags, file, offset);
    kernel.trial = kernel.trial ? kernel.trial : (uintptr_t)begin;
    kernel.mapped += size;
    return begin;
}

int __wrap_munmap(void *begin, size_t size)
{
    kernel.mapped -= size;
    return __real_munmap(begin, size);
}

int __wrap_pipe2(int ends[2], int flags)
{
    ++kernel.pipes;
    return kernel.no_pipes ? (int)refuse(EMFILE) : __real_pipe2(ends, flags);
}

ssize_t __wrap_read(int file, void *to, size_t size)
{
    return kernel.answer ? *kernel.answer : __real_read(file, to, size);
}

int __wrap_close(int file)
{
    ++kernel.closed;
    return __real_close(file);
}

FILE *__wrap_fopen(const char *name, const char *mode)
{
    ++kernel.tables;
    if (kernel.table)
        return *kernel.table ? __real_fopen(kernel.table, mode) : NULL;
    return __real_fopen(name, mode);
}

static void map_each(void *unused)
{
    (void)unused;
    page = (size_t)sysconf(_SC_PAGESIZE);
    pages = __real_mmap(NULL, 3 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    memset(pages, 0x5A, 3 * page);
    mprotect(pages + page, page, PROT_READ);
    mprotect(pages + 2 * page, page, PROT_NONE);
    memset(&kernel, 0, sizeof kernel);
}

static void unmap_each(void *unused)
{
    (void)unused;
    __real_munmap(pages, 3 * page);
}

// Says in a child what does not hold there.
static bool expected(bool holds, const char *what, int line)
{
    if (!holds)
        fprintf(stderr, "probe_kernel.c:%d: not so: %s\n", line, what);
    return holds;
}

#define EXPECT(condition)                                                                          \
    do {                                                                                           \
        if (!expected(condition, #condition, __LINE__))                                            \
            return false;                                                                          \
    } while (0)

// Whether `look` is content in a child of this process.
static bool in_child(bool (*look)(void))
{
    fflush(NULL);
    const pid_t child = fork();
    if (!child)
        _exit(!look());
    int status = -1;
    return waitpid(child, &status, 0) == child && !status;
}

static bool believes_what_can_be(void)
{
    const bool reads = kernel.reads == 3,
               writes = reads && kernel.writes == 1 && !kernel.overwrites;
    EXPECT(lay_readable(pages, 16) == 16 && lay_writable(pages, 16) == 16);
    EXPECT(lay_readable(pages + page, 16) == 16);
    EXPECT(lay_writable(pages + page, 16) == (writes ? 0 : 16));
    EXPECT(lay_readable(pages + 2 * page, 16) == (reads ? 0 : 16));
    EXPECT(lay_writable(pages + 2 * page, 16) == (reads ? 0 : 16));
    EXPECT(!kernel.mapped);
    return true;
}

// Whatever it says of a page that can be written, one that can be read, and one that is closed.
TEST believes_only_a_kernel_that_can_tell(void)
{
    kernel.answers = true;
    for (kernel.reads = 0; kernel.reads < 8; ++kernel.reads)
        for (kernel.writes = 0; kernel.writes < 8; ++kernel.writes)
            ASSERT(in_child(believes_what_can_be));
    kernel.reads = 3;
    kernel.writes = 1;
    kernel.overwrites = true;
    ASSERT(in_child(believes_what_can_be));
    PASS();
}

static bool believes_everything(void)
{
    EXPECT(lay_readable(NULL, 16) == 16);
    EXPECT(lay_writable(NULL, 16) == 16);
    return true;
}

TEST believes_everything_where_nothing_can_be_tried(void)
{
    kernel.no_pages = true;
    ASSERT(in_child(believes_everything));
    PASS();
}

static bool blocks_no_signal(void)
{
    sigset_t before, after;
    sigprocmask(SIG_BLOCK, NULL, &before);
    lay_readable(pages, 16);
    sigprocmask(SIG_BLOCK, NULL, &after);
    for (int i = 1; i < SIGRTMAX; ++i)
        EXPECT(sigismember(&before, i) == sigismember(&after, i));
    return true;
}

TEST leaves_signals_alone(void)
{
    ASSERT(in_child(blocks_no_signal));
    PASS();
}

// The lowest number that a file could get.
static int free_number(void)
{
    const int number = dup(STDERR_FILENO);
    __real_close(number);
    return number;
}

// From now on nobody can say whether the atomic step is refused by the page or by what lies there.
static bool asks_the_table(bool knows)
{
    lay_writable(pages, 1);
    EXPECT(!kernel.tables);
    const int number = free_number();
    kernel.refuses = true;
    EXPECT(lay_writable(pages, page) == page);
    EXPECT(lay_writable(pages + page, 16) == (knows ? 0 : 16));
    EXPECT(lay_writable(pages + 2 * page, 16) == 0);
    EXPECT(kernel.tables == 2);
    EXPECT(free_number() == number);
    return true;
}

static bool finds_in_the_table(void)
{
    return asks_the_table(true);
}

static bool finds_no_table(void)
{
    return asks_the_table(false);
}

// As device memory may do.
TEST asks_the_table_where_the_atomic_step_is_refused(void)
{
    ASSERT(in_child(finds_in_the_table));
    kernel.table = "";
    ASSERT(in_child(finds_no_table));
    kernel.table = "/dev/null";
    ASSERT(in_child(finds_no_table));
    PASS();
}

// An old error is no answer, and costs nothing.
static bool forgives_what_was_before(void)
{
    lay_writable(pages, 1);
    errno = EFAULT;
    EXPECT(lay_writable(pages, page) == page);
    EXPECT(!kernel.tables);
    return true;
}

static bool writes_first(void)
{
    EXPECT(lay_writable(pages + page, 16) == 0);
    return true;
}

static bool peeks_first(void)
{
    unsigned char byte = 0;
    EXPECT(lay_peek(&byte, pages + page, 1) == 1 && byte == 0x5A);
    return true;
}

TEST may_begin_with_any_look(void)
{
    ASSERT(in_child(writes_first));
    ASSERT(in_child(peeks_first));
    PASS();
}

TEST takes_no_old_error_for_an_answer(void)
{
    ASSERT(in_child(forgives_what_was_before));
    PASS();
}

static bool peeks(void)
{
    unsigned char copy[16] = {0};
    EXPECT(lay_peek(copy, pages, sizeof copy) == sizeof copy);
    EXPECT(!memcmp(copy, pages, sizeof copy));
    return true;
}

static bool has_its_own_pipe(void)
{
    const int number = free_number();
    const unsigned pipes = kernel.pipes;
    EXPECT(peeks() && peeks());
    EXPECT(kernel.pipes == pipes + 1);
    EXPECT(kernel.closed == 2);
    EXPECT(free_number() == number);
    return true;
}

static bool opens_one_pipe(void)
{
    const int number = free_number();
    EXPECT(peeks() && peeks() && peeks());
    EXPECT(kernel.pipes == 1 && !kernel.closed);
    EXPECT(free_number() > number);
    EXPECT(in_child(has_its_own_pipe));
    return peeks();
}

TEST opens_one_pipe_per_process(void)
{
    ASSERT(in_child(opens_one_pipe));
    PASS();
}

static bool opens_one_pipe_without_input(void)
{
    __real_close(STDIN_FILENO);
    return opens_one_pipe();
}

// A pipe may begin with 0.
TEST opens_one_pipe_in_the_place_of_the_input(void)
{
    ASSERT(in_child(opens_one_pipe_without_input));
    PASS();
}

static bool gets_no_pipe(void)
{
    unsigned char byte = 7;
    kernel.no_pipes = true;
    for (int i = 0; i < 2; ++i)
        EXPECT(lay_peek(&byte, pages, 1) == 0 && byte == 7);
    kernel.no_pipes = false;
    return peeks();
}

static bool gets_a_pipe_but_not_its_child(void)
{
    return peeks() && in_child(gets_no_pipe);
}

TEST peeks_again_when_there_is_a_pipe_again(void)
{
    ASSERT(in_child(gets_no_pipe));
    ASSERT(in_child(gets_a_pipe_but_not_its_child));
    PASS();
}

static bool loses_what_is_stuck(void)
{
    static const ssize_t answers[] = {-1, 0};
    unsigned char byte = 7;
    for (int i = 0; i < 2; ++i) {
        kernel.answer = &answers[i];
        EXPECT(lay_peek(&byte, pages, 1) == 0 && byte == 7);
        kernel.answer = NULL;
        pages[0] ^= 0xFF;
        EXPECT(peeks());
    }
    return true;
}

TEST mixes_nothing_up_when_the_pipe_fails(void)
{
    ASSERT(in_child(loses_what_is_stuck));
    PASS();
}

// An empty file that has the lowest number, or -1.
static int open_file(void)
{
    char name[] = "/tmp/ommcts-probe-XXXXXX";
    const int file = mkstemp(name);
    unlink(name);
    return file;
}

static bool is_untouched(int file)
{
    struct stat now;
    return !fstat(file, &now) && !now.st_size;
}

// `lost`: which ends of the pipe the application closes before it opens files.
static bool loses_its_numbers(const bool lost[2])
{
    const int first = free_number();
    EXPECT(peeks());
    for (int i = 0; i < 2; ++i)
        if (lost[i])
            __real_close(first + i);
    for (int i = 0; i < 2; ++i)
        EXPECT(!lost[i] || open_file() == first + i);
    EXPECT(peeks());
    for (int i = 0; i < 2; ++i)
        EXPECT(!lost[i] || is_untouched(first + i));
    EXPECT(kernel.pipes == 2 && kernel.closed == 2u - lost[0] - lost[1]);
    return true;
}

static bool loses_both_numbers(void)
{
    return loses_its_numbers((const bool[2]){true, true});
}

static bool loses_the_first_number(void)
{
    return loses_its_numbers((const bool[2]){true, false});
}

static bool loses_the_second_number(void)
{
    return loses_its_numbers((const bool[2]){false, true});
}

// As daemons and launchers do, which close everything from 3 on.
TEST writes_into_no_file_of_the_application(void)
{
    ASSERT(in_child(loses_both_numbers));
    ASSERT(in_child(loses_the_first_number));
    ASSERT(in_child(loses_the_second_number));
    PASS();
}

// Set in a child that ends as programs do, after the layer's own end.
static bool ends;

__attribute__((destructor(101))) static void look_at_the_end(void)
{
    if (ends)
        _exit(kernel.closed != 2);
}

static bool ends_with_a_pipe(void)
{
    EXPECT(peeks());
    ends = true;
    exit(EXIT_SUCCESS);
}

TEST closes_its_pipe_when_it_is_unloaded(void)
{
    ASSERT(in_child(ends_with_a_pipe));
    PASS();
}

SUITE(probed_kernels)
{
    SET_SETUP(map_each, NULL);
    SET_TEARDOWN(unmap_each, NULL);
    RUN_TEST(believes_only_a_kernel_that_can_tell);
    RUN_TEST(believes_everything_where_nothing_can_be_tried);
    RUN_TEST(leaves_signals_alone);
    RUN_TEST(asks_the_table_where_the_atomic_step_is_refused);
    RUN_TEST(may_begin_with_any_look);
    RUN_TEST(takes_no_old_error_for_an_answer);
    RUN_TEST(opens_one_pipe_per_process);
    RUN_TEST(opens_one_pipe_in_the_place_of_the_input);
    RUN_TEST(peeks_again_when_there_is_a_pipe_again);
    RUN_TEST(mixes_nothing_up_when_the_pipe_fails);
    RUN_TEST(writes_into_no_file_of_the_application);
    RUN_TEST(closes_its_pipe_when_it_is_unloaded);
}
