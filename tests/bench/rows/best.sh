# The recipe best on RAVDESS from nothing, eight classes, five seeds: ten minutes of
# two cores.  Only with FULL=1; FULLSEEDS=1 and FULLCLASSES=4 are less.
data=$(realpath -m "${RAVDESS:-${SHARED:-../shared}/data/ravdess}")
setting="CORPUS=ravdess CLASSES=${FULLCLASSES:-8} RECIPE=best SEEDS=${FULLSEEDS:-5}"

if [ -z "${FULL:-}" ] || [ -n "${SMOKE:-}" ]; then
	echo 'bench: best: left out, it takes long: FULL=1' >&2
elif [ -d "$data" ]; then
	from_nothing tonfall $setting "DATA=$data"
else
	echo "bench: best: no folder $data; RAVDESS=DIR" >&2
fi
reach='value <= 600'
[ -z "${FULLSEEDS:-}${FULLCLASSES:-}" ] || reach=-
compare "make experiment $setting, from nothing" tonfall:wall - "$reach"
compare 'the same by processor time' tonfall:cpu - -
