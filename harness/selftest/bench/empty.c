// SPDX-License-Identifier: Apache-2.0
#include "empty.h"

#include <ommcts/check.h>

#include <stdio.h>
#include <stdlib.h>

struct number {
    char *name;
};

static int empty(struct omm_test *t, const void *param)
{
    (void)t;
    (void)param;
    omm_checked();
    PASS();
}

// By hand instead of by OMM_CASE, because the parameters are made at run time.
static struct omm_case empty_case = {
    .id = "case",
    .file = "cases/bench/empty.c",
    .line = __LINE__,
    .about = "Does nothing.",
    .run = empty,
};
static const struct omm_case *const entry __attribute__((used, section("omm_cases"))) = &empty_case;

void bench_make_cases(size_t count)
{
    enum { NAME_SIZE = 24 };
    struct number *numbers = calloc(count, sizeof(*numbers));
    char *names = calloc(count, NAME_SIZE);
    if (!numbers || !names) {
        fputs("bench: out of memory\n", stderr);
        exit(1);
    }
    for (size_t i = 0; i < count; i++) {
        numbers[i].name = names + i * NAME_SIZE;
        snprintf(numbers[i].name, NAME_SIZE, "n%06zu", i);
    }
    // Both live as long as the program.
    empty_case.params =
        (struct omm_params){.first = numbers, .count = count, .size = sizeof(*numbers)};
}

static enum run_opening open_nothing(const struct run_settings *settings, char *why,
                                     size_t why_size)
{
    (void)settings;
    (void)why;
    (void)why_size;
    return RUN_OPENED;
}

static void tell_device(void)
{
    run_emit_device(&(struct run_device){
        .name = "nothing", .uuid = "00000000000000000000000000000000", .remarks = ""});
}

static int run_body(const struct omm_case *desc, const void *param, const char *witness)
{
    (void)witness;
    return desc->run(NULL, param);
}

static void close_nothing(void)
{
}

static size_t know_nothing(uintptr_t address, char *text, size_t size)
{
    (void)address;
    (void)text;
    (void)size;
    return 0;
}

const struct run_backend bench_backend = {
    .open = open_nothing,
    .devices = tell_device,
    .run = run_body,
    .close = close_nothing,
    .describe_address = know_nothing,
};
