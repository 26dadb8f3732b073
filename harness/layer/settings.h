// SPDX-License-Identifier: Apache-2.0
// What a user can choose: see README.md.
#ifndef LAY_SETTINGS_H
#define LAY_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <vulkan/vulkan_core.h>

enum lay_stderr {
    LAY_STDERR_AUTO, ///< messages go to stderr when the instance has no messenger
    LAY_STDERR_ALWAYS,
    LAY_STDERR_NEVER,
};

struct lay_settings {
    bool probe_pointers; ///< whether host memory named by pointers is probed
    bool hash_contents;  ///< whether blobs are hashed to know them again
    enum lay_stderr to_stderr;
};

/// The settings of an instance: the defaults, then VK_EXT_layer_settings, then the environment, which
/// has the last word. A value that cannot be understood changes nothing and is described in
/// `complaint`, which is empty when all is well.
struct lay_settings lay_settings_read(const VkInstanceCreateInfo *info, char *complaint,
                                      size_t size);

#endif
