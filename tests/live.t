# tonfall --live: from a pipe, and from devices of ALSA and PulseAudio that need
# no sound card.

# voice FILE SECONDS: somebody speaks, with pauses.
voice() {
	printf 'You never told me that. %s\n' 'How could you?' 'I was so glad to hear it!' 'Well, it is late.' 'No.' |
	    espeak-ng --stdin -w "$T/say.wav"
	sox -R -V1 "$T/say.wav" -r 16000 -b 16 -c 1 "$1" repeat 3 trim 0 "$2"
}

# raw WAV: its samples alone.
raw() {
	sox -V1 "$1" -t raw -e signed -b 16 -c 1 -r 16000 -
}

# endless WAV: the same as from a recorder, which does not know the length.
endless() {
	sox -V1 "$1" -t raw -e signed -b 16 - | sox -V1 -t raw -r 16000 -e signed -b 16 -c 1 - -t wav - 2>"$T/sox.err" |
	    cat
}

# live ARG...; in the background "${live[@]}", of which $! is the program.
live=(env --default-signal=INT tonfall --live -m prosody)
live() {
	"${live[@]}" "$@"
}

# waits PID: for its end, at most 20 s.
waits() {
	local i
	for i in $(seq 1 400); do
		kill -0 "$1" 2>"$T/kill" || break
		sleep 0.05
	done
	[ "$i" -lt 400 ] || kill -s KILL "$1"
	wait "$1"
}

# eventually COMMAND...: it succeeds within 20 s.
eventually() {
	local i
	for i in $(seq 1 400); do
		"$@" && return
		sleep 0.05
	done
	echo "never: $*"
	return 1
}

# lines FILE N: it has so many, at least.
lines() {
	[ "$(wc -l <"$1")" -ge "$2" ]
}

test_options() {
	for wrong in '--live -j 2' '--live -x 5' '--list-devices x' '--list-devices -f json' '--live -o x.pdf -' \
	    '-l x --live' '--live --segments x' '--live --picture x.svg' '--live --resume -o x.tsv' \
	    '--live a b' '--live --channel each' '--live --adapt folder' '--live --adapt speaker' '--live -w 1 -v' \
	    '--live -s 1 -v'; do
		# shellcheck disable=SC2086
		says '^tonfall: ' 2 tonfall $wrong </dev/null >"$T/out"
		[ ! -s "$T/out" ]
	done
	voice "$T/a.wav" 1
	says 'is no device but a file or folder' 2 tonfall --live "$T/a.wav" >"$T/out"
	says 'is no device but a file or folder' 2 tonfall --live "$T/no/such.wav" >"$T/out"
	says 'a file without a name' 2 tonfall --live -o '' - >"$T/out"
}

test_a_pipe_has_the_rows_of_the_file() {
	voice "$T/a.wav" 7.3
	for how in '-w 3 -s 0.5' '-w 2 -s 2' '-v' '-w 3 -s 1 -t 0.99 --classes angry,other'; do
		# shellcheck disable=SC2086
		tonfall -q -m prosody --adapt none $how "$T/a.wav" | cut -f 2- >"$T/file"
		# shellcheck disable=SC2086
		endless "$T/a.wav" | live -q --adapt none $how - | cut -f 2- >"$T/live"
		diff "$T/file" "$T/live"
		lines "$T/live" 2
	done
	# without -w: 3 s; without -s each half second
	endless "$T/a.wav" | live -q -w 2 - | awk -F '\t' 'NR == 3 { print $1, $2, $3 }' | has -x -e '- 0.5 2.5'
	endless "$T/a.wav" | live -q -w 0.2 - | awk -F '\t' 'NR == 3 { print $1, $2, $3 }' | has -x -e '- 0.2 0.4'
	endless "$T/a.wav" | live -q - | awk -F '\t' 'NR == 3 { print $1, $2, $3 }' | has -x -e '- 0.5 3.5'
	endless "$T/a.wav" | live -q -f csv - | sed -n 2p | has -e '^-,0,3,'
	endless "$T/a.wav" | live -q -f json - | sed -n 1p | has -F '"start": 0, "end": 3,'
}

