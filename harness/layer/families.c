// SPDX-License-Identifier: Apache-2.0
// All families of intercepted commands. A command belongs to one of them only.
#include "commands.h"

extern const struct lay_family lay_instance_family;
extern const struct lay_family lay_device_family;
extern const struct lay_family lay_enumerate_family;
extern const struct lay_family lay_debug_family;
extern const struct lay_family lay_name_family;
extern const struct lay_family lay_memory_family;
extern const struct lay_family lay_map_memory_family;
extern const struct lay_family lay_buffer_family;
extern const struct lay_family lay_deferred_family;
extern const struct lay_family lay_micromap_family;
extern const struct lay_family lay_compatibility_family;
extern const struct lay_family lay_host_copy_family;
extern const struct lay_family lay_host_from_memory_family;
extern const struct lay_family lay_host_query_family;
extern const struct lay_family lay_host_to_memory_family;
extern const struct lay_family lay_command_pool_family;
extern const struct lay_family lay_command_buffer_family;
extern const struct lay_family lay_render_scope_family;
extern const struct lay_family lay_device_copy_family;
extern const struct lay_family lay_device_query_family;
extern const struct lay_family lay_query_pool_family;
extern const struct lay_family lay_submit_family;
extern const struct lay_family lay_completion_family;
extern const struct lay_family lay_device_build_family;
extern const struct lay_family lay_build_sizes_family;
extern const struct lay_family lay_host_build_family;

const struct lay_family *const lay_families[] = {
    &lay_instance_family,
    &lay_device_family,
    &lay_enumerate_family,
    &lay_debug_family,
    &lay_name_family,
    &lay_memory_family,
    &lay_map_memory_family,
    &lay_buffer_family,
    &lay_deferred_family,
    &lay_micromap_family,
    &lay_compatibility_family,
    &lay_host_copy_family,
    &lay_host_from_memory_family,
    &lay_host_query_family,
    &lay_host_to_memory_family,
    &lay_command_pool_family,
    &lay_command_buffer_family,
    &lay_render_scope_family,
    &lay_device_copy_family,
    &lay_device_query_family,
    &lay_query_pool_family,
    &lay_submit_family,
    &lay_completion_family,
    &lay_device_build_family,
    &lay_build_sizes_family,
    &lay_host_build_family,
};
const size_t lay_family_count = sizeof lay_families / sizeof *lay_families;
