// SPDX-License-Identifier: Apache-2.0
// The limits of a device, each by its name: what a report of a run keeps beside its results.
#include "facts.h"

#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

enum kind { U32, S32, U64, SIZE, REAL, FLAG, BITS };

struct limit {
    const char *name;
    enum kind kind;
    size_t offset, size;
};

#define LIMIT(kind, member)                                                                        \
    {                                                                                              \
#member, kind, offsetof(VkPhysicalDeviceLimits, member),                                   \
            sizeof(((VkPhysicalDeviceLimits *)0)->member)                                          \
    }

static const struct limit limits[] = {
    LIMIT(U32, maxImageDimension1D),
    LIMIT(U32, maxImageDimension2D),
    LIMIT(U32, maxImageDimension3D),
    LIMIT(U32, maxImageDimensionCube),
    LIMIT(U32, maxImageArrayLayers),
    LIMIT(U32, maxTexelBufferElements),
    LIMIT(U32, maxUniformBufferRange),
    LIMIT(U32, maxStorageBufferRange),
    LIMIT(U32, maxPushConstantsSize),
    LIMIT(U32, maxMemoryAllocationCount),
    LIMIT(U32, maxSamplerAllocationCount),
    LIMIT(U64, bufferImageGranularity),
    LIMIT(U64, sparseAddressSpaceSize),
    LIMIT(U32, maxBoundDescriptorSets),
    LIMIT(U32, maxPerStageDescriptorSamplers),
    LIMIT(U32, maxPerStageDescriptorUniformBuffers),
    LIMIT(U32, maxPerStageDescriptorStorageBuffers),
    LIMIT(U32, maxPerStageDescriptorSampledImages),
    LIMIT(U32, maxPerStageDescriptorStorageImages),
    LIMIT(U32, maxPerStageDescriptorInputAttachments),
    LIMIT(U32, maxPerStageResources),
    LIMIT(U32, maxDescriptorSetSamplers),
    LIMIT(U32, maxDescriptorSetUniformBuffers),
    LIMIT(U32, maxDescriptorSetUniformBuffersDynamic),
    LIMIT(U32, maxDescriptorSetStorageBuffers),
    LIMIT(U32, maxDescriptorSetStorageBuffersDynamic),
    LIMIT(U32, maxDescriptorSetSampledImages),
    LIMIT(U32, maxDescriptorSetStorageImages),
    LIMIT(U32, maxDescriptorSetInputAttachments),
    LIMIT(U32, maxVertexInputAttributes),
    LIMIT(U32, maxVertexInputBindings),
    LIMIT(U32, maxVertexInputAttributeOffset),
    LIMIT(U32, maxVertexInputBindingStride),
    LIMIT(U32, maxVertexOutputComponents),
    LIMIT(U32, maxTessellationGenerationLevel),
    LIMIT(U32, maxTessellationPatchSize),
    LIMIT(U32, maxTessellationControlPerVertexInputComponents),
    LIMIT(U32, maxTessellationControlPerVertexOutputComponents),
    LIMIT(U32, maxTessellationControlPerPatchOutputComponents),
    LIMIT(U32, maxTessellationControlTotalOutputComponents),
    LIMIT(U32, maxTessellationEvaluationInputComponents),
    LIMIT(U32, maxTessellationEvaluationOutputComponents),
    LIMIT(U32, maxGeometryShaderInvocations),
    LIMIT(U32, maxGeometryInputComponents),
    LIMIT(U32, maxGeometryOutputComponents),
    LIMIT(U32, maxGeometryOutputVertices),
    LIMIT(U32, maxGeometryTotalOutputComponents),
    LIMIT(U32, maxFragmentInputComponents),
    LIMIT(U32, maxFragmentOutputAttachments),
    LIMIT(U32, maxFragmentDualSrcAttachments),
    LIMIT(U32, maxFragmentCombinedOutputResources),
    LIMIT(U32, maxComputeSharedMemorySize),
    LIMIT(U32, maxComputeWorkGroupCount),
    LIMIT(U32, maxComputeWorkGroupInvocations),
    LIMIT(U32, maxComputeWorkGroupSize),
    LIMIT(U32, subPixelPrecisionBits),
    LIMIT(U32, subTexelPrecisionBits),
    LIMIT(U32, mipmapPrecisionBits),
    LIMIT(U32, maxDrawIndexedIndexValue),
    LIMIT(U32, maxDrawIndirectCount),
    LIMIT(REAL, maxSamplerLodBias),
    LIMIT(REAL, maxSamplerAnisotropy),
    LIMIT(U32, maxViewports),
    LIMIT(U32, maxViewportDimensions),
    LIMIT(REAL, viewportBoundsRange),
    LIMIT(U32, viewportSubPixelBits),
    LIMIT(SIZE, minMemoryMapAlignment),
    LIMIT(U64, minTexelBufferOffsetAlignment),
    LIMIT(U64, minUniformBufferOffsetAlignment),
    LIMIT(U64, minStorageBufferOffsetAlignment),
    LIMIT(S32, minTexelOffset),
    LIMIT(U32, maxTexelOffset),
    LIMIT(S32, minTexelGatherOffset),
    LIMIT(U32, maxTexelGatherOffset),
    LIMIT(REAL, minInterpolationOffset),
    LIMIT(REAL, maxInterpolationOffset),
    LIMIT(U32, subPixelInterpolationOffsetBits),
    LIMIT(U32, maxFramebufferWidth),
    LIMIT(U32, maxFramebufferHeight),
    LIMIT(U32, maxFramebufferLayers),
    LIMIT(BITS, framebufferColorSampleCounts),
    LIMIT(BITS, framebufferDepthSampleCounts),
    LIMIT(BITS, framebufferStencilSampleCounts),
    LIMIT(BITS, framebufferNoAttachmentsSampleCounts),
    LIMIT(U32, maxColorAttachments),
    LIMIT(BITS, sampledImageColorSampleCounts),
    LIMIT(BITS, sampledImageIntegerSampleCounts),
    LIMIT(BITS, sampledImageDepthSampleCounts),
    LIMIT(BITS, sampledImageStencilSampleCounts),
    LIMIT(BITS, storageImageSampleCounts),
    LIMIT(U32, maxSampleMaskWords),
    LIMIT(FLAG, timestampComputeAndGraphics),
    LIMIT(REAL, timestampPeriod),
    LIMIT(U32, maxClipDistances),
    LIMIT(U32, maxCullDistances),
    LIMIT(U32, maxCombinedClipAndCullDistances),
    LIMIT(U32, discreteQueuePriorities),
    LIMIT(REAL, pointSizeRange),
    LIMIT(REAL, lineWidthRange),
    LIMIT(REAL, pointSizeGranularity),
    LIMIT(REAL, lineWidthGranularity),
    LIMIT(FLAG, strictLines),
    LIMIT(FLAG, standardSampleLocations),
    LIMIT(U64, optimalBufferCopyOffsetAlignment),
    LIMIT(U64, optimalBufferCopyRowPitchAlignment),
    LIMIT(U64, nonCoherentAtomSize),
};

