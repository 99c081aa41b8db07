# common.awk - what the importers share: their facts, a row for each sound, what is
# counted and compared with the whole corpus.  Run by common.sh, after text.awk.
#
# env   MODE, what to do; NAME, the importer; DIR, the folder of the corpus;
#       CLASSES and further settings; TARGET, what the table is for, if that is known
#       FACTS, a line each:
#         title TEXT, language TEXT, voices TEXT, sessions TEXT, layout TEXT,
#         ratings TEXT, licence TEXT, source TEXT   for --help
#         example PATH       one of its sounds
#         name ERE           names of sounds, without extension
#         above ERE          folders that a sound is in, each with its "/"
#         found ERE          instead of above and name, what a path ends in by which
#                            make corpora knows the corpus
#         ignore ERE         paths of sounds that are passed over in silence
#         person WORD        what its speakers are called, if not speaker
#         speakers NAME...   all of them
#         classes N ITEM...  LABEL, or LABEL=CLASS+CLASS, if classes of the corpus
#                            are merged; the first such line is the default;
#                            none: whatever classes there are
#         clips N            in the whole corpus, if no class has a count
#         count CLASS N      sounds of that class in the whole corpus
#         each CLASS N       sounds of that class by each speaker
#         columns NAME...    further columns of the table
#         kinds EXTENSION... of sounds and films, next to .wav and .flac, which are
#                            taken if there are both
#         setting NAME A B   a variable of its own: A, the default, or B
# in    MODE=table: the sounds, sorted, each from ./ on
# out   the table; exit status 1 if it has no row
#
# The importer adds clip(key): it returns the class of the sound in `path`, fills
# is["speaker"] and so on for the columns of the table, and returns "" if the name is
# not one of the corpus.  skip(WHY) and unlabelled() return what leaves a sound out.
# A program that has labels in a file reads it in BEGIN into class_of[key].

function warn(s) {
	print shown(ENVIRON["NAME"] ": " ENVIRON["DIR"] ": " s) | "cat >&2"
}

function refuse(s) {
	print ENVIRON["NAME"] ": " s | "cat >&2"
	status = 2
	exit 2
}

# Remember where an item of a list is: place["a"] is 1 of "a b".
function places(list, place,    n, i, item) {
	n = split(list, item, " ")
	for (i = 1; i <= n; i++)
		place[item[i]] = i
	return n
}

# The place of a speaker in the list of all, or 0.
function number_of(who) {
	return who in known_speaker ? known_speaker[who] : 0
}

function read_facts(    n, i, line, key) {
	n = split(ENVIRON["FACTS"], line, "\n")
	for (i = 1; i <= n; i++) {
		if (!match(line[i], /^[a-z]+[ \t]+/))
			continue
		key = substr(line[i], 1, RLENGTH)
		sub(/[ \t]+$/, "", key)
		fact[key, ++facts[key]] = substr(line[i], RLENGTH + 1)
		fact[key] = fact[key, 1]
	}
	for (i = 1; i <= facts["count"]; i++) {
		split(fact["count", i], part, " ")
		whole[part[1]] = part[2]
	}
	speakers = split(fact["speakers"], speaker, " ")
	places(fact["speakers"], known_speaker)
	for (i = 1; i <= facts["each"]; i++) {
		split(fact["each", i], part, " ")
		each[part[1]] = part[2]
		whole[part[1]] = part[2] * speakers
	}
	for (i = 1; i <= facts["setting"]; i++) {
		split(fact["setting", i], part, " ")
		setting[part[1]] = ENVIRON[part[1]] == "" ? part[2] : ENVIRON[part[1]]
	}
}

# The labels of the set that CLASSES names, and the classes that each has.
function choose_classes(    i, j, k, n, m, item, from, chosen) {
	chosen = ENVIRON["CLASSES"] == "" ? fact["classes"] + 0 : ENVIRON["CLASSES"]
	for (i = 1; i <= facts["classes"]; i++) {
		n = split(fact["classes", i], item, /[ =+]/)
		for (j = 2; j <= n; j++)
			in_a_set[item[j]]
	}
	for (i = 1; i <= facts["classes"]; i++) {
		n = split(fact["classes", i], item, " ")
		if (chosen != item[1])
			continue
		for (j = 2; j <= n; j++) {
			k = index(item[j], "=")
			labels[++nlabel] = k ? substr(item[j], 1, k - 1) : item[j]
			m = split(k ? substr(item[j], k + 1) : item[j], from, "+")
			for (k = 1; k <= m; k++) {
				label[from[k]] = labels[nlabel]
				expected[labels[nlabel]] += whole[from[k]]
				per_speaker[labels[nlabel]] += each[from[k]]
				all += whole[from[k]]
			}
		}
		return 1
	}
	return facts["classes"] == 0 && ENVIRON["CLASSES"] == ""
}

