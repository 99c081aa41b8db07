# What the parts of make search share; sourced after clean.sh.
# shellcheck shell=bash
#
# The folder of a search is SEARCH, with
#   base      the settings of the command line, one per line
#   plan      the trials, as pipelines/search-space wrote them
#   known/N   of trial N: its folder below SEARCH, and the file of its features
#   todo/N    what is to be done of it: inner folds each, and which outer folds
#   cost      processor and real seconds of each step, and what it was

# A value of the command line is text, in which make would expand a dollar sign.
again() {
	"${MAKE:-make}" --no-print-directory -f pipelines/experiment.mk "BUILD=$BUILD" "VERSION=$VERSION" "JOBS=$JOBS" \
	    "${@//\$/\$\$}"
}

# trial N: its settings, those of the command line first, become the array settings,
# and the lines of the space that set them, as NAME=LINE, the array from.
planned=()
trial() {
	local field fields
	[ ${#planned[@]} -gt 0 ] || mapfile -t planned < <(grep '^trial	' "$SEARCH/plan")
	mapfile -t settings <"$SEARCH/base"
	from=()
	IFS=$'\t' read -ra fields <<<"${planned[$1 - 1]}"
	for field in "${fields[@]:2}"; do
		settings+=("${field#*:}")
		field=${field%%=*}
		from+=("${field#*:}=${field%%:*}")
	done
}

# blame TEXT: a message about a setting, with the line of the space if that set it.
blame() {
	local name=${1#experiment: } pair
	name=${name%%=*}
	for pair in "${from[@]}"; do
		[ "${pair%%=*}" != "$name" ] || {
			echo "search: $SPACE: line ${pair#*=}: ${1#experiment: }" >&2
			return
		}
	done
	echo "$1" >&2
}

# What trials are compared by: UAR of the class, if TARGET has one, or CCC of the first
# of its numbers.  Sets score, a program and its options, and row, of its scores.
score=(confmat) row=uar_pooled
compared_by() {
	local setting target=label part
	for setting in "${settings[@]}"; do
		[[ $setting != TARGET=* ]] || target=${setting#*=}
	done
	while IFS= read -r part; do
		[[ $part == *:value ]] || return 0
	done <<<"${target//+/$'\n'}"
	target=${target%%+*}
	score=(regscore -t "${target%:value}") row=ccc_pooled
}

# checked N: the settings of that trial, as if they had been typed; SETTINGS are the
# names that check knows.
checked() {
	local why setting recipe=seed
	trial "$1"
	why=$(GOAL=search pipelines/check "${SETTINGS-} JOBS" "${settings[@]}" 2>&1) || {
		blame "$why"
		return 2
	}
	for setting in "${settings[@]}"; do
		[ "${setting%%=*}" != RECIPE ] || recipe=${setting#*=}
	done
	! grep -q '^TRAINER *= *fusion' "pipelines/recipes/$recipe.mk" || {
		blame "RECIPE=$recipe: joins the predictions of others; search for the settings of these"
		return 2
	}
}

# took SECONDS: for people.
took() {
	awk -v s="$1" 'BEGIN {
		if (s < 100) printf "%.0f s\n", s
		else if (s < 6000) printf "%.0f min\n", s / 60
		else printf "%.1f h\n", s / 3600
	}'
}

# watch COMMAND...: run it, and hand a signal on to it; then $parting is said, if it is
# set.
child='' parting=''
stop() {
	trap '' HUP INT TERM
	[ -z "$child" ] || { kill "$child" 2>/dev/null && wait "$child"; } || :
	[ -z "$parting" ] || echo "$parting" >&2
	exit "$1"
}
trap 'stop 129' HUP
trap 'stop 130' INT
trap 'stop 143' TERM
watch() {
	local rc=0
	env --default-signal=INT,QUIT "$@" &
	child=$!
	wait "$child" || rc=$?
	child=''
	return "$rc"
}
