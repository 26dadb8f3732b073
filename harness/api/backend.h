// SPDX-License-Identifier: Apache-2.0
#ifndef OMM_BACKEND_H
#define OMM_BACKEND_H

#include "runner/backend.h"

/// The suite on Vulkan, through the loader that the system has.
extern const struct run_backend omm_vulkan_backend;

#endif
