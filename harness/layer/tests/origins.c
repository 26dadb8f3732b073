// SPDX-License-Identifier: Apache-2.0
// Serialized data is known again by its bytes.
#include "origins.h"

#include "hash.h"

#include <greatest.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { SIZE = 40000 };

static unsigned char data[SIZE + 64], moved[SIZE + 64];

static void fill_each(void *unused)
{
    (void)unused;
    lay_origins_forget();
    for (int i = 0; i < SIZE + 64; ++i)
        data[i] = (unsigned char)(i * 11 + (i >> 7));
    memcpy(moved, data, sizeof data);
}

static void note(size_t size, VkDeviceSize create_size)
{
    lay_origin_note(data, size,
                    &(struct lay_origin){create_size, .flags_known = true, .provenance = 3});
}

// The create size of what `bytes` came from, or 0.
static VkDeviceSize find(const void *bytes)
{
    struct lay_origin origin = {0};
    return lay_origin_find(bytes, &origin) ? origin.create_size : 0;
}

TEST knows_data_wherever_it_is(void)
{
    static const size_t sizes[] = {64, 65, 95, 96, 97, 16383, 16384, 16385, 32768, SIZE};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; ++i) {
        lay_origins_forget();
        ASSERT_EQ(0, find(data));
        note(sizes[i], 512);
        ASSERT_EQ(512, find(data));
        ASSERT_EQ(512, find(moved));
        moved[sizes[i]] ^= 1;
        ASSERT_EQ(512, find(moved));
        moved[sizes[i]] ^= 1;
        for (int bit = 0; bit < 8; ++bit) {
            moved[sizes[i] - 1] ^= (unsigned char)(1 << bit);
            ASSERT_EQ(0, find(moved));
            moved[sizes[i] - 1] ^= (unsigned char)(1 << bit);
        }
    }
    PASS();
}

TEST does_not_know_what_is_too_short(void)
{
    note(63, 512);
    ASSERT_EQ(0, find(data));
    note(1000, 800);
    ASSERT_EQ(512, find(data)); // which may have been that
    PASS();
}

// All begin alike, so one look-up passes by all of them.
TEST tells_lengths_apart(void)
{
    static const size_t sizes[] = {SIZE, 100, 30000, 101, 16384, 64, 20000, 16400};
    for (size_t i = 0; i < 8; ++i) {
        unsigned char *last = &data[sizes[i] - 1];
        *last ^= 0xFF; // so that no data begins with other data
        note(sizes[i], 1000 + i);
        *last ^= 0xFF;
    }
    ASSERT_EQ(0, find(data));
    for (size_t i = 0; i < 8; ++i) {
        moved[sizes[i] - 1] ^= 0xFF;
        ASSERT_EQ(1000 + i, find(moved));
        moved[sizes[i] - 1] ^= 0xFF;
    }
    PASS();
}

// A driver that asks for more than it writes may ask for another number each time.
TEST data_may_begin_like_shorter_data(void)
{
    note(1000, 800);
    note(1013, 300);
    ASSERT_EQ(300, find(data));
    lay_origins_forget();
    note(1013, 800);
    note(1000, 300);
    ASSERT_EQ(300, find(data));
    PASS();
}

TEST what_nobody_has_seen_may_be_equal(void)
{
    struct lay_origin origin;
    note(1000, 800);
    lay_origin_unseen(900);
    ASSERT_EQ(800, find(data));
    lay_origin_unseen(700);
    lay_origin_unseen(900);
    ASSERT(lay_origin_find(data, &origin));
    ASSERT_EQ(700, origin.create_size);
    ASSERT_FALSE(origin.flags_known);
    ASSERT_EQ(0, origin.provenance);
    lay_origin_unseen(0);
    ASSERT_EQ(0, find(data));
    PASS();
}

TEST keeps_what_holds_for_all_sources(void)
{
    struct lay_origin origin;
    note(1000, 800);
    ASSERT(lay_origin_find(data, &origin));
    ASSERT(origin.flags_known);
    ASSERT_EQ(3, origin.provenance);
    note(1000, 700);
    note(1000, 900);
    ASSERT(lay_origin_find(data, &origin));
    ASSERT_EQ(700, origin.create_size);
    ASSERT(origin.flags_known);
    lay_origin_note(data, 1000,
                    &(struct lay_origin){900, .flags_known = true, .flags = 4, .provenance = 8});
    ASSERT(lay_origin_find(data, &origin));
    ASSERT_FALSE(origin.flags_known);
    ASSERT_EQ(0, origin.provenance);
    ASSERT_FALSE(origin.compactable);
    lay_origin_note(data, 1000, &(struct lay_origin){900, .compactable = true});
    ASSERT(lay_origin_find(data, &origin));
    ASSERT(origin.compactable);
    PASS();
}

