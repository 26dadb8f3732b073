// SPDX-License-Identifier: Apache-2.0
// Threads of a case. They never judge: they return a value, and the case's main thread judges it.
#ifndef OMMCTS_THREAD_H
#define OMMCTS_THREAD_H

#include <stddef.h>

struct omm_thread;

/// Starts body(argument) on a thread that has an alternate signal stack, so that a crash there is told like
/// one on the main thread. Ends the case as ResourceError when no thread can be had. Joined by omm_thread_join, at the
/// latest when the case is cleaned up.
struct omm_thread *omm_thread_start(void *(*body)(void *argument), void *argument);

/// Waits for the thread and gives what its body returned. Once per thread.
void *omm_thread_join(struct omm_thread *thread);

/// Runs body(first), body(first + size), ... on `count` threads, which begin at the same moment, and waits for all of
/// them. What the bodies return is lost: they leave it in their arguments.
void omm_at_once(unsigned count, void *(*body)(void *argument), void *first, size_t size);

#endif
