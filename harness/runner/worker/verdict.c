// SPDX-License-Identifier: Apache-2.0
#include "backend.h"
#include "heap.h"
#include "worker/worker_check.h"
#include "worker/worker_note.h"
#include "worker/worker_verdict.h"

#include <ommcts/verdict.h>

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct cleanup {
    void (*undo)(void *object);
    void *object;
};

/// Somebody who wants to know the verdict.
struct waiting {
    void (*done)(void *object, bool passed);
    void *object;
};

static struct {
    sigjmp_buf leave; ///< out of the step that runs; valid while `inside`
    bool inside;
    pthread_t thread;
    enum run_verdict verdict;
    char message[RUN_SENTENCE_SIZE];
    char warning[RUN_SENTENCE_SIZE];
    char remark[RUN_SENTENCE_SIZE];
    atomic_uint checks;
    struct cleanup *cleanups;
    size_t cleanup_count, cleanup_capacity;
    struct waiting *waiting;
    size_t waiting_count;
    struct run_strings sentences;
    const char *name; ///< of the case, with every part
    char *shown;      ///< a file that shows more of what went wrong, or NULL
    uint64_t seed, random;
} running;

static void clip(char *text, size_t size, const char *format, va_list arguments)
{
    static const char mark[] = " [...]";
    int length = vsnprintf(text, size, format, arguments);
    if (length < 0)
        snprintf(text, size, "(a message that cannot be formatted: %s)", format);
    else if ((size_t)length >= size)
        memcpy(text + size - sizeof(mark), mark, sizeof(mark));
}

void run_verdict_clip(char *text, size_t size, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    clip(text, size, format, arguments);
    va_end(arguments);
}

