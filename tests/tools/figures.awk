# Of a log, what it counts: rows "STEP/NAME<tab>value"; figures of one name are
# added, but for edges.  With -v table=1, of such rows (name, value, command,
# date), the table of tests/RESULTS.md: a row for each part of a name before the
# last "/", but for the programs of the step faults, which its sums count.
BEGIN {
	FS = "\t"
	OFS = "\t"
	# Of the tables that make fuzz-audio and make fuzz-libsox print.
	split("files found before,runs,decoded,of them unchanged,refused,too slow,ended without a signal," \
	    "seconds of sound,more descriptors,findings", words, ",")
	for (i in words)
		audio[words[i]]
	split("executions,edges,out of memory,too slow,crashes of SoX,findings", words, ",")
	for (i in words)
		libsox[words[i]]
}

function add(name, value) {
	sub("^" step "-", "", name)
	gsub(" ", "-", name)
	name = step "/" name
	if (!(name in figure))
		order[++names] = name
	figure[name] += value
	return name
}

# Of several runs the most, not the sum.
function most(name, value,   before) {
	before = figure[add(name, 0)]
	add(name, value > before ? value - before : 0)
}

table { if (FNR > 1) row(); next }

/^ *figure [^ ]+ [-+.0-9e]+$/ {
	split($0, w, " ")
	add(w[2], w[3])
}

# Of tests/run and tests/analyze/run.
/^[0-9]+ passed, [0-9]+ failed, [0-9]+ skipped$/ {
	split($0, w, " ")
	add("passed", w[1])
	add("failed", w[3])
	add("skipped", w[5])
}

# Of tests/fuzz/run, one for each entry.
step == "fuzz" && / executions .* edges: / {
	split($0, w, " +")
	add(w[1] "/executions", w[2])
	most(w[1] "/edges", w[11])
	add(w[1] "/processor-seconds", w[4])
	add(w[1] "/failed", / edges: ok$/ ? 0 : 1)
}

# Of tests/fuzz/damage.c and tests/fault/inject.c, within tests that passed.
/^ *[^ ]+: [0-9]+ tried, [0-9]+ missed$/ {
	n = split($0, w, " ")
	add("damaged-files", w[n - 3])
	add("not-found", w[n - 1])
}
/: [0-9]+ faults: [0-9]+ refused, [0-9]+ without effect, [0-9]+ findings$/ {
	n = split(substr($0, match($0, /: [0-9]+ faults: /) + 2), w, " ")
	add("faults", w[1])
	add("refused", w[3])
	add("without-effect", w[5])
	add("findings", w[8])
}

# Of tests/checkpoint.t: the first number that no call has.
/^ *[a-z]+: up to [0-9]+$/ {
	n = split($0, w, " ")
	add("failed-calls", w[n] - 1)
}

# Of tests/fuzz/coverage: file, lines, lines reached, share, of those not
# reached: failures, others.
step == "coverage" && /^[^\t]+\.c\t[0-9]+\t[0-9]+\t/ {
	add("files", 1)
	add("lines", $2)
	add("reached", $3)
	add("reached-only-by-failures", $5)
	add("others", $6)
}

step == "libsox" && $1 in libsox { add($1, $2) }
step == "audio" && $1 in audio { add($1, $2) }
step == "audio" && $1 ~ /^ended by / { add($1, $2) }

# ---- the table ----

function row(   group, unit) {
	group = unit = $1
	sub(/\/[^\/]*$/, "", group)
	if (group ~ /^faults\//)
		return
	sub(/.*\//, "", unit)
	gsub("-", " ", unit)
	if (!(group in text))
		groups[++n] = group
	else
		text[group] = text[group] ", "
	if (unit == "exit")
		text[group] = text[group] ($2 == 0 ? "no failure" : "FAILED, status " $2)
	else
		text[group] = text[group] $2 " " unit
	command[group] = $3
	day[group] = $4
	if ($1 ~ /^fuzz\/.*\/executions$/) {
		executions += $2
		entries++
	}
}

END {
	if (!table) {
		for (i = 1; i <= names; i++)
			printf "%s\t%.12g\n", order[i], figure[order[i]]
		exit
	}
	print "| step | what it counted | command | date |"
	print "| --- | --- | --- | --- |"
	steps = split(all, w, /[ \n\t]+/)
	for (s = 1; s <= steps; s++)
		for (i = 1; i <= n; i++)
			if (groups[i] == w[s] || index(groups[i], w[s] "/") == 1) {
				name = groups[i]
				gsub("/", " ", name)
				printf "| %s | %s | `%s` | %s |\n", name, text[groups[i]],
				    command[groups[i]], day[groups[i]]
			}
	if (entries > 0)
		printf "\n%d entries of fuzz, %d executions in all.\n", entries, executions
}
