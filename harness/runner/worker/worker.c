// SPDX-License-Identifier: Apache-2.0
// The serving side: reads commands, runs cases, tells what they came to.
#include "worker/worker.h"

#include "frame.h"
#include "pool/pool.h"
#include "worker/crash.h"
#include "worker/worker_case.h"
#include "worker/worker_channel.h"
#include "worker/worker_check.h"
#include "worker/worker_outlet.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct worker {
    const struct run_backend *backend;
    const struct run_registry *registry;
    struct run_settings settings; ///< the backend keeps a pointer to it
    uint64_t seed;
    int command_fd, result_fd;
    bool tried_to_open;
    enum run_opening opening;
    char why[1024]; ///< why it could not be opened
};

// Frames are big and messages come on any thread: one frame for all, behind a lock. The crash handler has
// its own.
static struct run_frame shared_frame;
static pthread_mutex_t shared_lock = PTHREAD_MUTEX_INITIALIZER;

static struct run_frame *frame_begin(enum run_frame_type type)
{
    pthread_mutex_lock(&shared_lock);
    run_frame_start(&shared_frame, type);
    return &shared_frame;
}

static void frame_send(struct run_frame *frame)
{
    run_frame_finish(frame);
    run_channel_send(frame);
    pthread_mutex_unlock(&shared_lock);
}

static void send_pair(enum run_frame_type type, const char *name, const char *value)
{
    struct run_frame *frame = frame_begin(type);
    run_frame_put_text(frame, name);
    run_frame_put_text(frame, value);
    frame_send(frame);
}

static void send_device(void *unused, const struct run_device *device)
{
    (void)unused;
    struct run_frame *frame = frame_begin(RUN_FRAME_DEVICE);
    run_frame_put_text(frame, device->name);
    run_frame_put_text(frame, device->uuid);
    run_frame_put_text(frame, device->remarks);
    frame_send(frame);
    for (size_t i = 0; i < device->count; i++)
        send_pair(RUN_FRAME_FACT, device->facts[i][0], device->facts[i][1]);
}

static void send_property(void *unused, const char *name, const char *value)
{
    (void)unused;
    send_pair(RUN_FRAME_PROPERTY, name, value);
}

static void send_message(void *unused, const char *source, const char *severity, const char *id,
                         const char *text)
{
    (void)unused;
    struct run_frame *frame = frame_begin(RUN_FRAME_MESSAGE);
    run_frame_put_text(frame, source);
    run_frame_put_text(frame, severity);
    run_frame_put_text(frame, id);
    run_frame_put_text(frame, text);
    frame_send(frame);
}

static void send_measure(void *unused, const char *series, const char *against,
                         const struct run_timing *timing)
{
    (void)unused;
    struct run_frame *frame = frame_begin(RUN_FRAME_MEASURE);
    run_frame_put_text(frame, series);
    run_frame_put_text(frame, against ? against : "");
    run_frame_put_number(frame, timing->bytes);
    run_frame_put_number(frame, timing->rounds);
    run_frame_put_number(frame, timing->median);
    run_frame_put_number(frame, timing->low);
    run_frame_put_number(frame, timing->high);
    frame_send(frame);
}

static struct run_frame crash_frame;

static void send_crash(const struct run_crash *crash)
{
    run_crash_put(&crash_frame, crash);
    run_channel_send(&crash_frame);
}

static void send_backtrace(const char *lines)
{
    run_frame_start(&crash_frame, RUN_FRAME_BACKTRACE);
    run_frame_put_text(&crash_frame, lines);
    run_frame_finish(&crash_frame);
    run_channel_send(&crash_frame);
}

static void send_begin(uint64_t sequence)
{
    struct run_frame *frame = frame_begin(RUN_FRAME_BEGIN);
    run_frame_put_number(frame, sequence);
    frame_send(frame);
}

static void send_result(uint64_t sequence, const struct run_case_end *end)
{
    struct run_frame *frame = frame_begin(RUN_FRAME_RESULT);
    run_frame_put_number(frame, sequence);
    run_frame_put_number(frame, end->verdict);
    run_frame_put_number(frame, end->checks);
    run_frame_put_number(frame, (uint64_t)end->nanoseconds);
    run_frame_put_text(frame, end->message[0] ? end->message : NULL);
    frame_send(frame);
}

/// Opens the backend for the first command that needs it, so that a driver that crashes while it is loaded
/// crashes where somebody takes note.
static enum run_opening open_backend(struct worker *worker)
{
    if (!worker->tried_to_open) {
        worker->tried_to_open = true;
        run_crash_phase("opening the driver");
        worker->opening =
            worker->backend->open(&worker->settings, worker->why, sizeof(worker->why));
        run_crash_phase("waiting between cases");
    }
    return worker->opening;
}

