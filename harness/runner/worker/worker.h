// SPDX-License-Identifier: Apache-2.0
// What supervisor and worker agree on beside the frames.
#ifndef RUN_WORKER_H
#define RUN_WORKER_H

/// Commands, one per line:
///     case SEQUENCE NAME    run a case
///     list SEQUENCE         tell the devices
///     device N              cases run on this device from now on
///     quit                  close everything and end
#define RUN_COMMAND_CASE_LINE   "case %llu %s\n"
#define RUN_COMMAND_LIST_LINE   "list %llu\n"
#define RUN_COMMAND_DEVICE_LINE "device %u\n"
#define RUN_COMMAND_QUIT_LINE   "quit\n"

/// The descriptors a worker is started with.
enum { RUN_WORKER_COMMAND_FD = 3, RUN_WORKER_RESULT_FD = 4 };

#endif
