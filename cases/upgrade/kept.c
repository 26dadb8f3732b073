// SPDX-License-Identifier: Apache-2.0
// What a driver serialized, another build of it loads, or says beforehand that it can't.
//
// Serialized data "can be reloaded on a compatible implementation later" (VkCopyMicromapModeEXT). Applications keep it on
// disk across driver updates, and all that stands between them and a wrong picture is the answer of
// vkGetDeviceMicromapCompatibilityEXT: where it is COMPATIBLE, loading is valid usage
// (VUID-VkCopyMemoryToMicromapInfoEXT-src-07549) and must give the same opacity. INCOMPATIBLE is always a legal answer to
// data of another driver build; then nothing is loaded.
//
// Observed: with --blobs DIR, each driver build keeps one micromap of each shape there, with its input, and loads all that
// are there, its own included; reading back must give the stored input. What a host command wrote, a queue loads too
// where the device has ray queries. Vacuous if DIR holds nothing of another build, or if everything else is called
// incompatible: the verdict says how many were loaded. A damaged file is a ResourceError and gets to no driver.
#include <ommcts/ommcts.h>

// Small enough to keep for years, and together every format, odd counts, several levels at once, and one that is large.
static const struct omm_shape shapes[] = {
    {.name = "s2_l0_n1", .groups = {{2, 0, 1}}},
    {.name = "s4_l0_n3", .groups = {{4, 0, 3}}},
    {.name = "s2_l3_n7", .groups = {{2, 3, 7}}},
    {.name = "s4_l2_n33", .groups = {{4, 2, 33}}},
    {.name = "s4_l5_n1", .groups = {{4, 5, 1}}},
    {.name = "s2_l8_n1", .groups = {{2, 8, 1}}},
    {.name = "s4_l9_n1", .groups = {{4, 9, 1}}},
    {.name = "s4_l1_n1000", .groups = {{4, 1, 1000}}},
    {.name = "mix_levels", .groups = {{2, 0, 9}, {4, 1, 7}, {2, 2, 5}, {4, 3, 3}, {2, 6, 1}}},
};

static void keep_one(const struct omm_test *t, const struct omm_shape *shape, enum omm_side side)
{
    const struct omm_micromap *map = omm_build_on(side, t, shape, 0);
    const struct omm_block *blob = omm_serialize_on(side, map);
    const char *complaint = omm_header_good(t, blob->bytes);
    if (!complaint)
        complaint = omm_reads_back(map);
    if (complaint)
        omm_fail("nothing is kept, because it is wrong already: %s", complaint);
    omm_keep(map, blob->bytes, blob->size);
}

static bool has_own(const struct omm_kept *kept, size_t count)
{
    for (size_t i = 0; i < count; ++i)
        if (kept[i].by_this_driver)
            return true;
    return false;
}

static const char *loads_on(enum omm_side side, const struct omm_test *t,
                            const struct omm_kept *kept)
{
    const struct omm_micromap *map = omm_deserialize_on(side, t, kept->blob, kept->micromap_size);
    const char *complaint = omm_neighbours_intact(map);
    if (!complaint)
        complaint = omm_usable_on(side, map);
    if (!complaint)
        complaint = omm_reads_back_as(map, kept->input);
    return complaint ? omm_sentence("%s, kept by %s: %s", kept->path, kept->driver, complaint)
                     : NULL;
}

struct tally {
    size_t own, own_loaded, others, others_loaded;
};

// Fails the case when one is called compatible and means something else now.
static struct tally load_all(const struct omm_test *t, const struct omm_kept *kept, size_t count,
                             enum omm_side side)
{
    struct tally tally = {0};
    for (size_t i = 0; i < count; ++i) {
        const bool own = kept[i].by_this_driver;
        const bool compatible = omm_compatible(t, kept[i].blob->bytes);
        omm_note("%s, kept by %s: %s", kept[i].path, kept[i].driver,
                 compatible ? "COMPATIBLE" : "INCOMPATIBLE");
        *(own ? &tally.own : &tally.others) += 1;
        if (!compatible)
            continue;
        const char *complaint = loads_on(side, t, &kept[i]);
        if (!complaint && side == OMM_ON_HOST && t->can_read_back)
            complaint = loads_on(OMM_ON_DEVICE, t, &kept[i]);
        if (complaint)
            omm_fail("%s", complaint);
        *(own ? &tally.own_loaded : &tally.others_loaded) += 1;
    }
    return tally;
}

static void tell(const struct omm_test *t, const struct tally *tally)
{
    const char *others = tally->others
                             ? omm_sentence("of %zu kept by other driver builds %zu are called "
                                            "compatible, and were loaded",
                                            tally->others, tally->others_loaded)
                             : "nothing of another driver build is kept yet";
    // Legal in another run (L12), and worth a look.
    const char *own = tally->own == tally->own_loaded
                          ? ""
                          : "; its own of an earlier run this build calls incompatible";
    omm_remark("%s%s%s", others, own,
               t->can_read_back ? "" : "; contents not judged: the device has no ray queries");
}

static void keep_and_load(const struct omm_test *t, const struct omm_shape *shape,
                          enum omm_side side)
{
    size_t count = 0;
    const struct omm_kept *kept = omm_kept(t, shape, &count);
    if (!has_own(kept, count)) {
        keep_one(t, shape, side);
        kept = omm_kept(t, shape, &count);
    }
    const struct tally tally = load_all(t, kept, count, side);
    tell(t, &tally);
}

OMM_CASE(host, .about = "What host commands of another driver build serialized means the same.",
         .covers = OMM_COVERS("A086", "A097", "A100", "A116", "A122"),
         .needs = {.host_commands = true, .read_back = true}, .params = OMM_PARAMS(shapes))
{
    keep_and_load(t, param, OMM_ON_HOST);
    PASS();
}

OMM_CASE(device, .about = "What queues of another driver build serialized means the same.",
         .covers = OMM_COVERS("A086", "A097", "A100", "A116", "A122"),
         .needs = {.device_commands = true, .read_back = true}, .params = OMM_PARAMS(shapes))
{
    keep_and_load(t, param, OMM_ON_DEVICE);
    PASS();
}
