# Linear models on made records of one row: what is learned, what is chosen,
# what is refused.

tab=$(printf '\t')

# rows [N [F [SPEAKERS [NOISE]]]]: N records of four classes, F columns of
# different scales, the last constant; with a shift for each speaker.
rows() {
	PYTHONPATH=tests/tools /usr/bin/python3 -B - "$@" <<-'END'
		import sys, subprocess, numpy
		n, F, S, noise = [float(v) for v in sys.argv[1:]] + [96, 20, 8, 1.5][len(sys.argv) - 1:]
		n, F, S = int(n), int(F), int(S)
		draw = numpy.random.default_rng(7)
		means = draw.standard_normal((4, F))
		voice = draw.standard_normal((S, F)) * 0.5
		scale = 10.0 ** draw.integers(-3, 4, F)
		args = []
		for i in range(n):
		    y, s = i % 4, i // 4 % S
		    x = (means[y] + voice[s] + noise * draw.standard_normal(F)) * scale + 3 * scale
		    x[-1] = 5
		    label = ["sad", "angry", "happy", "neutral"][y]
		    args.append(f"key=r{i};label={label};valence={1 + y};speaker=s{s};front=f 1;shape=1,{F}|" + " ".join(f"{v:.9g}" for v in x))
		subprocess.run(["tests/tools/mktensor", *args], check=True)
	END
}

# attr NAME MODEL: an attribute of the description.
attr() {
	tests/tools/tensors.py "$2" | awk -v n="$1" '/^shape/ { past = 1 }
	    !past && $1 == n { sub(/^[^ ]* ?/, ""); print }'
}

# right MODEL STREAM: the share of records that cnneval gives their label.
right() {
	cnneval -m "$1" <"$2" | awk -F'\t' '!/^#/ { n++; k += $2 == $3 } END { print k / n }'
}

test_options() {
	common_options lineartrain
	rows 16 >"$T/in"
	for wrong in '-C 0' '-C x' '-C 1,,x' '-C ,' '-k 1' '-k x' '-b Speaker' '-t mood' \
	    '--clip 0' '-j 0' 'a b' '-k 0' '-k 0 -C 1,2' "-k 0 -C 1 -L $T/log"; do
		# shellcheck disable=SC2086
		says '^lineartrain: ' 2 lineartrain $wrong <"$T/in" >"$T/out"
		[ ! -s "$T/out" ]
	done
	says "^lineartrain: -C: more than 32 values" 2 lineartrain -C "$(seq -s, 33)" "$T/in"
	says '^lineartrain: -o and -L are one file' 2 lineartrain -o "$T/m" -L "$T/./m" "$T/in"
	says '^lineartrain: -o .*in: is an input as well' 2 lineartrain -o "$T/in" "$T/in"
	says '^lineartrain: -L .*in: is an input as well' 2 lineartrain -L "$T/in" "$T/in"
	full lineartrain -q "$T/in"
	says 'No space left' 1 lineartrain -q -L /dev/full -o "$T/m" "$T/in"
	[ ! -e "$T/m" ]
}

test_learns() {
	rows >"$T/in"
	lineartrain -o "$T/m" -L "$T/log" "$T/in" 2>"$T/err"
	grep -x 'lineartrain: 96 records, 0 of them copies; C [0-9.]*; UAR [0-9.]* % on 5 inner folds by speaker' "$T/err"
	[ "$(attr network "$T/m")" = 'standardize; clip 8; dense classes' ]
	[ "$(attr labels "$T/m")" = "angry${tab}happy${tab}neutral${tab}sad" ]
	[ "$(attr front "$T/m")" = 'f 1' ]
	[ "$(attr inner "$T/m")" = '5 folds by speaker' ]
	right "$T/m" "$T/in" | awk '{ exit !($1 > 0.85) }'
	# The log: five rows, growing C, the best is the chosen.
	head -n 1 "$T/log" | grep -qx "# c${tab}uar${tab}accuracy${tab}nll${tab}factor${tab}products${tab}chosen"
	awk -F'\t' '!/^#/ { n++; if ($1 <= last) bad = 1; last = $1; if ($2 > best) best = $2
	    if ($7 == "yes") { chosen = $2; yes++ } }
	    END { exit !(n == 5 && !bad && yes == 1 && chosen == best && best > 0.5) }' "$T/log"
	# From a pipe, and for any number of threads, the same bytes.
	for j in 1 3; do
		cat "$T/in" | lineartrain -q -j "$j" | cmp - "$T/m"
	done
}
