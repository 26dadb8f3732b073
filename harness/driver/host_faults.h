// SPDX-License-Identifier: Apache-2.0
// Faults that every host command has alike: what it does to queues, threads and the process around its work.
#ifndef REF_HOST_FAULTS_H
#define REF_HOST_FAULTS_H

#include "device.h"

/// Before the work of a host command. An error is what the command returns.
VkResult ref_host_faults_begin(struct ref_device *device);

/// After it, whatever became of it.
void ref_host_faults_end(void);

/// Where a host command may need memory of the process, of which there may be none.
void ref_host_faults_heap(void);

/// In a submission, with the device's lock held. True when what is submitted gets lost.
bool ref_host_faults_submit(void);

#endif