TEST reads_no_further_than_there_is_memory(void)
{
    const size_t page = (size_t)sysconf(_SC_PAGESIZE);
    unsigned char *pages =
        mmap(NULL, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    ASSERT(pages != MAP_FAILED && !mprotect(pages + page, page, PROT_NONE));
    data[999] = 0; // as what is not there might be taken for
    note(1000, 512);
    note(20000, 640);
    unsigned char *end = pages + page;
    memcpy(end - 1000, data, 1000);
    ASSERT_EQ(512, find(end - 1000)); // and the whole of it is left behind on the stack
    memcpy(end - 999, data, 999);
    ASSERT_EQ(0, find(end - 999));
    memcpy(end - 40, data, 40);
    ASSERT_EQ(0, find(end - 40));
    ASSERT_EQ(0, find(end));
    ASSERT_EQ(0, find(NULL));
    munmap(pages, 2 * page);
    PASS();
}

TEST forgets_before_it_grows_forever(void)
{
    unsigned char blob[80] = {0};
    for (uint32_t i = 0; i < 70000; ++i) {
        memcpy(blob + 70, &i, sizeof i);
        const VkDeviceSize create_size = i == 1 ? 256 : 300 + i % 2;
        lay_origin_note(blob, sizeof blob, &(struct lay_origin){.create_size = create_size});
    }
    ASSERT_EQ(256, find(blob)); // as small as the smallest that was forgotten
    unsigned char first[80] = {0};
    ASSERT_EQ(0, find(first));
    lay_origin_note(data, 70, &(struct lay_origin){.create_size = 512});
    ASSERT_EQ(256, find(data));
    PASS();
}

// However data begins. Sanitizers would tell what is left behind.
TEST forgets_everything(void)
{
    enum { MANY = 768 }; // as crowded as tables get
    unsigned char blob[80] = {0};
    for (int again = 0; again < 2; ++again) {
        for (uint32_t i = 0; i < MANY; ++i) {
            memcpy(blob, &i, sizeof i);
            lay_origin_note(blob, sizeof blob, &(struct lay_origin){.create_size = i + 1});
        }
        for (uint32_t i = 0; i < MANY; ++i) {
            memcpy(blob, &i, sizeof i);
            ASSERT_EQ(i + 1, find(blob));
        }
        lay_origins_forget();
        ASSERT_EQ(0, find(blob));
    }
    PASS();
}

static struct lay_digest digest(const void *bytes, size_t size)
{
    struct lay_hash hash = lay_hash_start();
    lay_hash_add(&hash, bytes, size);
    return lay_hash_digest(&hash);
}

static bool equal(struct lay_digest a, struct lay_digest b)
{
    return a.words[0] == b.words[0] && a.words[1] == b.words[1];
}

TEST hashes_in_pieces_as_in_one(void)
{
    struct lay_hash hash = lay_hash_start();
    lay_hash_add(&hash, data, 64);
    lay_hash_add(&hash, data + 64, 1024);
    lay_hash_add(&hash, data + 1088, 13);
    ASSERT(equal(digest(data, 1101), lay_hash_digest(&hash)));
    PASS();
}

TEST hashes_differ_by_any_bit_and_length(void)
{
    unsigned char bytes[100] = {0};
    const struct lay_digest zeros = digest(bytes, 99);
    ASSERT_FALSE(equal(zeros, digest(bytes, 98)));
    ASSERT_FALSE(equal(zeros, digest(bytes, 100)));
    for (int bit = 0; bit < 99 * 8; ++bit) {
        bytes[bit / 8] = (unsigned char)(1 << bit % 8);
        const struct lay_digest other = digest(bytes, 99);
        ASSERT_NEQ(zeros.words[0], other.words[0]);
        ASSERT_NEQ(zeros.words[1], other.words[1]);
        bytes[bit / 8] = 0;
    }
    PASS();
}

TEST digests_are_equal_in_both_words(void)
{
    const struct lay_digest one = {{1, 2}}, first = {{1, 3}}, second = {{3, 2}};
    ASSERT(equal(one, one));
    ASSERT_FALSE(equal(one, first) || equal(one, second));
    PASS();
}

SUITE(origins)
{
    SET_SETUP(fill_each, NULL);
    RUN_TEST(knows_data_wherever_it_is);
    RUN_TEST(does_not_know_what_is_too_short);
    RUN_TEST(tells_lengths_apart);
    RUN_TEST(data_may_begin_like_shorter_data);
    RUN_TEST(what_nobody_has_seen_may_be_equal);
    RUN_TEST(keeps_what_holds_for_all_sources);
    RUN_TEST(reads_no_further_than_there_is_memory);
    RUN_TEST(forgets_before_it_grows_forever);
    RUN_TEST(forgets_everything);
    RUN_TEST(hashes_in_pieces_as_in_one);
    RUN_TEST(hashes_differ_by_any_bit_and_length);
    RUN_TEST(digests_are_equal_in_both_words);
    lay_origins_forget();
}
