// SPDX-License-Identifier: Apache-2.0
// Handing a serialized micromap over to another process: this very program is started once more as a worker, and runs the
// running case. It finds what was handed over in a nameless file that this process holds open.
#include "blobs.h"
#include "pool/spawn.h"
#include "result.h"
#include "session.h"
#include "worker/crash.h"
#include "worker/worker.h"

#include <ommcts/kept.h>
#include <ommcts/verdict.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static const char variable[] = "OMMCTS_HANDED_OVER";

const struct omm_kept *omm_handed_over(const struct omm_test *t, const struct omm_shape *shape)
{
    const char *path = getenv(variable);
    if (!path)
        return NULL;
    struct omm_kept *kept = omm_alloc(sizeof *kept);
    kept->path = path;
    omm_blob_read(kept, t, shape);
    return kept;
}

static void close_file(void *object)
{
    close(*(const int *)object);
}

// A file without a name, whose path nobody but this process's children need to know.
static const char *put_into_file(const uint8_t *bytes, size_t size)
{
    int *file = omm_alloc(sizeof *file);
    *file = memfd_create("ommcts handed over", MFD_CLOEXEC);
    if (*file < 0)
        omm_resource_error("no file in memory: %s", strerror(errno));
    omm_cleanup(close_file, file);
    for (size_t written = 0; written < size;) {
        const ssize_t count = write(*file, bytes + written, size - written);
        if (count <= 0)
            omm_resource_error("no %zu bytes for a file in memory: %s", size, strerror(errno));
        written += (size_t)count;
    }
    return omm_sentence("/proc/%ld/fd/%d", (long)getpid(), *file);
}

static char **environment_with(const char *path)
{
    size_t count = 0;
    while (environ[count])
        ++count;
    char **environment = omm_alloc((count + 2) * sizeof *environment);
    memcpy(environment, environ, count * sizeof *environment);
    environment[count] = (char *)omm_sentence("%s=%s", variable, path);
    return environment;
}

static void start(struct run_process *process, const char *path)
{
    const struct run_settings *settings = omm_settings();
    const char *const arguments[] = {
        "/proc/self/exe",
        "worker",
        "--command-fd",
        omm_sentence("%d", RUN_WORKER_COMMAND_FD),
        "--result-fd",
        omm_sentence("%d", RUN_WORKER_RESULT_FD),
        "--layers",
        settings->layers,
        "--device",
        omm_sentence("%u", settings->device),
        NULL,
    };
    char why[256];
    run_process_prepare();
    if (!run_process_start(process, (char *const *)arguments, environment_with(path), false, why,
                           sizeof why))
        omm_resource_error("another process: %s", why);
    run_process_tell(process, omm_sentence(RUN_COMMAND_CASE_LINE, 1ULL, omm_case_name()));
    run_process_tell(process, RUN_COMMAND_QUIT_LINE);
}

// What the other process came to.
struct news {
    bool has_result, crashed;
    enum run_verdict verdict;
    char message[4096];
};

static void hear_result(struct news *news, struct run_frame *frame)
{
    run_frame_number(frame); // the command's sequence
    news->verdict = (enum run_verdict)run_frame_number(frame);
    run_frame_number(frame); // checks
    run_frame_number(frame); // nanoseconds
    run_frame_text_into(frame, news->message, sizeof news->message);
    news->has_result = true;
}

static void hear_crash(struct news *news, struct run_frame *frame)
{
    struct run_crash crash;
    run_crash_get(frame, &crash);
    run_crash_sentence(&crash, news->message, sizeof news->message);
    news->crashed = true;
}

static void forward_message(struct run_frame *frame)
{
    char source[256], severity[32], id[256], text[4096];
    run_frame_text_into(frame, source, sizeof source);
    run_frame_text_into(frame, severity, sizeof severity);
    run_frame_text_into(frame, id, sizeof id);
    run_frame_text_into(frame, text, sizeof text);
    run_emit_message(source, severity, id, text);
}

static void hear_all(struct run_process *process, struct news *news)
{
    struct run_frame *frame = omm_alloc(sizeof *frame);
    enum run_frame_type type = RUN_FRAME_BROKEN;
    while (run_process_receive(process, frame, &type)) {
        if (type == RUN_FRAME_RESULT)
            hear_result(news, frame);
        else if (type == RUN_FRAME_CRASH)
            hear_crash(news, frame);
        else if (type == RUN_FRAME_MESSAGE)
            forward_message(frame);
    }
}

// Until it has ended: the time limit is this case's own, and the other process dies with this one.
static void listen(struct run_process *process, struct news *news)
{
    int status = 0;
    bool ended = false;
    while (!ended) {
        run_process_wait(&process, 1, INT64_MAX, false);
        hear_all(process, news);
        ended = run_process_reap(process, &status);
    }
    hear_all(process, news);
    if (!news->has_result && !news->crashed) {
        char *words = run_process_status_words(status);
        snprintf(news->message, sizeof news->message, "it ended with %s", words);
        free(words);
    }
}

static const char *judge(const struct news *news)
{
    static const char where[] = "another process, which loads the data:";
    if (!news->has_result)
        return omm_sentence("%s %s", where, news->message);
    switch (news->verdict) {
    case RUN_PASS:
    case RUN_QUALITY_WARNING:
        return NULL;
    case RUN_NOT_SUPPORTED:
        omm_not_supported("%s %s", where, news->message);
    case RUN_OUT_OF_MEMORY:
        omm_out_of_memory("%s %s", where, news->message);
    case RUN_DEVICE_LOST:
        omm_device_lost("%s %s", where, news->message);
    case RUN_DEVICE_UNAVAILABLE:
    case RUN_RESOURCE_ERROR:
    case RUN_INTERNAL_ERROR:
        omm_resource_error("%s %s", where, news->message);
    default:
        return omm_sentence("%s %s", where, news->message);
    }
}

const char *omm_hand_over(const struct omm_micromap *map, const void *bytes, size_t size)
{
    size_t file_size = 0;
    const uint8_t *file = omm_blob_encode(map, bytes, size, &file_size);
    struct run_process process;
    struct news *news = omm_alloc(sizeof *news);
    start(&process, put_into_file(file, file_size));
    listen(&process, news);
    run_process_echo(&process);
    run_process_forget(&process);
    omm_checked();
    return judge(news);
}
