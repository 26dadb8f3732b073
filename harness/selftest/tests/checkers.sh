# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# The checkers themselves: what is right passes them, and each thing that could be wrong does not.

good_protocol() {
    cat <<EOF
Writing test log into nowhere.qpa
dEQP Core git (0x00000001) starting..
  target implementation = 'Default'

Test case 'omm.a.b.one'..
  Pass (fine)

Test case 'omm.a.b.two'..
  NotSupported (no (such) thing)

DONE!

Test run totals:
  Passed:        1/2 (50.0%)
  Failed:        0/2 (0.0%)
  Not supported: 1/2 (50.0%)
  Warnings:      0/2 (0.0%)
  Waived:        0/2 (0.0%)
EOF
}

# The good protocol, edited by a sed script, is refused by a complaint that contains $2.
expect_refused() {
    good_protocol | sed "$1" >out
    ! awk -f "$here/deqp_parse.awk" out >verdicts 2>protocol || broken "this was accepted: $1"
    expect_in protocol "$2"
}

test_good_protocol() {
    good_protocol >out
    status=0
    check_protocol
    expect_lines verdicts <<EOF
omm.a.b.one,Pass,fine
omm.a.b.two,NotSupported,no (such) thing
EOF
}

test_bad_protocols() {
    expect_refused 's/^  Pass (fine)/  Pass/' "not part of the protocol"
    expect_refused '/^  Pass (/d' "has ended"
    expect_refused 's/^  Pass (/  Splendid (/' "does not know"
    expect_refused 's/b.two/b.one/' "twice"
    expect_refused '/b.one/d' "without a case"
    expect_refused 's/Test case .omm.a.b.two/chatter&/' "a driver could"
    expect_refused 's/^DONE!/  expected (1) got 2/' "does not know"
    expect_refused '/^DONE!/d' "neither"
    expect_refused 's/Passed:        1/Passed:        2/' "expected 1/2"
    expect_refused 's/^DONE!/hello/' "not part of the protocol"
}

test_bytes_that_are_no_utf8() {
    good_protocol | sed 's/fine/f\xff/' >out
    status=0
    (check_protocol) 2>complaint && broken "a byte that is no UTF-8 was accepted"
    expect_in complaint "not UTF-8"
}

good_junit() {
    cat <<EOF
<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="ommcts" tests="3" failures="1" errors="0" time="1.500">
  <testsuite name="omm" tests="3" failures="1" errors="0" skipped="1" time="1.500" timestamp="2026-11-22T10:54:24">
    <testcase classname="omm.a" name="one" time="0.500"/>
    <testcase classname="omm.a" name="two" time="0.500"><failure type="Fail" message="why">why, at length</failure></testcase>
    <testcase classname="omm.a" name="three" time="0.500"><skipped message="gone">gone</skipped></testcase>
  </testsuite>
</testsuites>
EOF
}

test_good_junit() {
    good_junit >report.xml
    check_junit report.xml
}

expect_junit_refused() {
    good_junit | sed "$1" >report.xml
    (check_junit report.xml) 2>complaint && broken "this was accepted: $1"
    return 0
}

test_bad_junits() {
    expect_junit_refused 's/tests="3"/tests="4"/'
    expect_junit_refused 's/failures="1"/failures="0"/'
    expect_junit_refused 's/skipped="1"/skipped="0"/'
    expect_junit_refused 's/name="two"/name="one"/'
    expect_junit_refused 's/ message="why"//'
    expect_junit_refused 's/>gone</></'
    expect_junit_refused 's/ type="Fail"//'
    expect_junit_refused 's/time="0.500"/time="0,500"/'
    expect_junit_refused 's/timestamp="[^"]*"//'
    expect_junit_refused 's/ classname="omm.a" name="one"/ name="one"/'
    expect_junit_refused 's/fails<//; s/why, at/\x01/'
    expect_junit_refused '$d'
}
