// SPDX-License-Identifier: Apache-2.0
// The worker's side of Vulkan: one instance, and one device kept open for the next case with the same needs.
#include "backend.h"

#include "session.h"

#include <ommcts/block.h>
#include <ommcts/verdict.h>

#include <stdio.h>
#include <string.h>

static struct omm_instance instance;
static struct omm_device device; // of the last case; closed when view.device is NULL
static const struct run_settings
    *settings; // its device is chosen after open, before the first case

// Old Khronos layers need to know beforehand that micromaps will be attached.
static unsigned layers_for(const struct omm_case *desc, const char *witness)
{
    unsigned layers = omm_layers_named(witness ? witness : settings->layers);
    if (witness)
        layers |= OMM_LAYERS_VIOLATION;
    const bool attaches = desc->needs.read_back || desc->needs.ray_query;
    return layers & OMM_LAYERS_KHRONOS && attaches ? layers | OMM_LAYERS_ATTACH : layers;
}

const struct run_settings *omm_settings(void)
{
    return settings;
}

static void emit_version(const char *name, uint32_t version)
{
    char text[32];
    snprintf(text, sizeof text, "%u.%u.%u", VK_API_VERSION_MAJOR(version),
             VK_API_VERSION_MINOR(version), VK_API_VERSION_PATCH(version));
    run_emit_property(name, text);
}

static void emit_instance(void)
{
    uint32_t loader = VK_API_VERSION_1_0;
    if (vkEnumerateInstanceVersion)
        vkEnumerateInstanceVersion(&loader);
    emit_version("loader", loader);
    emit_version("headers", VK_HEADER_VERSION_COMPLETE);
    run_emit_property("layers", instance.layer[0] ? instance.layer : "none");
    if (instance.unwrapped)
        run_emit_property(
            "handleWrapping",
            "off in the Khronos layer for cases that attach micromaps: versions before "
            "1.4.304 are known to miss some wrapped ones");
}

static void emit_gpu(const struct omm_gpu *gpu)
{
    run_emit_property("device", gpu->properties.deviceName);
    run_emit_property("driver", gpu->driver.driverName);
    run_emit_property("driverInfo", gpu->driver.driverInfo);
    emit_version("apiVersion", gpu->properties.apiVersion);
}

static enum run_opening open_backend(const struct run_settings *given, char *why, size_t why_size)
{
    settings = given;
    if (!omm_loader_open(why, why_size))
        return RUN_NOTHING_HERE;
    const enum run_opening opening =
        omm_instance_open(&instance, omm_layers_named(settings->layers), why, why_size);
    if (opening == RUN_OPENED)
        emit_instance();
    return opening;
}

static void tell_devices(void)
{
    omm_tell_devices(&instance);
}

static void close_backend(void)
{
    omm_device_close(&device);
    omm_instance_close(&instance);
}

// A violation runs in a process of its own, under an instance of its own.
static void use_layers(unsigned layers)
{
    if (instance.handle && instance.layers == layers)
        return;
    char why[256];
    close_backend();
    if (omm_instance_open(&instance, layers, why, sizeof why) != RUN_OPENED)
        omm_not_supported("%s", why);
    emit_instance();
}

// own_device and own_process say how a device is used, not what is enabled on it.
static bool same_needs(const struct omm_needs *a, const struct omm_needs *b)
{
    return a->deferred_operations == b->deferred_operations && a->micromap == b->micromap &&
           a->host_commands == b->host_commands && a->device_commands == b->device_commands &&
           a->timeline_semaphores == b->timeline_semaphores &&
           a->host_query_reset == b->host_query_reset &&
           a->dynamic_rendering == b->dynamic_rendering &&
           a->conditional_rendering == b->conditional_rendering && a->ray_query == b->ray_query &&
           a->read_back == b->read_back && a->transfer_queue_only == b->transfer_queue_only;
}

static void close_device(void *object)
{
    omm_device_close(object);
}

static int run(const struct omm_case *desc, const void *param, const char *witness)
{
    use_layers(layers_for(desc, witness));
    const unsigned index = settings->device ? settings->device - 1 : 0;
    if (index >= instance.gpu_count)
        omm_device_unavailable("device %u is gone: the driver offers %u now", index + 1,
                               instance.gpu_count);
    const struct omm_gpu *gpu = &instance.gpus[index];
    emit_gpu(gpu);
    if (desc->needs.own_device || !device.view.device || !same_needs(&device.asked, &desc->needs)) {
        omm_device_close(&device);
        omm_device_open(&device, &instance, gpu, &desc->needs, NULL, false);
    }
    if (desc->needs.own_device)
        omm_cleanup(close_device, &device);
    omm_messages_forget();
    return desc->run(&device.view, param);
}

const struct omm_test *omm_open_device(const struct omm_test *t, const struct omm_needs *needs,
                                       const VkAllocationCallbacks *allocator)
{
    struct omm_device *second = omm_alloc(sizeof *second);
    omm_device_open(second, &instance, t->gpu, needs, allocator, true);
    omm_cleanup(close_device, second);
    return &second->view;
}

const struct run_backend omm_vulkan_backend = {
    .open = open_backend,
    .devices = tell_devices,
    .run = run,
    .close = close_backend,
    .describe_address = omm_block_describe,
};
