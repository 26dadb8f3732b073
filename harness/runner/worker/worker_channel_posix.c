// SPDX-License-Identifier: Apache-2.0
#include "worker/worker_channel.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

static int command_from = -1, result_to = -1;

static bool close_on_exec(int fd)
{
    int flags = fcntl(fd, F_GETFD);
    return flags >= 0 && fcntl(fd, F_SETFD, flags | FD_CLOEXEC) == 0;
}

static bool is_datagram_socket(int fd)
{
    int type = 0;
    socklen_t size = sizeof(type);
    return getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &size) == 0 && type == SOCK_SEQPACKET;
}

bool run_channel_open(int command_fd, int result_fd)
{
    if (!close_on_exec(command_fd) || !close_on_exec(result_fd) || !is_datagram_socket(result_fd))
        return false;
    command_from = command_fd;
    result_to = result_fd;
    // Lines of a driver that prints on stdout stand among those on stderr, and survive a crash.
    setvbuf(stdout, NULL, _IOLBF, BUFSIZ);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    // The supervisor may have died before that took hold. Its parent's number would not tell under a
    // wrapper, but the other end of the socket does.
    struct pollfd other_end = {.fd = result_to, .events = 0};
    return poll(&other_end, 1, 0) == 0;
}

bool run_channel_command(char *line, size_t size)
{
    static char waiting[4096];
    static size_t length;
    for (;;) {
        char *end = memchr(waiting, '\n', length);
        if (end) {
            size_t count = (size_t)(end - waiting);
            size_t kept = count < size ? count : size - 1;
            memcpy(line, waiting, kept);
            line[kept] = '\0';
            length -= count + 1;
            memmove(waiting, end + 1, length);
            return true;
        }
        if (length == sizeof(waiting))
            return false; // no command is that long
        ssize_t got = read(command_from, waiting + length, sizeof(waiting) - length);
        if (got == 0 || (got < 0 && errno != EINTR))
            return false;
        length += got > 0 ? (size_t)got : 0;
    }
}

void run_channel_send(const struct run_frame *frame)
{
    while (send(result_to, frame->bytes, frame->length, MSG_NOSIGNAL) < 0) {
        if (errno == EPIPE || errno == ECONNRESET)
            _exit(0); // nobody is left to tell
        if (errno != EINTR) {
            static const char words[] =
                "ommcts worker: the result channel was closed by somebody\n";
            ssize_t ignored = write(STDERR_FILENO, words, sizeof(words) - 1);
            (void)ignored;
            _exit(98);
        }
    }
}
