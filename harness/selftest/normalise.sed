# SPDX-License-Identifier: Apache-2.0
# What differs from one run to the next.
s/0x[0-9a-f]+/ADDRESS/g
s/\+ADDRESS\)/+OFFSET)/g
s/[0-9]+\.[0-9]+ s\>/TIME s/g
s/(time|timestamp|hostname)="[^"]*"/\1="\U\1\E"/g
s/(pid|process) [0-9]+/\1 PID/g
s/\.c:[0-9]+/.c:LINE/g
s/ommcts-[0-9][^ ]* \(ADDRESS\)/ommcts-VERSION (ADDRESS)/
s/(name="suite" value=")[^"]*/\1VERSION/
s/("suite": ")[^"]*/\1VERSION/
s/(Coverage of ommcts )[^<]*/\1VERSION/g
s/<style>[^<]*/<style>STYLE/
