# SPDX-License-Identifier: Apache-2.0
# What scripts/vuid-sync says of registries. `extract` reduces one validusage.json to the IDs that matter; `compare`
# reads the extracts, one per line, and writes what differs, indented by four blanks.

# The rows of the table: [{id, rule, since, until}].
def rows($table):
    ($table | split("\n") | map(select(length > 0 and (startswith("#") | not)) | split("\t"))) as $lines
    | if $lines[0][0:5] != ["id", "set", "rule", "since", "until"] or ($lines | length) < 2
      then error("not the table") else . end
    | [$lines[1:][] | {id: .[0], rule: .[2], since: .[3], until: .[4]}];

def entity: split("-")[1];

# Registries write their texts in HTML.
def plain:
    gsub("<[^>]*>"; "") | gsub("&lt;"; "<") | gsub("&gt;"; ">") | gsub("&#8217;"; "'") | gsub("&amp;"; "&")
    | gsub("\\s+"; " ") | ltrimstr(" ") | rtrimstr(" ");

def version: split(".") | map(tonumber);

def checked:
    if type != "object" or (.validation | type) != "object"
    then error("it has no \"validation\", so it is no list of valid usage")
    elif (."version info"?."api version"? // "" | tostring | test("^[0-9]+(\\.[0-9]+)+$") | not)
    then error("it does not say of which API version it is")
    else . end;

# {file, version, ids: {ID: text}} of the commands and structures that the table has.
def extract($file; $table):
    checked
    | ([rows($table)[].id | entity] | unique) as $entities
    | .validation as $all
    | {file: $file, version: ."version info"."api version",
       ids: ([$entities[] as $entity | $all[$entity] // empty | .[]? | .[]?
              | select(.vuid? // "" | startswith("VUID-\($entity)-")) | {key: .vuid, value: (.text // "" | plain)}]
             | from_entries)}
    | if .ids == {}
      then error("it is of version \(.version) and has none of the commands and structures of the table, which came with 1.3.230")
      else . end;

def words: ascii_downcase | [scan("[a-z0-9_]+")] | unique;

# Of all different words in two texts, how many are in both.
def likeness($left; $right):
    ($left | words) as $a | ($right | words) as $b
    | (($a - ($a - $b)) | length) / ([($a + $b | unique | length), 1] | max);

def number: [match("-([0-9]{5})$").captures[0].string][0];

# Why a new ID may be what has become of a lost one: {score, why}, or nothing.
def kinship($lost; $new; $texts):
    likeness($texts[$lost.id] // ""; $new.text) as $like
    | if ($lost.id | number) != null and ($lost.id | number) == ($new.id | number)
      then {score: 2, why: "has its number"}
      elif $like >= 0.7
      then {score: ($like + if ($lost.id | entity) == ($new.id | entity) then 0.5 else 0 end), why: "has a like text"}
      else empty end;

# Takes each lost ID that has a heir out of both lists.
def pair($lost; $new; $texts):
    reduce $lost[] as $one ({moved: [], removed: [], added: $new};
        ([.added[] as $other | kinship($one; $other; $texts) + {new: $other}] | max_by(.score)) as $heir
        | if $heir
          then .moved += [{from: $one, to: $heir.new, why: $heir.why}] | .added -= [$heir.new]
          else .removed += [$one] end);

def lives($at): (.since | version) <= $at and (.until == "-" or $at <= (.until | version));

# Of one extract: the line that is about all of it, then one for each difference.
def differences($rows; $texts):
    .ids as $ids | (.version | version) as $at | (reduce $rows[] as $row ({}; .[$row.id] = $row)) as $known
    | pair([$rows[] | select(lives($at) and ($ids[.id] == null))];
           [$ids | to_entries[] | select($known[.key] == null) | {id: .key, text: .value}]; $texts) as $pairs
    | [($pairs.added[] | "added    \(.id): \(.text)"),
       ($pairs.removed[] | "removed  \(.id): \(.rule)"),
       ($pairs.moved[] | "moved    \(.from.id) to \(.to.id), which \(.why)"),
       ($rows[] | select($ids[.id] != null and (lives($at) | not))
        | "outside  \(.id): the table has it since \(.since)\(if .until == "-" then "" else " until \(.until)" end)")]
    | "    \(.[])";

def compare($table):
    rows($table) as $rows
    | [inputs] as $all
    | (reduce $all[].ids as $ids ({}; . + $ids)) as $texts
    | $all[]
    | [differences($rows; $texts)] as $found
    | "\(.file), version \(.version): \(.ids | length) IDs, "
      + (if $found == [] then "as the table says" else "\($found | length) not as the table says:" end),
      $found[];