static void serve_list(struct worker *worker, uint64_t sequence)
{
    send_begin(sequence);
    enum run_opening opening = open_backend(worker);
    if (opening == RUN_OPENED) {
        run_crash_phase("listing the devices");
        worker->backend->devices();
        run_crash_phase("waiting between cases");
    }
    fflush(stdout);
    struct run_frame *frame = frame_begin(RUN_FRAME_LISTED);
    run_frame_put_number(frame, sequence);
    run_frame_put_number(frame, opening);
    run_frame_put_text(frame, worker->why);
    frame_send(frame);
}

static void serve_case(struct worker *worker, uint64_t sequence, const char *name)
{
    static struct run_case_end end;
    const struct run_case *subject = run_registry_find(worker->registry, name);
    send_begin(sequence);
    end = (struct run_case_end){0};
    if (!subject) {
        end.verdict = RUN_INTERNAL_ERROR;
        snprintf(end.message, sizeof(end.message), "the worker knows no case '%s'", name);
    } else if (open_backend(worker) != RUN_OPENED) {
        // Another worker saw devices, or no case would have been sent: they are gone.
        end.verdict = RUN_DEVICE_UNAVAILABLE;
        snprintf(end.message, sizeof(end.message), "%s", worker->why);
    } else {
        run_case_execute(worker->backend, subject, worker->seed, &end);
    }
    send_result(sequence, &end);
}

/// Obeys one command; false: it was the last one.
static bool obey(struct worker *worker, char *line)
{
    char *rest = NULL;
    if (strncmp(line, "case ", 5) == 0) {
        uint64_t sequence = strtoull(line + 5, &rest, 10);
        serve_case(worker, sequence, rest + (*rest == ' '));
    } else if (strncmp(line, "list ", 5) == 0) {
        serve_list(worker, strtoull(line + 5, &rest, 10));
    } else if (strncmp(line, "device ", 7) == 0) {
        worker->settings.device = (unsigned)strtoul(line + 7, &rest, 10);
    } else {
        return false;
    }
    return true;
}

/// Reads `--name value` pairs; what comes before the first of them is the program and "worker".
static bool read_arguments(struct worker *worker, int argc, char **argv)
{
    worker->command_fd = worker->result_fd = -1;
    for (int i = 0; i + 1 < argc; i++) {
        const char *name = argv[i], *value = argv[i + 1];
        if (strcmp(name, "--command-fd") == 0)
            worker->command_fd = atoi(value);
        else if (strcmp(name, "--result-fd") == 0)
            worker->result_fd = atoi(value);
        else if (strcmp(name, "--layers") == 0)
            worker->settings.layers = value;
        else if (strcmp(name, "--device") == 0)
            worker->settings.device = (unsigned)strtoul(value, NULL, 10);
        else if (strcmp(name, "--artifacts") == 0)
            worker->settings.artifacts = value;
        else if (strcmp(name, "--blobs") == 0)
            worker->settings.blobs = value;
        else if (strcmp(name, "--fuzz-steps") == 0)
            worker->settings.fuzz_steps = (unsigned)strtoul(value, NULL, 10);
        else if (strcmp(name, "--break-on-failure") == 0)
            run_check_break(true);
        else if (strcmp(name, "--seed") == 0)
            worker->seed = strtoull(value, NULL, 10);
    }
    return worker->command_fd >= 0 && worker->result_fd >= 0;
}

int run_worker_main(int argc, char **argv, const struct run_backend *backend,
                    const struct run_registry *registry)
{
    static struct worker worker;
    worker = (struct worker){
        .backend = backend,
        .registry = registry,
        .settings = {.layers = "none"},
    };
    if (!read_arguments(&worker, argc, argv) ||
        !run_channel_open(worker.command_fd, worker.result_fd)) {
        fputs("ommcts worker: only `ommcts run` and `ommcts devices` can start a worker\n", stderr);
        return 2;
    }
    run_crash_install(&(struct run_crash_hooks){
        .crashed = send_crash,
        .frames = send_backtrace,
        .describe_address = backend->describe_address,
        .on_terminate = true,
    });
    run_crash_phase("waiting between cases");
    run_outlet_set(&(struct run_outlet){
        .device = send_device,
        .property = send_property,
        .message = send_message,
        .measure = send_measure,
    });
    frame_send(frame_begin(RUN_FRAME_HELLO));
    static char line[1024];
    while (run_channel_command(line, sizeof(line)) && obey(&worker, line)) {
    }
    if (worker.opening == RUN_OPENED) {
        run_crash_phase("closing the driver");
        backend->close();
    }
    run_outlet_set(NULL);
    run_crash_uninstall();
    return 0;
}
