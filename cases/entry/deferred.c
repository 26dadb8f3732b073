// SPDX-License-Identifier: Apache-2.0
// Whether vkGetDeviceProcAddr knows the five commands of VK_KHR_deferred_host_operations (chapter "Initialization",
// table vkGetDeviceProcAddr behavior).
//
// For a command of an enabled device extension the function pointer "must not be NULL"; "any other case" returns NULL.
// So the five are there with the extension enabled, by itself or beside VK_EXT_opacity_micromap, and NULL with nothing
// enabled, on every driver.
// Observed through the loader's vkGetDeviceProcAddr, never by calling what it returns.
// Vacuous if the device had more enabled than the case asked: the harness enables exactly the needs.
#include <ommcts/ommcts.h>

static const struct command {
    const char *name;
} commands[] = {
    {"vkCreateDeferredOperationKHR"},    {"vkDeferredOperationJoinKHR"},
    {"vkDestroyDeferredOperationKHR"},   {"vkGetDeferredOperationMaxConcurrencyKHR"},
    {"vkGetDeferredOperationResultKHR"},
};

OMM_CASE(there_with_extension, .about = "With the extension enabled, the command is there.",
         .covers = OMM_COVERS("A008"), .needs = {.deferred_operations = true},
         .params = OMM_PARAMS(commands))
{
    const struct command *command = param;
    ASSERTm(omm_sentence("%s is NULL although the extension is enabled", command->name),
            vkGetDeviceProcAddr(t->device, command->name));
    PASS();
}

OMM_CASE(there_with_micromap,
         .about = "With VK_EXT_opacity_micromap beside it, the command is there.",
         .covers = OMM_COVERS("A008"), .needs = {.micromap = true}, .params = OMM_PARAMS(commands))
{
    const struct command *command = param;
    ASSERTm(omm_sentence("%s is NULL although the extension is enabled", command->name),
            vkGetDeviceProcAddr(t->device, command->name));
    PASS();
}

OMM_CASE(null_without_extension, .about = "Without the extension enabled, the command is NULL.",
         .covers = OMM_COVERS("A008"), .params = OMM_PARAMS(commands))
{
    const struct command *command = param;
    ASSERTm(omm_sentence("%s is not NULL although the extension is not enabled", command->name),
            !vkGetDeviceProcAddr(t->device, command->name));
    PASS();
}
