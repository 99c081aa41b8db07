# What make plan foretells, and what runs take: make label and make model on one core
# and two; with FULL=1 also 100,000 clips, and a cluster of Slurm, where there is one.
export RAVDESS TONFALL_PLAN_QUICK=${SMOKE:+1} MODEL=best
plans=$OUT/plan
rm -rf "$plans"
cases='label/one/1000 label/two/1000 label/one/10000 label/two/10000'
[ -z "${RAVDESS:-}" ] || cases+=' ravdess/one/1000 ravdess/two/1000'
cases+=' seed/one/1000 seed/two/1000 prosody/one/1000 prosody/two/1000 cnn/one/1000 cnn/two/1000'
if [ -n "${FULL:-}" ]; then
	cases+=' seed/two/10000 label/one/100000 label/two/100000'
	[ "$(id -u)" -ne 0 ] || ! command -v slurmctld munged >/dev/null || cases+=' label/slurm/1000 label/slurm/10000 label/slurm/100000'"${RAVDESS:+ ravdess/slurm/1000}"
fi
[ -z "${SMOKE:-}" ] || cases=label/two/40 MODEL=prosody REPS=1
for case in $cases; do
	"$HERE/plan" "$plans" "$case" >"$WORK/plan"
	note "$case" off "$(awk -F '\t' '{ d = $2 > $3 ? $2 / $3 - 1 : 1 - $2 / $3; print 100 * d }' "$WORK/plan")" %
	compare "$case: predicted time beside the measured, off by" "$case:off" - 'value <= 15'
done
"$HERE/plan" "$plans" plot "$OUT/plan.svg"
