// SPDX-License-Identifier: Apache-2.0
// Waiting for children and for the user, all in one poll: no signal for ended children, no polling interval.
#include "clock.h"
#include "heap.h"
#include "pool/spawn.h"
#include "worker/crash.h"

#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static volatile sig_atomic_t interrupted;
static volatile sig_atomic_t wake_fd = -1;

void run_process_interrupt(void)
{
    int saved_errno = errno;
    interrupted = 1;
    if (wake_fd >= 0) {
        // The counter of an eventfd stays readable until it is read, which nobody does.
        uint64_t one = 1;
        ssize_t ignored = write(wake_fd, &one, sizeof(one));
        (void)ignored;
    }
    errno = saved_errno;
}

void run_process_prepare(void)
{
    if (wake_fd < 0)
        wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    // A parent may have left SIGCHLD ignored, and then the kernel throws exit statuses away.
    struct sigaction action;
    if (sigaction(SIGCHLD, NULL, &action) == 0 && action.sa_handler == SIG_IGN)
        signal(SIGCHLD, SIG_DFL);
}

bool run_process_interrupted(void)
{
    return interrupted;
}

char *run_process_status_words(int status)
{
    if (status == -1)
        return run_strdup("an unknown status");
    if (WIFSIGNALED(status)) {
        const char *name = run_signal_name(WTERMSIG(status));
        return run_format("signal %d (%s)", WTERMSIG(status), name);
    }
    return run_format("exit status %d", WEXITSTATUS(status));
}

/// Without a pidfd a closed socket is the only sign, and one that a leaked grandchild can hide. Then,
/// and only then, the process is looked at every so often.
static const int64_t blind_interval = RUN_SECOND / 10;

static void poll_until(struct pollfd *fds, nfds_t count, int64_t deadline)
{
    struct timespec limit = {0};
    int64_t now = run_clock_now();
    if (deadline != RUN_NEVER && deadline > now) {
        limit.tv_sec = (time_t)((deadline - now) / RUN_SECOND);
        limit.tv_nsec = (long)((deadline - now) % RUN_SECOND);
    }
    int ready = ppoll(fds, count, deadline == RUN_NEVER ? NULL : &limit, NULL);
    for (nfds_t i = 0; ready <= 0 && i < count; i++)
        fds[i].revents = 0;
}

void run_process_wait(struct run_process *const *processes, size_t count, int64_t deadline,
                      bool may_interrupt)
{
    struct pollfd *fds = run_calloc(2 * count + 1, sizeof(*fds));
    fds[0] = (struct pollfd){.fd = may_interrupt ? wake_fd : -1, .events = POLLIN};
    bool blind = false;
    for (size_t i = 0; i < count; i++) {
        bool there = processes[i] && processes[i]->pid;
        // poll ignores negative descriptors.
        fds[1 + 2 * i] =
            (struct pollfd){.fd = there ? processes[i]->result_fd : -1, .events = POLLIN};
        fds[2 + 2 * i] =
            (struct pollfd){.fd = there ? processes[i]->exit_fd : -1, .events = POLLIN};
        blind |= there && processes[i]->exit_fd < 0;
    }
    int64_t soon = run_clock_now() + blind_interval;
    poll_until(fds, 2 * count + 1, blind && soon < deadline ? soon : deadline);
    for (size_t i = 0; i < count; i++) {
        if (processes[i] && processes[i]->pid) {
            processes[i]->readable = fds[1 + 2 * i].revents != 0;
            processes[i]->ended = processes[i]->exit_fd < 0 || fds[2 + 2 * i].revents != 0;
        }
    }
    free(fds);
}