/// Mixes all bits of a number into all others.
static uint64_t scramble(uint64_t number)
{
    number = (number ^ (number >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    number = (number ^ (number >> 27)) * UINT64_C(0x94d049bb133111eb);
    return number ^ (number >> 31);
}

static uint64_t hash_name(const char *name)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    for (; *name; name++)
        hash = (hash ^ (unsigned char)*name) * UINT64_C(0x100000001b3);
    return hash;
}

void run_verdict_begin(const char *name, uint64_t seed)
{
    running.inside = false;
    running.thread = pthread_self();
    running.message[0] = '\0';
    running.warning[0] = '\0';
    running.remark[0] = '\0';
    running.checks = 0;
    running.name = name;
    running.seed = scramble(hash_name(name) ^ scramble(seed));
    running.random = running.seed;
}

struct run_verdict_end run_verdict_try(void (*step)(void *argument), void *argument)
{
    running.inside = true;
    bool returned = false;
    // The mask is not saved: that would cost two system calls, and nothing here changes it.
    if (sigsetjmp(running.leave, 0) == 0) {
        step(argument);
        returned = true;
    }
    running.inside = false;
    return (struct run_verdict_end){
        .returned = returned,
        .verdict = running.verdict,
        .message = running.message,
    };
}

const char *omm_attempt(void (*part)(void *argument), void *argument)
{
    sigjmp_buf outer;
    memcpy(&outer, &running.leave, sizeof(outer));
    struct run_verdict_end end = run_verdict_try(part, argument);
    memcpy(&running.leave, &outer, sizeof(outer));
    running.inside = true;
    if (!end.returned && end.verdict != RUN_FAIL)
        siglongjmp(running.leave, 1);
    return end.returned ? NULL : omm_sentence("%s", end.message);
}

bool run_verdict_next_cleanup(void (**undo)(void *object), void **object)
{
    if (running.cleanup_count == 0)
        return false;
    struct cleanup *last = &running.cleanups[--running.cleanup_count];
    *undo = last->undo;
    *object = last->object;
    return true;
}

size_t omm_cleanup_mark(void)
{
    return running.cleanup_count;
}

void omm_cleanup_since(size_t mark)
{
    void (*undo)(void *object);
    void *object;
    while (running.cleanup_count > mark && run_verdict_next_cleanup(&undo, &object))
        undo(object);
}

const char *run_verdict_remark(void)
{
    return running.remark[0] ? running.remark : NULL;
}

const char *run_verdict_stands(bool passed)
{
    for (size_t i = 0; i < running.waiting_count; i++)
        running.waiting[i].done(running.waiting[i].object, passed);
    free(running.waiting);
    running.waiting = NULL;
    running.waiting_count = 0;
    return running.shown;
}

void omm_at_end(void (*done)(void *object, bool passed), void *object)
{
    running.waiting =
        run_regrow(running.waiting, running.waiting_count + 1, sizeof(*running.waiting));
    running.waiting[running.waiting_count++] = (struct waiting){done, object};
}

const char *run_verdict_warning(void)
{
    return running.warning[0] ? running.warning : NULL;
}

unsigned run_verdict_checks(void)
{
    return running.checks;
}

void run_verdict_finish(void)
{
    run_strings_clear(&running.sentences);
    free(running.shown);
    running.shown = NULL;
    free(running.cleanups);
    running.cleanups = NULL;
    running.cleanup_count = running.cleanup_capacity = 0;
}

/// Ends the step that runs. A jump is only possible on the thread that the step runs on.
static _Noreturn void leave(enum run_verdict verdict, const char *word, const char *format,
                            va_list arguments)
{
    if (!running.inside || !pthread_equal(pthread_self(), running.thread)) {
        char text[512];
        clip(text, sizeof(text), format, arguments);
        omm_note("%s was called where no case can be ended (outside of one, or on a thread other "
                 "than its main thread): %s",
                 word, text);
        abort();
    }
    running.verdict = verdict;
    clip(running.message, sizeof(running.message), format, arguments);
    siglongjmp(running.leave, 1);
}

void omm_fail(const char *format, ...)
{
    char sentence[RUN_SENTENCE_SIZE];
    va_list arguments;
    va_start(arguments, format);
    clip(sentence, sizeof(sentence), format, arguments);
    va_end(arguments);
    run_check_stop(sentence);
    va_start(arguments, format);
    leave(RUN_FAIL, "omm_fail", format, arguments);
}

void omm_not_supported(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    leave(RUN_NOT_SUPPORTED, "omm_not_supported", format, arguments);
}

void omm_out_of_memory(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    leave(RUN_OUT_OF_MEMORY, "omm_out_of_memory", format, arguments);
}

void omm_resource_error(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    leave(RUN_RESOURCE_ERROR, "omm_resource_error", format, arguments);
}

void omm_device_lost(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    leave(RUN_DEVICE_LOST, "omm_device_lost", format, arguments);
}

void omm_device_unavailable(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    leave(RUN_DEVICE_UNAVAILABLE, "omm_device_unavailable", format, arguments);
}

void omm_remark(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    clip(running.remark, sizeof(running.remark), format, arguments);
    va_end(arguments);
}

void omm_warn(const char *format, ...)
{
    size_t length = strlen(running.warning);
    if (length && length + 3 < sizeof(running.warning)) {
        memcpy(running.warning + length, "; ", 3);
        length += 2;
    }
    size_t room = sizeof(running.warning) - length;
    if (room <= 16)
        return; // full, and already marked as cut
    va_list arguments;
    va_start(arguments, format);
    clip(running.warning + length, room, format, arguments);
    va_end(arguments);
    if (running.warning[0] == '\0')
        memcpy(running.warning, "a warning without words", sizeof("a warning without words"));
}

void omm_note(const char *format, ...)
{
    // A line longer than this is nothing that anybody reads.
    char line[RUN_SENTENCE_SIZE];
    va_list arguments;
    va_start(arguments, format);
    clip(line, sizeof(line) - 1, format, arguments);
    va_end(arguments);
    size_t length = strlen(line);
    line[length] = '\n';
    run_note_write(line, length + 1);
}

void omm_tell(const char *format, ...)
{
    char line[RUN_SENTENCE_SIZE];
    va_list arguments;
    va_start(arguments, format);
    clip(line, sizeof(line), format, arguments);
    va_end(arguments);
    run_emit_message(RUN_SOURCE_CASE, "info", "", line);
}

void omm_checked(void)
{
    running.checks++;
}

void omm_cleanup(void (*undo)(void *object), void *object)
{
    if (running.cleanup_count == running.cleanup_capacity) {
        size_t capacity = running.cleanup_capacity ? running.cleanup_capacity * 2 : 64;
        running.cleanups = run_regrow(running.cleanups, capacity, sizeof(*running.cleanups));
        running.cleanup_capacity = capacity;
    }
    running.cleanups[running.cleanup_count++] = (struct cleanup){undo, object};
}

void *omm_alloc(size_t size)
{
    // Not run_calloc: a case may ask for more than there is, and that ends the case alone.
    void *memory = calloc(1, size ? size : 1);
    if (!memory)
        omm_resource_error("no %zu bytes of host memory", size);
    omm_cleanup(free, memory);
    return memory;
}

const char *omm_sentence(const char *format, ...)
{
    char *text = NULL;
    va_list arguments;
    va_start(arguments, format);
    int length = vasprintf(&text, format, arguments);
    va_end(arguments);
    if (length < 0)
        return "(a sentence that cannot be formatted)";
    run_strings_add(&running.sentences, text);
    return text;
}

uint64_t omm_random(void)
{
    running.random += UINT64_C(0x9e3779b97f4a7c15);
    return scramble(running.random);
}

const char *omm_case_name(void)
{
    return running.name ? running.name : "";
}

void omm_show(const char *path)
{
    omm_note("shown in %s", path);
    free(running.shown);
    running.shown = run_strdup(path);
}

uint64_t omm_seed(void)
{
    return running.seed;
}
