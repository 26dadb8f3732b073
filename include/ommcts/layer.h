// SPDX-License-Identifier: Apache-2.0
// What validation layers said during the running case: for violations, which judge the layer.
#ifndef OMMCTS_LAYER_H
#define OMMCTS_LAYER_H

#include <ommcts/test.h>

/// Ends the case as NotSupported unless the layer under test is known to check this VUID (tables by layer version;
/// an unknown version is tried). Call it before the violating call.
void omm_layer_must_claim(const char *vuid);

/// For ASSERT_OK: complains, naming the layer and what it said instead, unless this VUID was reported since
/// the case began; of the suite's own layer, also when it reported any other. A layer version without a table of
/// claims that stays silent is NotSupported, not a failure.
const char *omm_layer_reported(const char *vuid);

/// For ASSERT_OK, after a violating call that returns a VkResult: complains unless the layer reported this VUID
/// and the call answered VK_ERROR_VALIDATION_FAILED, as it must when the messenger says VK_TRUE.
const char *omm_layer_refused(const char *vuid, VkResult answer);

/// Whether this VUID was reported since the case began.
bool omm_layer_said(const char *vuid);

/// A command that a layer is to keep from the driver.
struct omm_watch {
    const char *command;
    bool can_tell; ///< the driver counts its calls: the reference driver does
    uint64_t before;
};

/// Call it before the violating call: `command` is "vkCopyMicromapEXT" or another micromap command.
struct omm_watch omm_watch_driver(const struct omm_test *t, const char *command);

/// For ASSERT_OK, after the violating call: complains when the command reached the driver all the same. Says nothing,
/// and is no check, on a driver that does not count.
const char *omm_kept_from_driver(const struct omm_test *t, const struct omm_watch *watch);

/// The validation layer that the instance was created with and its version, or NULL without one.
const char *omm_layer_name(void);

#endif
