# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# LABEL suite
# Reading back: what it says of contents that are wrong, where it stops without ray queries, and the full product.

limit=230

# said_of FAULT CASE: the message of the case under the fault.
said_of() {
    export OMMREF_FAULT=$1
    run_ommcts run --reference -n "omm.$2"
    unset OMMREF_FAULT
    check_protocol
    expect_match verdicts "^omm.$2,Fail,"
}

# Every fault that changes contents is told by a message that names what is wrong. Words are those of the case that shows
# the fault best; scripts/kill-matrix proves that some case notices.
test_messages_name_what_is_wrong() {
    local fault case words count=0
    while IFS='|' read -r fault case words; do
        said_of "$fault" "$case"
        expect_in verdicts "$words"
        count=$((count + 1))
    done <<'TEXT'
opacity_curve_unflipped|build_semantics.order.random_by_device.s2_l3_n7|as if the curve's flips were ignored
opacity_curve_row_by_row|build_semantics.order.random_by_device.s2_l3_n7|as if microtriangles were numbered row by row
opacity_curve_backwards|build_semantics.order.random_by_device.s2_l3_n7|as if the curve were followed from its end
opacity_curve_16_bits|roundtrip.matrix.host_host_host.s4_l10_n1_direct_equal|as if microtriangles' indices were cut to 16 bits
opacity_most_significant_first|build_semantics.order.random_by_device.s2_l3_n7|as if the most significant bits of each byte came first
opacity_barycentrics_swapped|build_semantics.order.random_by_device.s2_l3_n7|as if u and v were swapped
opacity_barycentrics_rotated|build_semantics.order.random_by_device.s2_l3_n7|as if vertex 0 were taken for vertex 1, 1 for 2, and 2 for 0
opacity_2_state_as_4_state|build_semantics.order.random_by_device.mix_all_small|as if 2-state data were read as 4-state data
opacity_4_state_as_2_state|build_semantics.order.random_by_device.mix_all_small|as if 4-state data were read as 2-state data
opacity_known_states_swapped|build_semantics.order.random_by_device.s4_l2_n33|every state 0 of 4 is seen as 1, state 1 of 4 is seen as 0
opacity_unknown_states_swapped|build_semantics.order.random_by_device.s4_l2_n33|every state 2 of 4 is seen as 3, state 3 of 4 is seen as 2
opacity_unknown_is_opaque|build_semantics.order.random_by_device.s4_l2_n33|every state 2 of 4 is seen as 1, state 3 of 4 is seen as 1
opacity_force_2_state_ignored|build_semantics.order.random_by_device.s4_l2_n33|as if the instance's flag that forces 2 states were ignored
opacity_force_2_state_always|build_semantics.order.random_by_device.s4_l2_n33|as if every instance forced 2 states
opacity_special_index_off_by_one|build_semantics.attachment.by_device.special_indices|every special index -1 is seen as 1
opacity_ignores_micromaps|build_semantics.order.random_by_device.s4_l2_n33|as if no micromap were attached
opacity_ignores_indices|build_semantics.attachment.by_device.reversed|as if each triangle had the micromap triangle of its own number
opacity_ignores_index_stride|build_semantics.attachment.by_device.index_stride|as if indices were packed, whatever indexStride says
opacity_ignores_base_triangle|build_semantics.attachment.by_device.base_triangle|as if baseTriangle were not added to the indices
opacity_first_level_for_all|build_semantics.order.random_by_device.mix_all_small|as if every triangle had the level of micromap triangle 0
opacity_first_format_for_all|build_semantics.records.shared_by_device.mix_all_small|-state data were read as
opacity_first_data_for_all|build_semantics.order.random_by_device.s4_l2_n33|as if every triangle were micromap triangle 0
opacity_drops_last_triangle|build_semantics.order.random_by_device.s4_l2_n33|only triangle 32 of 33 is wrong, and state 0 all over
opacity_takes_packed_offsets|roundtrip.copies.asked_by_device.s4_l2_n33| triangles are wrong, the last is 
opacity_stale_after_rebuild|build_semantics.attachment.built_twice.in_order|built a second time, with other states: read-back: micromap triangle
opacity_refers_to_micromap|build_semantics.attachment.discarded_by_device.s4_l2_n33|when the micromap is gone: read-back: micromap triangle
serialize_loses_levels|roundtrip.matrix.host_host_host.s4_l2_n33_direct_equal|as if every triangle had level 0
serialize_drops_last_triangle|roundtrip.matrix.host_host_host.s4_l2_n33_direct_equal|only triangle 32 of 33 is wrong, and state 0 all over
serialize_keyed_by_process|roundtrip.elsewhere.other_process_by_host.s4_l2_n33|another process, which loads the data: 
serialize_keyed_by_device|roundtrip.elsewhere.second_device_by_host.s4_l2_n33|33 triangles are wrong
deserialize_reverses_triangles|roundtrip.matrix.host_host_host.s4_l2_n33_direct_equal|as if the micromap's triangles were in reverse order
deserialize_leaves_equal_shape|roundtrip.overwrite.by_host.loaded|written over another micromap: 
device_deserialize_flips_bits|roundtrip.matrix.host_host_device.s4_l2_n33_direct_equal|as if every bit of the data were flipped
copy_clone_drops_odd_bytes|roundtrip.copies.clone_by_host.s4_l2_n33|only triangle 32 of 33 is wrong, and state 0 all over
copy_compact_merges_alike|roundtrip.copies.compact_by_host.s4_l2_n33|as if every triangle were micromap triangle 0
build_most_significant_first|build_semantics.order.random_by_host.s2_l3_n7|as if the most significant bits of each byte came first
build_data_offset_16_bits|build_semantics.order.index_by_device.s2_l10|as if every triangle were micromap triangle 0
ray_scene_first_data_for_all|build_semantics.order.random_by_device.s4_l2_n33|as if every triangle were micromap triangle 0
ray_query_confirms_all|build_semantics.order.random_by_device.s4_l2_n33|every state 2 of 4 is seen as none, state 3 of 4 is seen as 1
accel_vertices_reversed|build_semantics.order.random_by_device.s2_l3_n7|as if vertices 0 and 2 were swapped
accel_top_drops_flags|build_semantics.order.random_by_device.s4_l2_n33|as if the instance's flag that forces 2 states were ignored
deserialize_drifts|roundtrip.chain.of_ten_by_device.compacted_deserialized|only triangle 6 of 7 is wrong, and state 0 all over
dispatch_drops_last_group|build_semantics.order.random_by_device.s4_l3_n1000|seen no answer of the shader
dispatch_repeats_first_group|build_semantics.order.random_by_device.s4_l3_n1000|seen no answer of the shader
copy_clone_shares_storage|roundtrip.independence.by_host.clone_other_rebuilt|its clone the other one is built anew from the inverse: read-back: 
device_copy_clone_shares_storage|roundtrip.independence.by_device.clone_other_rebuilt|its clone the other one is built anew from the inverse: read-back: 
TEXT
    [ "$count" -ge 30 ] || broken "only $count faults were tried"
}

