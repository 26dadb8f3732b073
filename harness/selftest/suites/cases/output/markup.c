// SPDX-License-Identifier: Apache-2.0
// What a page of HTML must show and not obey.
#include "fake_backend.h"
#include "greatest.h"

#include <ommcts/verdict.h>

#include <stdio.h>
#include <stdlib.h>

// An element, an attribute that would end, a character reference, text that runs backwards.
#define MARKUP                                                                                     \
    "<script>owned = 1</script><img src=x onerror='owned = 2'></pre></details>\" onload=\"owned "  \
    "= 3 &lt;b&gt; --> \xe2\x80\xae sdrawkcab \xe2\x80\xac"

OMM_CASE(message, .about = "Fails with <b>markup</b> & more in its message, its log and a layer's.")
{
    puts(MARKUP);
    fflush(stdout);
    run_emit_message("VK_LAYER_<i>", "error", "VUID-<u>", MARKUP);
    omm_fail("%s", MARKUP);
}

OMM_CASE(reason, .about = "Skips with markup in its reason.")
{
    omm_not_supported("%s", MARKUP);
}

OMM_CASE(warning, .about = "Warns with markup.")
{
    ASSERT(1);
    omm_warn("%s", MARKUP);
    PASS();
}

OMM_CASE(picture, .about = "Fails, and leaves the file that the environment names.")
{
    const char *path = getenv("FAKE_PICTURE");
    if (path)
        omm_show(path);
    FAILm("as the picture shows");
}
