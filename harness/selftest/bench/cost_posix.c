// SPDX-License-Identifier: Apache-2.0
// cost COMMAND...: runs it without its output; prints the seconds that it took and the MiB that the largest of its
// processes had in memory at a time.
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        fputs("usage: bench_cost COMMAND...\n", stderr);
        return 2;
    }
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    double began = now();
    pid_t child = 0;
    int wrong = posix_spawnp(&child, argv[1], &actions, NULL, argv + 1, environ);
    posix_spawn_file_actions_destroy(&actions);
    if (wrong) {
        fprintf(stderr, "bench_cost: %s: %s\n", argv[1], strerror(wrong));
        return 1;
    }
    int status = 0;
    struct rusage usage;
    wait4(child, &status, 0, &usage);
    printf("%.4f %.1f\n", now() - began, (double)usage.ru_maxrss / 1024.0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
