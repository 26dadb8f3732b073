// SPDX-License-Identifier: Apache-2.0
// Failures that are accepted for now, each with the address where that is discussed, in the waiver files of the
// Vulkan CTS: <waiver vendorId="0x1002" url="https://..."> with <d> (deviceID) and <t> (name, '*' within a part)
// below. Unlike there waived cases run, so that nobody misses the day they pass.
#ifndef RUN_WAIVERS_H
#define RUN_WAIVERS_H

#include "heap.h"
#include "registry.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// One <t>, with what the <waiver> around it says.
struct run_waiver {
    char *pattern;
    char *url;
    uint32_t vendor;
    uint32_t *devices;
    size_t device_count;
    const char *path;
    unsigned line;
};

struct run_waivers {
    struct run_strings paths;
    struct run_waiver *items;
    size_t count;
};

/// Reads the files. What is no waiver file, a waiver without url, or a pattern that stands there twice for a device is
/// told on stderr with file and line: false. Free with run_waivers_clear in every case.
bool run_waivers_read(struct run_waivers *waivers, const struct run_strings *paths);

void run_waivers_clear(struct run_waivers *waivers);

/// The first waiver for a full name on this device, or NULL.
const struct run_waiver *run_waivers_find(const struct run_waivers *waivers, uint32_t vendor,
                                          uint32_t device, const char *name);

/// Tells on stderr each pattern below "omm." that no case matches;
/// returns how many.
size_t run_waivers_tell_stale(const struct run_waivers *waivers,
                              const struct run_registry *registry);

#endif
