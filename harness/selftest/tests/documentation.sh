# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Every command that a README shows works. They run in a folder that looks like a built checkout of this project, on a
# machine whose only driver is the reference driver.

# TIMEOUT 600
# A command that shows a fault has 45 cases fail, each with a worker that ends.
limit=180

# What can't run as it stands: a regular expression over the command, what runs instead (& is the command itself), and
# why. Whatever fits no line runs as it is written.
instead() {
    cat <<'EOF'
^scripts/(setup|test|check|in-root|mutate|kill-matrix|vuid-sync|tier-lists|line-coverage|bench-runner) :: & --help :: installs, builds or tests everything, and is what runs this
^cmake (-B build|--build build|--preset) :: cmake -N "$BUILD" :: the build that is tested came about by it
^cmake --install build$ :: cmake --install "$BUILD" --prefix installed :: the system's folders are not ours to write to
^cmake --install build --prefix ommcts-installed$ :: cmake --install "$BUILD" --prefix ommcts-installed :: build is more than links only to whoever built it
^ctest :: cd "$BUILD" && & -N :: a test that runs tests would run itself; what it selects is counted
--fuzz-steps 1000000 :: build/ommcts run -n 'fuzz.*' --fuzz-steps 10 --timeout 36000 --seed 7 :: takes a night
check.sh crash$ :: & first :: the whole topic is a test of its own
EOF
}

# Which exit status a command has, where it is not 0.
status_of() {
    case $1 in
    *OMMREF_FAULT=*) echo 1 ;;
    *coverage\ --from*) echo 1 ;; # few cases ran, and it says which IDs nobody reported
    *bisect*) echo 1 ;; # the case passes whatever runs before it
    *) echo 0 ;;
    esac
}

# A checkout: sources and build by links, but `ommcts run` takes few cases where the command names none, and scripts/run
# builds nothing.
enter_checkout() {
    ! is_sanitized || skip_test "whether what a text says is true is no matter of sanitizers"
    build=$(dirname "$OMMCTS")
    export BUILD=$build
    [ -f "$build/layers/VkLayer_ommcts_host_copy.json" ] || skip_test "nothing is built"
    mkdir -p checkout/build checkout/scripts bin
    ln -s "$source_root"/* checkout/ 2>/dev/null
    # No more of the build than commands name: nothing here may configure or build in it.
    ln -s "$build"/{harness,layers,data,ommref_icd.json} checkout/build/
    ln -s "$source_root"/scripts/* checkout/scripts/
    rm checkout/scripts/run checkout/cases
    # What is written into these stays here.
    mkdir checkout/cases
    ln -s "$source_root"/cases/*.md checkout/cases/
    cp -r "$here/private" checkout/private
    cat >checkout/build/ommcts <<EOF
#!/bin/bash
case "\${1:-run} \$*" in
run*' -n '* | run*' -f '* | run*--help* | run*--tier* | run*--deqp-case*) ;;
run* | -*) set -- "\$@" -n 'omm.serialize.bounds.ends_at_guard.mix_*' ;;
esac
exec "$OMMCTS" "\$@"
EOF
    cat >checkout/scripts/run <<EOF
#!/bin/bash
mkdir -p "$scratch/checkout/build/report"
[ \$# -gt 0 ] || set -- --reference --junit "$scratch/checkout/build/report/junit.xml"
exec "$scratch/checkout/build/ommcts" run "\$@"
EOF
    # Somebody's Vulkan application, a debugger without a terminal, and what only other machines have.
    printf '#!/bin/sh\nexec "%s" devices\n' "$OMMCTS" >bin/my-application
    printf '#!/bin/sh\nwhile [ "$1" != --args ]; do shift; done; shift; exec "$@"\n' >bin/gdb
    ln -s my-application bin/your_application
    if ! command -v vulkaninfo >/dev/null; then ln -s my-application bin/vulkaninfo; fi
    ln -s "$here/deqp_runner.bash" bin/deqp-runner
    ln -s ../checkout/build/ommcts bin/ommcts
    chmod +x checkout/build/ommcts checkout/scripts/run bin/*
    sed "s|\"library_path\": \"[^\"]*/|\"library_path\": \"$build/harness/driver/|" "$build/ommref_icd.json" \
        >checkout/my_icd.x86_64.json
    mkdir -p checkout/DIR
    export PATH=$scratch/bin:$PATH VK_DRIVER_FILES=$build/ommref_icd.json VK_ICD_FILENAMES=$build/ommref_icd.json
    cd checkout || exit 99
}

# chosen COMMAND: what runs for it.
chosen() {
    local line pattern replacement
    while IFS= read -r line; do
        [[ $line == *' :: '*' :: '?* ]] || broken "a command is replaced without a reason: $line"
        pattern=${line%% :: *}
        replacement=${line#* :: }
        replacement=${replacement%% :: *}
        if grep -q -E -e "$pattern" <<<"$1"; then
            # A single & is the command; the shell's own && stays.
            sed -E -e "s/(^| )&( |\$)/\\1$(sed 's/[\/&]/\\&/g' <<<"$1")\\2/" <<<"$replacement"
            return
        fi
    done < <(instead)
    printf '%s\n' "$1"
}

# run_commands FILE: all of them, in their order, in one shell, so that what is exported stays.
run_commands() {
    local command count=0
    enter_checkout
    awk -f "$here/commands_of.awk" "$source_root/$1" >../commands
    while IFS= read -r command <&3; do
        count=$((count + 1))
        if [[ $command == export\ * ]]; then
            eval "$command"
            continue
        fi
        command=$(chosen "$command")
        run_command bash -c "$command"
        expect_exit "$(status_of "$command")"
        if [[ $command == *ctest* ]]; then expect_match out 'Total Tests: [1-9]'; fi
    done 3<../commands
    [ "$count" -gt 0 ] || broken "$1 has no command"
}

test_readme() { run_commands README.md; }
test_ci() { run_commands data/ci/README.md; }
test_cases() { run_commands cases/README.md; }
test_architecture() { run_commands harness/README.md; }
test_driver() { run_commands harness/driver/README.md; }
test_layer() { run_commands harness/layer/README.md; }
test_selftest() { run_commands harness/selftest/README.md; }

# Links lead somewhere, and what is named between backticks as a path of this tree is there.
test_links() {
    local file target
    cd "$source_root" || exit 99
    for file in README.md cases/README.md data/ci/README.md harness/README.md harness/*/README.md; do
        grep -o -E '\]\([^)#]+' "$file" | sed 's/^](//' | while IFS= read -r target; do
            case $target in http*) continue ;; esac
            [ -e "$(dirname "$file")/$target" ] || echo "$file: $target"
        done
        grep -o -E '`(cases|data|harness|include|scripts|cmake)/[A-Za-z0-9_./-]+`' "$file" | tr -d '`' |
            while IFS= read -r target; do [ -e "$target" ] || echo "$file: $target"; done
    done >"$scratch/missing"
    [ ! -s "$scratch/missing" ] || broken "these are not there: $(cat "$scratch/missing")"
}
