// SPDX-License-Identifier: Apache-2.0
#include "worker/worker_case.h"

#include "clock.h"
#include "worker/crash.h"
#include "worker/worker_check.h"

#include <ommcts/verdict.h>

#include <greatest.h>
#include <stdio.h>
#include <string.h>

struct body {
    const struct run_backend *backend;
    const struct run_case *subject;
    int returned; ///< enum greatest_test_res
};

static void run_body(void *argument)
{
    struct body *body = argument;
    const struct run_case *subject = body->subject;
    body->returned = body->backend->run(subject->desc, subject->param, subject->witness);
}

static void set(struct run_case_end *end, enum run_verdict verdict, const char *message)
{
    end->verdict = verdict;
    run_verdict_clip(end->message, sizeof(end->message), "%s", message ? message : "");
}

/// greatest's way of ending: a return value and what its macros left behind.
static void judge_return(struct run_case_end *end, int returned)
{
    if (returned == GREATEST_TEST_RES_PASS) {
        set(end, RUN_PASS, run_check_remark());
    } else if (returned >= GREATEST_TEST_RES_SKIP) {
        const char *reason = run_check_remark();
        set(end, RUN_NOT_SUPPORTED, reason ? reason : "the case skipped itself without a reason");
    } else {
        end->verdict = RUN_FAIL;
        run_check_failure(end->message, sizeof(end->message));
    }
}

static bool is_green(enum run_verdict verdict)
{
    return verdict == RUN_PASS || verdict == RUN_NOT_SUPPORTED;
}

struct undoing {
    void (*undo)(void *object);
    void *object;
};

static void undo_one(void *argument)
{
    const struct undoing *one = argument;
    one->undo(one->object);
}

/// A clean-up may judge too. It cannot better what the body came to, and does not stop the others.
static void clean_up(struct run_case_end *end)
{
    struct undoing one;
    while (run_verdict_next_cleanup(&one.undo, &one.object)) {
        struct run_verdict_end undone = run_verdict_try(undo_one, &one);
        if (undone.returned)
            continue;
        if (is_green(end->verdict)) {
            end->verdict = undone.verdict;
            run_verdict_clip(end->message, sizeof(end->message), "in clean-up: %s", undone.message);
        } else {
            omm_note("in clean-up: %s", undone.message);
        }
    }
}

static void tell_verdict(struct run_case_end *end)
{
    const char *shown = run_verdict_stands(is_green(end->verdict));
    size_t length = strlen(end->message);
    if (shown && !is_green(end->verdict) && length + strlen(shown) + 9 < sizeof(end->message))
        snprintf(end->message + length, sizeof(end->message) - length, " (see %s)", shown);
}

static void judge_checks(struct run_case_end *end)
{
    end->checks = run_check_count() + run_verdict_checks();
    const char *warning = run_verdict_warning();
    if (end->verdict == RUN_PASS && end->checks == 0)
        set(end, RUN_FAIL, "made no check");
    else if (end->verdict == RUN_PASS && warning)
        set(end, RUN_QUALITY_WARNING, warning);
    else if (warning)
        omm_note("warning: %s", warning);
    const char *remark = run_verdict_remark();
    if (end->verdict == RUN_PASS && remark && end->message[0] == '\0')
        set(end, RUN_PASS, remark);
    if (end->message[0] == '\0' && end->verdict != RUN_PASS)
        set(end, end->verdict, "no reason was given");
}

void run_case_execute(const struct run_backend *backend, const struct run_case *subject,
                      uint64_t seed, struct run_case_end *end)
{
    struct body body = {.backend = backend, .subject = subject};
    run_verdict_begin(subject->name, seed);
    run_check_begin();
    int64_t began = run_clock_now();
    run_crash_phase("");
    struct run_verdict_end ended = run_verdict_try(run_body, &body);
    if (ended.returned)
        judge_return(end, body.returned);
    else
        set(end, ended.verdict, ended.message);
    run_crash_phase("cleaning up after the case");
    clean_up(end);
    run_crash_phase("waiting between cases");
    judge_checks(end);
    tell_verdict(end);
    run_check_end();
    run_verdict_finish();
    fflush(stdout);
    end->nanoseconds = run_clock_now() - began;
}