# A failing shape is made smaller until nothing smaller fails: two triangles, where the last of several is dropped.
test_shapes_shrink() {
    said_of serialize_drops_last_triangle roundtrip.random.by_device.second
    expect_match verdicts 'smallest that fails: s[24]_l[0-9]_n2,|smallest that fails: s[24]_l[0-9]_n1\+s[24]_l[0-9]_n1,'
    expect_match verdicts 'seed [0-9]+'
}

# Of a random walk that fails, no more steps are told than it takes to fail.
test_walks_shrink() {
    said_of serialize_loses_levels fuzz.walk.mixed.walk_1
    expect_match verdicts ': as if every triangle had level 0, after: build [^;]*; serialize [^;]*; load [^;]*$'
    said_of copy_clone_drops_odd_bytes fuzz.walk.on_queues.walk_1
    expect_match verdicts ', after: build [^;]*; clone [^;]*$'
    said_of copy_compact_merges_alike fuzz.walk.on_host.walk_1
    expect_match verdicts ', after: build [^;]*, compactable,[^;]*; compact [^;]*$'
}

# The reference driver with another extension's name in place of VK_KHR_ray_query.
test_without_ray_queries() {
    local library
    library=$(find "$(dirname "$OMMCTS")" -name libvulkan_ommref.so | head -n 1)
    [ -n "$library" ] || skip_test "the reference driver is not there"
    LC_ALL=C sed 's/VK_KHR_ray_query/VK_KHR_ray_quera/g' "$library" >libvulkan_ommref.so
    sed -E "s|\"library_path\": *\"[^\"]*\"|\"library_path\": \"$PWD/libvulkan_ommref.so\"|" \
        "$(dirname "$OMMCTS")/ommref_icd.json" >icd.json
    run_ommcts run --icd icd.json -j 2 -n 'omm.roundtrip.*,omm.build_semantics.*,omm.readback.*'
    check_protocol
    expect_exit 0
    expect_match verdicts '^omm.roundtrip.matrix.*,Pass,contents not judged: the device has no ray queries$'
    expect_match verdicts ',NotSupported,VK_KHR_ray_query is not supported$'
    grep -v -E 'contents not judged: the device has no ray queries|VK_KHR_ray_query is not supported' \
        verdicts >rest
    expect_empty rest
    # What is left is still judged.
    export OMMREF_FAULT=deserialize_stub
    run_ommcts run --icd icd.json -n 'omm.roundtrip.matrix.host_host_host.*'
    expect_exit 1
}

# Every fourth of it; all takes minutes: ommcts run --reference -n 'omm.roundtrip.full.*'.
test_full_product() {
    local shares=4
    if is_sanitized; then shares=16; fi
    run_ommcts run --reference -j 2 --deqp-fraction "1,$shares" -n 'omm.roundtrip.full.*'
    check_protocol
    expect_exit 0
    expect_not_in verdicts NotSupported
    [ "$(grep -c ',Pass,' verdicts)" -ge $((5000 / shares)) ] || broken "the full product is less than 5,000 cases"
}
