// SPDX-License-Identifier: Apache-2.0
#include "command/devices.h"
#include "report/sanitize.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

const char *run_device_fact(const struct run_device_info *device, const char *name)
{
    for (size_t i = 0; i < device->fact_count; i++)
        if (strcmp(device->facts[i][0], name) == 0)
            return device->facts[i][1];
    return NULL;
}

/// A fact by the name that Vulkan's structures give it, or in words.
static const char *fact(const struct run_device_info *device, const char *name, const char *words)
{
    const char *value = run_device_fact(device, name);
    value = value ? value : run_device_fact(device, words);
    return value && value[0] != '\0' ? value : "unknown";
}

char *run_device_line(const struct run_device_info *device)
{
    char *raw = run_format(
        "%s (driver %s %s, Vulkan %s)", device->name, fact(device, "driverName", "driver name"),
        fact(device, "driverInfo", "driver info"), fact(device, "apiVersion", "API version"));
    char *line = run_sanitize_line(raw, 400);
    free(raw);
    return line;
}

static void tell_all(const struct run_device_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        char *line = run_device_line(&list->devices[i]);
        fprintf(stderr, "  %zu: %s, UUID %s\n", i + 1, line, list->devices[i].uuid);
        free(line);
    }
}

static bool is_number(const char *text)
{
    // Longer ones are a UUID that happens to have no letters.
    return strlen(text) < 10 && strspn(text, "0123456789") == strlen(text);
}

/// 32 hexadecimal digits, with dashes anywhere.
static bool is_uuid(const char *text, const char *uuid)
{
    size_t digits = 0;
    for (; *text != '\0'; text++) {
        if (*text == '-')
            continue;
        if (uuid[digits] == '\0' ||
            tolower((unsigned char)*text) != tolower((unsigned char)uuid[digits]))
            return false;
        digits++;
    }
    return digits == 32 && uuid[digits] == '\0';
}

/// How well `wanted` means this device: 0 not, 1 part of its name, 2 its whole name or UUID.
static int fit(const struct run_device_info *device, const char *wanted)
{
    if (is_uuid(wanted, device->uuid) || strcasecmp(wanted, device->name) == 0)
        return 2;
    return strcasestr(device->name, wanted) != NULL;
}

static size_t choose_by_name(const struct run_device_list *list, const char *wanted,
                             unsigned *numbers)
{
    size_t found = 0;
    int best = 1;
    for (size_t i = 0; i < list->count; i++) {
        int good = fit(&list->devices[i], wanted);
        if (good > best) {
            best = good;
            found = 0;
        }
        if (good == best)
            numbers[found++] = (unsigned)(i + 1);
    }
    if (found != 1) {
        fprintf(stderr, "ommcts: --device '%s' means %s; there %s:\n", wanted,
                found ? "more than one device" : "no device", list->count == 1 ? "is" : "are");
        tell_all(list);
    }
    return found == 1 ? 1 : 0;
}

size_t run_devices_choose(const struct run_device_list *list, const char *wanted, unsigned *numbers)
{
    if (!wanted) {
        numbers[0] = 1;
        return 1;
    }
    if (strcmp(wanted, "all") == 0) {
        for (size_t i = 0; i < list->count; i++)
            numbers[i] = (unsigned)(i + 1);
        return list->count;
    }
    if (!is_number(wanted))
        return choose_by_name(list, wanted, numbers);
    unsigned long number = strtoul(wanted, NULL, 10);
    if (number < 1 || number > list->count) {
        fprintf(stderr, "ommcts: --device %s: there %s %zu, counted from 1:\n", wanted,
                list->count == 1 ? "is" : "are", list->count);
        tell_all(list);
        return 0;
    }
    numbers[0] = (unsigned)number;
    return 1;
}
