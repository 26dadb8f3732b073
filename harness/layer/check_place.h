// SPDX-License-Identifier: Apache-2.0
// Where in a command buffer, and in which, a command may be recorded: the rules that all micromap commands share.
#ifndef LAY_CHECK_PLACE_H
#define LAY_CHECK_PLACE_H

#include "record.h"
#include "report.h"

struct lay_place_rules {
    const char *recording, *cmdpool, *renderpass, *suspended, *videocoding;
};

/// The rules of one command, which is given as a literal with its "vk".
#define LAY_PLACE_RULES(command)                                                                   \
    ((struct lay_place_rules){                                                                     \
        .recording = "VUID-" command "-commandBuffer-recording",                                   \
        .cmdpool = "VUID-" command "-commandBuffer-cmdpool",                                       \
        .renderpass = "VUID-" command "-renderpass",                                               \
        .suspended = "VUID-" command "-suspended",                                                 \
        .videocoding = "VUID-" command "-videocoding",                                             \
    })

/// Takes the device's lock.
void lay_check_place(struct lay_call *call, const struct lay_place_rules *rules,
                     VkCommandBuffer buffer);

#endif
