# make plan: sums that can be checked by hand, a simulation that repeats, and whatever
# a user may get wrong.

# rates [LINE...]: $T/out/rates.tsv, of a machine where all is round.  A clip takes
# 10 ms and 1 ms for each of its seconds, opus as much again for each second.
rates() {
	mkdir -p "$T/out"
	{
		printf '# machine\t%s\n# date\t2026-11-28\n# version\t%s\n' "$(pipelines/plan-machine)" "$(tonfall --version)"
		printf '%s\t%s\t%s\t%s\t%s\n' start best - 0.4 s clip best 10 0.02 s clip best 110 0.12 s memory best 10 2e7 bytes memory best 110 3e7 bytes \
		    row best - 80 bytes busy processor 2 1 times busy clock 2 1 times decode wav 1 0 s decode wav 11 0 s size wav 1 32000 bytes size wav 11 352000 bytes \
		    decode opus 1 0.001 s decode opus 11 0.011 s size opus 1 3000 bytes size opus 11 33000 bytes \
		    label - base 0 s label - row 0 s label - shard 0 s job - base 0.6 s job - row 0 s kept - row 10 bytes kept - shard 100 bytes make - - 0 s
		[ $# -eq 0 ] || printf '%s\t%s\t%s\t%s\t%s\n' "$@"
	} >"$T/out/rates.tsv"
}

# plan SETTING...: what it says in $T/said and $T/err.
plan() {
	pipelines/plan OUT="$T/out" "$@" >"$T/said" 2>"$T/err" || { local rc=$?; cat "$T/err"; return $rc; }
}

# is NAME VALUE: of the last plan, within a thousandth.
is() {
	awk -F '\t' -v name="$1" -v want="$2" '
	$1 == name { found = 1; d = $2 - want; if (d < 0) d = -d; if (d > 0.001 * want) { print name ": " $2 ", want " want; exit 1 } }
	END { if (!found) exit 1 }' "$T/out/plan.tsv"
}
value() {
	awk -F '\t' -v name="$1" '$1 == name { print $2 }' "$T/out/plan.tsv"
}

test_settings() {
	rates
	says 'how much sound? HOURS=' 2 pipelines/plan OUT="$T/out"
	says 'no setting HUORS; there are: ARRIVAL .*TRIALS$' 2 pipelines/plan HUORS=3
	for wrong in HOURS=-1 HOURS=0 HOURS=lots HOURS=1e99 HOURS=nan HOURS=0x10 HOURS=1e CLIP=0 CLIP=-3 CORES=0 CORES=1.5 NODES=0 SHARDS=0 SHARDS=9999999 THREADS=0 RETRIES=-1 \
	    PRICE=free PRICE=-1 MTBF=-1 MTBF=0.001 SPEED=0 START=-1 ARRIVAL=x LATENCY=-1 BANDWIDTH=x STRAGGLERS=2:2 STRAGGLERS=0.1 MEMORY=lots SEEDS=0 EPOCHS=x \
	    MEASURE=2 MODEL=nosuch RECIPE=nosuch RECIPE=../x TRIALS=0 REPAIR=x; do
		says "^plan: ${wrong%%=*}=" 2 pipelines/plan OUT="$T/out" HOURS=10 "$wrong"
	done
	for wrong in RETRIES NODES SPEED CORES REPAIR THREADS SEEDS LATENCY BANDWIDTH ARRIVAL MEMORY MODEL; do
		says "^plan: $wrong=: no value; without it, it is [0-9b]" 2 pipelines/plan OUT="$T/out" HOURS=10 "$wrong="
	done
	for wrong in 1:0 0.01:0.5 0.01:0 0.01:9999999; do
		says "^plan: STRAGGLERS=$wrong: .*at least 1" 2 pipelines/plan OUT="$T/out" HOURS=10 STRAGGLERS="$wrong"
	done
	# Others are as if they were not there.
	plan HOURS=10 CORES=08
	mv "$T/said" "$T/as"
	plan HOURS=10 CORES=8 CLIP= FORMAT= BITRATE= LIST= TONFALL= RECIPE= EPOCHS= SHARDS= JOBS= RUN= START= STRAGGLERS= MTBF= PRICE= TRIALS= RATES= MEASURE=
	cmp "$T/said" "$T/as"
	rm "$T/out/plan.tsv"
	says '^plan: FORMAT=opsu: .*there are: wav opus$' 2 pipelines/plan OUT="$T/out" HOURS=10 FORMAT=opsu
	says 'THREADS=8: more than the 4' 2 pipelines/plan OUT="$T/out" HOURS=10 CORES=4 THREADS=8
	says 'HOURS and LIST' 2 pipelines/plan OUT="$T/out" HOURS=10 LIST="$T/x"
	says 'RATES and MEASURE' 2 pipelines/plan OUT="$T/out" RATES="$T/x" MEASURE=1
	says 'no file can be written there' 2 pipelines/plan OUT=/dev/null/x RATES="$T/out/rates.tsv" HOURS=10
	says 'RUN=srun -n1: how long does it take' 2 pipelines/plan OUT="$T/out" HOURS=10 RUN='srun -n1'
	says 'no setting CORPUS' 2 make --no-print-directory BUILD="$MAKEBUILD" plan HOURS=10 OUT="$M/out" CORPUS=demo
	[ ! -e "$T/out/plan.tsv" ]
	make -s --no-print-directory BUILD="$MAKEBUILD" plan HOURS=10 OUT="$M/out" PRICE=0.5 >"$T/said"
	grep -q '^  money  *[0-9]' "$T/said"
}

test_rates_that_are_not_there() {
	says 'no rates in .*; make plan MEASURE=1 measures' 2 pipelines/plan OUT="$T/none" HOURS=10
	[ ! -e "$T/none" ]
	rates
	says 'no clip of prosody; .*MEASURE=1' 2 pipelines/plan OUT="$T/out" HOURS=10 MODEL=prosody
	says 'no clip of best -w 3;' 2 pipelines/plan OUT="$T/out" HOURS=10 TONFALL='-w 3'
	says 'no epochs of cnn;' 2 pipelines/plan OUT="$T/out" HOURS=10 RECIPE=cnn >"$T/said"
	[ ! -s "$T/said" ]
	# Those of another machine or version are used, with a word.
	sed -i 's/^# machine.*/# machine	a laptop/; s/^# version.*/# version	tonfall 0.0.1/' "$T/out/rates.tsv"
	plan HOURS=10 FORMAT=opus
	grep -q 'of another machine: a laptop' "$T/err"
	grep -q 'of another version: tonfall 0.0.1' "$T/err"
	grep -q '^  rates  *a laptop, 2026-11-28' "$T/said"
	for broken in 'clip	best	1	-3	s' 'clip	best	1	nan	s' 'clip	best	1' 'rubbish'; do
		rates
		echo "$broken" >>"$T/out/rates.tsv"
		says 'rates.tsv: line 28: that is not a rate' 1 pipelines/plan OUT="$T/out" HOURS=10
	done
	[ -z "$(find "$T" -name '*.tmp.*')" ]
}

# 1,000 recordings of 36 s, in 10 jobs: 1 s to begin and 100 times 46 ms.
test_sums() {
	rates
	plan HOURS=10 CLIP=36 SHARDS=10 CORES=1
	is label.rows 1000
	is label.cpu 56
	is label.wall 56
	is label.network $((1000 * 36 * 32000))
	is label.memory 22600000
	is label.disk $((1000 * (3 * 140 + 10) + 10 * 100))
	plan HOURS=10 CLIP=36 SHARDS=10 CORES=5 PRICE=0.36
	is label.wall 11.2
	is label.money 0.0056
	grep -qx '  money  *0.00560 for 0.0156 core hours of jobs; .*' "$T/said"
	grep -qx '  processor time  *0.0156 core hours, .*' "$T/said"
	plan HOURS=10 CLIP=36 SHARDS=10 CORES=5 FORMAT=opus BITRATE=16
	is label.cpu 92
	is label.network $((1000 * 36 * 2000))
	plan HOURS=10 CLIP=36 SHARDS=10 CORES=5 SPEED=2
	is label.wall 5.6
	# As many recordings as make a whole number of them.
	plan HOURS=0.01 CLIP=3600
	is label.rows 1
	is label.network $((36 * 32000))
	grep -q '^  JOBS .* JOBS=2$' "$T/said" || [ "$(nproc)" -ne 2 ]
	plan HOURS=10 CLIP=36 SHARDS=10 CORES=4 THREADS=2
	is label.wall 16.5
	# The last shard has what is left: 4 of 300 and one of 100 are three turns of two.
	plan HOURS=10 CLIP=36 SHARDS=4 CORES=2
	is label.shards 4
	is label.wall 25
	# Two nodes, a start of 2 s, files that take 4 ms to open.
	plan HOURS=10 CLIP=36 SHARDS=10 CORES=1 NODES=2 START=2 LATENCY=4 MTBF=0 STRAGGLERS=0:1
	is label.wall 40
	# Jobs begin one each 10 s; the last after 100 s.
	plan HOURS=10 CLIP=36 SHARDS=10 CORES=10 ARRIVAL=0.1
	is label.wall 105.6
	# 100 recordings of 1.152 MB in 4.6 s, ten times: 250 MB/s; at 25 MB/s, 46 s.
	plan HOURS=10 CLIP=36 SHARDS=10 CORES=10 BANDWIDTH=25
	is label.wall 47.08
	grep -q 'first bottleneck  *reading sound' "$T/said"
	plan HOURS=10 CLIP=36 SHARDS=10 CORES=100
	grep -q 'first bottleneck  *idle cores: .*SHARDS=400' "$T/said"
}

test_training() {
	rates epochs cnn - 10 epochs features cnn base 0.001 s features cnn second 0.0005 s features cnn bytes 50000 bytes epoch cnn base 0 s epoch cnn second 0.0002 s \
	    fit cnn base 3 s fit cnn record 0.002 s peak cnn base 1e8 bytes peak cnn second 4000 bytes alone cnn training 0.5 share alone cnn features 0 share \
	    epochs rbf - 0 epochs features rbf base 0 s features rbf second 0 s features rbf bytes 1 bytes fit rbf base 1 s fit rbf record 0.1 s \
	    peak rbf base 1 bytes peak rbf second 1 bytes alone rbf training 1 share alone rbf features 0 share
	# 1,000 recordings of 36 s: features 19 s, an epoch 7.2 s, the rest 2 s and 3 s.
	plan HOURS=10 CLIP=36 CORES=1 RECIPE=cnn
	is train.cpu 96
	is train.wall 96
	is train.disk 1800000000
	is train.memory 244000000
	plan HOURS=10 CLIP=36 CORES=4 RECIPE=cnn SEEDS=2 EPOCHS=5
	is train.cpu 98
	is train.wall 55.25
	plan HOURS=10 CLIP=36 CORES=4 RECIPE=rbf SEEDS=2 EPOCHS=5
	is train.cpu 101
	plan HOURS=1e5 CLIP=36 RECIPE=cnn
	grep -q 'more than the .* of this machine' "$T/said"
}

# With failures and slow jobs, time only grows, and what was left is said.
test_failures() {
	local calm wall
	rates
	plan HOURS=1e5 CLIP=36 SHARDS=400 CORES=4 NODES=8 STRAGGLERS=0:1 MTBF=0
	calm=$(value label.wall)
	plan HOURS=1e5 CLIP=36 SHARDS=400 CORES=4 NODES=8 STRAGGLERS=0.05:3 MTBF=0
	wall=$(value label.wall)
	awk -v a="$calm" -v b="$wall" 'BEGIN { exit !(b > 1.05 * a) }'
	# Core seconds grow by the share times what it adds, 10 %.
	is label.core "$(awk -v c="$(value label.cpu)" 'BEGIN { print c * 1.1 }')" || awk -v a="$(value label.core)" -v c="$(value label.cpu)" 'BEGIN { exit !(a > 1.09 * c && a < 1.11 * c) }'
	plan HOURS=1e5 CLIP=36 SHARDS=400 CORES=4 NODES=8 STRAGGLERS=0:1 MTBF=2 REPAIR=0.5 RETRIES=0
	grep -q 'lost with their node' "$T/said"
	# Then there is no time that it takes, nor money, nor parts of it.
	has 'wall time  *none: in 100 % of the simulated runs it does not finish with RETRIES=0' <"$T/said"
	has 'first bottleneck  *jobs that are lost: one takes .*, and a node fails every 2.00 h' <"$T/said"
	exits 1 has 'where the wall time' <"$T/said"
	[ -z "$(value label.wall)$(value label.core)" ]
	is label.undone 1
	# All slots of a node fail at the same time, also those that began before others.
	plan HOURS=1e5 CLIP=36 SHARDS=640 CORES=32 NODES=4 STRAGGLERS=0:1 MTBF=0.01 PRICE=1
	has '; 1,920 lost with their node' <"$T/said"
	has 'money  *none, as it does not finish' <"$T/said"
	# If a few do not finish, the others have a median.
	plan HOURS=1e5 CLIP=36 SHARDS=400 CORES=4 NODES=8 STRAGGLERS=0:1 MTBF=20 REPAIR=0.5 RETRIES=1
	has 'not done  *in [0-9.]* % of the runs' <"$T/said"
	has 'wall time  *[0-9.]* h; .* 90 % took [0-9.]* h or more, or did not finish' <"$T/said"
	plan HOURS=1e5 CLIP=36 BANDWIDTH=0.000001 NODES=4 MTBF=20000
	exits 1 has -E '[0-9]{4} %' <"$T/said"
	plan HOURS=1e5 CLIP=36 SHARDS=400 CORES=4 NODES=8 STRAGGLERS=0:1 MTBF=2 REPAIR=0.5 RETRIES=9
	exits 1 grep -q 'not done' "$T/said"
	wall=$(value label.wall)
	awk -v a="$calm" -v b="$wall" 'BEGIN { exit !(b > 1.1 * a) }'
	awk -v a="$(value label.wall.low)" -v w="$wall" -v b="$(value label.wall.high)" 'BEGIN { exit !(a <= w && w <= b && a < b) }'
}

# How many jobs are lost: nodes fail while jobs run, 8 in 2 h of each.
test_as_many_failures_as_stated() {
	rates
	plan HOURS=1e6 CLIP=36 SHARDS=3200 CORES=1 NODES=32 STRAGGLERS=0:1 MTBF=10 REPAIR=0 RETRIES=9 TRIALS=20
	lost=$(sed -n 's/.*at the same time; \([0-9.]*\) lost.*/\1/p' "$T/said")
	# A node works 1e8 * 46 ms / 32 = 39.9 h.
	awk -v n="$lost" 'BEGIN { want = 1e8 * 0.046 / 3600 / 10; exit !(n > 0.9 * want && n < 1.15 * want) }' || { echo "$lost"; cat "$T/said"; false; }
}

test_the_same_each_time() {
	rates
	for awk in awk mawk gawk; do
		command -v $awk >/dev/null || continue
		mkdir -p "$T/$awk"
		ln -sf "$(command -v $awk)" "$T/$awk/awk"
		PATH=$T/$awk:$PATH plan HOURS=1e6 CLIP=36 SHARDS=1000 CORES=16 NODES=8 MTBF=100 FORMAT=opus TRIALS=12
		cp "$T/said" "$T/$awk/said"
		cp "$T/out/plan.tsv" "$T/$awk/plan.tsv"
		cmp "$T/awk/said" "$T/$awk/said"
		cmp "$T/awk/plan.tsv" "$T/$awk/plan.tsv"
	done
}

test_a_list() {
	rates
	printf 'path\tduration\tcall\n' >"$T/calls.tsv"
	for i in 1 2 3 4; do printf 'none/%d.opus\t%d\tc\n' $i $((i * 10)); done >>"$T/calls.tsv"
	plan LIST="$T/calls.tsv" CORES=1 SHARDS=1
	is label.hours "$(awk 'BEGIN { print 100 / 3600 }')"
	is label.rows 4
	# 4 * (10 ms + 25 ms + opus 25 ms) + 1 s
	is label.cpu 1.24
	printf '# path\tsize\r\n\nx.opus\t3000\r\ny.opus\t6000\r\n' >"$T/calls.tsv"
	plan LIST="$T/calls.tsv" CORES=1 SHARDS=1
	is label.hours "$(awk 'BEGIN { print 3 / 3600 }')"
	is label.network 9000
	printf 'path\nx.opus\n' >"$T/calls.tsv"
	plan LIST="$T/calls.tsv" CLIP=7
	is label.hours "$(awk 'BEGIN { print 7 / 3600 }')"
	says 'no length of its sound is known' 2 pipelines/plan OUT="$T/out" LIST="$T/calls.tsv"
	printf 'path\tstart\tend\nx.opus\t1\t2\n' >"$T/calls.tsv"
	says 'its rows are segments' 2 pipelines/plan OUT="$T/out" LIST="$T/calls.tsv" CLIP=7
	printf 'file\nx.opus\n' >"$T/calls.tsv"
	says 'no column path' 2 pipelines/plan OUT="$T/out" LIST="$T/calls.tsv"
	printf 'path\n' >"$T/calls.tsv"
	says 'has no rows' 2 pipelines/plan OUT="$T/out" LIST="$T/calls.tsv"
	printf 'path\nx.flac\n' >"$T/calls.tsv"
	says 'FORMAT=flac: no format' 2 pipelines/plan OUT="$T/out" LIST="$T/calls.tsv"
	says 'no such file' 2 pipelines/plan OUT="$T/out" LIST="$T/none.tsv"
	# Recordings that are here are sampled; a broken one does not matter.
	command -v sox >/dev/null || skip 'needs sox'
	mkdir "$T/it's calls"
	printf 'path\n' >"$T/calls.tsv"
	for i in 1 2 3 4 5 6; do
		sox -R -V1 -n -r 16000 -b 16 -c 1 "$T/it's calls/$i.wav" synth "1.$i" sawtooth $((90 + 30 * i)) gain -9
		printf "it's calls/%d.wav\n" $i
	done >>"$T/calls.tsv"
	printf 'RIFF' >"$T/it's calls/7.wav"
	printf "it's calls/7.wav\n" >>"$T/calls.tsv"
	mkdir "$T/lists"
	mv "$T/calls.tsv" "$T/lists"
	ln -s lists/calls.tsv "$T/calls.tsv"
	plan LIST="$T/calls.tsv"
	is label.hours "$(awk 'BEGIN { print 8.1 / 3600 }')"
	grep -q 'as a sample of 7 of its recordings' "$T/said"
}

# Rows of a speaker are read twice, and are in one shard, as label cuts them.
test_a_list_of_speakers() {
	rates own best 1 0.001 s own best 11 0.011 s
	for i in $(seq 0 39); do printf 'none/%d.wav\t10\ts%d\n' "$i" $((i % 2)); done | sed '1ipath\tduration\tspeaker' >"$T/calls.tsv"
	for shards in 8 100; do
		plan LIST="$T/calls.tsv" CORES=1 SHARDS=$shards
		is label.shards 2
		# 40 * (20 ms and 10 ms) + 2 * 1 s
		is label.cpu 3.2
		has 'jobs  *2 shards of up to 20 recordings, up to 1.60 s each' <"$T/said"
		has -- '--adapt  *40 recordings of 2 speakers or folders, read twice' <"$T/said"
	done
	# Not so few that they have no statistics, nor when nothing is adapted.
	awk 'NR > 1 { sub(/[0-9]+$/, NR % 8) } { print }' "$T/calls.tsv" >"$T/few.tsv"
	plan LIST="$T/few.tsv" CORES=1 SHARDS=8
	is label.shards 8
	is label.cpu 8.8
	sed 's/\t10\t/\t10000\t/' "$T/calls.tsv" >"$T/long.tsv"
	plan LIST="$T/long.tsv" CORES=8
	has 'idle cores: .* 2 groups, each in one shard' <"$T/said"
	# As many as label makes, of the sizes that it makes.
	command -v sox >/dev/null || skip 'needs sox'
	mkdir "$T/none"
	for i in $(seq 0 39); do
		sox -R -V1 -n -r 16000 -b 16 -c 1 "$T/none/$i.wav" synth "1.$i" sawtooth $((90 + i)) gain -9
	done
	awk -F '\t' -v OFS='\t' '{ print $1, NR < 12 ? $3 : NR == 30 ? "" : "t" NR % 3 }' "$T/calls.tsv" >"$T/some.tsv"
	for shards in 1 3 6 40 ''; do
		plan LIST="$T/some.tsv" SHARDS=$shards JOBS=4 CORES=2
		rm -rf "$T/label"
		pipelines/label LIST="$T/some.tsv" SHARDS=$shards JOBS=4 RUN=true RETRIES=0 OUT="$T/label" >"$T/labelled" 2>&1 || :
		is label.shards "$(sed 1d "$T/label/label"/*/plan.tsv | wc -l)"
	done
	printf 'path\tspeaker\nx.wav\n' >"$T/calls.tsv"
	says "^plan: LIST=.*/calls.tsv: line 2: 1 columns" 2 pipelines/plan OUT="$T/out" LIST="$T/calls.tsv"
}

test_measure() {
	for p in sox ffmpeg espeak-ng; do
		command -v $p >/dev/null || skip "needs $p"
	done
	TONFALL_PLAN_QUICK=1 plan MEASURE=1 MODEL=prosody RUN='sh -c '"'"'exec "$0" "$@"'"'"
	[ "$(cat "$T/said")" = "plan: $T/out/rates.tsv" ]
	cmp /dev/null "$T/err" || { cat "$T/err"; false; }
	awk -F '\t' '
	/^#/ { next }
	NF != 5 || $4 !~ /^[0-9]/ { print; exit 1 }
	{ seen[$1]; if ($4 > 0) more[$1] }
	END {
		n = split("start clip memory row busy size label job kept make place", want, " ")
		for (i = 1; i <= n; i++)
			if (!(want[i] in seen)) { print want[i]; exit 1 }
		exit !("start" in more && "clip" in more && "memory" in more && "size" in more)
	}' "$T/out/rates.tsv"
	plan HOURS=10 MODEL=prosody FORMAT=opus RUN='sh -c '"'"'exec "$0" "$@"'"'"
	cmp /dev/null "$T/err" || { cat "$T/err"; false; }
	awk -F '\t' '$1 == "label.wall" { exit !($2 > 1 && $2 < 3600) }' "$T/out/plan.tsv"
	# Nothing is left, and rates of another model stay.
	[ "$(ls -A "$T/out" | xargs)" = 'plan.tsv rates.tsv' ]
}
