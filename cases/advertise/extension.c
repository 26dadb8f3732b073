// SPDX-License-Identifier: Apache-2.0
// The list of device extensions (chapter "Extensions", "Extension Dependencies").
//
// "If an extension is supported ... then any required extensions of that extension must also be supported for
// the same instance or device": an extension that is listed comes with those it requires, or with the core version
// that took them in. The dependencies are those of the registry, along the chain that host micromap copies stand on.
// The list itself must be the same on every call (commands named vkGet* and vkEnumerate* are invariant, chapter
// "Fundamentals"), and its names must be strings.
// Observed: vkEnumerateDeviceExtensionProperties, asked anew. Vacuous where the depending extension is not listed,
// which is therefore NotSupported by name.
#include <ommcts/ommcts.h>

#include <string.h>

static const struct dependency {
    const char *name;
    const char *extension;
    const char *requires;
    uint32_t core_since; // the version whose support stands for it, or 0
} dependencies[] = {
    {"opacity_micromap_acceleration_structure", VK_EXT_OPACITY_MICROMAP_EXTENSION_NAME,
     VK_KHR_ACCELERATION_STRUCTURE_EXTENSION_NAME, 0},
    {"opacity_micromap_synchronization2", VK_EXT_OPACITY_MICROMAP_EXTENSION_NAME,
     VK_KHR_SYNCHRONIZATION_2_EXTENSION_NAME, VK_API_VERSION_1_3},
    {"opacity_micromap_deferred_host_operations", VK_EXT_OPACITY_MICROMAP_EXTENSION_NAME,
     VK_KHR_DEFERRED_HOST_OPERATIONS_EXTENSION_NAME, 0},
    {"acceleration_structure_deferred_host_operations",
     VK_KHR_ACCELERATION_STRUCTURE_EXTENSION_NAME, VK_KHR_DEFERRED_HOST_OPERATIONS_EXTENSION_NAME,
     0},
    {"acceleration_structure_buffer_device_address", VK_KHR_ACCELERATION_STRUCTURE_EXTENSION_NAME,
     VK_KHR_BUFFER_DEVICE_ADDRESS_EXTENSION_NAME, VK_API_VERSION_1_2},
    {"acceleration_structure_descriptor_indexing", VK_KHR_ACCELERATION_STRUCTURE_EXTENSION_NAME,
     VK_EXT_DESCRIPTOR_INDEXING_EXTENSION_NAME, VK_API_VERSION_1_2},
};

struct list {
    VkExtensionProperties *items;
    uint32_t count;
};

static struct list read_list(const struct omm_test *t)
{
    struct list list = {0};
    omm_must_succeed(
        vkEnumerateDeviceExtensionProperties(t->physical_device, NULL, &list.count, NULL),
        "vkEnumerateDeviceExtensionProperties");
    list.items = omm_alloc((list.count + 1) * sizeof *list.items);
    memset(list.items, 0xCC, list.count * sizeof *list.items);
    omm_must_succeed(
        vkEnumerateDeviceExtensionProperties(t->physical_device, NULL, &list.count, list.items),
        "vkEnumerateDeviceExtensionProperties");
    return list;
}

static const VkExtensionProperties *find(const struct list *list, const char *name)
{
    for (uint32_t i = 0; i < list->count; ++i)
        if (!strncmp(list->items[i].extensionName, name, VK_MAX_EXTENSION_NAME_SIZE))
            return &list->items[i];
    return NULL;
}

OMM_CASE(requires, .about = "An extension that is listed comes with what it requires.",
         .covers = OMM_COVERS("A005"), .params = OMM_PARAMS(dependencies))
{
    const struct dependency *dependency = param;
    const struct list list = read_list(t);
    if (!find(&list, dependency->extension))
        omm_not_supported("%s is not supported", dependency->extension);
    const bool in_core =
        dependency->core_since && t->gpu->properties.apiVersion >= dependency->core_since;
    ASSERTm(omm_sentence("%s is listed without %s, which it requires", dependency->extension,
                         dependency->requires),
            in_core || find(&list, dependency->requires));
    PASS();
}

OMM_CASE(names, .about = "Every listed extension has a name, and the name ends.",
         .covers = OMM_COVERS("A005"))
{
    const struct list list = read_list(t);
    ASSERT_EQ_FMT(t->gpu->extension_count, list.count, "%u");
    for (uint32_t i = 0; i < list.count; ++i) {
        const char *name = list.items[i].extensionName;
        ASSERTm(omm_sentence("name %u of %u is empty or does not end", i, list.count),
                name[0] && memchr(name, 0, VK_MAX_EXTENSION_NAME_SIZE));
        if (find(&list, name) != &list.items[i])
            omm_warn("%s is listed twice", name);
    }
    PASS();
}

OMM_CASE(same_twice, .about = "Enumerating twice gives the same extensions.",
         .covers = OMM_COVERS("A005", "A013"))
{
    const struct list first = read_list(t);
    const struct list second = read_list(t);
    ASSERT_EQ_FMT(first.count, second.count, "%u");
    for (uint32_t i = 0; i < first.count; ++i) {
        const VkExtensionProperties *again = find(&second, first.items[i].extensionName);
        ASSERTm(omm_sentence("%s is gone", first.items[i].extensionName), again);
        ASSERT_EQ_FMTm(first.items[i].extensionName, first.items[i].specVersion, again->specVersion,
                       "%u");
    }
    PASS();
}
