# Words and numbers of a report.

function esc(s) {
	s = shown(s)
	gsub(/&/, "\\&amp;", s)
	gsub(/</, "\\&lt;", s)
	gsub(/>/, "\\&gt;", s)
	gsub(/"/, "\\&quot;", s)
	return s
}
function pc(x) { return sprintf("%.1f", 100 * x) }
function clamp(x, least, most) { return x < least ? least : x > most ? most : x }
function many(n, what) { return n " " what (n == 1 ? "" : "s") }
function number(s) { return s ~ /^-?[0-9]+([.][0-9]+)?$/ }
function has(m) { return (m in mean) && number(mean[m]) }
function score(m) { return has(m) ? pc(mean[m]) : "&ndash;" }
function interval(m) { return has(m) && number(low[m]) ? pc(low[m]) " to " pc(high[m]) : "&ndash;" }

# "1,234".
function grouped(n,    s) {
	s = sprintf("%d", n)
	while (match(s, /[0-9][0-9][0-9][0-9]($|,)/))
		s = substr(s, 1, RSTART) "," substr(s, RSTART + 1)
	return s
}

# Three digits or all before the point, without an exponent if it is not tiny.
function plain(x) {
	if (x >= 1000 || x <= -1000)
		return (x < 0 ? "-" : "") grouped(x < 0 ? -x : x)
	return sprintf("%.3g", x)
}

# "a, b and c" of the first n of list.
function listed(list, n,    i, s) {
	for (i = 1; i <= n; i++)
		s = s (i == 1 ? "" : i == n ? " and " : ", ") list[i]
	return s
}

# A time that a person reads: "41.2 s", "3.4 min", "2.1 h".
function lasts(s) {
	return s < 100 ? sprintf("%.1f s", s) : s < 6000 ? sprintf("%.1f min", s / 60) : sprintf("%.1f h", s / 3600)
}

# Not by speakers or another group of recordings.
function by_recording() { return unit == "key" || unit == "row" }

# The unit of resampling in words, n of them.
function units(n) {
	if (unit == "key")
		return many(n, "recording")
	if (unit == "row")
		return many(n, "prediction")
	return many(n, unit)
}

# A number of recordings, or of their mean over the seeds.
function amount(n,    s) {
	s = sprintf("%.1f", n)
	sub(/[.]0$/, "", s)
	return s
}

# Sort list[1..n] of numbers, smallest first; ties keep no order.
function sort_numbers(list, n,    gap, i, j, x) {
	for (gap = int(n / 2); gap > 0; gap = int(gap / 2))
		for (i = gap + 1; i <= n; i++) {
			x = list[i]
			for (j = i; j > gap && list[j - gap] > x; j -= gap)
				list[j] = list[j - gap]
			list[j] = x
		}
}

# Of the parts of TARGET, with + between them, the one in classes, or else the first
# number: NAME, NAME=LO:HI:CUT,... or NAME:value.
function aim(    n, part, i) {
	n = split(value["TARGET"], part, "+")
	for (i = 1; i <= n; i++)
		if (part[i] !~ /:value$/)
			return part[i]
	return n ? part[1] : ""
}
# Its attribute, and its scale.
function target(    name) {
	name = aim()
	sub(/[=:].*/, "", name)
	return name
}
function scale(    part) {
	if (split(aim(), part, /[=:]/) < 3)
		return "1 to 5"
	return part[2] " to " part[3]
}

# Is a corpus held out as a whole, and which are trained on then?
function other_corpus() { return value["TEST"] != "" && value["TEST"] != value["FROM"] }
function trained_corpora(    i, n, part, s) {
	if (value["FROM"] != "")
		return value["FROM"]
	n = split(value["CORPUS"], part, "+")
	for (i = 1; i <= n; i++)
		if (index("+" value["TEST"] "+", "+" part[i] "+") == 0)
			s = s (s == "" ? "" : "+") part[i]
	return s
}
# "The corpus a" or "The corpora a and b", of a+b.
function corpora_named(text, what,    n, part) {
	n = split(text, part, "+")
	return what (n == 1 ? "corpus " : "corpora ") listed(part, n)
}

# T: nothing is known of the speakers that are tested; S: their recordings are; C: those
# of their corpus are.
function corpus_known() {
	return value["ADAPT"] == "corpus" || value["NORM"] ~ /^corpus(,bin)?$/
}
function speakers_known() {
	return !corpus_known() && (value["ADAPT"] == "speaker" || value["NORM"] !~ /^(all|bin|key|key,bin)?$/)
}
function protocol_letter() {
	return corpus_known() ? "C" : speakers_known() ? "S" : "T"
}

# Classes that occur, as a list for people.
function class_list(    i, s) {
	for (i = 1; i <= classes; i++)
		if (row[i] > 0)
			s = s (s == "" ? "" : ", ") class[i]
	return s
}

# Recordings of class NAME in the corpus, from the columns TARGET=CLASS of folds.tsv;
# -1 if it does not say.
function in_corpus(name) {
	return ((target() "=" name) in col) ? total[col[target() "=" name]] : -1
}
function recordings() {
	return ("records" in col) ? total[col["records"]] : mean["n"]
}
