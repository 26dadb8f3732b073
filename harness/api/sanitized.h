// SPDX-License-Identifier: Apache-2.0
// Sanitizers change what a process holds: they keep freed memory for a while, and need address space of their own.
#ifndef OMM_SANITIZED_H
#define OMM_SANITIZED_H

#include <stdbool.h>

#if defined __SANITIZE_ADDRESS__ || defined __SANITIZE_THREAD__
static const bool omm_sanitized = true;
#elif defined __has_feature
static const bool omm_sanitized =
    __has_feature(address_sanitizer) || __has_feature(thread_sanitizer);
#else
static const bool omm_sanitized = false;
#endif

#endif
