// SPDX-License-Identifier: Apache-2.0
// A pool of workers as the options want it.
#ifndef RUN_LAUNCH_H
#define RUN_LAUNCH_H

#include "command/commands.h"
#include "command/environment.h"
#include "pool/pool.h"

/// How to start workers. `binary` and `environment` must outlive what is made from it.
struct run_launch run_launch_make(const struct run_context *context,
                                  const struct run_environment *environment, const char *binary,
                                  enum run_isolation isolation);

/// Lists the devices. RUN_EXIT_FINE, even without any: the list says why. Else the exit status, told on
/// stderr: no worker can be started, or the driver that the command line names can't be used.
int run_launch_devices(struct run_pool *pool, const struct run_options *options,
                       const struct run_environment *environment, struct run_device_list *devices);

/// The sentence that says why the list is empty.
const char *run_launch_no_device(const struct run_device_list *devices);

#endif
