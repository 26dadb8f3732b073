// SPDX-License-Identifier: Apache-2.0
// The deferrable commands, each with everything that one request of it needs, so that what deferral promises of all of
// them is written down once.
#ifndef OMMCTS_JOB_H
#define OMMCTS_JOB_H

#include <ommcts/micromap.h>

enum omm_command {
    OMM_BUILD,             ///< vkBuildMicromapsEXT, with pUsageCounts
    OMM_BUILD_BY_POINTERS, ///< vkBuildMicromapsEXT, with ppUsageCounts
    OMM_CLONE,             ///< vkCopyMicromapEXT
    OMM_COMPACT,           ///< vkCopyMicromapEXT
    OMM_SERIALIZE,         ///< vkCopyMicromapToMemoryEXT
    OMM_DESERIALIZE,       ///< vkCopyMemoryToMicromapEXT
};

/// Parameters for cases that run once with each deferrable command.
struct omm_command_param {
    const char *name;
    enum omm_command command;
};
#define OMM_COMMAND_COUNT 6
extern const struct omm_command_param omm_commands[OMM_COMMAND_COUNT];
#define OMM_EACH_COMMAND                                                                           \
    {                                                                                              \
        .first = omm_commands, .count = OMM_COMMAND_COUNT,                                         \
        .size = sizeof(struct omm_command_param)                                                   \
    }

/// One command, ready to be requested any number of times. All host memory that it reads or writes lies in blocks
/// between guard pages.
struct omm_job {
    const struct omm_test *t;
    enum omm_command command;
    struct omm_block *info;      ///< the command's structure, alone
    struct omm_micromap *source; ///< NULL for builds and deserialize
    struct omm_micromap
        *destination;         ///< NULL for serialize; not constructed before the first request
    struct omm_block *memory; ///< serialized data: the source or the destination; NULL for others
    struct omm_block *inputs[5];   ///< what a build's structure points to; ends at the first NULL
    const struct omm_input *input; ///< what the output means
};

/// Sets a job up, from an input of this shape; nothing is requested yet.
struct omm_job *omm_prepare(const struct omm_test *t, enum omm_command command,
                            const struct omm_shape *shape);

/// Calls the job's command, with an operation or VK_NULL_HANDLE, and gives what it answered. Valid while no request of
/// this job is pending.
VkResult omm_request(const struct omm_job *job, VkDeferredOperationKHR operation);

/// Points the job at another destination, at least as large as the one it has (for a clone: equally large). Not for
/// serialize, which writes host memory.
void omm_job_aim(struct omm_job *job, struct omm_micromap *destination);

/// Access to all blocks of the job.
void omm_job_protect(const struct omm_job *job, enum omm_access access);

/// Overwrites what the job wrote, be it host memory or the destination's whole memory object, which is no
/// constructed micromap any more.
void omm_job_erase(const struct omm_job *job);

// For ASSERT_OK:

/// The output is there and whole, and nothing beside it was written. Valid when the job's last request is complete.
const char *omm_job_done(const struct omm_job *job);

/// The output means the job's input: omm_reads_back_as of the destination, or of what the serialized data is loaded
/// into. Needs `.read_back`; valid when the job's last request is complete.
const char *omm_job_reads_back(const struct omm_job *job);

/// Nothing was written since omm_job_erase.
const char *omm_job_erased(const struct omm_job *job);

/// Host commands of every kind on objects of their own, between two pauses: whoever still looks at what an earlier
/// command was given does so meanwhile. Leaves nothing behind.
const char *omm_go_on(const struct omm_test *t);

#endif