test_other_rates_and_channels() {
	voice "$T/a.wav" 4
	sox -V1 "$T/a.wav" -r 44100 -c 2 "$T/b.wav" remix 1 1
	tonfall -q -m prosody -w 1 --adapt none "$T/b.wav" | cut -f 2- >"$T/file"
	cat "$T/b.wav" | live -q -w 1 -s 1 --adapt none - | cut -f 2- >"$T/live"
	diff "$T/file" "$T/live"
	sox -V1 -M "$T/a.wav" -v 0.1 "$T/a.wav" "$T/c.wav"
	tonfall -q -m prosody -w 1 --adapt none --channel 1 "$T/c.wav" | cut -f 2- >"$T/file"
	cat "$T/c.wav" | live -q -w 1 -s 1 --adapt none --channel 1 - | cut -f 2- >"$T/live"
	diff "$T/file" "$T/live"
	sox -V1 "$T/a.wav" "$T/d.wav" remix 1 0
	says 'channel 2 of 2 is silent' 0 live --channel 2 - <"$T/d.wav" >"$T/out"
	says 'has 2 channels, none with the number 3' 1 live -q --channel 3 - <"$T/c.wav" >"$T/out"
}

test_rows_come_while_it_is_heard() {
	voice "$T/a.wav" 6
	mkfifo "$T/pipe"
	"${live[@]}" -q -w 1 -s 1 - <"$T/pipe" >"$T/out" &
	exec 7>"$T/pipe"
	endless "$T/a.wav" >"$T/sound"
	head -c $((44 + 2 * 16000 * 21 / 10)) "$T/sound" >&7
	eventually lines "$T/out" 3
	[ "$(wc -l <"$T/out")" -eq 3 ]
	exec 7>&-
	waits $!
}

# interrupted SIGNAL: after 2.6 s of sound, while nothing arrives any more.
interrupted() {
	rm -f "$T/pipe"
	mkfifo "$T/pipe"
	"${live[@]}" -w 2 -s 0.5 - <"$T/pipe" >"$T/out" 2>"$T/err" &
	pid=$!
	exec 7>"$T/pipe"
	head -c $((44 + 2 * 41600)) "$T/sound" >&7
	eventually lines "$T/out" 3
	kill -s "$1" $pid
	waits $pid
	exec 7>&-
	# the windows of 0 to 2 and 0.5 to 2.5, and what was left
	[ "$(wc -l <"$T/out")" -eq 4 ]
	sed -n 4p "$T/out" | has -e "^-	1	2.6"
	has -e '^tonfall: 3 windows in 2.6 s: ' <"$T/err"
}

test_a_signal_ends_it_in_order() {
	voice "$T/a.wav" 6
	endless "$T/a.wav" >"$T/sound"
	interrupted INT
	interrupted TERM
	# nor is it damage if the header promises more
	cp "$T/a.wav" "$T/sound"
	interrupted INT
}

test_a_signal_before_any_sound() {
	mkfifo "$T/pipe"
	"${live[@]}" - <"$T/pipe" >"$T/out" 2>"$T/err" &
	pid=$!
	exec 7>"$T/pipe"
	sleep 0.5
	kill -s INT $pid
	waits $pid
	exec 7>&-
	[ ! -s "$T/out" ]
	has -e '0 windows in 0.0 s' <"$T/err"
}

# child NAME: that of the program $pid.
child() {
	local p
	for p in /proc/[0-9]*; do
		[ "$(cat "$p/comm" 2>"$T/gone")" = "$1" ] && grep -q "^PPid:	$pid\$" "$p/status" && basename "$p"
	done
}

test_a_process_that_dies_is_no_end() {
	voice "$T/a.wav" 6
	endless "$T/a.wav" >"$T/sound"
	mkfifo "$T/pipe"
	"${live[@]}" -w 1 -s 1 - <"$T/pipe" >"$T/out" 2>"$T/err" &
	pid=$!
	exec 7>"$T/pipe"
	head -c 80044 "$T/sound" >&7
	eventually lines "$T/out" 3
	kill -s KILL "$(child tonfall-capture)"
	exits 1 waits $pid
	exec 7>&-
	has -e '^tonfall: the process that hears standard input was ended by signal 9$' <"$T/err"
	has -e 'windows in 2.5 s' <"$T/err"
}

