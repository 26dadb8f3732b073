// SPDX-License-Identifier: Apache-2.0
// vkCopyMicromapEXT, and clones.
#include "copy.h"

#include "calls.h"
#include "contents.h"
#include "demands.h"
#include "fault.h"
#include "micromap_storage.h"
#include "slow.h"

#include <sched.h>
#include <stdatomic.h>
#include <string.h>

uint32_t ref_copy_pieces(uint64_t bytes)
{
    if (REF_FAULT(COPY_LOSES_LONE_BYTE))
        bytes--;
    uint64_t pieces = (bytes + REF_COPY_PIECE - 1) / REF_COPY_PIECE;
    return pieces ? (uint32_t)pieces : 1;
}

struct ref_range ref_copy_run(uint8_t *to, const uint8_t *from, uint64_t bytes, uint32_t first,
                              uint32_t end)
{
    uint64_t begin = first * REF_COPY_PIECE;
    uint64_t stop = end * REF_COPY_PIECE;
    if (stop > bytes)
        stop = bytes;
    memcpy(to + begin, from + begin, stop - begin);
    ref_slow_copy(stop - begin);
    return (struct ref_range){begin, stop - begin};
}

/// What a clone copies: the bytes in use, not the slack behind them.
static uint32_t clone_open(struct ref_job *job, uint32_t phase)
{
    const VkCopyMicromapInfoEXT *info = job->info;
    struct ref_micromap *src = ref_micromap_from_handle(info->src);
    struct ref_micromap *dst = ref_micromap_from_handle(info->dst);
    if (phase == 1) { // all is written
        ref_contents_cloned(ref_micromap_bytes(dst));
        return 0;
    }
    struct ref_map_header header;
    if (!ref_map_read_header(ref_micromap_bytes(src), &header) || dst->size < header.used_size ||
        !ref_demands_copy(src, &header, dst, info->mode)) {
        job->result =
            VK_ERROR_UNKNOWN; // an unconstructed source or a small destination breaks the rules
        return 0;
    }
    if (REF_FAULT(COPY_LOCKS_SOURCE) && atomic_exchange(&src->faults.busy, true)) {
        job->result = VK_ERROR_UNKNOWN;
        return 0;
    }
    ref_micromap_touch(src);
    ref_micromap_begin(dst);
    job->bytes = header.used_size;
    return ref_copy_pieces(header.used_size);
}

static void clone_run(struct ref_job *job, uint32_t phase, uint32_t first, uint32_t end)
{
    (void)phase;
    const VkCopyMicromapInfoEXT *info = job->info;
    struct ref_micromap *src = ref_micromap_from_handle(info->src);
    struct ref_micromap *dst = ref_micromap_from_handle(info->dst);
    ref_copy_run(ref_micromap_bytes(dst), ref_micromap_bytes(src), job->bytes, first, end);
    if (first == 0)
        ref_micromap_constructed(dst, REF_MICROMAP_CLONED);
    if (REF_FAULT(COPY_LOCKS_SOURCE) && end == ref_copy_pieces(job->bytes)) {
        sched_yield();
        src->faults.busy = false;
    }
    if (REF_FAULT(COPY_CLONE_WRITES_PAST_END))
        ref_micromap_bytes(dst)[dst->size] = 0;
    if (REF_FAULT(COPY_CLONE_DESTROYS_SOURCE) && (uint64_t)end * REF_COPY_PIECE >= job->bytes)
        memset(ref_micromap_bytes(src), 0, sizeof(struct ref_map_header));
}

static void share_storage(const VkCopyMicromapInfoEXT *info)
{
    const struct ref_micromap *src = ref_micromap_from_handle(info->src);
    struct ref_micromap *dst = ref_micromap_from_handle(info->dst);
    dst->buffer = src->buffer;
    dst->offset = src->offset;
}

VKAPI_ATTR VkResult VKAPI_CALL ref_CopyMicromapEXT(VkDevice device,
                                                   VkDeferredOperationKHR deferredOperation,
                                                   const VkCopyMicromapInfoEXT *pInfo)
{
    REF_COUNT_CALL(CopyMicromapEXT);
    VkResult without_work = deferredOperation ? VK_OPERATION_NOT_DEFERRED_KHR : VK_SUCCESS;
    if (REF_FAULT(COPY_STUB))
        return without_work;
    if (REF_FAULT(COPY_CLONE_SHARES_STORAGE) && pInfo->mode == VK_COPY_MICROMAP_MODE_CLONE_EXT) {
        share_storage(pInfo);
        return without_work;
    }
    if (REF_FAULT(COPY_CLONE_ALIASES_SOURCE) && pInfo->mode == VK_COPY_MICROMAP_MODE_CLONE_EXT) {
        ref_micromap_from_handle(pInfo->dst)->faults.same = ref_micromap_from_handle(pInfo->src);
        return without_work;
    }
    if (REF_FAULT(COPY_REFUSES_DEVICE_BUILT) &&
        ref_micromap_from_handle(pInfo->src)->faults.made_by_device)
        return VK_ERROR_UNKNOWN;

    struct ref_job job = {
        .device = ref_device_from_handle(device),
        .info = pInfo,
        .phases = ref_contents_phases(),
        .open = clone_open,
        .run = clone_run,
    };
    if (pInfo->mode == VK_COPY_MICROMAP_MODE_COMPACT_EXT) {
        if (REF_FAULT(COPY_MODES_OF_ACCELERATION_STRUCTURES))
            return VK_ERROR_UNKNOWN;
        job.open = ref_compact_open;
        job.run = ref_compact_run;
    }
    return ref_job_submit(deferredOperation, &job, sizeof(job));
}
