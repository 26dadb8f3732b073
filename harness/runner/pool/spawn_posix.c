// SPDX-License-Identifier: Apache-2.0
#include "pool/spawn.h"
#include "pool/spawn_output_posix.h"
#include "worker/worker.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/// Moves a descriptor above those that the child's ends get, so that dup2 there cannot overwrite it.
static int out_of_the_way(int fd)
{
    int moved = fcntl(fd, F_DUPFD_CLOEXEC, 16);
    close(fd);
    return moved;
}

/// The child's ends; the parent's go straight into the process.
struct ends {
    int command, result;
};

static bool open_channels(struct run_process *process, struct ends *ends)
{
    int command[2], result[2];
    if (pipe2(command, O_CLOEXEC) != 0)
        return false;
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, result) != 0) {
        close(command[0]);
        close(command[1]);
        return false;
    }
    ends->command = out_of_the_way(command[0]);
    ends->result = out_of_the_way(result[1]);
    process->command_fd = out_of_the_way(command[1]);
    process->result_fd = out_of_the_way(result[0]);
    return ends->command >= 0 && ends->result >= 0 && process->command_fd >= 0 &&
           process->result_fd >= 0;
}

static void close_channels(struct run_process *process, const struct ends *ends)
{
    const int all[] = {ends->command, ends->result, process->command_fd, process->result_fd};
    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
        if (all[i] >= 0)
            close(all[i]);
}

static int plan_files(posix_spawn_file_actions_t *files, const struct run_process *process,
                      const struct ends *ends)
{
    int error = 0;
    if (process->on_terminal) {
        // stdout belongs to the protocol even when a debugger talks on this terminal.
        error = posix_spawn_file_actions_adddup2(files, STDERR_FILENO, STDOUT_FILENO);
    } else {
        error = posix_spawn_file_actions_addopen(files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
        error = error ? error
                      : posix_spawn_file_actions_adddup2(files, process->output_fd, STDOUT_FILENO);
        error = error ? error
                      : posix_spawn_file_actions_adddup2(files, process->output_fd, STDERR_FILENO);
    }
    error = error ? error
                  : posix_spawn_file_actions_adddup2(files, ends->command, RUN_WORKER_COMMAND_FD);
    error =
        error ? error : posix_spawn_file_actions_adddup2(files, ends->result, RUN_WORKER_RESULT_FD);
#if defined(__GLIBC_PREREQ)
#if __GLIBC_PREREQ(2, 34)
    // Whatever this process itself inherited stays here: a CI's pipe held by a hung worker stalls the CI.
    error =
        error ? error : posix_spawn_file_actions_addclosefrom_np(files, RUN_WORKER_RESULT_FD + 1);
#endif
#endif
    return error;
}

static int plan_attributes(posix_spawnattr_t *attributes, bool on_terminal)
{
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    short flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF;
    if (!on_terminal)
        flags |= POSIX_SPAWN_SETSID;
    int error = posix_spawnattr_setsigmask(attributes, &none);
    error = error ? error : posix_spawnattr_setsigdefault(attributes, &all);
    return error ? error : posix_spawnattr_setflags(attributes, flags);
}

static int spawn(struct run_process *process, const struct ends *ends, char *const *arguments,
                 char *const *environment)
{
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    int error = posix_spawn_file_actions_init(&files);
    if (error)
        return error;
    error = posix_spawnattr_init(&attributes);
    if (error) {
        posix_spawn_file_actions_destroy(&files);
        return error;
    }
    pid_t pid = 0;
    error = plan_files(&files, process, ends);
    error = error ? error : plan_attributes(&attributes, process->on_terminal);
    error = error ? error
                  : posix_spawnp(&pid, arguments[0], &files, &attributes, arguments, environment);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&files);
    process->pid = error ? 0 : pid;
    return error;
}

bool run_process_start(struct run_process *process, char *const *arguments,
                       char *const *environment, bool on_terminal, char *why, size_t why_size)
{
    struct ends ends = {-1, -1};
    *process = (struct run_process){
        .exit_fd = -1,
        .command_fd = -1,
        .result_fd = -1,
        .output_fd = -1,
        .on_terminal = on_terminal,
    };
    if (!open_channels(process, &ends)) {
        snprintf(why, why_size, "no pipe for a worker: %s", strerror(errno));
        close_channels(process, &ends);
        return false;
    }
    if (!on_terminal) {
        process->output_fd = run_output_create();
        if (process->output_fd < 0) {
            snprintf(why, why_size, "no file for a worker's output: %s", strerror(errno));
            close_channels(process, &ends);
            return false;
        }
    }
    int error = spawn(process, &ends, arguments, environment);
    close(ends.command);
    close(ends.result);
    if (error) {
        snprintf(why, why_size, "cannot start '%s': %s", arguments[0], strerror(error));
        run_process_forget(process);
        return false;
    }
    process->exit_fd = (int)syscall(SYS_pidfd_open, process->pid, 0);
    return true;
}

void run_process_tell(const struct run_process *process, const char *line)
{
    // A write to a process that has just died must not kill this one. The disposition of SIGPIPE is the
    // program's business, so the signal is held back and taken off.
    sigset_t pipe_signal, former;
    sigemptyset(&pipe_signal);
    sigaddset(&pipe_signal, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe_signal, &former);
    ssize_t written = write(process->command_fd, line, strlen(line));
    if (written < 0 && errno == EPIPE && !sigismember(&former, SIGPIPE))
        sigtimedwait(&pipe_signal, NULL, &(struct timespec){0});
    pthread_sigmask(SIG_SETMASK, &former, NULL);
}

static void close_one(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

void run_process_hang_up(struct run_process *process)
{
    close_one(&process->command_fd);
}

bool run_process_receive(struct run_process *process, struct run_frame *frame,
                         enum run_frame_type *type)
{
    if (process->result_fd < 0)
        return false;
    // MSG_TRUNC gives the true length of a frame that is too long, which run_frame_open refuses.
    ssize_t got =
        recv(process->result_fd, frame->bytes, sizeof(frame->bytes), MSG_DONTWAIT | MSG_TRUNC);
    if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR))
        return false;
    if (got <= 0) {
        close_one(&process->result_fd);
        return false;
    }
    *type = run_frame_open(frame, (size_t)got);
    return true;
}

/// On a terminal the process shares this one's group, which must not be signalled.
static void send_signal(const struct run_process *process, int number)
{
    kill(process->on_terminal ? process->pid : -process->pid, number);
}

void run_process_terminate(const struct run_process *process)
{
    send_signal(process, SIGTERM);
}

void run_process_kill(const struct run_process *process)
{
    send_signal(process, SIGKILL);
}

bool run_process_reap(struct run_process *process, int *status)
{
    siginfo_t info = {0};
    int looked = waitid(P_PID, (id_t)process->pid, &info, WEXITED | WNOHANG | WNOWAIT);
    if (looked == 0 && info.si_pid == 0)
        return false;
    // As long as the leader is not collected its number belongs to the group, so nobody else is hit.
    if (!process->on_terminal)
        run_process_kill(process);
    *status = -1;
    if (looked == 0)
        waitpid(process->pid, status, 0);
    return true;
}

void run_process_forget(struct run_process *process)
{
    close_one(&process->exit_fd);
    close_one(&process->command_fd);
    close_one(&process->result_fd);
    close_one(&process->output_fd);
    process->pid = 0;
}
