# What a report is made of, see pipelines/report: the files of an experiment, by
# their names.  Every file but settings, summary.tsv and confusion.tsv may be missing.

BEGIN {
	FS = "\t"
	# Settings that the file lacks are empty texts: gawk 5.2.1 crashes when a
	# function changes an argument that is an element without a value.
	n = split("TARGET CORPUS SCORE NORM FRONT LENGTH EPOCHS BATCH RATE TRAIN NETWORK COMMAND VERSION RECIPE ADAPT KIND COPIES FILTERS TRAINER PRIOR LINEAR KERNEL MEMBERS GROUP TABLE INIT TEST FROM BALANCE", known, " ")
	for (i = 1; i <= n; i++)
		value[known[i]] = ""
}

FILENAME == "settings" {
	i = index($0, " = ")
	name = i ? substr($0, 1, i - 1) : $0
	setting[++settings] = name
	value[name] = i ? substr($0, i + 3) : ""
	next
}
FILENAME == "run.tsv" {
	run[++runs] = $1
	run_value[$1] = $2
	run_from[$1] = $3
	next
}
FILENAME ~ /^summary-/ {
	read_number(substr(FILENAME, 9, length(FILENAME) - 12))
	next
}
FILENAME == "summary.tsv" {
	# Without classes it is about the first number.
	if (FNR == 2 && $1 == "ccc")
		only = target()
	if (only != "")
		read_number(only)
	if (FNR > 1) {
		metric[++metrics] = $1
		mean[$1] = $2; low[$1] = $3; high[$1] = $4
		if ($1 ~ /^resampled_by_/)
			unit = substr($1, 14)
	}
	next
}
FILENAME == "confusion.tsv" {
	if (FNR == 1) {
		classes = NF - 1
		for (i = 1; i <= classes; i++)
			class[i] = $(i + 1)
		next
	}
	for (i = 1; i <= classes; i++) {
		count[FNR - 1, i] = $(i + 1)
		row[FNR - 1] += $(i + 1)
		all += $(i + 1)
	}
	next
}
FILENAME == "folds.tsv" {
	if (FNR == 1)
		sub(/^# */, "")
	folds++
	cols = NF
	for (i = 1; i <= NF; i++) {
		fold[FNR, i] = $i
		if (FNR == 1)
			col[$i] = i
		else
			total[i] += $i
	}
	next
}
FILENAME == "training.tsv" {
	read_epoch()
	next
}
FILENAME == "predictions.tsv" {
	read_prediction()
	next
}
FILENAME == "clips.tsv" {
	read_clip()
	next
}
FILENAME == "explained.tsv" {
	read_part()
	next
}

# The columns of this header line, by name; a # before the first is not part of it.
function header(at,    i, name) {
	for (name in at)
		delete at[name]
	for (i = 1; i <= NF; i++) {
		name = $i
		if (i == 1)
			sub(/^# */, "", name)
		if (!(name in at))
			at[name] = i
	}
}

# training.tsv: losses and dev UAR, or CCC of the first number, by fold, seed and epoch.
function read_epoch(    f, e, i) {
	if (FNR == 1) {
		header(at)
		for (i = NF; i > 0 && !("dev_uar" in at); i--)
			if ($i ~ /^dev_ccc_/)
				dev_ccc = $i
		return
	}
	f = $at["fold"]
	e = $at["epoch"] + 0
	if (!(f in curve_fold)) {
		curve_fold[f]
		curve[++curves] = f
	}
	if (e > epochs)
		epochs = e
	seed_of[$at["seed"]]
	note_curve("train", f, e, "train_loss")
	note_curve("dev", f, e, "dev_loss")
	note_curve("uar", f, e, dev_ccc == "" ? "dev_uar" : dev_ccc)
}
function note_curve(what, f, e, column,    s) {
	if (!(column in at) || $at[column] == "" || $at[column] == "-")
		return
	s = $at["seed"]
	point[what, f, s, e] = $at[column] + 0
	point_sum[what, f, e] += $at[column]
	point_n[what, f, e]++
	has_curve[what]
}

# predictions.tsv: mean probabilities of each recording over the seeds.  The
# classes are the columns between predicted and speaker.
function read_prediction(    i, k, to) {
	if (FNR == 1) {
		header(at)
		find_numbers()
		from = ("predicted" in at) ? at["predicted"] : NF
		to = 0
		for (i = from + 1; i <= NF; i++)
			if ($i == "speaker")
				to = i
		for (i = from + 1; i < to; i++) {
			guess[++guesses] = $i
			column_of[$i] = i
		}
		return
	}
	if (/^# / && NF == 1)
		return
	k = $at["key"]
	note_numbers(k)
	if (!guesses)
		return
	if ($at["predicted"] == "-")
		return
	judge($(from + 0), $at["label"])
	if (mean["seeds"] < 2) {	# a million rows are not kept
		clips++
		consider(k, $(from + 0), $(column_of[$(from + 0)]), $at["label"], field("speaker"), field("fold"), field("seed"))
		return
	}
	if (!(k in asked)) {
		clip[++clips] = k
		clip_truth[k] = $at["label"]
		clip_speaker[k] = field("speaker")
		clip_fold[k] = field("fold")
		clip_seed[k] = field("seed")
	}
	asked[k]++
	for (i = 1; i <= guesses; i++)
		prob[k, i] += $(from + i)
}
function field(name) { return (name in at) ? $at[name] : "" }

# Confidence and correctness of one prediction, for the reliability diagram.
function judge(said_class, label,    p, bin) {
	if (label == "-" || label == "")
		return
	p = $(column_of[said_class])
	bin = int(10 * p)
	bin = bin > 9 ? 9 : bin
	bin_n[bin]++
	bin_p[bin] += p
	bin_right[bin] += said_class "" == label ""
}

# clips.tsv: of each recording its file and how long it, or its speech, is.
function read_clip() {
	if (FNR == 1) {
		header(at)
		lasting = ("seconds" in at) ? "seconds" : ("speech" in at) ? "speech" : ""
		return
	}
	sounds++
	if ($at["path"] != "-")
		path[$at["key"]] = $at["path"]
	skipped += lasting != "" && $at[lasting] == "-"
	if (lasting == "" || $at[lasting] !~ /^[0-9.]+$/ || !of_scored($at["key"]))
		return
	length_of[++lengths] = $at[lasting] + 0
	length_sum += $at[lasting]
}

# Is the recording KEY of a corpus that is scored, if some of several are?  Its key
# begins with the name.
function of_scored(key,    these, n, part, i, best) {
	these = other_corpus() ? value["TEST"] : value["FROM"]
	if (these == "")
		return 1
	n = split(value["CORPUS"] "+" value["TEST"], part, "+")
	for (i = 1; i <= n; i++)
		if (part[i] != "" && index(key, part[i] "-") == 1 && length(part[i]) > length(best))
			best = part[i]
	return best != "" && index("+" these "+", "+" best "+") > 0
}

# explained.tsv, of cnneval --explain.
function read_part() {
	if (FNR == 1) {
		header(at)
		return
	}
	if (/^# /) {
		explained[$1] = $2
		return
	}
	parts++
	part_change[parts] = $at["change"] + 0
	if ("column" in at) {
		part_name[parts] = $at["column"]
		part_value[parts] = $at["value"]
		part_z[parts] = $at["deviations"]
	} else {
		part_start[parts] = $at["start"]
		part_stop[parts] = $at["stop"]
	}
}
