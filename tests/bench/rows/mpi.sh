# cnntrain-mpi: two processes of one thread compared with cnntrain's two threads,
# and the exact order of sums compared with MPI_Allreduce.
. "$HERE/training.sh"
[ -x "$BUILD/bin/cnntrain-mpi" ] && command -v mpirun >"$WORK/where" || { echo 'bench: mpi: no Open MPI' >&2; exit 0; }
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
MPIRUN=(mpirun -n 2 --bind-to none)

# stream NAME RECORDS BINS: $DATA/NAME, as of train and deep.
stream() {
	[ -f "$DATA/$1" ] || "$B/stream" "$2" "$(pick 398 60)" "$3" | zscore >"$DATA/$1"
}
many=$(pick 1280 32) some=$(pick 128 32)
stream "mpi-seed$many.tensor" "$many" 23
stream "mpi-deep$some.tensor" "$some" 40

both() {	# SIDE NETWORK STREAM RECORDS BATCH MORE
	side=$1-threads
	shift
	rate "$side" "$@"
	LAUNCH=("${MPIRUN[@]}" cnntrain-mpi) THREADS=1
	rate "${side%threads}processes" "$@"
	LAUNCH=(cnntrain) THREADS=2
}
seed()  { both seed pipelines/networks/seed.net "$DATA/mpi-seed$many.tensor" "$many" "$(pick 128 32)" "$(pick 40 1)"; }
deep()  { both deep "$HERE/deep.net" "$DATA/mpi-deep$some.tensor" "$some" "$(pick 64 32)" "$(pick 36 1)"; }
exact() { [ -n "${SMOKE:-}" ] || sample order "${MPIRUN[@]}" "$B/mpi/allreduce"; }

turns "$(few "$REPS")" seed deep exact
compare 'seed network: two processes, one thread each, compared with two threads' seed-processes:rate-wall seed-threads:rate-wall 'ratio >= 0.95'
compare 'deep.net: the same' deep-processes:rate-wall deep-threads:rate-wall 'ratio >= 0.95'
[ -n "${SMOKE:-}" ] || for net in seed deep; do
	compare "$net: steps of two processes, exact order compared with MPI_Allreduce" order:exact-$net order:plain-$net -
	compare "$net: what a process sends in a step, the same" order:exact-$net-bytes order:plain-$net-bytes -
done
