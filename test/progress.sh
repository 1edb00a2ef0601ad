# progress DONE TOTAL WHAT...: tells test/run how far the part is.
progress() {
	[ -z "${TEST_PROGRESS:-}" ] || printf '%d of %d: %s\n' "$1" "$2" "${*:3}" >"$TEST_PROGRESS"
}
