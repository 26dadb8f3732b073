// SPDX-License-Identifier: Apache-2.0
// What a worker finds around itself.
#include "fake_backend.h"
#include "greatest.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

OMM_CASE(stdin_is_empty, .about = "Standard input is /dev/null.")
{
    char byte;
    ASSERT_EQ(0, read(STDIN_FILENO, &byte, 1));
    struct stat input, null;
    ASSERT_EQ(0, fstat(STDIN_FILENO, &input));
    ASSERT_EQ(0, stat("/dev/null", &null));
    ASSERT_EQ(null.st_rdev, input.st_rdev);
    PASS();
}

OMM_CASE(descriptors_close_on_exec,
         .about = "A program started by a driver inherits nothing of ours.")
{
    for (int file = 3; file < 256; file++) {
        int flags = fcntl(file, F_GETFD);
        if (flags >= 0 && !(flags & FD_CLOEXEC))
            omm_fail("descriptor %d would be inherited", file);
    }
    ASSERT(1);
    PASS();
}

static const char *variable(const char *name)
{
    const char *value = getenv(name);
    return value ? value : "(unset)";
}

OMM_CASE(environment, .about = "Records the variables that steer the Vulkan loader.")
{
    static const char *const names[] = {"VK_DRIVER_FILES", "VK_ICD_FILENAMES",
                                        "VK_LOADER_LAYERS_DISABLE", "OMMREF_PERSONALITY"};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        fake_record("environment", "%s=%s", names[i], variable(names[i]));
    ASSERT(1);
    PASS();
}
