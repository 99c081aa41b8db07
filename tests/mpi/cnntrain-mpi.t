# make test-mpi: cnntrain-mpi under mpirun, more processes than there are
# processors.  The same arithmetic without MPI: unit/team.

# One machine, whatever network and privileges it has.
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 OMPI_MCA_rmaps_base_oversubscribe=1 \
    OMPI_MCA_plm_rsh_agent=sh OMPI_MCA_btl_vader_single_copy_mechanism=none

# A network with all kinds of state, two streams, and for each record a number.
setup() {
	command -v mpirun >/dev/null || skip 'no mpirun'
	[ -x "$BUILD/bin/cnntrain-mpi" ] || skip 'built without Open MPI'
	printf '%s\n' 'conv 16 3' batchnorm relu 'conv 16 3 pad 1' 'add 3' 'dropout 0.6' 'maxpool 2' \
	    'dense 16' relu 'dropout 0.3' 'dense classes' >"$T/net"
	corpus 1 150 >"$T/in"
	corpus 2 40 >"$T/dev"
}

# corpus SEED N: N records of four classes, with a number that not all have.
corpus() {
	local i=0 args=()
	while [ $i -lt "$2" ]; do
		args+=("key=r$i;label=c$((i % 4));$([ $((i % 5)) -eq 2 ] || echo "activation=$((i * 7 % 11));")front=f 1;norm=all 0 1;rate=100;shape=20,5|#$(($1 * 1000 + i))")
		i=$((i + 1))
	done
	tests/tools/mktensor "${args[@]}"
}

# ranks N COMMAND...
ranks() { timeout 60 mpirun -n "$@" </dev/null; }

# How the models are trained.
options() { set -- -q -a "$T/net" -s 3 -l 1e-2 -d "$T/dev" "$@"; how=("$@"); }

test_any_number_of_processes_gives_the_same_bytes() {
	local p i=0 how
	setup
	cnntrain -q -a "$T/net" -e 1 -o "$T/start" "$T/in"
	while read -r line; do
		i=$((i + 1))
		# shellcheck disable=SC2086 # options
		options $line
		cnntrain "${how[@]}" -L "$T/want.log" -o "$T/want" "$T/in"
		for p in 1 2 3 4 8; do
			# The middle case on one thread each only.
			ranks $p cnntrain-mpi "${how[@]}" -j $((i == 2 ? 1 : p % 2 + 1)) -L "$T/log" -o "$T/model" "$T/in" 2>"$T/err"
			cmp "$T/want" "$T/model"
			cmp "$T/want.log" "$T/log"
			# Seven micro-batches; five in the last case.
			[ $p -lt 8 ] || [ $i -eq 2 ] || grep -q '^cnntrain-mpi: a batch of [0-9]* samples has [57] micro-batches' "$T/err"
			[ $p -eq 8 ] || ! grep 'micro-batches' "$T/err"
		done
	done <<-END
		-e 3 -B 100 --shuffle blocks:block=7,window=9
		-e 2 -t label+activation:value --mixup 0.4 --smooth 0.1 --average 0.9 --schedule cosine:warmup=0.2
		-e 2 -B 80 -O sgd --shuffle once -i $T/start --freeze 1-2,8
	END
}

test_a_checkpoint_is_resumed_by_other_numbers() {
	local how p rc i=0
	setup
	options -B 50 -e 1000 --average 0.9
	cnntrain "${how[@]}" -L "$T/want.log" -o "$T/want" "$T/in"
	for p in 3 0 2 4 0; do
		i=$((i + 1)) rc=0
		set -- "${how[@]}" -e 1000 -c "$T/ck" --every 0 -L "$T/log" -o "$T/model" "$T/in"
		if [ $p -gt 0 ]; then
			ranks $p cnntrain-mpi "$@" 2>"$T/err" &
		else
			cnntrain "$@" 2>"$T/err" &
		fi
		stop_soon $!
		wait $! || rc=$?
		[ $rc -eq 143 ] || { cat "$T/err"; return 1; }
		grep -q "stopped in epoch [0-9]* of 1000; the same command resumes from" "$T/err"
		[ ! -e "$T/model" ]
		[ ! -e "$T/ck.lock" ]
	done
	ranks 4 cnntrain-mpi "${how[@]}" -c "$T/ck" -L "$T/log" -o "$T/model" "$T/in"
	cmp "$T/want" "$T/model"
	cmp "$T/want.log" "$T/log"
	[ ! -e "$T/ck" ]
}

# those PID: it or those below it that train.
those() {
	local c
	case $(cat "/proc/$1/comm") in cnntrain*) echo "$1" ;; esac
	for c in $(pgrep -P "$1" || :); do those "$c"; done
}

# stop_soon PID [SIGNAL]: once a checkpoint has changed, to one of the processes.
stop_soon() {
	local i=0 was one
	was=$(stat -c %i "$T/ck" 2>/dev/null || :)
	until [ -e "$T/ck" ] && [ "$(stat -c %i "$T/ck")" != "$was" ]; do
		sleep 0.02
		i=$((i + 1))
		[ $i -lt 1000 ] && kill -0 "$1"
	done
	one=$(those "$1" | tail -n 1)
	kill "-${2:-TERM}" "$one"
}

