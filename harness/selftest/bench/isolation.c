// SPDX-License-Identifier: Apache-2.0
// A benchmark, not a test: what it costs to run 1,000 empty cases in worker processes, beside the same 1,000 under
// libcheck, which forks once per case. Both take turns, so that a change of the machine's speed meets
// them alike; medians are printed. Start-up is what a run of one single case takes.
#include "empty.h"
#include "runner/pool/pool.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { CASES = 1000, ROUNDS = 9 };

enum what { OURS, OUR_STARTUP, LIBCHECK, LIBCHECK_STARTUP, WHAT_COUNT };

// Our side.

static void on_started(void *context, size_t index)
{
    (void)context;
    (void)index;
}

static void on_finished(void *context, size_t index, struct run_result *result)
{
    size_t *passed = context;
    (void)index;
    *passed += result->verdict == RUN_PASS;
    run_result_clear(result);
}

static void on_property(void *context, const char *name, const char *value)
{
    (void)context;
    (void)name;
    (void)value;
}

static void run_ours(const struct run_launch *launch, size_t count)
{
    const struct run_case *cases[CASES];
    for (size_t i = 0; i < count; i++)
        cases[i] = &launch->registry->cases[i];
    size_t passed = 0;
    char why[256];
    const struct run_sink sink = {&passed, on_started, on_finished, on_property, NULL};
    struct run_pool *pool = run_pool_create(launch, &sink);
    enum run_end end = run_pool_run(pool, cases, count, why, sizeof(why));
    run_pool_destroy(pool);
    if (end != RUN_END_COMPLETE || passed != count) {
        fprintf(stderr, "bench_isolation: %zu of %zu cases passed; %s\n", passed, count, why);
        exit(1);
    }
}

// libcheck's side.

START_TEST(check_empty)
{
    ck_assert_int_eq(_i, _i);
}
END_TEST

static void run_libcheck(int count)
{
    Suite *suite = suite_create("empty");
    TCase *tests = tcase_create("empty");
    tcase_add_loop_test(tests, check_empty, 0, count);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_set_fork_status(runner, CK_FORK);
    srunner_run_all(runner, CK_SILENT);
    bool failed = srunner_ntests_failed(runner) != 0 || srunner_ntests_run(runner) != count;
    srunner_free(runner);
    if (failed) {
        fputs("bench_isolation: libcheck did not run its cases\n", stderr);
        exit(1);
    }
}

// Measuring.

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static double measure(enum what what, const struct run_launch *launch)
{
    double began = now();
    switch (what) {
    case OURS:
        run_ours(launch, CASES);
        break;
    case OUR_STARTUP:
        run_ours(launch, 1);
        break;
    case LIBCHECK:
        run_libcheck(CASES);
        break;
    default:
        run_libcheck(1);
    }
    return now() - began;
}

static int by_value(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

static double median(double *values)
{
    qsort(values, ROUNDS, sizeof(*values), by_value);
    return values[ROUNDS / 2];
}

static void print_results(double seconds[WHAT_COUNT][ROUNDS])
{
    double ours = median(seconds[OURS]), our_startup = median(seconds[OUR_STARTUP]);
    double theirs = median(seconds[LIBCHECK]), their_startup = median(seconds[LIBCHECK_STARTUP]);
    printf("%d empty cases, median of %d runs:\n", CASES, ROUNDS);
    printf("%-24s %8s %10s %16s\n", "", "total", "start-up", "beyond start-up");
    printf("%-24s %6.1f ms %7.1f ms %13.1f ms\n", "ommcts, one worker", ours * 1e3,
           our_startup * 1e3, (ours - our_startup) * 1e3);
    printf("%-24s %6.1f ms %7.1f ms %13.1f ms\n", "libcheck, one fork each", theirs * 1e3,
           their_startup * 1e3, (theirs - their_startup) * 1e3);
}

int main(int argc, char **argv)
{
    char why[512], path[4096];
    struct run_registry registry;
    bench_make_cases(CASES);
    if (!run_registry_load(&registry, why, sizeof(why))) {
        fprintf(stderr, "bench_isolation: %s\n", why);
        return 1;
    }
    if (argc > 1 && strcmp(argv[1], "worker") == 0) {
        int status = run_worker_main(argc, argv, &bench_backend, &registry);
        run_registry_free(&registry);
        return status;
    }
    ssize_t length = readlink("/proc/self/exe", path, sizeof(path) - 1);
    if (length < 0) {
        perror("bench_isolation: /proc/self/exe");
        return 1;
    }
    path[length] = '\0';
    const struct run_launch launch = {
        .binary = path,
        .environment = environ,
        .isolation = RUN_ISOLATE_WORKER,
        .jobs = 1,
        .timeout = 30,
        .backend = &bench_backend,
        .registry = &registry,
        .settings = {.layers = "none", .device = 1},
    };
    static double seconds[WHAT_COUNT][ROUNDS];
    for (int round = 0; round < ROUNDS; round++)
        for (int what = 0; what < WHAT_COUNT; what++)
            seconds[what][round] = measure((enum what)what, &launch);
    print_results(seconds);
    run_registry_free(&registry);
    return 0;
}
