// SPDX-License-Identifier: Apache-2.0
// Pipeline caches. Translating a shader takes microseconds, so that a cache never holds anything
// but its header.
#include "device.h"

#include <string.h>

struct ref_pipeline_cache {
    struct ref_object base;
    VkPipelineCacheHeaderVersionOne header;
};

REF_HANDLE_CASTS(pipeline_cache, VkPipelineCache, VK_OBJECT_TYPE_PIPELINE_CACHE)

VKAPI_ATTR VkResult VKAPI_CALL ref_CreatePipelineCache(VkDevice _device,
                                                       const VkPipelineCacheCreateInfo *pCreateInfo,
                                                       const VkAllocationCallbacks *pAllocator,
                                                       VkPipelineCache *pPipelineCache)
{
    (void)pCreateInfo; // initial data is what this driver wrote, and says nothing
    *pPipelineCache = VK_NULL_HANDLE;
    struct ref_device *device = ref_device_from_handle(_device);
    struct ref_pipeline_cache *cache = ref_object_create(
        pAllocator, &device->base.allocator, VK_OBJECT_TYPE_PIPELINE_CACHE, sizeof *cache);
    if (!cache)
        return VK_ERROR_OUT_OF_HOST_MEMORY;
    cache->header = (VkPipelineCacheHeaderVersionOne){
        .headerSize = sizeof cache->header,
        .headerVersion = VK_PIPELINE_CACHE_HEADER_VERSION_ONE,
        .vendorID = 0, // as in the device's properties
        .deviceID = 1,
    };
    memcpy(cache->header.pipelineCacheUUID, device->physical_device->pipeline_cache_uuid,
           VK_UUID_SIZE);
    *pPipelineCache = ref_pipeline_cache_to_handle(cache);
    return VK_SUCCESS;
}

VKAPI_ATTR void VKAPI_CALL ref_DestroyPipelineCache(VkDevice device, VkPipelineCache pipelineCache,
                                                    const VkAllocationCallbacks *pAllocator)
{
    (void)device;
    (void)pAllocator;
    ref_object_destroy(ref_pipeline_cache_from_handle(pipelineCache));
}

VKAPI_ATTR VkResult VKAPI_CALL ref_GetPipelineCacheData(VkDevice device,
                                                        VkPipelineCache pipelineCache,
                                                        size_t *pDataSize, void *pData)
{
    (void)device;
    const struct ref_pipeline_cache *cache = ref_pipeline_cache_from_handle(pipelineCache);
    const size_t size = sizeof cache->header;
    if (!pData) {
        *pDataSize = size;
        return VK_SUCCESS;
    }
    if (*pDataSize < size) {
        *pDataSize = 0; // nothing but whole headers is written
        return VK_INCOMPLETE;
    }
    memcpy(pData, &cache->header, size);
    *pDataSize = size;
    return VK_SUCCESS;
}

VKAPI_ATTR VkResult VKAPI_CALL ref_MergePipelineCaches(VkDevice device, VkPipelineCache dstCache,
                                                       uint32_t srcCacheCount,
                                                       const VkPipelineCache *pSrcCaches)
{
    (void)device;
    (void)dstCache;
    (void)srcCacheCount;
    (void)pSrcCaches;
    return VK_SUCCESS; // nothing and nothing is nothing
}