static size_t size_of(enum kind kind)
{
    return kind == U64 ? sizeof(VkDeviceSize) : kind == SIZE ? sizeof(size_t) : sizeof(uint32_t);
}

static void print(char *out, size_t size, enum kind kind, const unsigned char *value)
{
    VkDeviceSize wide = 0;
    size_t host = 0;
    uint32_t word = 0;
    float real = 0;
    switch (kind) {
    case U64:
        memcpy(&wide, value, sizeof wide);
        snprintf(out, size, "%" PRIu64, wide);
        break;
    case SIZE:
        memcpy(&host, value, sizeof host);
        snprintf(out, size, "%zu", host);
        break;
    case REAL:
        memcpy(&real, value, sizeof real);
        snprintf(out, size, "%g", (double)real);
        break;
    default:
        memcpy(&word, value, sizeof word);
        snprintf(out, size,
                 kind == S32    ? "%" PRId32
                 : kind == BITS ? "0x%" PRIx32
                                : "%" PRIu32,
                 word);
    }
}

void omm_facts_add_limits(struct omm_facts *facts, const VkPhysicalDeviceLimits *of)
{
    for (size_t i = 0; i < sizeof limits / sizeof limits[0]; ++i) {
        const struct limit *limit = &limits[i];
        char text[160] = "";
        // Arrays have three elements at most.
        for (size_t at = 0; at < limit->size; at += size_of(limit->kind)) {
            const size_t used = strlen(text);
            snprintf(text + used, sizeof text - used, "%s", at ? ", " : "");
            const size_t now = strlen(text);
            print(text + now, sizeof text - now, limit->kind,
                  (const unsigned char *)of + limit->offset + at);
        }
        char name[96];
        snprintf(name, sizeof name, "limits.%s", limit->name);
        omm_facts_add(facts, name, "%s", text);
    }
}
