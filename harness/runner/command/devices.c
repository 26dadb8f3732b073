// SPDX-License-Identifier: Apache-2.0
// `ommcts devices`.
#include "command/devices.h"

#include "command/commands.h"
#include "command/launch.h"
#include "command/places.h"
#include "command/print.h"
#include "command/stop.h"
#include "report/sanitize.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void print_row(const char *name, const char *value)
{
    char *clean_name = run_sanitize_line(name, 200);
    char *clean_value = run_sanitize_line(value, 2000);
    printf("  %-34s  %s\n", clean_name, clean_value);
    free(clean_name);
    free(clean_value);
}

static void print_remarks(const char *remarks)
{
    for (const char *p = remarks; *p != '\0';) {
        size_t length = strcspn(p, "\n");
        char *raw = run_strndup(p, length);
        char *line = run_sanitize_line(raw, 2000);
        printf("  %s\n", line);
        free(line);
        free(raw);
        p += length + (p[length] == '\n');
    }
}

static void print_device(size_t number, const struct run_device_info *device)
{
    char *name = run_sanitize_line(device->name, 300);
    printf("%sdevice %zu: %s\n", number > 1 ? "\n" : "", number, name);
    free(name);
    print_row("deviceUUID", device->uuid);
    for (size_t i = 0; i < device->fact_count; i++)
        // What has a dot is a detail for --output, of which there are hundreds.
        if (strcmp(device->facts[i][0], "name") != 0 && !strchr(device->facts[i][0], '.'))
            print_row(device->facts[i][0], device->facts[i][1]);
    print_remarks(device->remarks);
}

static int print_list(const struct run_device_list *list)
{
    if (list->crash) {
        char *crash = run_sanitize_line(list->crash, 1000);
        fprintf(stderr, "ommcts: listing the devices failed: %s\n", crash);
        free(crash);
        return RUN_EXIT_UNEXPECTED;
    }
    if (list->count == 0) {
        char *why = run_sanitize_line(run_launch_no_device(list), 1000);
        bool broken = list->opening == RUN_BROKEN;
        fprintf(stderr, "ommcts: %s: %s\n",
                broken ? "the driver does not start" : "there is no device", why);
        free(why);
        return broken ? RUN_EXIT_UNEXPECTED : RUN_EXIT_NOT_SUPPORTED;
    }
    for (size_t i = 0; i < list->count; i++)
        print_device(i + 1, &list->devices[i]);
    return run_print_end("the list of devices") ? RUN_EXIT_FINE : RUN_EXIT_UNEXPECTED;
}

static void ignore_property(void *context, const char *name, const char *value)
{
    (void)context;
    (void)name;
    (void)value;
}

int run_command_devices(const struct run_context *context)
{
    struct run_environment environment;
    if (!run_environment_make(&environment, context->options)) {
        run_environment_clear(&environment);
        return RUN_EXIT_USAGE;
    }
    run_stop_install(context->options->gdb ? RUN_STOP_DEBUGGER : RUN_STOP_ORDERLY);
    char *binary = run_place_of_binary();
    struct run_launch launch = run_launch_make(context, &environment, binary, RUN_ISOLATE_WORKER);
    struct run_sink sink = {.property = ignore_property};
    struct run_pool *pool = run_pool_create(&launch, &sink);
    struct run_device_list list = {0};
    int status = run_launch_devices(pool, context->options, &environment, &list);
    if (status == RUN_EXIT_FINE)
        status = print_list(&list);
    run_device_list_clear(&list);
    run_pool_destroy(pool);
    free(binary);
    run_environment_clear(&environment);
    return status;
}