# idle: the program $pid has used no processor time for half a second.
idle() {
	local used
	used=$(cut -d ' ' -f 14,15 "/proc/$pid/stat")
	[ "$used" != '0 0' ] || return 1
	sleep 0.5
	[ "$(cut -d ' ' -f 14,15 "/proc/$pid/stat")" = "$used" ]
}

# A second Ctrl-C, later, ends it even if nobody reads the rows.
test_a_reader_that_does_not_read() {
	voice "$T/a.wav" 6
	mkfifo "$T/rows"
	exec 8<>"$T/rows"
	for _ in $(seq 1 40); do raw "$T/a.wav"; done >"$T/long"
	sox -V1 -t raw -r 16000 -e signed -b 16 -c 1 "$T/long" "$T/long.wav"
	"${live[@]}" -q -w 0.2 -s 0.05 - <"$T/long.wav" >"$T/rows" &
	pid=$!
	eventually idle
	kill -s INT $pid
	sleep 3
	kill -s INT $pid
	exits 130 waits $pid
	exec 8>&-
}

test_what_is_cut_or_no_sound_is_an_error() {
	voice "$T/a.wav" 6
	head -c 100000 "$T/a.wav" >"$T/cut"
	# what came before is recognised to its end: 3.12 s
	says '<stdin>: cut short' 1 live -w 1 -s 1 --adapt none - <"$T/cut" >"$T/out"
	has -e '3 windows in 3.1 s' <"$T/stderr"
	head -c 120000 "$T/a.wav" >"$T/cut"
	says '<stdin>: cut short' 1 live -q -w 1 -s 1 - <"$T/cut" >"$T/out"
	tail -n 1 "$T/out" | has -e '^-	3	3.7'
	says '<stdin>: .*; --type TYPE names\|want audio' 1 live -q - <README.md >"$T/out"
	says '<stdin>: ' 1 live - </dev/null >"$T/out"
	[ ! -s "$T/out" ]
	[ "$(wc -l <"$T/stderr")" -eq 1 ]
	sox -V1 "$T/a.wav" "$T/a.ogg"
	says 'cannot be recognised while it arrives' 1 live -q - <"$T/a.ogg" >"$T/out"
}

test_nothing_can_be_written() {
	voice "$T/a.wav" 6
	endless "$T/a.wav" >"$T/sound"
	full live -q - <"$T/sound"
	has -x -e 'tonfall: <stdout>: cannot write: No space left on device' <"$T/stderr"
}

test_its_own_file() {
	voice "$T/a.wav" 4
	endless "$T/a.wav" | live -q -o "$T/x.csv" -
	sed -n 2p "$T/x.csv" | has -e '^-,0,3,'
	cp "$T/x.csv" "$T/before"
	says 'x.csv: is there already' 1 live -q -o "$T/x.csv" - <"$T/a.wav"
	diff "$T/before" "$T/x.csv"
	says 'No such file or directory' 1 live -q -o "$T/no/x.csv" - <"$T/a.wav"
	# nothing is made where there is no sound
	exits 1 live -q -o "$T/none.tsv" - <README.md 2>"$T/err"
	[ ! -e "$T/none.tsv" ]
	# each row is in it before the next
	mkfifo "$T/pipe"
	"${live[@]}" -q -w 1 -s 1 -o "$T/grows.tsv" - <"$T/pipe" &
	exec 7>"$T/pipe"
	endless "$T/a.wav" >"$T/sound"
	head -c $((44 + 2 * 16000 * 21 / 10)) "$T/sound" >&7
	eventually lines "$T/grows.tsv" 3
	exec 7>&-
	waits $!
}