# "4", "4 or 8", "4, 5 or 6": the first words of facts of that kind; or with | only.
function choices(key, bar,    i, list, word) {
	for (i = 1; i <= facts[key]; i++) {
		split(fact[key, i], word, " ")
		list = list (i == 1 ? "" : bar ? "|" : i == facts[key] ? " or " : ", ") word[1]
	}
	return list
}

function usage(    i, n, list, word) {
	list = "usage: " (facts["classes"] ? "[CLASSES=" choices("classes", 1) "] " : "")
	for (i = 1; i <= facts["setting"]; i++) {
		split(fact["setting", i], word, " ")
		n = fact["setting", i]
		sub(/^[^ ]* */, "", n)
		gsub(/ +/, "|", n)
		list = list "[" word[1] "=" n "] "
	}
	return list ENVIRON["NAME"] " DIR"
}

function help(    i, n, key) {
	print usage()
	print ""
	print fact["title"]
	if (all_clips())
		printf "%-10s%s\n", "clips", all_clips()
	for (i = 1; i <= facts["classes"]; i++)
		printf("%-10s%s%s\n", i == 1 ? "classes" : "", fact["classes", i], \
		    i == 1 && facts["classes"] > 1 ? "  (the default)" : "")
	n = split("language voices sessions ratings layout licence source", key, " ")
	for (i = 1; i <= n; i++)
		if (key[i] in fact)
			printf "%-10s%s\n", key[i], fact[key[i]]
}

# In the whole corpus, whichever classes are chosen; 0 if that varies.
function all_clips(    c, n) {
	for (c in whole)
		n += whole[c]
	return fact["clips"] ? fact["clips"] : n + 0
}

function check(    i, n, word, j, ok) {
	if (!choose_classes())
		refuse(facts["classes"] ? "CLASSES=" ENVIRON["CLASSES"] ": want " choices("classes") : \
		    "CLASSES=" ENVIRON["CLASSES"] ": it has the classes that it finds")
	for (i = 1; i <= facts["setting"]; i++) {
		n = split(fact["setting", i], word, " ")
		ok = n == 2
		for (j = 2; j <= n; j++)
			ok = ok || setting[word[1]] == word[j]
		if (!ok)
			refuse(word[1] "=" setting[word[1]] ": want " among(word, n))
	}
}

function among(word, n,    j, list) {
	for (j = 2; j <= n; j++)
		list = list (j == 2 ? "" : j == n ? " or " : ", ") word[j]
	return list
}

function header(    i) {
	columns = split("speaker gender " fact["columns"], column, " ")
	printf "path\tkey\tlabel\tsession"
	for (i = 1; i <= columns; i++)
		printf "\t%s", column[i]
	print ""
}

function skip(why) {
	if (!skipped[why]++)
		reason[++reasons] = why
	return "-"
}

function unlabelled() {
	return skip("without a label")
}

# A field of a line of values with commas between them, some in quotation marks.
function csv(line, field,    n, s) {
	sub(/\r$/, "", line)
	split("", field)
	for (;;) {
		if (match(line, /^"([^"]|"")*"/)) {
			s = substr(line, 2, RLENGTH - 2)
			gsub(/""/, "\"", s)
		} else {
			match(line, /^[^,]*/)
			s = substr(line, 1, RLENGTH)
		}
		field[++n] = s
		if (substr(line, RLENGTH + 1, 1) != ",")
			return n
		line = substr(line, RLENGTH + 2)
	}
}

# The columns of a file whose first line names them; those in need have to be there.
function csv_header(file, line, at, need,    n, i, name) {
	sub(/^\357\273\277/, "", line)
	n = csv(line, name)
	split("", at)
	for (i = 1; i <= n; i++)
		at[name[i]] = i
	n = split(need, name, " ")
	for (i = 1; i <= n; i++)
		if (!(name[i] in at))
			bad_labels(file ": no column " name[i] "; its first line has: " line)
}

function bad_labels(s) {
	print shown(ENVIRON["NAME"] ": " s) | "cat >&2"
	status = 1
	exit 1
}

# A number from lo to hi, or "-".
function rating(s, lo, hi) {
	gsub(/[ \t\r]/, "", s)
	if (s ~ /^[0-9]+(\.[0-9]*)?$/ && s + 0 >= lo && s + 0 <= hi)
		return s
	unrated++
	return "-"
}

