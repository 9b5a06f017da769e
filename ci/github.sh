#!/usr/bin/env bash
# What the GitHub Action runs once thinktwice is installed: checks the change, leaves SARIF, writes annotations and
# the summary. Ends with the code of the check.
#   BASE       the revision that the change is against; empty checks everything
#   FAIL_ON    the level from which findings fail the step
#   ARGUMENTS  more arguments for the check, separated by blanks
#   ANNOTATE   "true" for annotations at the lines
set -euo pipefail

read -r -a arguments <<<"${ARGUMENTS:-}"
arguments+=(--fail-on "${FAIL_ON:-warning}" --quiet)

if [ -n "${BASE:-}" ]; then
    # A checkout of one commit does not hold the base.
    git cat-file -e "$BASE^{commit}" 2>/dev/null || git fetch --quiet --no-tags --depth=1 origin "$BASE"
    changed=()
    while IFS= read -r -d '' path; do
        changed+=("$path")
    done < <(git diff -z --name-only --no-renames --diff-filter=d "$BASE" HEAD -- '*.py' '*.pyi' '*.ipynb' '*.rs')
    if [ "${#changed[@]}" -eq 0 ]; then
        echo "no file that thinktwice knows has changed" | tee -a "${GITHUB_STEP_SUMMARY:-/dev/null}"
        exit 0
    fi
    arguments+=(-- "${changed[@]}")
fi

folder="${RUNNER_TEMP:-$(mktemp -d)}"
sarif="$folder/thinktwice.sarif"
code=0
thinktwice check --format sarif "${arguments[@]}" >"$sarif" || code=$?
if [ "$code" -gt 1 ]; then
    exit "$code"
fi
echo "sarif=$sarif" >>"${GITHUB_OUTPUT:-/dev/null}"

# The same findings in another form. Findings (1) are no failure here; whatever else is has to be seen.
# What could not be read was told the first time.
again() {
    thinktwice check --format "$1" "${arguments[@]}" 2>"$folder/problems" || [ $? -eq 1 ] || {
        cat "$folder/problems" >&2
        return 2
    }
}

if [ "${ANNOTATE:-}" = true ]; then
    again github
fi
NO_COLOR=1 again text >"$folder/thinktwice.txt"
{
    echo "## Questions about this change"
    echo
    echo '````text'
    # A summary holds one megabyte.
    head -c 900000 "$folder/thinktwice.txt"
    echo '````'
} >>"${GITHUB_STEP_SUMMARY:-/dev/null}"
exit "$code"
