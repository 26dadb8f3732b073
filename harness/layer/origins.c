// SPDX-License-Identifier: Apache-2.0
// Serialized micromaps do not tell their length, so a look-up goes by the first bytes: the lengths of data that begin
// alike hang in one chain, shortest first, and one pass over the bytes in question serves the whole chain.
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
    uint64_t second; // word of the digest; the first one is the key
    struct lay_origin origin;
};

struct length {
    struct length *longer;
    size_t size;
    struct lay_map entries;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct lay_map chains; // from the first word of the head's digest
static size_t count;
static bool any_unseen;
static VkDeviceSize smallest_unseen, smallest_seen;

static struct lay_digest digest_of(const void *bytes, size_t size)
{
    struct lay_hash hash = lay_hash_start();
    lay_hash_add(&hash, bytes, size);
    return lay_hash_digest(&hash);
}

static void free_length(struct length *length)
{
    size_t cursor = 0;
    for (void *entry; (entry = lay_map_next(&length->entries, &cursor));)
        free(entry);
    lay_map_clear(&length->entries);
    free(length);
}

static void note_unseen(VkDeviceSize create_size)
{
    if (!any_unseen || create_size < smallest_unseen)
        smallest_unseen = create_size;
    any_unseen = true;
}

static void forget(void)
{
    size_t cursor = 0;
    for (struct length *length; (length = lay_map_next(&chains, &cursor));) {
        while (length) {
            struct length *longer = length->longer;
            free_length(length);
            length = longer;
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
    any_unseen = false;
    pthread_mutex_unlock(&lock);
}

void lay_origin_unseen(VkDeviceSize create_size)
{
    pthread_mutex_lock(&lock);
    note_unseen(create_size);
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
    known->compactable |= other->compactable;
}

// The entries of data that begins like this and is so long; NULL without memory.
static struct lay_map *entries_of(uint64_t head, size_t size)
{
    struct length *first = lay_map_find(&chains, head);
    struct length **link = &first;
    while (*link && (*link)->size < size)
        link = &(*link)->longer;
    if (*link && (*link)->size == size)
        return &(*link)->entries;
    struct length *added = calloc(1, sizeof *added);
    if (!added)
        return NULL;
    *added = (struct length){.longer = *link, .size = size};
    // The map knows the chain's first link, which is another one now if this is the shortest.
    if (link == &first && !lay_map_put(&chains, head, added)) {
        free(added);
        return NULL;
    }
    *link = added;
    return &added->entries;
}

// False without memory.
static bool insert(struct lay_map *entries, struct lay_digest digest,
                   const struct lay_origin *origin)
{
    struct entry *entry = lay_map_find(entries, digest.words[0]);
    if (entry && entry->second == digest.words[1]) {
        merge(&entry->origin, origin);
        return true;
    }
    struct entry *added = malloc(sizeof *added);
    if (!added)
        return false;
    *added = (struct entry){digest.words[1], *origin};
    if (!lay_map_put(entries, digest.words[0], added)) {
        free(added);
        return false;
    }
    free(entry);
    ++count;
    return true;
}

static void make_room(void)
{
    if (count < LIMIT)
        return;
    forget();
    note_unseen(smallest_seen);
}

void lay_origin_note(const void *bytes, size_t size, const struct lay_origin *origin)
{
    if (size < HEAD) {
        lay_origin_unseen(origin->create_size);
        return;
    }
    const uint64_t head = digest_of(bytes, HEAD).words[0];
    const struct lay_digest digest = digest_of(bytes, size);
    pthread_mutex_lock(&lock);
    make_room();
    if (!count || origin->create_size < smallest_seen)
        smallest_seen = origin->create_size;
    struct lay_map *entries = entries_of(head, size);
    if (!entries || !insert(entries, digest, origin))
        note_unseen(origin->create_size);
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

// Drivers may ask for more bytes than they write, and for another number each time: then data also begins like
// shorter data from elsewhere. So all lengths count.
static bool match(const struct length *chain, const void *bytes, struct lay_origin *origin)
{
    bool found = false;
    struct view view = {.from = bytes, .before = lay_hash_start()};
    for (const struct length *length = chain; length && slide_to(&view, length->size);
         length = length->longer) {
        struct lay_hash hash = view.before;
        lay_hash_add(&hash, view.window, length->size - view.begin);
        const struct lay_digest digest = lay_hash_digest(&hash);
        const struct entry *entry = lay_map_find(&length->entries, digest.words[0]);
        if (!entry || entry->second != digest.words[1])
            continue;
        if (found)
            merge(origin, &entry->origin);
        else
            *origin = entry->origin;
        found = true;
    }
    return found;
}

bool lay_origin_find(const void *bytes, struct lay_origin *origin)
{
    unsigned char head[HEAD];
    pthread_mutex_lock(&lock);
    const bool found = count && lay_peek(head, bytes, HEAD) == HEAD &&
                       match(lay_map_find(&chains, digest_of(head, HEAD).words[0]), bytes, origin);
    if (found && any_unseen)
        merge(origin, &(struct lay_origin){.create_size = smallest_unseen});
    pthread_mutex_unlock(&lock);
    return found;
}
