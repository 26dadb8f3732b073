// SPDX-License-Identifier: Apache-2.0
// The driver opened by hand, with one instance and one device.
#ifndef DRIVER_TEST_OPEN_H
#define DRIVER_TEST_OPEN_H

#include <stdbool.h>
#include <stddef.h>
#include <vulkan/vulkan_core.h>

#define GLOBAL_COMMANDS(X)                                                                         \
    X(CreateInstance)                                                                              \
    X(EnumerateInstanceVersion)                                                                    \
    X(EnumerateInstanceExtensionProperties)                                                        \
    X(EnumerateInstanceLayerProperties)

#define INSTANCE_COMMANDS(X)                                                                       \
    X(DestroyInstance)                                                                             \
    X(EnumeratePhysicalDevices)                                                                    \
    X(EnumeratePhysicalDeviceGroups)                                                               \
    X(EnumerateDeviceExtensionProperties)                                                          \
    X(EnumerateDeviceLayerProperties)                                                              \
    X(GetPhysicalDeviceFeatures2)                                                                  \
    X(GetPhysicalDeviceProperties2)                                                                \
    X(GetPhysicalDeviceMemoryProperties)                                                           \
    X(GetPhysicalDeviceQueueFamilyProperties)                                                      \
    X(GetPhysicalDeviceImageFormatProperties)                                                      \
    X(GetPhysicalDeviceFormatProperties)                                                           \
    X(GetPhysicalDeviceFormatProperties2)                                                          \
    X(GetPhysicalDeviceImageFormatProperties2)                                                     \
    X(GetPhysicalDeviceSparseImageFormatProperties)                                                \
    X(GetPhysicalDeviceSparseImageFormatProperties2)                                               \
    X(GetPhysicalDeviceExternalBufferProperties)                                                   \
    X(GetPhysicalDeviceExternalFenceProperties)                                                    \
    X(GetPhysicalDeviceExternalSemaphoreProperties)                                                \
    X(GetPhysicalDeviceToolProperties)                                                             \
    X(CreateDevice)                                                                                \
    X(GetDeviceProcAddr)

