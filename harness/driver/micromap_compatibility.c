// SPDX-License-Identifier: Apache-2.0
// vkGetDeviceMicromapCompatibilityEXT.
#include "calls.h"
#include "fault.h"
#include "micromap_kept.h"
#include "personality.h"
#include "serialize.h"

#include <sched.h>
#include <stdatomic.h>
#include <string.h>

static bool is_ours(const struct ref_physical_device *physical_device, const uint8_t *data)
{
    const uint8_t *compatibility = physical_device->compatibility_uuid;
    const uint8_t *of_device = physical_device->device_compatibility_uuid;
    if (REF_FAULT(COMPATIBILITY_NEVER))
        return false;
    if (REF_FAULT(COMPATIBILITY_OTHER_UUID))
        compatibility = physical_device->device_uuid;
    if (REF_FAULT(COMPATIBILITY_NEEDS_ALIGNMENT))
        data = (const uint8_t *)((uintptr_t)data & ~(uintptr_t)15);
    if (REF_FAULT(COMPATIBILITY_READS_64_BYTES))
        (void)*(const volatile uint8_t *)(data + 63);
    if (REF_FAULT(COMPATIBILITY_ALWAYS))
        return true;
    if (REF_FAULT(COMPATIBILITY_IGNORES_SECOND_UUID))
        compatibility = data + VK_UUID_SIZE;
    const bool second_decides = ref_personality()->second_uuid_decides;
    const size_t compared = second_decides ? 12 : VK_UUID_SIZE;
    if (ref_personality()->other_device_uuid &&
        memcmp(data + VK_UUID_SIZE, of_device, compared) == 0)
        compatibility = of_device;
    return (second_decides || memcmp(data, physical_device->driver_uuid, VK_UUID_SIZE) == 0) &&
           memcmp(data + VK_UUID_SIZE, compatibility, compared) == 0;
}

static VkAccelerationStructureCompatibilityKHR
first_answer_ever(VkAccelerationStructureCompatibilityKHR answer)
{
    static atomic_int kept = -1;
    int expected = -1;
    atomic_compare_exchange_strong(&kept, &expected, (int)answer);
    return (VkAccelerationStructureCompatibilityKHR)atomic_load(&kept);
}

/// One place for the answers of all threads.
static VkAccelerationStructureCompatibilityKHR
answer_in_the_slot(VkAccelerationStructureCompatibilityKHR answer)
{
    static atomic_int slot;
    atomic_store(&slot, (int)answer);
    sched_yield();
    return (VkAccelerationStructureCompatibilityKHR)atomic_load(&slot);
}

static void write_neighbour(VkAccelerationStructureCompatibilityKHR *answer)
{
    memset(answer + 1, 0, sizeof(*answer));
}

VKAPI_ATTR void VKAPI_CALL ref_GetDeviceMicromapCompatibilityEXT(
    VkDevice _device, const VkMicromapVersionInfoEXT *pVersionInfo,
    VkAccelerationStructureCompatibilityKHR *pCompatibility)
{
    REF_COUNT_CALL(GetDeviceMicromapCompatibilityEXT);
    const struct ref_device *device = ref_device_from_handle(_device);
    uint8_t marked[2 * VK_UUID_SIZE];
    const uint8_t *data = pVersionInfo->pVersionData;
    if (REF_FAULT(COMPATIBILITY_KEEPS_DATA))
        ref_micromap_keep_another(data);
    if (REF_FAULT(COMPATIBILITY_PER_DEVICE)) {
        memcpy(marked, data, sizeof marked);
        ref_blob_mark(device, marked);
        data = marked;
    }
    VkAccelerationStructureCompatibilityKHR answer =
        is_ours(device->physical_device, data)
            ? VK_ACCELERATION_STRUCTURE_COMPATIBILITY_COMPATIBLE_KHR
            : VK_ACCELERATION_STRUCTURE_COMPATIBILITY_INCOMPATIBLE_KHR;
    if (REF_FAULT(COMPATIBILITY_NEEDS_HOST_COMMANDS) && !device->micromap_host_commands)
        answer = VK_ACCELERATION_STRUCTURE_COMPATIBILITY_INCOMPATIBLE_KHR;
    if (REF_FAULT(COMPATIBILITY_SHARES_A_SLOT))
        answer = answer_in_the_slot(answer);
    if (REF_FAULT(COMPATIBILITY_KEEPS_FIRST_ANSWER))
        answer = first_answer_ever(answer);
    if (REF_FAULT(COMPATIBILITY_WRITES_64_BITS))
        write_neighbour(pCompatibility);
    if (REF_FAULT(COMPATIBILITY_UNWRITTEN_WHEN_NOT) &&
        answer == VK_ACCELERATION_STRUCTURE_COMPATIBILITY_INCOMPATIBLE_KHR)
        return;
    *pCompatibility = answer;
}