test_a_killed_process_ends_all_and_leaves_nothing_half_written() {
	local how i rc
	setup
	options -B 50 -e 1000
	cnntrain "${how[@]}" -L "$T/want.log" -o "$T/want" "$T/in"
	for i in 1 2 3; do
		rc=0
		ranks 3 cnntrain-mpi "${how[@]}" -c "$T/ck" --every 0 -L "$T/log" -o "$T/model" "$T/in" 2>"$T/err" &
		stop_soon $! KILL
		wait $! || rc=$?
		[ $rc -eq 137 ]
		grep -q 'exited on signal 9' "$T/err"
		[ ! -e "$T/model" ] && [ ! -e "$T/log" ]
		[ -z "$(pgrep -f "cnntrain-mpi .*$T/model" || :)" ]
	done
	ranks 2 cnntrain-mpi "${how[@]}" -c "$T/ck" -L "$T/log" -o "$T/model" "$T/in"
	cmp "$T/want" "$T/model"
	cmp "$T/want.log" "$T/log"
}

# one TEXT STATUS COMMAND...: of the program's messages there is one, and it
# begins with this; no model is left.
one() {
	local text=$1 want=$2 rc=0
	shift 2
	timeout 60 mpirun "$@" </dev/null >"$T/out" 2>"$T/err" || rc=$?
	[ $rc -eq "$want" ] || { echo "exit $rc: $*"; cat "$T/err"; return 1; }
	grep '^cnntrain-mpi: ' "$T/err" >"$T/lines" || :
	{ grep -q "^cnntrain-mpi: $text" "$T/lines" && [ "$(wc -l <"$T/lines")" -eq 1 ]; } ||
	    { echo "not one message '$text': $*"; cat "$T/err"; return 1; }
	[ ! -e "$T/model" ]
}

test_a_fault_is_one_message() {
	local how host all
	setup
	host=$(uname -n)
	options -e 3 -o "$T/model"
	all=(cnntrain-mpi "${how[@]}")
	# What all find wrong.
	one 'no option -z' 2 -n 3 "${all[@]}" -z "$T/in"
	[ "$(grep -c '^usage: cnntrain-mpi ' "$T/err")" -eq 1 ]
	one 'standard input comes to one process only' 2 -n 3 "${all[@]}"
	one 'standard input comes to one process only' 2 -n 2 "${all[@]}" -d - "$T/in"
	mkfifo "$T/fifo"
	one ".*/fifo: only one process could read it" 2 -n 2 "${all[@]}" "$T/fifo"
	one ".*/none: cannot open" 1 -n 3 "${all[@]}" "$T/none"
	one 'epoch 1, batch 2: the loss is ' 1 -n 3 "${all[@]}" -l 1e30 "$T/in"
	one 'name the file of the model with -o' 2 -n 3 cnntrain-mpi -q -a "$T/net" "$T/in"
	# What rank 0 alone does.
	one '.*/no/model: cannot create' 1 -n 3 "${all[@]}" -o "$T/no/model" "$T/in"
	one '/dev/full: cannot write: No space left' 1 -n 3 "${all[@]}" -o /dev/full "$T/in"
	one '/dev/full: cannot write: No space left' 1 -n 3 "${all[@]}" -L /dev/full "$T/in"
	printf 'other\n' >"$T/ck"
	one '.*/ck: is not a checkpoint' 1 -n 3 "${all[@]}" -c "$T/ck" "$T/in"
	# What another rank finds, by the name of its file or its options.
	one "rank 2 ($host): .*/none: cannot open" 1 -n 2 "${all[@]}" "$T/in" : -n 1 "${all[@]}" "$T/none"
	head -c 9000 "$T/in" >"$T/cut"
	one "rank 1 ($host): .*/cut: " 1 -n 1 "${all[@]}" "$T/in" : -n 2 "${all[@]}" "$T/cut"
	one "rank 1 ($host): the training stream has other records" 1 -n 1 "${all[@]}" "$T/in" : -n 2 "${all[@]}" "$T/dev"
	one "rank 1 ($host): the dev stream has other records" 1 -n 1 "${all[@]}" "$T/in" : -n 1 "${all[@]}" -d "$T/in" "$T/in"
	one "rank 1 ($host): seed is '4', that of rank 0 is '3'" 1 -n 1 "${all[@]}" "$T/in" : -n 1 "${all[@]}" -s 4 "$T/in"
}

# A file that becomes shorter in the middle of the training, of one rank.
test_a_fault_in_the_middle_ends_all() {
	local how i=0
	setup
	options -e 100000 -B 50 -c "$T/ck" --every 0 -o "$T/model"
	cp "$T/in" "$T/own"
	timeout 60 mpirun -n 1 cnntrain-mpi "${how[@]}" "$T/in" : -n 1 cnntrain-mpi "${how[@]}" "$T/own" </dev/null 2>"$T/err" &
	until [ -e "$T/ck" ]; do sleep 0.02; i=$((i + 1)); [ $i -lt 1000 ]; done
	truncate -s 8192 "$T/own"
	exits 1 wait $!
	grep '^cnntrain-mpi: ' "$T/err" | grep -c . | grep -qx 1
	grep -q "^cnntrain-mpi: rank 1 ($(uname -n))" "$T/err"
	[ ! -e "$T/model" ]
}

test_without_mpirun_it_is_cnntrain() {
	setup
	cnntrain -q -a "$T/net" -e 1 -o "$T/want" "$T/in"
	cnntrain-mpi -q -a "$T/net" -e 1 -o "$T/model" <"$T/in"
	cmp "$T/want" "$T/model"
	common_options cnntrain-mpi
	# srun without --mpi: all would write the same file.
	SLURM_STEP_NUM_TASKS=2 says 'started as 2 processes that do not know of each other' 2 \
	    cnntrain-mpi -q -a "$T/net" -e 1 -o "$T/model" "$T/in"
}
