// SPDX-License-Identifier: Apache-2.0
#include "fake_backend.h"

#include "fake_devices.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct fake_guard fake_guard;
const char *fake_witness;
static const struct run_settings *settings_of_worker;

static enum run_opening fake_open(const struct run_settings *settings, char *why, size_t why_size)
{
    settings_of_worker = settings;
    const struct fake_world *world = fake_world();
    if (world->closed) {
        snprintf(why, why_size, "%s", world->closed);
        return world->broken ? RUN_BROKEN : RUN_NOTHING_HERE;
    }
    return RUN_OPENED;
}

static void fake_list(void)
{
    const struct fake_world *world = fake_world();
    if (world->crashes_while_listing)
        abort();
    for (size_t i = 0; i < world->count; i++)
        fake_tell_device(world, &world->devices[i]);
}

static const struct fake_device *chosen_device(void)
{
    const struct fake_world *world = fake_world();
    if (world->count == 0)
        omm_not_supported("there is no device");
    unsigned number = settings_of_worker->device;
    if (number < 1 || number > world->count)
        omm_resource_error("the runner chose device %u of %zu", number, world->count);
    return &world->devices[number - 1];
}

static int fake_run(const struct omm_case *desc, const void *param, const char *witness)
{
    const struct fake_device *device = chosen_device();
    const struct omm_needs *needs = &desc->needs;
    if ((needs->micromap || needs->host_commands) && !device->micromap)
        omm_not_supported("VK_EXT_opacity_micromap");
    if (needs->host_commands && !device->host_commands)
        omm_not_supported("feature micromapHostCommands");
    run_emit_property("device", device->name);
    const char *khronos = "VK_LAYER_KHRONOS_validation 1.3.239";
    bool under_layer = strcmp(settings_of_worker->layers, "none") != 0;
    fake_witness = NULL;
    if (witness) {
        printf("under %s\n", witness);
        fake_witness =
            strcmp(witness, "khronos") == 0 ? khronos : "VK_LAYER_OMMCTS_host_copy 0.1.0";
    }
    run_emit_property("layers", fake_witness ? fake_witness : under_layer ? khronos : "none");
    return desc->run(NULL, param);
}

static void fake_close(void)
{
    if (getenv("FAKE_SCRATCH"))
        fake_record("closed", "%d", (int)getpid());
}

/// Appends to `text` as far as it fits; async-signal-safe, so no printf.
static size_t append(char *text, size_t size, size_t length, const char *more)
{
    while (*more && length + 1 < size)
        text[length++] = *more++;
    text[length] = '\0';
    return length;
}

static size_t fake_describe_address(uintptr_t address, char *text, size_t size)
{
    uintptr_t first = (uintptr_t)fake_guard.first;
    if (size == 0 || !first || address < first || address - first >= fake_guard.size)
        return 0;
    char digits[24];
    size_t at = sizeof(digits) - 1;
    digits[at] = '\0';
    uintptr_t past = address - first;
    do {
        digits[--at] = (char)('0' + past % 10);
        past /= 10;
    } while (past);
    size_t length = append(text, size, 0, "the access was ");
    length = append(text, size, length, &digits[at]);
    return append(text, size, length, " bytes past the end of the fake block");
}

const struct run_backend fake_backend = {
    .open = fake_open,
    .devices = fake_list,
    .run = fake_run,
    .close = fake_close,
    .describe_address = fake_describe_address,
};

/// Opens $FAKE_SCRATCH/`name`; -1 when the folder is not there.
static int open_scratch(const char *name, int flags)
{
    char path[4096];
    const char *folder = getenv("FAKE_SCRATCH");
    snprintf(path, sizeof(path), "%s/%s", folder ? folder : "/nonexistent", name);
    return open(path, flags | O_CLOEXEC, 0644);
}

void fake_record(const char *name, const char *format, ...)
{
    char line[256];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(line, sizeof(line) - 1, format, arguments);
    va_end(arguments);
    line[length] = '\n';
    int file = open_scratch(name, O_WRONLY | O_CREAT | O_APPEND);
    if (file < 0 || write(file, line, (size_t)length + 1) != length + 1)
        omm_resource_error("FAKE_SCRATCH names no folder that can be written to");
    close(file);
}

int fake_recorded(const char *name)
{
    int file = open_scratch(name, O_RDONLY);
    if (file < 0)
        return 0;
    int lines = 0;
    char bytes[512];
    for (ssize_t got; (got = read(file, bytes, sizeof(bytes))) > 0;)
        for (ssize_t i = 0; i < got; i++)
            lines += bytes[i] == '\n';
    close(file);
    return lines;
}
