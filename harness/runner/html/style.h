// SPDX-License-Identifier: Apache-2.0
#ifndef RUN_STYLE_H
#define RUN_STYLE_H

/// The style sheet of every page. It holds none of the characters that XML would have to escape.
extern const char run_style[];

#endif
