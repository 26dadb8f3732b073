// SPDX-License-Identifier: Apache-2.0
#ifndef LAY_SELF_H
#define LAY_SELF_H

/// The name that applications ask for.
#define LAY_LAYER_NAME "VK_LAYER_OMMCTS_host_copy"

#define LAY_LAYER_SETTINGS_NAME    "VK_EXT_layer_settings"
#define LAY_LAYER_SETTINGS_VERSION 2

#endif
