// SPDX-License-Identifier: Apache-2.0
// Whether vkGetDeviceProcAddr knows the fourteen commands of VK_EXT_opacity_micromap (chapter "Initialization", table
// vkGetDeviceProcAddr behavior).
//
// For a "device-level command" of an "enabled extension" the function pointer "must not be NULL"; "any other case"
// returns NULL. So with the extension enabled all fourteen are there, whatever features are enabled: the host
// commands too while micromapHostCommands is off. With the extension not enabled all fourteen are NULL, on every
// driver, whether it supports the extension or not.
// Observed through the loader's vkGetDeviceProcAddr, never by calling what it returns. Features that are off make a
// call invalid, not the pointer NULL. Vacuous if the device had more enabled than the case asked: the harness enables
// exactly the needs.
#include <ommcts/ommcts.h>

static const struct command {
    const char *name;
} commands[] = {
    {"vkBuildMicromapsEXT"},          {"vkCmdBuildMicromapsEXT"},
    {"vkCmdCopyMemoryToMicromapEXT"}, {"vkCmdCopyMicromapEXT"},
    {"vkCmdCopyMicromapToMemoryEXT"}, {"vkCmdWriteMicromapsPropertiesEXT"},
    {"vkCopyMemoryToMicromapEXT"},    {"vkCopyMicromapEXT"},
    {"vkCopyMicromapToMemoryEXT"},    {"vkCreateMicromapEXT"},
    {"vkDestroyMicromapEXT"},         {"vkGetDeviceMicromapCompatibilityEXT"},
    {"vkGetMicromapBuildSizesEXT"},   {"vkWriteMicromapsPropertiesEXT"},
};
enum { COMMAND_COUNT = sizeof commands / sizeof commands[0] };

OMM_CASE(there_with_host_commands, .about = "With micromapHostCommands on, the command is there.",
         .covers = OMM_COVERS("A003", "A006"), .needs = {.host_commands = true},
         .params = OMM_PARAMS(commands))
{
    const struct command *command = param;
    ASSERTm(omm_sentence("%s is NULL although the extension is enabled", command->name),
            vkGetDeviceProcAddr(t->device, command->name));
    PASS();
}

OMM_CASE(there_without_host_commands,
         .about = "With the extension enabled and micromapHostCommands off, the command is there.",
         .covers = OMM_COVERS("A006"), .needs = {.micromap = true}, .params = OMM_PARAMS(commands))
{
    const struct command *command = param;
    ASSERTm(omm_sentence("%s is NULL although the extension is enabled", command->name),
            vkGetDeviceProcAddr(t->device, command->name));
    PASS();
}

OMM_CASE(null_without_extension, .about = "Without the extension enabled, the command is NULL.",
         .covers = OMM_COVERS("A007", "A167"), .params = OMM_PARAMS(commands))
{
    const struct command *command = param;
    ASSERTm(omm_sentence("%s is not NULL although the extension is not enabled", command->name),
            !vkGetDeviceProcAddr(t->device, command->name));
    PASS();
}

OMM_CASE(null_with_deferred_operations_only,
         .about = "An extension that it requires does not bring the command.",
         .covers = OMM_COVERS("A007"), .needs = {.deferred_operations = true},
         .params = OMM_PARAMS(commands))
{
    const struct command *command = param;
    ASSERTm(omm_sentence("%s is not NULL although the extension is not enabled", command->name),
            !vkGetDeviceProcAddr(t->device, command->name));
    PASS();
}

static const char *first_missing(VkDevice device)
{
    for (size_t i = 0; i < COMMAND_COUNT; ++i)
        if (!vkGetDeviceProcAddr(device, commands[i].name))
            return commands[i].name;
    return NULL;
}

OMM_CASE(there_without_features,
         .about = "With the extension enabled and no feature at all, every command is there.",
         .covers = OMM_COVERS("A006"))
{
    if (!t->gpu->has_micromap)
        omm_not_supported("%s is not supported", VK_EXT_OPACITY_MICROMAP_EXTENSION_NAME);
    const struct omm_needs needs = {.micromap = true};
    const char *extensions[OMM_MAX_EXTENSIONS];
    const uint32_t count = omm_list_extensions(t->gpu, &needs, extensions);
    const VkDevice device = omm_open_bare_device(t, extensions, count);
    const char *missing = first_missing(device);
    ASSERTm(omm_sentence("%s is NULL although the extension is enabled", missing ? missing : ""),
            !missing);
    PASS();
}
