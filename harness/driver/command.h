// SPDX-License-Identifier: Apache-2.0
// How a vkCmd* function becomes work on a queue.
//
// Recording: the function copies everything that its parameters point to into a payload, because
// the application may free them as soon as it returns, and records the payload with the command's
// type:
//
//     static void execute_thing(struct ref_execution *execution, const void *payload);
//     static const struct ref_command_type thing = {
//         .name = "vkCmdThing",
//         .stage = VK_PIPELINE_STAGE_2_COPY_BIT,
//         .execute = execute_thing,
//     };
//
//     struct thing *record = ref_record(commandBuffer, &thing, sizeof *record);
//     if (!record)
//         return; // out of memory: vkEndCommandBuffer will say so
//     *record = (struct thing){...};
//
// One payload is one piece of memory and holds no pointer into itself that would need freeing:
// arrays go behind the structure, in a flexible array member. It may be executed many times, by
// several queues at once, so `execute` must not change it.
//
// Execution: on the queue's own thread, from the payload and the device's memory alone. Before it
// touches memory of the device, `execute` asks for the bytes with ref_execute_read or
// ref_execute_write (or their variants for buffers and micromaps). That resolves and bounds-checks
// the range, and tells the personality "weak" what the command reads and writes with which access;
// there the bytes returned hold what this command can see, and what is written stays hidden until
// a barrier says otherwise. The default personality returns the device view as it is. What a host
// command's code finds by itself (ref_micromap_bytes) is the same memory, so such code may be used
// once the ranges have been asked for. Bytes that were not asked for must not be touched.
#ifndef REF_COMMAND_H
#define REF_COMMAND_H

#include "micromap.h"
#include "query.h"

struct ref_execution;

/// What all commands of one name have in common; a static constant of the file that records it.
struct ref_command_type {
    const char *name; ///< for messages: "vkCmdCopyBuffer"
    /// The one pipeline stage (one bit) in which the command does all its work, compared with the
    /// stage masks of barriers. 0: the command is no work but orders work (barriers, events,
    /// resets of queries), so it is carried out in its place in the queue.
    VkPipelineStageFlags2 stage;
    bool in_place; ///< has a stage and is carried out in its place all the same
    void (*execute)(struct ref_execution *execution, const void *payload);
};

/// Appends a command with a payload of `size` bytes (zeroed, aligned for any type, contents up to
/// the caller). NULL when out of host memory: the caller returns, and vkEndCommandBuffer reports.
void *ref_record(VkCommandBuffer commandBuffer, const struct ref_command_type *type, size_t size);

/// Tells that the command just recorded writes queries, after a ref_record that succeeded.
/// vkCmdResetQueryPool and vkCmdCopyQueryPoolResults are ordered with it without a barrier, as the
/// specification says. At most one range for each command.
void ref_record_queries(VkCommandBuffer commandBuffer, VkQueryPool queryPool, uint32_t firstQuery,
                        uint32_t queryCount);

/// The device that executes.
struct ref_device *ref_execution_device(const struct ref_execution *execution);

/// True when conditional rendering is active around the command and its predicate discards what
/// conditional rendering affects. Micromap commands and copies are not affected; for faults.
bool ref_execution_discards(const struct ref_execution *execution);

/// The `size` bytes at a device address, to be read with `access` (VK_ACCESS_2_..., one bit). NULL
/// after a sentence on stderr when they are not all inside one live allocation of the device: the
/// command then does nothing more. Valid until `execute` returns; `size` 0 gives NULL in silence.
const uint8_t *ref_execute_read(struct ref_execution *execution, VkDeviceAddress address,
                                VkDeviceSize size, VkAccessFlags2 access);

/// The same, to be written. Ask for exactly what may be written: in the personality "weak" all of
/// the range counts as written. Its old contents are there, but reading them needs a read first.
uint8_t *ref_execute_write(struct ref_execution *execution, VkDeviceAddress address,
                           VkDeviceSize size, VkAccessFlags2 access);

/// The same for a range of a bound buffer.
const uint8_t *ref_execute_read_buffer(struct ref_execution *execution,
                                       const struct ref_buffer *buffer, VkDeviceSize offset,
                                       VkDeviceSize size, VkAccessFlags2 access);
uint8_t *ref_execute_write_buffer(struct ref_execution *execution, const struct ref_buffer *buffer,
                                  VkDeviceSize offset, VkDeviceSize size, VkAccessFlags2 access);

/// True in "weak" when another command writes to the range without a dependency between the two:
/// what this one keeps there for itself would be spoilt.
bool ref_execute_races(struct ref_execution *execution, VkDeviceAddress address, VkDeviceSize size);

/// All storage of a micromap, with VK_ACCESS_2_MICROMAP_READ_BIT_EXT, or _WRITE_. The pointer is
/// what ref_micromap_bytes gives.
const uint8_t *ref_execute_read_micromap(struct ref_execution *execution,
                                         const struct ref_micromap *map);
uint8_t *ref_execute_write_micromap(struct ref_execution *execution,
                                    const struct ref_micromap *map);

/// Memory for the command's own use that goes away when `execute` returns; NULL when there is none.
void *ref_execute_scratch(struct ref_execution *execution, size_t size);

/// Writes a query's value and makes it available, the value first.
void ref_execute_query_result(struct ref_execution *execution, VkQueryPool queryPool,
                              uint32_t query, uint64_t value);

#endif