#define DEVICE_COMMANDS(X)                                                                         \
    X(DestroyDevice)                                                                               \
    X(GetDeviceQueue)                                                                              \
    X(GetDeviceQueue2)                                                                             \
    X(QueueSubmit)                                                                                 \
    X(QueueSubmit2)                                                                                \
    X(QueueWaitIdle)                                                                               \
    X(DeviceWaitIdle)                                                                              \
    X(AllocateMemory)                                                                              \
    X(FreeMemory)                                                                                  \
    X(MapMemory)                                                                                   \
    X(UnmapMemory)                                                                                 \
    X(GetDeviceMemoryCommitment)                                                                   \
    X(FlushMappedMemoryRanges)                                                                     \
    X(InvalidateMappedMemoryRanges)                                                                \
    X(CreateBuffer)                                                                                \
    X(DestroyBuffer)                                                                               \
    X(GetBufferMemoryRequirements)                                                                 \
    X(GetBufferMemoryRequirements2)                                                                \
    X(GetDeviceBufferMemoryRequirements)                                                           \
    X(BindBufferMemory)                                                                            \
    X(BindBufferMemory2)                                                                           \
    X(GetBufferDeviceAddress)                                                                      \
    X(CreateBufferView)                                                                            \
    X(DestroyBufferView)                                                                           \
    X(CreateImage)                                                                                 \
    X(GetDeviceImageMemoryRequirements)                                                            \
    X(GetDeviceImageSparseMemoryRequirements)                                                      \
    X(GetDeviceGroupPeerMemoryFeatures)                                                            \
    X(CreateFence)                                                                                 \
    X(DestroyFence)                                                                                \
    X(GetFenceStatus)                                                                              \
    X(ResetFences)                                                                                 \
    X(WaitForFences)                                                                               \
    X(CreateSemaphore)                                                                             \
    X(DestroySemaphore)                                                                            \
    X(GetSemaphoreCounterValue)                                                                    \
    X(SignalSemaphore)                                                                             \
    X(WaitSemaphores)                                                                              \
    X(CreateEvent)                                                                                 \
    X(DestroyEvent)                                                                                \
    X(SetEvent)                                                                                    \
    X(ResetEvent)                                                                                  \
    X(GetEventStatus)                                                                              \
    X(CreateQueryPool)                                                                             \
    X(DestroyQueryPool)                                                                            \
    X(ResetQueryPool)                                                                              \
    X(GetQueryPoolResults)                                                                         \
    X(CreateCommandPool)                                                                           \
    X(DestroyCommandPool)                                                                          \
    X(AllocateCommandBuffers)                                                                      \
    X(ResetCommandPool)                                                                            \
    X(TrimCommandPool)                                                                             \
    X(FreeCommandBuffers)                                                                          \
    X(BeginCommandBuffer)                                                                          \
    X(EndCommandBuffer)                                                                            \
    X(ResetCommandBuffer)                                                                          \
    X(CmdExecuteCommands)                                                                          \
    X(CmdFillBuffer)                                                                               \
    X(CmdUpdateBuffer)                                                                             \
    X(CmdCopyBuffer)                                                                               \
    X(CmdCopyBuffer2)                                                                              \
    X(CmdPipelineBarrier)                                                                          \
    X(CmdPipelineBarrier2)                                                                         \
    X(CmdSetEvent)                                                                                 \
    X(CmdSetEvent2)                                                                                \
    X(CmdResetEvent)                                                                               \
    X(CmdResetEvent2)                                                                              \
    X(CmdWaitEvents)                                                                               \
    X(CmdWaitEvents2)                                                                              \
    X(CmdResetQueryPool)                                                                           \
    X(CmdBeginQuery)                                                                               \
    X(CmdEndQuery)                                                                                 \
    X(CmdCopyQueryPoolResults)                                                                     \
    X(CmdBeginConditionalRenderingEXT)                                                             \
    X(CmdEndConditionalRenderingEXT)                                                               \
    X(CmdBeginRendering)                                                                           \
    X(CmdEndRendering)                                                                             \
    X(CreateShaderModule)                                                                          \
    X(DestroyShaderModule)                                                                         \
    X(CreateDescriptorSetLayout)                                                                   \
    X(DestroyDescriptorSetLayout)                                                                  \
    X(GetDescriptorSetLayoutSupport)                                                               \
    X(CreatePipelineLayout)                                                                        \
    X(DestroyPipelineLayout)                                                                       \
    X(CreatePipelineCache)                                                                         \
    X(DestroyPipelineCache)                                                                        \
    X(GetPipelineCacheData)                                                                        \
    X(MergePipelineCaches)                                                                         \
    X(CreateComputePipelines)                                                                      \
    X(CreateGraphicsPipelines)                                                                     \
    X(DestroyPipeline)                                                                             \
    X(CmdBindPipeline)                                                                             \
    X(CmdPushConstants)                                                                            \
    X(CmdDispatch)                                                                                 \
    X(CmdDispatchBase)                                                                             \
    X(CmdDispatchIndirect)                                                                         \
    X(CreatePrivateDataSlot)                                                                       \
    X(DestroyPrivateDataSlot)                                                                      \
    X(SetPrivateData)                                                                              \
    X(GetPrivateData)                                                                              \
    X(GetDeviceAccelerationStructureCompatibilityKHR)                                              \
    X(CmdBuildAccelerationStructuresIndirectKHR)                                                   \
    X(CmdCopyAccelerationStructureKHR)                                                             \
    X(CmdCopyAccelerationStructureToMemoryKHR)                                                     \
    X(CmdCopyMemoryToAccelerationStructureKHR)                                                     \
    X(CmdWriteAccelerationStructuresPropertiesKHR)

struct driver {
#define MEMBER(name) PFN_vk##name name;
    GLOBAL_COMMANDS(MEMBER)
    INSTANCE_COMMANDS(MEMBER)
    DEVICE_COMMANDS(MEMBER)
#undef MEMBER
    PFN_vkGetInstanceProcAddr GetInstanceProcAddr;
    VkInstance instance;
    VkPhysicalDevice physical_device;
    VkDevice device; ///< every feature and extension that the suite uses, one queue of each family
    bool has_micromaps, has_host_commands;
};

extern struct driver driver;

/// Loads OMMREF_LIBRARY and fills `driver`; false after a sentence on stderr.
bool driver_open(void);
void driver_close(void);

/// Creates an instance, or a device like driver.device, through this allocator.
VkResult driver_create_instance(const VkAllocationCallbacks *allocator, VkInstance *instance);
VkResult driver_create_device(const VkAllocationCallbacks *allocator, VkDevice *device);

/// Collects what is written to stderr until it is read, at most `size` - 1 bytes.
void stderr_capture(void);
void stderr_read(char *text, size_t size);

#endif
