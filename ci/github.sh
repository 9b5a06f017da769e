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
    # A checkout of one commit does not know where the branch was left.
    if ! git merge-base "$BASE" HEAD >/dev/null 2>&1; then
        depth=()
        [ "$(git rev-parse --is-shallow-repository)" = false ] || depth=(--unshallow)
        git fetch --quiet --no-tags "${depth[@]}" origin "$BASE"
    fi
    arguments+=(--diff "$BASE")
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
    "$@" 2>"$folder/problems" || [ $? -eq 1 ] || {
        cat "$folder/problems" >&2
        return 2
    }
}

if [ "${ANNOTATE:-}" = true ]; then
    again thinktwice check --format github "${arguments[@]}"
fi
summary="$folder/thinktwice.md"
if [ -n "${BASE:-}" ]; then
    # For the reviewer: what is open, and what was decided with which reasons.
    again thinktwice report --diff "$BASE" >"$summary"
else
    {
        echo "## Questions"
        echo
        echo '````text'
        NO_COLOR=1 again thinktwice check "${arguments[@]}"
        echo '````'
    } >"$summary"
fi
# A summary holds one megabyte.
head -c 900000 "$summary" >>"${GITHUB_STEP_SUMMARY:-/dev/null}"
exit "$code"
