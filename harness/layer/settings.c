// SPDX-License-Identifier: Apache-2.0
#include "settings.h"

#include "compat.h"
#include "self.h"
#include "state.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// The structures of VK_EXT_layer_settings, for applications built with newer headers than the layer.
enum { TYPE_BOOL32, TYPE_INT32, TYPE_INT64, TYPE_UINT32, TYPE_UINT64, TYPE_STRING = 7 };

struct setting {
    const char *pLayerName;
    const char *pSettingName;
    int32_t type;
    uint32_t valueCount;
    const void *pValues;
};

struct settings_create_info {
    VkStructureType sType;
    const void *pNext;
    uint32_t settingCount;
    const struct setting *pSettings;
};

#ifdef VK_EXT_layer_settings
_Static_assert(sizeof(struct setting) == sizeof(VkLayerSettingEXT) &&
                   sizeof(struct settings_create_info) == sizeof(VkLayerSettingsCreateInfoEXT) &&
                   (int)TYPE_STRING == (int)VK_LAYER_SETTING_TYPE_STRING_EXT,
               "these are the structures of the header");
#endif

static const struct known {
    const char *name, *variable;
    const char *values[6]; ///< the index of a word, less what stands behind it, is the number
} settings[] = {
    {"probe_pointers", "OMMCTS_LAYER_PROBE_POINTERS", {"0", "1", "off", "on", "false", "true"}},
    {"hash_contents", "OMMCTS_LAYER_HASH_CONTENTS", {"0", "1", "off", "on", "false", "true"}},
    {"stderr", "OMMCTS_LAYER_STDERR", {"auto", "always", "never"}},
};

enum { PROBE_POINTERS, HASH_CONTENTS, TO_STDERR, SETTING_COUNT };

// The number behind a word, or -1.
static int parse(const struct known *known, const char *word)
{
    for (int i = 0; i < 6 && known->values[i]; ++i)
        if (!strcmp(known->values[i], word))
            return known == &settings[TO_STDERR] ? i : i % 2;
    return -1;
}

static void set(struct lay_settings *into, const struct known *known, int value)
{
    if (known == &settings[PROBE_POINTERS])
        into->probe_pointers = value;
    else if (known == &settings[HASH_CONTENTS])
        into->hash_contents = value;
    else
        into->to_stderr = (enum lay_stderr)value;
}

static void set_word(struct lay_settings *into, const struct known *known, const char *from,
                     const char *word, char *complaint, size_t size)
{
    const int value = parse(known, word);
    if (value >= 0) {
        set(into, known, value);
        return;
    }
    snprintf(
        complaint, size,
        "%s=%s is not a value of this setting; it can be%s, and keeps its old value", from, word,
        known == &settings[TO_STDERR] ? " auto, always or never" : " 1, on, true, 0, off or false");
}

// Numbers count as well where the setting is one of on and off.
static void set_from_api(struct lay_settings *into, const struct known *known,
                         const struct setting *setting, char *complaint, size_t size)
{
    char word[24];
    uint64_t number = 0;
    switch (setting->type) {
    case TYPE_STRING:
        set_word(into, known, known->name, *(const char *const *)setting->pValues, complaint, size);
        return;
    case TYPE_BOOL32:
    case TYPE_INT32:
    case TYPE_UINT32:
        number = *(const uint32_t *)setting->pValues;
        break;
    case TYPE_INT64:
    case TYPE_UINT64:
        number = *(const uint64_t *)setting->pValues;
        break;
    default:
        snprintf(complaint, size, "%s is not given as a number, boolean or string", known->name);
        return;
    }
    snprintf(word, sizeof word, "%" PRIu64, number);
    set_word(into, known, known->name, word, complaint, size);
}

static void read_api(struct lay_settings *into, const VkInstanceCreateInfo *info, char *complaint,
                     size_t size)
{
    const struct settings_create_info *given =
        lay_find_in_chain(info->pNext, LAY_STRUCTURE_TYPE_LAYER_SETTINGS_EXT);
    for (uint32_t i = 0; given && i < given->settingCount; ++i) {
        const struct setting *setting = &given->pSettings[i];
        if (strcmp(setting->pLayerName, LAY_LAYER_NAME) || !setting->valueCount)
            continue;
        int s = 0;
        while (s < SETTING_COUNT && strcmp(settings[s].name, setting->pSettingName))
            ++s;
        if (s < SETTING_COUNT)
            set_from_api(into, &settings[s], setting, complaint, size);
        else
            snprintf(complaint, size,
                     "%s is not a setting of this layer; it has probe_pointers, hash_contents and "
                     "stderr",
                     setting->pSettingName);
    }
}

struct lay_settings lay_settings_read(const VkInstanceCreateInfo *info, char *complaint,
                                      size_t size)
{
    struct lay_settings result = {.probe_pointers = true, .hash_contents = true};
    complaint[0] = '\0';
    read_api(&result, info, complaint, size);
    for (int i = 0; i < SETTING_COUNT; ++i) {
        const char *word = getenv(settings[i].variable);
        if (word)
            set_word(&result, &settings[i], settings[i].variable, word, complaint, size);
    }
    return result;
}
