// SPDX-License-Identifier: Apache-2.0
// Names for the addresses in a crash report, from the symbol tables of the ELF files they lie in. Runs
// in the runner after the fact, so it may take its time; every offset in a file is checked before it is used,
// because the file may be anything by now.
#include "heap.h"
#include "worker/crash.h"

#include <elf.h>
#include <fcntl.h>
#include <inttypes.h>
#include <link.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

struct module {
    const unsigned char *bytes;
    size_t size;
};

struct symbol {
    char *name; ///< NULL: none was found
    uintptr_t offset;
};

static struct module map_module(const char *path)
{
    struct module module = {0};
    struct stat info;
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (file >= 0 && fstat(file, &info) == 0 && S_ISREG(info.st_mode) && info.st_size > 0) {
        void *bytes = mmap(NULL, (size_t)info.st_size, PROT_READ, MAP_PRIVATE, file, 0);
        if (bytes != MAP_FAILED)
            module = (struct module){.bytes = bytes, .size = (size_t)info.st_size};
    }
    if (file >= 0)
        close(file);
    return module;
}

/// `count` elements of `size` bytes at `offset`, or NULL when they are not all there.
static const void *part(const struct module *module, size_t offset, size_t count, size_t size)
{
    if (offset > module->size || count > (module->size - offset) / size || offset % 4 != 0)
        return NULL;
    return module->bytes + offset;
}

static const ElfW(Ehdr) * elf_header(const struct module *module)
{
    const ElfW(Ehdr) *header = part(module, 0, 1, sizeof(*header));
    int class = sizeof(void *) == 8 ? ELFCLASS64 : ELFCLASS32;
    bool fits = header && memcmp(header->e_ident, ELFMAG, SELFMAG) == 0 &&
                header->e_ident[EI_CLASS] == class && header->e_phentsize == sizeof(ElfW(Phdr)) &&
                header->e_shentsize == sizeof(ElfW(Shdr));
    return fits ? header : NULL;
}

/// The address that the file itself gives to the byte at `offset` in it, or 0.
static uintptr_t address_of(const struct module *module, const ElfW(Ehdr) * header,
                            uintptr_t offset)
{
    const ElfW(Phdr) *segments = part(module, header->e_phoff, header->e_phnum, sizeof(*segments));
    for (size_t i = 0; segments && i < header->e_phnum; i++)
        if (segments[i].p_type == PT_LOAD && offset >= segments[i].p_offset &&
            offset - segments[i].p_offset < segments[i].p_filesz)
            return offset - segments[i].p_offset + segments[i].p_vaddr;
    return 0;
}

static void search_table(const struct module *module, const ElfW(Shdr) * table,
                         const ElfW(Shdr) * strings, uintptr_t address, struct symbol *best)
{
    size_t count = table->sh_size / sizeof(ElfW(Sym));
    const ElfW(Sym) *symbols = part(module, table->sh_offset, count, sizeof(*symbols));
    if (!symbols || strings->sh_offset > module->size ||
        strings->sh_size > module->size - strings->sh_offset)
        return;
    const char *names = (const char *)module->bytes + strings->sh_offset;
    for (size_t i = 0; i < count; i++) {
        const ElfW(Sym) *symbol = &symbols[i];
        // The type is in the low four bits for 32-bit and 64-bit files alike.
        bool holds = ELF64_ST_TYPE(symbol->st_info) == STT_FUNC && symbol->st_shndx != SHN_UNDEF &&
                     address >= symbol->st_value && address - symbol->st_value < symbol->st_size;
        if (holds && symbol->st_name < strings->sh_size) {
            free(best->name);
            best->name = run_strndup(names + symbol->st_name, strings->sh_size - symbol->st_name);
            best->offset = address - symbol->st_value;
            return;
        }
    }
}

static struct symbol find_symbol(const struct module *module, const ElfW(Ehdr) * header,
                                 uintptr_t address)
{
    struct symbol best = {0};
    const ElfW(Shdr) *sections = part(module, header->e_shoff, header->e_shnum, sizeof(*sections));
    // .symtab has the static functions too; stripped files have .dynsym alone.
    static const ElfW(Word) kinds[] = {SHT_SYMTAB, SHT_DYNSYM};
    for (size_t k = 0; sections && k < 2 && !best.name; k++) {
        for (size_t i = 0; i < header->e_shnum && !best.name; i++)
            if (sections[i].sh_type == kinds[k] && sections[i].sh_link < header->e_shnum)
                search_table(module, &sections[i], &sections[sections[i].sh_link], address, &best);
    }
    return best;
}

/// "function+0x12 (module+0x1234)", or as much of it as is known.
static char *name_frame(uintptr_t address, uintptr_t offset, const char *path, bool interrupted)
{
    const char *slash = strrchr(path, '/');
    const char *base = slash ? slash + 1 : path;
    if (path[0] != '/')
        return run_format("0x%" PRIxPTR " (%s)", address, base);
    struct module module = map_module(path);
    const ElfW(Ehdr) *header = module.bytes ? elf_header(&module) : NULL;
    uintptr_t inside = header ? address_of(&module, header, offset) : 0;
    // A return address may already be the next function's first byte.
    uintptr_t wanted = interrupted || !inside ? inside : inside - 1;
    struct symbol symbol = inside ? find_symbol(&module, header, wanted) : (struct symbol){0};
    char *name = symbol.name ? run_format("%s+0x%" PRIxPTR " (%s+0x%" PRIxPTR ")", symbol.name,
                                          symbol.offset + (inside - wanted), base, inside)
                             : run_format("%s+0x%" PRIxPTR, base, inside ? inside : offset);
    free(symbol.name);
    if (module.bytes)
        munmap((void *)module.bytes, module.size);
    return name;
}

char *run_crash_symbolize(const char *lines)
{
    char *text = run_strdup("");
    size_t length = 0;
    unsigned number = 0;
    for (const char *line = lines; *line; number++) {
        const char *end = strchrnul(line, '\n');
        char *offset_at = NULL, *path_at = NULL;
        uintptr_t address = (uintptr_t)strtoumax(line, &offset_at, 16);
        uintptr_t offset = (uintptr_t)strtoumax(offset_at, &path_at, 16);
        path_at += *path_at == ' ';
        char *path = run_strndup(path_at, path_at < end ? (size_t)(end - path_at) : 0);
        char *name = name_frame(address, offset, path, number == 0);
        char *row = run_format("#%u %s\n", number, name);
        size_t row_length = strlen(row);
        text = run_regrow(text, length + row_length + 1, 1);
        memcpy(text + length, row, row_length + 1);
        length += row_length;
        free(row);
        free(name);
        free(path);
        line = *end ? end + 1 : end;
    }
    return text;
}