# An hour of nothing, fast: no label, the times of all windows, and no more memory
# than for three minutes.
test_silence_for_an_hour() {
	sox -V1 -n -r 8000 -b 16 -c 1 -t raw - trim 0 3600 >"$T/hour"
	for n in 3 60; do
		head -c $((960000 * n)) "$T/hour" |
		    sox -V1 -t raw -r 8000 -e signed -b 16 -c 1 - -t wav - 2>"$T/sox.err" |
		    "$BUILD/bench/cost" -q -n 1 tonfall --live -q -m prosody -w 3 -s 3 -o "$T/rows$n" - >"$T/cost$n"
	done
	awk -F '\t' 'NR > 1 && $6 != "-" { exit 1 } END { exit !($2 == 3597 && $3 == 3600 && NR == 1201) }' "$T/rows60"
	# A sanitizer keeps what was freed.
	! ldd "$BUILD/bin/tonfall" | has 'lib[at]san' || return 0
	awk -F '\t' '$1 == "memory" { print $2, $3 }' "$T/cost3" "$T/cost60" >"$T/memory"
	cat "$T/memory"
	awk '{ if ($2 != "MiB" || $1 > 32) bad = 1; v[NR] = $1 } END { exit bad || NR != 2 || v[2] > v[1] + 1 }' "$T/memory"
}

test_a_terminal_shows_a_line() {
	voice "$T/a.wav" 6
	endless "$T/a.wav" >"$T/sound"
	export T BUILD
	script -qec 'stty cols 60; tonfall --live -m prosody - <"$T/sound"' "$T/typed" </dev/null >"$T/out"
	tr '\r' '\n' <"$T/typed" | grep -a ' dB \[' >"$T/drawn"
	# none is longer than the terminal
	tail -n 1 "$T/drawn" | has -e '^ *0:0[56].[0-9] .* dB \[#* *\] '
	sed 's/\x1b\[K//g' "$T/drawn" | awk 'length > 60 { exit 1 }'
	# all classes at 80 columns, the label at 30
	# What is drawn before the first window has no label: the end comes later.
	for wide in 80 30; do
		export wide
		script -qec 'stty cols $wide
		    { head -c 130044 "$T/sound"; sleep 0.5; tail -c +130045 "$T/sound"; } | tonfall --live -m prosody -' \
		    "$T/typed" </dev/null >"$T/out"
		tr '\r' '\n' <"$T/typed" | sed 's/\x1b\[K//g' | grep -a '^ *0:0[0-9.]* ' | tail -n 1 >"$T/line$wide"
		[ "$(wc -c <"$T/line$wide")" -le $wide ]
	done
	has -e ' \(angry\|happy\|neutral\|sad\) .* angry 0.* happy 0.* neutral 0.* sad 0' <"$T/line80"
	has -e ' \(angry\|happy\|neutral\|sad\) *$' <"$T/line30"
	# no row is between
	! grep -a '^-' "$T/typed" || return 1
	script -qec 'tonfall --live -q -m prosody - <"$T/sound"' "$T/typed" </dev/null >"$T/out"
	! grep -a ' dB \[' "$T/typed" || return 1
	# with -q there are rows
	grep -a -c '^ *0:0' "$T/typed" | has -x '[5-9]'
	says 'standard input is a terminal' 2 script -qec 'tonfall --live -q - 2>"$T/stderr.tty"' "$T/typed" </dev/null ||
	    has -e 'standard input is a terminal' <"$T/stderr.tty"
}

# ---- devices ----

# alsa: a microphone that hears $T/a.wav once and then nothing; one that has only
# 44.1 kHz.
alsa() {
	sox --help | has -e '^AUDIO DEVICE DRIVERS:.* alsa' || skip 'no libsox-fmt-alsa'
	raw "$T/a.wav" >"$T/heard"
	cat >"$T/asound.conf" <<-END
		pcm.null { type null }
		pcm.microphone {
			type file
			file "/dev/null"
			infile "$T/heard"
			format "raw"
			slave.pcm null
			hint { show on description "What was recorded" }
		}
		pcm.fixed {
			type share
			slave { pcm null rate 44100 channels 2 format S16_LE }
			bindings { 0 0 1 1 }
		}
	END
	# It is a list, separated by blanks.
	export ALSA_CONFIG_PATH=$M/asound.conf
}