function many(n, what) {
	return n " " what (n == 1 ? "" : "s")
}

function misnamed() {
	if (!misnames++)
		misname = substr(path, 3)
}

function add(key, class,    i, row, given) {
	if (key in seen) {
		again += !("kinds" in fact) || tolower(path) ~ /[.](wav|flac)$/
		return
	}
	seen[key]
	if (facts["classes"] && !(class in label)) {
		others += !(class in in_a_set)
		if (!numbers)
			return
		given = "-"
	} else
		given = class == "" ? "-" : facts["classes"] ? label[class] : class
	row = ENVIRON["DIR"] substr(path, 2) "\t" key "\t" given "\t" is["session"]
	for (i = 1; i <= columns; i++)
		row = row "\t" (is[column[i]] == "" ? "-" : is[column[i]])
	print row
	rows++
	if (given == "-")
		return
	found++
	got[given]++
	got[is["speaker"], given]++
	spoke[is["speaker"]]
}

# How many classes of speakers are not as in the whole corpus, in of_each.
function each_gaps(    i, j, s, n) {
	for (i = 1; i <= speakers; i++)
		for (j = 1; speaker[i] in spoke && j <= nlabel; j++) {
			s = got[speaker[i], labels[j]] + 0
			if (s == per_speaker[labels[j]])
				continue
			of_each = of_each "; " person " " speaker[i] " " labels[j] ": " s " of " per_speaker[labels[j]]
			n++
		}
	return n
}

# What is not as in the whole corpus.
function compare(    i, j, gaps, absent) {
	person = "person" in fact ? fact["person"] : "speaker"
	for (i = 1; i <= speakers; i++)
		if (!(speaker[i] in spoke))
			absent = absent " " speaker[i]
	if (absent != "")
		gaps = "; none of " person "s" absent
	# If all lack something, what each lacks says no more.
	if (facts["each"] && each_gaps() <= 12)
		gaps = gaps of_each
	else
		for (j = 1; j <= nlabel; j++)
			if (expected[labels[j]] && got[labels[j]] + 0 != expected[labels[j]])
				gaps = gaps "; " labels[j] ": " got[labels[j]] + 0 " of " expected[labels[j]]
	if (gaps != "" || (all && found + 0 != all))
		warn(many(found + 0, "clip") (all ? ", expected " all : "") substr(gaps, 1, 400) (length(gaps) > 400 ? " ..." : ""))
}

function report(    i, k, mute) {
	for (k in class_of)
		mute += !(k in seen)
	if (misnames)
		warn(many(misnames, "sound") " skipped, not named like " fact["example"] ": " misname \
		    (misnames > 1 ? " and others" : ""))
	for (i = 1; i <= reasons; i++)
		warn(many(skipped[reason[i]], "sound") " skipped, " reason[i])
	if (again)
		warn(again " skipped, further copies of a clip")
	if (mute)
		warn(many(mute, "label") " without a sound")
	if (others && !numbers)
		warn(many(others, "clip") " left out, of classes that cannot be chosen")
	if (unrated)
		warn(many(unrated, "rating") " not in range: \"-\" written instead")
	compare()
}

BEGIN {
	read_facts()
	if (ENVIRON["MODE"] != "table") {
		if (ENVIRON["MODE"] == "usage")
			print usage()
		else if (ENVIRON["MODE"] == "help")
			help()
		else if (ENVIRON["MODE"] == "layout")
			print ("found" in fact ? fact["found"] : fact["above"] "(" fact["name"] ")") "\t" fact["ignore"]
		else if (ENVIRON["MODE"] == "kinds")
			print fact["kinds"]
		else if (ENVIRON["MODE"] == "expected")
			print "expected " fact["example"] " and so on"
		else
			check()
		exit
	}
	choose_classes()
	numbers = ENVIRON["TARGET"] ~ /activation|valence|dominance/ && fact["columns"] ~ /activation/
	name = "^(" fact["name"] ")$"
}

ENVIRON["MODE"] == "table" && !headed++ { header() }

"ignore" in fact && $0 ~ fact["ignore"] { next }

{
	path = $0
	key = path
	sub(/.*\//, "", key)
	sub(/\.[A-Za-z0-9]*$/, "", key)
	split("", is)
	class = index(path, "\t") || key !~ name ? "" : clip(key)
	if (class == "" || (speakers && class != "-" && !(is["speaker"] in known_speaker)))
		misnamed()
	else if (class != "-")
		add("key" in is ? is["key"] : key, class)
}

END {
	if (ENVIRON["MODE"] == "table" && !status) {
		report()
		status = !rows
	}
	exit status
}
