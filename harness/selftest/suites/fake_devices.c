// SPDX-License-Identifier: Apache-2.0
// What the fake backend can pretend to see.
#include "fake_devices.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

static const struct fake_device one[] = {
    {"Fake Alpha", "00112233445566778899aabbccddee01", true, true},
};

// "Fake" and "Bet" each fit several names, "Gamma" one.
static const struct fake_device three[] = {
    {"Fake Beta", "00112233445566778899aabbccddee02", true, true},
    {"Fake Beta Max", "00112233445566778899aabbccddee03", true, false},
    {"Fake Gamma", "00112233445566778899aabbccddee04", false, false},
};

static const struct fake_world worlds[] = {
    {.name = "one", .devices = one, .count = COUNT_OF(one)},
    {.name = "three", .devices = three, .count = COUNT_OF(three)},
    {.name = "zero"},
    {.name = "no_loader", .closed = "no Vulkan loader was found"},
    {.name = "broken",
     .closed = "vkCreateInstance returned VK_ERROR_INITIALIZATION_FAILED",
     .broken = true},
    {.name = "crash", .crashes_while_listing = true},
    {.name = "bad_bytes", .bad_bytes = true, .devices = one, .count = COUNT_OF(one)},
    {.name = "endless", .endless = true, .devices = one, .count = COUNT_OF(one)},
};

const struct fake_world *fake_world(void)
{
    const char *wanted = getenv("FAKE_DEVICES");
    for (size_t i = 0; i < COUNT_OF(worlds); i++)
        if (strcmp(worlds[i].name, wanted ? wanted : "one") == 0)
            return &worlds[i];
    fprintf(stderr, "FAKE_DEVICES=%s is not in the table of fake_devices.c\n", wanted);
    abort();
}

#define BAD_INFO "1.0 \xff\x1b[31m<&]]>\x01\"two\nlines\""

static const char *driver_info(const struct fake_world *world)
{
    static char megabyte[1 << 20];
    if (!world->endless)
        return world->bad_bytes ? BAD_INFO : "1.0";
    for (size_t i = 0; i < sizeof(megabyte) - 1; i++)
        megabyte[i] = BAD_INFO[i % (sizeof(BAD_INFO) - 1)];
    return megabyte;
}

void fake_tell_device(const struct fake_world *world, const struct fake_device *device)
{
    const char *info = driver_info(world);
    const char *const facts[][2] = {
        {"name", device->name},
        {"driverName", world->endless ? info : "fake driver"},
        {"driverInfo", info},
        {"apiVersion", "1.3.0"},
        {"vendor:device", "fa4e:00a1"},
        {"VK_EXT_opacity_micromap", device->micromap ? "yes" : "no"},
        {"micromapHostCommands", device->host_commands ? "yes" : "no"},
    };
    run_emit_device(&(struct run_device){
        .name = device->name,
        .uuid = device->uuid,
        .facts = facts,
        .count = COUNT_OF(facts),
        .remarks =
            device->host_commands ? "Everything can run here." : "Host commands cannot run here.",
    });
}
