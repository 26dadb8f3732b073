// SPDX-License-Identifier: Apache-2.0
// The commands of the next layer, or of the driver, that this layer calls. A name that later versions
// of Vulkan promoted stands without its suffix: the look-up tries the suffixes as well.
#ifndef LAY_NEXT_H
#define LAY_NEXT_H

#include "compat.h"

#include <vulkan/vk_layer.h>

#define LAY_INSTANCE_COMMANDS(X)                                                                   \
    X(DestroyInstance)                                                                             \
    X(EnumeratePhysicalDevices)                                                                    \
    X(EnumerateDeviceExtensionProperties)                                                          \
    X(GetPhysicalDeviceProperties)                                                                 \
    X(GetPhysicalDeviceProperties2)                                                                \
    X(GetPhysicalDeviceFeatures2)                                                                  \
    X(GetPhysicalDeviceMemoryProperties)                                                           \
    X(GetPhysicalDeviceQueueFamilyProperties)                                                      \
    X(CreateDebugUtilsMessengerEXT)                                                                \
    X(DestroyDebugUtilsMessengerEXT)                                                               \
    X(SubmitDebugUtilsMessageEXT)                                                                  \
    X(CreateDebugReportCallbackEXT)                                                                \
    X(DestroyDebugReportCallbackEXT)

#define LAY_DEVICE_COMMANDS(X)                                                                     \
    X(DestroyDevice)                                                                               \
    X(SetDebugUtilsObjectNameEXT)                                                                  \
    /* Memory and buffers. */                                                                      \
    X(AllocateMemory)                                                                              \
    X(FreeMemory)                                                                                  \
    X(MapMemory)                                                                                   \
    X(UnmapMemory)                                                                                 \
    X(CreateBuffer)                                                                                \
    X(DestroyBuffer)                                                                               \
    X(BindBufferMemory)                                                                            \
    X(BindBufferMemory2)                                                                           \
    X(GetBufferDeviceAddress)                                                                      \
    /* Micromaps. */                                                                               \
    X(CreateMicromapEXT)                                                                           \
    X(DestroyMicromapEXT)                                                                          \
    X(BuildMicromapsEXT)                                                                           \
    X(CopyMicromapEXT)                                                                             \
    X(CopyMicromapToMemoryEXT)                                                                     \
    X(CopyMemoryToMicromapEXT)                                                                     \
    X(WriteMicromapsPropertiesEXT)                                                                 \
    X(GetDeviceMicromapCompatibilityEXT)                                                           \
    X(GetMicromapBuildSizesEXT)                                                                    \
    X(CmdBuildMicromapsEXT)                                                                        \
    X(CmdCopyMicromapEXT)                                                                          \
    X(CmdCopyMicromapToMemoryEXT)                                                                  \
    X(CmdCopyMemoryToMicromapEXT)                                                                  \
    X(CmdWriteMicromapsPropertiesEXT)                                                              \
    /* Deferred host operations. */                                                                \
    X(CreateDeferredOperationKHR)                                                                  \
    X(DestroyDeferredOperationKHR)                                                                 \
    X(DeferredOperationJoinKHR)                                                                    \
    X(GetDeferredOperationResultKHR)                                                               \
    /* Command buffers. */                                                                         \
    X(CreateCommandPool)                                                                           \
    X(DestroyCommandPool)                                                                          \
    X(ResetCommandPool)                                                                            \
    X(AllocateCommandBuffers)                                                                      \
    X(FreeCommandBuffers)                                                                          \
    X(BeginCommandBuffer)                                                                          \
    X(EndCommandBuffer)                                                                            \
    X(ResetCommandBuffer)                                                                          \
    X(CmdExecuteCommands)                                                                          \
    X(CmdBeginRenderPass)                                                                          \
    X(CmdBeginRenderPass2)                                                                         \
    X(CmdEndRenderPass)                                                                            \
    X(CmdEndRenderPass2)                                                                           \
    X(CmdBeginRendering)                                                                           \
    X(CmdEndRendering)                                                                             \
    X(CmdBeginVideoCodingKHR)                                                                      \
    X(CmdEndVideoCodingKHR)                                                                        \
    X(CmdWaitEvents)                                                                               \
    X(CmdWaitEvents2)                                                                              \
    /* Queries. */                                                                                 \
    X(CreateQueryPool)                                                                             \
    X(DestroyQueryPool)                                                                            \
    X(ResetQueryPool)                                                                              \
    X(CmdResetQueryPool)                                                                           \
    X(GetQueryPoolResults)                                                                         \
    /* Queues. */                                                                                  \
    X(GetDeviceQueue)                                                                              \
    X(GetDeviceQueue2)                                                                             \
    X(QueueSubmit)                                                                                 \
    X(QueueSubmit2)                                                                                \
    X(QueueWaitIdle)                                                                               \
    X(DeviceWaitIdle)                                                                              \
    X(CreateFence)                                                                                 \
    X(DestroyFence)                                                                                \
    X(ResetFences)                                                                                 \
    X(GetFenceStatus)                                                                              \
    X(WaitForFences)                                                                               \
    X(CreateSemaphore)                                                                             \
    X(DestroySemaphore)                                                                            \
    X(GetSemaphoreCounterValue)                                                                    \
    X(WaitSemaphores)

struct lay_instance_next {
    PFN_vkGetInstanceProcAddr GetInstanceProcAddr;
#define LAY_MEMBER(name) PFN_vk##name name;
    LAY_INSTANCE_COMMANDS(LAY_MEMBER)
};

/// Any of these is NULL when neither the version of Vulkan nor an enabled extension has it.
struct lay_device_next {
    PFN_vkGetDeviceProcAddr GetDeviceProcAddr;
    LAY_DEVICE_COMMANDS(LAY_MEMBER)
#undef LAY_MEMBER
    PFN_lay_MapMemory2 MapMemory2;
    PFN_lay_UnmapMemory2 UnmapMemory2;
    PFN_lay_CmdEndRendering2 CmdEndRendering2;
};

void lay_instance_next_load(struct lay_instance_next *next, VkInstance instance,
                            PFN_vkGetInstanceProcAddr get);
void lay_device_next_load(struct lay_device_next *next, VkDevice device,
                          PFN_vkGetDeviceProcAddr get);

#endif
