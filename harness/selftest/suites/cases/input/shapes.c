// SPDX-License-Identifier: Apache-2.0
// Parameters and random numbers: what a case is given.
#include "fake_backend.h"
#include "greatest.h"

#include <inttypes.h>
#include <string.h>

struct shape {
    const char *name;
    int level;
    double weight; // makes the element bigger than its name, as real ones are
};

static const struct shape shapes[] = {{"l0_s2", 0, 0.5}, {"l3_s4", 3, 1.5}, {"l12_s2", 12, 2.5}};

OMM_CASE(parameter, .about = "Gets the element that its name names.", .params = OMM_PARAMS(shapes))
{
    const struct shape *shape = param;
    ASSERT(shape);
    fake_record("parameters", "%s %d %.1f", shape->name, shape->level, shape->weight);
    PASS();
}

OMM_CASE(no_parameter, .about = "Gets no parameter.")
{
    ASSERT_EQ(NULL, param);
    PASS();
}

static int record_random(const char *file)
{
    uint64_t seed = omm_seed(), first = omm_random(), second = omm_random();
    fake_record(file, "%016" PRIx64 " %016" PRIx64 " %016" PRIx64, seed, first, second);
    ASSERT(first != second);
    PASS();
}

OMM_CASE(random_a, .about = "Records its first random numbers.")
{
    return record_random("random_a");
}

OMM_CASE(random_b, .about = "Records its first random numbers, which are not those of random_a.")
{
    return record_random("random_b");
}