test_alsa() {
	voice "$T/a.wav" 7
	alsa
	tonfall -q -m prosody --adapt none -w 3 -s 0.5 "$T/a.wav" | cut -f 2- | sed -n 1,9p >"$T/file"
	for name in microphone alsa:microphone; do
		"${live[@]}" --adapt none -o "$T/live" "$name" 2>"$T/err" &
		pid=$!
		eventually lines "$T/live" 20
		kill -s INT $pid
		waits $pid
		cut -f 2- "$T/live" | sed -n 1,9p | diff "$T/file" -
		cut -f 1 "$T/live" | sed -n 2p | has -x -e 'alsa:microphone'
		has -e 'listening to alsa:microphone, 16000 Hz, 1 channel, since' <"$T/err"
		has -e 'windows in .* s: ' <"$T/err"
		rm "$T/live"
	done
}

test_alsa_without_such_a_device() {
	voice "$T/a.wav" 1
	alsa
	says 'alsa:nosuch: cannot be opened: .*--list-devices' 1 live -q nosuch >"$T/out"
	[ "$(wc -l <"$T/stderr")" -eq 1 ]
	[ ! -s "$T/out" ]
	unset XDG_RUNTIME_DIR PULSE_SERVER
	says 'alsa:default: cannot be opened' 1 live -q
}

test_a_rate_that_the_device_refuses() {
	voice "$T/a.wav" 1
	alsa
	# what it takes for such a device gives no sound
	timeout 5 tonfall --live -m prosody fixed >"$T/out" 2>"$T/err" || :
	has -e 'listening to alsa:fixed, 44100 Hz, 2 channels' <"$T/err"
}

test_devices_are_listed() {
	voice "$T/a.wav" 1
	alsa
	tonfall --list-devices >"$T/out"
	has -x -e 'device	description' <"$T/out"
	has -x -e 'alsa:microphone	What was recorded' <"$T/out"
	echo 'pcm.null { type null }' >"$T/asound.conf"
	unset XDG_RUNTIME_DIR PULSE_SERVER
	says 'no device can record here' 1 tonfall --list-devices
}

# pulse: a server of its own, whose sink `quiet' has a monitor.
pulse() {
	type pulseaudio pactl >"$T/type" 2>&1 || skip 'no pulseaudio'
	sox --help | has -e '^AUDIO DEVICE DRIVERS:.* pulseaudio' || skip 'no libsox-fmt-pulse'
	mkdir -p "$T/run" "$T/home"
	chmod 700 "$T/run"
	export XDG_RUNTIME_DIR=$T/run HOME=$T/home
	unset PULSE_SERVER ALSA_CONFIG_PATH
	pulseaudio --daemonize=no --exit-idle-time=-1 -n --load=module-native-protocol-unix \
	    --load='module-null-sink sink_name=quiet' >"$T/pulse.log" 2>&1 &
	server=$!
	eventually pactl info >"$T/info" 2>&1 || skip 'pulseaudio does not run here'
}

test_pulseaudio() {
	pulse
	tonfall --list-devices | has -e '^pulse:quiet.monitor	'
	# without a name its default
	for name in '' pulse:quiet.monitor; do
		"${live[@]}" -w 0.5 -o "$T/live" ${name:+"$name"} 2>"$T/err" &
		pid=$!
		eventually lines "$T/live" 3
		kill -s INT $pid
		waits $pid
		has -e "listening to pulse:${name:+quiet.monitor}" <"$T/err"
		sed -n 2p "$T/live" | has -e '	0	0.5	0		-	'
		rm "$T/live"
	done
	kill $server
}

test_a_device_that_vanishes() {
	pulse
	"${live[@]}" -w 0.5 -o "$T/live" pulse:quiet.monitor 2>"$T/err" &
	pid=$!
	eventually lines "$T/live" 3
	kill -s KILL $server
	exits 1 waits $pid
	has -e '^tonfall: pulse:quiet.monitor: stopped: ' <"$T/err"
	has -e 'windows in .* s: no speech' <"$T/err"
	lines "$T/live" 3
}
