// SPDX-License-Identifier: Apache-2.0
// Look-ups in tables of IDs, and what violations make of them, on the small tables of suites/coverage.
#include "api/claims.h"
#include "greatest.h"
#include "ids.h"

#include <stdlib.h>
#include <string.h>

#define MODE    "VUID-vkFakeCopyEXT-mode-00001"
#define SOURCE  "VUID-vkFakeCopyEXT-src-00002"
#define FLAGS   "VUID-VkFakeCopyInfoEXT-flags-00004"
#define KHRONOS "VK_LAYER_KHRONOS_validation"
#define OMMCTS  "VK_LAYER_OMMCTS_host_copy"

TEST rows_are_found(void)
{
    ASSERT_EQ(8u, ids_vuid_count());
    for (size_t i = 0; i < ids_vuid_count(); i++)
        ASSERT_EQ(ids_vuid_at(i), ids_vuid_find(ids_vuid_at(i)->id));
    ASSERT_EQ(NULL, ids_vuid_find("VUID-vkFakeCopyEXT-mode-0000"));
    ASSERT_EQ(NULL, ids_vuid_find(""));
    ASSERT_EQ(4u, ids_assertion_count());
    ASSERT_EQ(ids_assertion_at(1), ids_assertion_find("A002"));
    ASSERT_EQ(NULL, ids_assertion_find("A005"));
    PASS();
}

TEST cells_are_read(void)
{
    const struct ids_vuid *device = ids_vuid_find("VUID-vkFakeCopyEXT-device-parameter");
    ASSERT(device->edge.due && !device->edge.waiver);
    ASSERT(!device->violation.due);
    ASSERT_STR_EQ("no layer sees it", device->violation.waiver);
    ASSERT_EQ(NULL, device->until);
    const struct ids_vuid *former = ids_vuid_find("VUID-vkFakeBuildEXT-type-00006");
    ASSERT_EQ(IDS_FORMER, former->set);
    ASSERT_STR_EQ("1.3.299", former->until);
    ASSERT(!former->edge.due && !former->edge.waiver);
    ASSERT_EQ(NULL, ids_assertion_find("A003")->observation);
    ASSERT_STR_EQ("APP", ids_class_word(ids_assertion_find("A004")->class));
    PASS();
}

TEST layers_answer_by_name_and_version(void)
{
    ASSERT_EQ(IDS_REPORTS, ids_layer_answer(KHRONOS, "1.3.239", MODE));
    ASSERT_EQ(IDS_SILENT, ids_layer_answer(KHRONOS, "1.4.363", SOURCE));
    ASSERT_EQ(IDS_REPORTS, ids_layer_answer(OMMCTS, "1.3.239", SOURCE));
    ASSERT_EQ(IDS_REPORTS, ids_layer_answer(OMMCTS, "9.9.9", SOURCE));
    ASSERT_EQ(IDS_CRASHES, ids_layer_answer(OMMCTS, "", FLAGS));
    ASSERT_EQ(IDS_UNKNOWN, ids_layer_answer(KHRONOS, "1.3.240", MODE));
    ASSERT_EQ(IDS_UNKNOWN, ids_layer_answer("VK_LAYER_OTHER", "1.3.239", MODE));
    ASSERT_EQ(IDS_UNKNOWN, ids_layer_answer(KHRONOS, "1.3.239", "VUID-vkOther-mode-00001"));
    PASS();
}

TEST claims_read_the_source_of_messages(void)
{
    unsetenv("OMMCTS_TRY_UNCLAIMED");
    ASSERT_EQ(OMM_CLAIM_REPORTED, omm_claim_of(KHRONOS " 1.3.239", MODE));
    ASSERT_EQ(OMM_CLAIM_SILENT, omm_claim_of(KHRONOS " 1.3.239", SOURCE));
    ASSERT_EQ(OMM_CLAIM_UNKNOWN, omm_claim_of(KHRONOS " 1.3.2390", MODE));
    ASSERT_EQ(OMM_CLAIM_UNKNOWN, omm_claim_of(KHRONOS, MODE));
    ASSERT_EQ(OMM_CLAIM_REPORTED, omm_claim_of(OMMCTS, MODE));
    ASSERT_EQ(OMM_CLAIM_CRASH, omm_claim_of(OMMCTS " 1.3.239", FLAGS));
    ASSERT_EQ(OMM_CLAIM_UNKNOWN, omm_claim_of("", MODE));
    PASS();
}

TEST silence_can_be_tried(void)
{
    setenv("OMMCTS_TRY_UNCLAIMED", "1", 1);
    ASSERT_EQ(OMM_CLAIM_UNKNOWN, omm_claim_of(KHRONOS " 1.3.239", SOURCE));
    ASSERT_EQ(OMM_CLAIM_REPORTED, omm_claim_of(KHRONOS " 1.3.239", MODE));
    ASSERT_EQ(OMM_CLAIM_CRASH, omm_claim_of(OMMCTS, FLAGS));
    PASS();
}

GREATEST_MAIN_DEFS();

int main(int argc, char **argv)
{
    GREATEST_MAIN_BEGIN();
    RUN_TEST(rows_are_found);
    RUN_TEST(cells_are_read);
    RUN_TEST(layers_answer_by_name_and_version);
    RUN_TEST(claims_read_the_source_of_messages);
    RUN_TEST(silence_can_be_tried);
    GREATEST_MAIN_END();
}
