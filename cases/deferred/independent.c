// SPDX-License-Identifier: Apache-2.0
// Operations have nothing to do with each other.
//
// Each is pending until it is joined itself ("Pending deferred operations will never complete until they are joined",
// chapter "Deferred Host Operations"), and every command is given one operation for its own work. So joining, completing,
// re-using or destroying one changes nothing for the others, in whatever order it happens. A driver with one slot for
// "the current job" breaks this.
//
// Observed: several operations are requested before the first is joined; after each join that one is complete with its
// output whole, and the rest are still VK_NOT_READY with a concurrency that is not zero. Where a driver defers nothing, the
// outputs alone are judged. Vacuous if fewer than two were pending at a time: that is noted in the log.
#include <ommcts/ommcts.h>

enum { MOST = 8 };

struct slot {
    const struct omm_job *job;
    VkDeferredOperationKHR operation;
    bool pending;
};

static void request(const struct omm_test *t, struct slot *slot)
{
    slot->operation = omm_create_operation(t);
    slot->pending = omm_was_deferred(omm_request(slot->job, slot->operation));
}

static const char *still_pending(const struct omm_test *t, const struct slot *slots, size_t count)
{
    omm_checked();
    for (size_t i = 0; i < count; ++i) {
        if (!slots[i].pending)
            continue;
        const VkResult result =
            t->vk->vkGetDeferredOperationResultKHR(t->device, slots[i].operation);
        if (result != VK_NOT_READY)
            return omm_sentence("operation %zu is %s before anybody joined it", i,
                                omm_result_name(result));
        if (!t->vk->vkGetDeferredOperationMaxConcurrencyKHR(t->device, slots[i].operation))
            return omm_sentence("operation %zu has concurrency 0 before anybody joined it", i);
    }
    return NULL;
}

// Joins one operation if it needs that, and judges its output and all the others.
static const char *complete(const struct omm_test *t, struct slot *slots, size_t count, size_t i)
{
    if (slots[i].pending) {
        omm_must_succeed(omm_join(t, slots[i].operation), "vkGetDeferredOperationResultKHR");
        slots[i].pending = false;
    }
    const char *complaint = omm_job_done(slots[i].job);
    return complaint ? complaint : still_pending(t, slots, count);
}

OMM_CASE(two_of_a_kind, .about = "Of two pending operations the later one is completed first.",
         .covers = OMM_COVERS("A146"), .needs = {.host_commands = true}, .params = OMM_EACH_COMMAND)
{
    const struct omm_command_param *each = param;
    struct slot slots[2];
    for (size_t i = 0; i < 2; ++i)
        slots[i].job = omm_prepare(t, each->command, &omm_large);
    for (size_t i = 0; i < 2; ++i)
        request(t, &slots[i]);
    omm_note("%d of 2 are pending", slots[0].pending + slots[1].pending);
    ASSERT_OK(still_pending(t, slots, 2));
    ASSERT_OK(complete(t, slots, 2, 1));
    ASSERT_OK(complete(t, slots, 2, 0));
    PASS();
}

static const struct order {
    const char *name;
    size_t next[MOST];
} orders[] = {
    {"in_order", {0, 1, 2, 3, 4, 5, 6, 7}},
    {"reverse", {7, 6, 5, 4, 3, 2, 1, 0}},
    {"inside_out", {3, 4, 2, 5, 1, 6, 0, 7}},
};

OMM_CASE(eight, .about = "Eight pending operations of all kinds are completed in any order.",
         .covers = OMM_COVERS("A146", "A139"), .needs = {.host_commands = true},
         .params = OMM_PARAMS(orders))
{
    const struct order *order = param;
    struct slot slots[MOST];
    int pending = 0;
    for (size_t i = 0; i < MOST; ++i)
        slots[i].job = omm_prepare(t, omm_commands[i % OMM_COMMAND_COUNT].command, &omm_large);
    for (size_t i = 0; i < MOST; ++i) {
        request(t, &slots[i]);
        pending += slots[i].pending;
    }
    omm_note("%d of 8 are pending", pending);
    ASSERT_OK(still_pending(t, slots, MOST));
    for (size_t i = 0; i < MOST; ++i)
        ASSERT_OK(complete(t, slots, MOST, order->next[i]));
    PASS();
}

OMM_CASE(one_source,
         .about = "Several operations read the same source, and are completed in reverse.",
         .covers = OMM_COVERS("A146", "A067"), .needs = {.host_commands = true})
{
    const struct omm_micromap *source = omm_build(t, &omm_large, 0);
    const size_t size = (size_t)omm_serialized_size(source);
    struct omm_block *blobs[4];
    VkCopyMicromapToMemoryInfoEXT infos[4];
    VkDeferredOperationKHR operations[4];
    bool pending[4];
    for (int i = 0; i < 4; ++i) {
        blobs[i] = omm_block(&(struct omm_block_request){
            .name = "serialization destination", .size = size, .alignment = 16});
        infos[i] = omm_serialize_info(source, blobs[i]->bytes);
        operations[i] = omm_create_operation(t);
        pending[i] =
            omm_was_deferred(t->vk->vkCopyMicromapToMemoryEXT(t->device, operations[i], &infos[i]));
    }
    for (int i = 3; i >= 0; --i) {
        if (pending[i])
            ASSERT_RESULT(VK_SUCCESS, omm_join(t, operations[i]));
        ASSERT_OK(omm_block_intact(blobs[i]));
        ASSERT_OK(omm_header_good(t, blobs[i]->bytes));
        omm_block_protect(blobs[i], OMM_READ_ONLY);
    }
    ASSERT_OK(omm_usable(source));
    PASS();
}

OMM_CASE(others_come_and_go,
         .about = "Creating, using and destroying other operations leaves a pending one pending.",
         .covers = OMM_COVERS("A146", "A148", "A132"), .needs = {.host_commands = true},
         .params = OMM_EACH_COMMAND)
{
    const struct omm_command_param *each = param;
    struct slot slot = {.job = omm_prepare(t, each->command, &omm_large)};
    const struct omm_job *other = omm_prepare(t, each->command, &omm_large);
    request(t, &slot);
    for (int round = 0; round < 3; ++round) {
        VkDeferredOperationKHR passing = VK_NULL_HANDLE;
        ASSERT_SUCCESS(t->vk->vkCreateDeferredOperationKHR(t->device, t->allocator, &passing));
        // The first is destroyed unused.
        if (round)
            omm_finish(t, passing, omm_request(other, passing));
        t->vk->vkDestroyDeferredOperationKHR(t->device, passing, t->allocator);
        ASSERT_OK(still_pending(t, &slot, 1));
    }
    ASSERT_OK(omm_job_done(other));
    ASSERT_OK(complete(t, &slot, 1, 0));
    PASS();
}
