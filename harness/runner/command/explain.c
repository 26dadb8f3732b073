// SPDX-License-Identifier: Apache-2.0
// `ommcts explain CASE`: everything that the descriptor says, without a loader or a driver.
#include "command/commands.h"
#include "command/print.h"
#include "ids.h"
#include "select/select.h"

#include <stdio.h>
#include <string.h>

enum { MOST_PARAMETERS = 20 };

/// The first entry of the name, or of the case that has this name without its parameter and witness.
static const struct run_case *find(const struct run_registry *registry, const char *name)
{
    const struct run_case *exact = run_registry_find(registry, name);
    if (exact)
        return exact;
    size_t length = strlen(name);
    for (size_t i = 0; i < registry->count; i++) {
        const struct run_case *entry = &registry->cases[i];
        const char *shorter = entry->name + strlen("omm.");
        bool full = entry->stem == length && memcmp(entry->name, name, length) == 0;
        bool rootless =
            entry->stem == length + strlen("omm.") && memcmp(shorter, name, length) == 0;
        if (full || rootless)
            return entry;
    }
    return NULL;
}

static void print_covers(const struct omm_case *desc)
{
    const size_t most = sizeof(desc->covers) / sizeof(desc->covers[0]);
    printf("covers:      ");
    for (size_t i = 0; i < most && desc->covers[i]; i++)
        printf("%s%s", i ? ", " : "", desc->covers[i]);
    puts(desc->covers[0] ? "" : "nothing by name");
}

/// The part of an ID like VUID-vkCopyMicromapEXT-buffer-07529 that is the command or structure.
static int entity_length(const char *rest)
{
    return (int)strcspn(rest, "-");
}

/// What the specification says of each, and where.
static void print_sections(const struct omm_case *desc)
{
    static const char prefix[] = "VUID-";
    const size_t most = sizeof(desc->covers) / sizeof(desc->covers[0]);
    for (size_t i = 0; i < most && desc->covers[i]; i++) {
        const char *id = desc->covers[i];
        const struct ids_assertion *assertion = ids_assertion_find(id);
        const struct ids_vuid *vuid = ids_vuid_find(id);
        if (assertion)
            printf("  %s: %s\n    specification: %s\n", id, assertion->statement, assertion->where);
        else if (vuid)
            printf("  %s: %s\n    specification: %.*s, Valid Usage, "
                   "https://registry.khronos.org/vulkan/specs/latest/html/vkspec.html#%s\n",
                   id, vuid->rule, entity_length(id + strlen(prefix)), id + strlen(prefix), id);
    }
}

static void print_needs(const struct omm_needs *needs)
{
    const struct {
        bool wanted;
        const char *words;
    } table[] = {
        {needs->deferred_operations, "VK_KHR_deferred_host_operations"},
        {needs->micromap || needs->host_commands || needs->device_commands,
         "VK_EXT_opacity_micromap with its feature micromap"},
        {needs->host_commands, "its feature micromapHostCommands"},
        {needs->device_commands, "queues, synchronization2 and bufferDeviceAddress"},
        {needs->timeline_semaphores, "timelineSemaphore"},
        {needs->host_query_reset, "hostQueryReset"},
        {needs->dynamic_rendering, "dynamicRendering"},
        {needs->conditional_rendering, "VK_EXT_conditional_rendering"},
        {needs->ray_query, "VK_KHR_ray_query"},
        {needs->read_back, "VK_KHR_ray_query where there is one, to read opacity back"},
        {needs->transfer_queue_only, "a queue that neither computes nor draws, and no other"},
        {needs->own_device, "a device of its own"},
        {needs->own_process, "a process of its own"},
    };
    const char *separator = "";
    printf("needs:       ");
    for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
        if (table[i].wanted) {
            printf("%s%s", separator, table[i].words);
            separator = ", ";
        }
    }
    puts(*separator ? "" : "any Vulkan device");
}

static const char *param_name(const struct omm_params *params, size_t i)
{
    const char *name = NULL;
    memcpy(&name, (const char *)params->first + i * params->size, sizeof(name));
    return name;
}

static void print_parameters(const struct run_case *entry, bool one)
{
    const struct omm_params *params = &entry->desc->params;
    if (one && entry->param_name) {
        printf("parameter:   %s, one of %zu\n", entry->param_name, params->count);
        return;
    }
    printf("parameters:  %zu%s", params->count, params->count ? ": " : "");
    for (size_t i = 0; i < params->count && i < MOST_PARAMETERS; i++)
        printf("%s%s", i ? ", " : "", param_name(params, i));
    if (params->count > MOST_PARAMETERS)
        printf(" and %zu more", params->count - MOST_PARAMETERS);
    putchar('\n');
}

int run_command_explain(const struct run_context *context)
{
    const char *name = context->options->operand;
    const struct run_case *entry = find(context->registry, name);
    if (!entry) {
        const char *near = run_nearest_name(context->registry, name);
        fprintf(stderr, "ommcts: there is no case '%s'%s%s%s\n", name,
                near ? "; did you mean '" : "; 'ommcts list' prints all names", near ? near : "",
                near ? "'?" : "");
        return RUN_EXIT_USAGE;
    }
    const struct omm_case *desc = entry->desc;
    bool one = run_registry_find(context->registry, name) != NULL;
    size_t length = one ? strlen(entry->name) : entry->stem;
    printf("%.*s\n  %s\n\n", (int)length, entry->name, desc->about);
    print_covers(desc);
    print_sections(desc);
    print_needs(&desc->needs);
    if (desc->on_request)
        puts("runs:        only when a name or glob spells its family and topic");
    static const char *const judged[] = {
        [OMM_JUDGES_DRIVER] = "the driver",
        [OMM_JUDGES_LAYER] = "the layers khronos and ommcts, one at a time, by breaking one rule",
        [OMM_JUDGES_NOBODY] = "nobody: it is a benchmark, of 'ommcts bench'",
    };
    printf("judges:      %s\n", judged[desc->judges]);
    print_parameters(entry, one);
    printf("source:      %s:%d\n", desc->file, desc->line);
    printf("to run it:   ommcts run -n '%.*s%s'\n", (int)length, entry->name, one ? "" : ".*");
    return run_print_end("the explanation") ? RUN_EXIT_FINE : RUN_EXIT_UNEXPECTED;
}
