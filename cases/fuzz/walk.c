// SPDX-License-Identifier: Apache-2.0
// Random walks: any order of valid commands on several micromaps, against a model that knows what each must mean.
//
// Whatever happened to a micromap and to others before, "a copy means what its source meant" and a build means its input
// (chapters "Micromap Copying" and "Building Micromaps", paraphrased). The cases of other families begin with fresh
// objects; state that survives in a driver from one object to the next, caches and recycled memory, shows in walks only.
//
// A walk is a list of steps over a few places for micromaps and for serialized data: build, build again in place, clone,
// compact, serialize, load into new or into used storage, ask for sizes, destroy, look; on the host, deferred or not, or
// on a queue. The model is the input that each place stands for. A step that its places do not allow is passed over, so
// any part of a walk is a walk: when one fails, parts are left out as long as it still does, and that script is told.
// Vacuous if walks were short or never looked: the end of every leg looks at everything that is left. --seed draws other
// walks, --fuzz-steps N longer ones: a night of them is `run -n 'fuzz.*' --fuzz-steps 1000000 --timeout 36000`.
#include <ommcts/ommcts.h>

enum { USUAL = 96 };

// The name of a parameter seeds the walk: these are eight different ones.
#define WALKS(what, on_host, on_queues)                                                            \
    {what "_1", on_host, on_queues}, {what "_2", on_host, on_queues},                              \
        {what "_3", on_host, on_queues}, {what "_4", on_host, on_queues},                          \
        {what "_5", on_host, on_queues}, {what "_6", on_host, on_queues},                          \
        {what "_7", on_host, on_queues},                                                           \
    {                                                                                              \
        what "_8", on_host, on_queues                                                              \
    }

static const struct omm_terrain host_walks[] = {WALKS("walk", true, false)};
static const struct omm_terrain queue_walks[] = {WALKS("walk", false, true)};
static const struct omm_terrain mixed_walks[] = {WALKS("walk", true, true)};

OMM_CASE(on_host, .about = "Host commands in any order leave every micromap what it should be.",
         .covers = OMM_COVERS("A034", "A086", "A104", "A106", "A110", "A111"),
         .needs = {.host_commands = true, .read_back = true}, .params = OMM_PARAMS(host_walks))
{
    ASSERT_OK(omm_walk(t, param, USUAL));
    PASS();
}

OMM_CASE(on_queues,
         .about = "Commands of queues in any order leave every micromap what it should be.",
         .covers = OMM_COVERS("A034", "A086", "A104", "A106", "A110", "A111"),
         .needs = {.device_commands = true, .read_back = true}, .params = OMM_PARAMS(queue_walks))
{
    ASSERT_OK(omm_walk(t, param, USUAL));
    PASS();
}

OMM_CASE(mixed,
         .about = "Host and queue commands in any order leave every micromap what it should be.",
         .covers = OMM_COVERS("A034", "A086", "A100", "A104", "A106", "A110", "A111"),
         .needs = {.host_commands = true, .device_commands = true, .read_back = true},
         .params = OMM_PARAMS(mixed_walks))
{
    ASSERT_OK(omm_walk(t, param, USUAL));
    PASS();
}
