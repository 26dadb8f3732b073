// SPDX-License-Identifier: Apache-2.0
// What input data means: the suite's own reading of packed opacity values (chapter "Micromaps": 1 or 2 bits per
// microtriangle, the least significant first, in the order of the space-filling curve).
#include <ommcts/readback.h>

uint32_t omm_input_state(const struct omm_input *input, uint32_t triangle, uint32_t index)
{
    const VkMicromapTriangleEXT *t = &input->triangles[triangle];
    const uint32_t bits = t->format == VK_OPACITY_MICROMAP_FORMAT_2_STATE_EXT ? 1 : 2;
    const uint8_t *data = input->data + t->dataOffset;
    const uint32_t first = index * bits;
    return (data[first / 8] >> (first % 8)) & ((1u << bits) - 1);
}
