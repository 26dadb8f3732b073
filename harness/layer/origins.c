// SPDX-License-Identifier: Apache-2.0
// Serialized micromaps do not tell their length, so a look-up goes by the first bytes: data that begin alike
// hang in one chain, shortest first, and one pass over the bytes in question serves the whole chain.
#include "origins.h"

#include "hash.h"
#include "probe.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum {
    HEAD = 64,        // the header of 32 bytes is the same for all data of a driver
    WINDOW = 16384,   // a multiple of LAY_HASH_BLOCK
    LIMIT = 1u << 16, // so many are kept; then all are forgotten: not knowing is allowed
};

struct entry {
    struct entry *longer;
    size_t size;
    struct lay_digest digest;
    struct lay_origin origin;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct lay_map chains; // from the first word of the head's digest
static size_t count;

static struct lay_digest digest_of(const void *bytes, size_t size)
{
    struct lay_hash hash = lay_hash_start();
    lay_hash_add(&hash, bytes, size);
    return lay_hash_digest(&hash);
}

static void forget(void)
{
    size_t cursor = 0;
    for (struct entry *entry; (entry = lay_map_next(&chains, &cursor));) {
        while (entry) {
            struct entry *longer = entry->longer;
            free(entry);
            entry = longer;
        }
    }
    lay_map_clear(&chains);
    count = 0;
}

// The layer may be unloaded while the process lives on.
__attribute__((destructor)) void lay_origins_forget(void)
{
    pthread_mutex_lock(&lock);
    forget();
    pthread_mutex_unlock(&lock);
}

// Nobody can tell which of the sources equal bytes came from, so only what holds for all of them is kept.
static void merge(struct lay_origin *known, const struct lay_origin *other)
{
    if (other->create_size < known->create_size)
        known->create_size = other->create_size;
    if (!other->flags_known || other->flags != known->flags)
        known->flags_known = false;
    if (other->provenance != known->provenance)
        known->provenance = 0;
}

static void insert(uint64_t key, struct entry *added)
{
    struct entry *first = lay_map_find(&chains, key);
    struct entry **link = &first;
    while (*link && (*link)->size < added->size)
        link = &(*link)->longer;
    for (struct entry *same = *link; same && same->size == added->size; same = same->longer) {
        if (lay_digest_equal(same->digest, added->digest)) {
            merge(&same->origin, &added->origin);
            free(added);
            return;
        }
    }
    added->longer = *link;
    *link = added;
    if (first != added) // the map knows the chain's first entry, which stayed
        ++count;
    else if (lay_map_put(&chains, key, added))
        ++count;
    else
        free(added);
}

void lay_origin_note(const void *bytes, size_t size, const struct lay_origin *origin)
{
    struct entry *added = size < HEAD ? NULL : malloc(sizeof *added);
    if (!added)
        return;
    *added = (struct entry){.size = size, .digest = digest_of(bytes, size), .origin = *origin};
    const uint64_t key = digest_of(bytes, HEAD).words[0];
    pthread_mutex_lock(&lock);
    if (count >= LIMIT)
        forget();
    insert(key, added);
    pthread_mutex_unlock(&lock);
}

// A view of the bytes that slides over them: what is before it is in the hash.
struct view {
    const unsigned char *from;
    struct lay_hash before;
    size_t begin, size; // of the window
    unsigned char window[WINDOW];
};

// False if there are not as many bytes as that.
static bool slide_to(struct view *view, size_t end)
{
    while (view->begin + view->size < end) {
        if (view->size == WINDOW) {
            lay_hash_add(&view->before, view->window, WINDOW);
            view->begin += WINDOW;
        }
        const size_t rest = end - view->begin;
        view->size =
            lay_peek(view->window, view->from + view->begin, rest < WINDOW ? rest : WINDOW);
        if (view->size < (rest < WINDOW ? rest : WINDOW))
            return false;
    }
    return true;
}

static const struct entry *match(const struct entry *chain, const void *bytes)
{
    struct view view = {.from = bytes, .before = lay_hash_start()};
    for (const struct entry *entry = chain; entry; entry = entry->longer) {
        if (!slide_to(&view, entry->size))
            break;
        struct lay_hash hash = view.before;
        lay_hash_add(&hash, view.window, entry->size - view.begin);
        if (lay_digest_equal(lay_hash_digest(&hash), entry->digest))
            return entry;
    }
    return NULL;
}

bool lay_origin_find(const void *bytes, struct lay_origin *origin)
{
    unsigned char head[HEAD];
    pthread_mutex_lock(&lock);
    const struct entry *found = NULL;
    if (count && lay_peek(head, bytes, HEAD) == HEAD)
        found = match(lay_map_find(&chains, digest_of(head, HEAD).words[0]), bytes);
    if (found)
        *origin = found->origin;
    pthread_mutex_unlock(&lock);
    return found;
}
