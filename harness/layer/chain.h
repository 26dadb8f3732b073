// SPDX-License-Identifier: Apache-2.0
// Copies of chains of structures, for a layer that asks for more than the application does.
#ifndef LAY_CHAIN_H
#define LAY_CHAIN_H

#include <vulkan/vulkan_core.h>

/// A copy of the structures of a device's chain up to and with `last`, which is one of them; what
/// follows `last` is the original. NULL when there is no memory, or the layer is too old to know how
/// large one of the structures is.
VkBaseOutStructure *lay_chain_copy(const void *chain, const void *last);

/// Frees such a copy; `rest` is what follows `last`. NULL is fine.
void lay_chain_free(VkBaseOutStructure *copy, const void *rest);

/// The structure of a chain with this type, to be changed, or NULL.
void *lay_chain_find(VkBaseOutStructure *chain, VkStructureType type);

#endif
