# The report of an experiment, see report.  Reads settings, summary.tsv,
# confusion.tsv and folds.tsv, in this order.

BEGIN {
	FS = "\t"
	# Settings that the file lacks are empty texts: gawk 5.2.1 crashes when a
	# function changes an argument that is an element without a value.
	n = split("TARGET CORPUS SCORE NORM FRONT LENGTH EPOCHS BATCH RATE TRAIN NETWORK COMMAND VERSION RECIPE ADAPT KIND COPIES FILTERS TRAINER PRIOR LINEAR KERNEL MEMBERS", known, " ")
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
FILENAME == "summary.tsv" {
	if (FNR > 1) {
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
{	# folds.tsv
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
}

# ---- words ----

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
function interval(m) { return pc(low[m]) " to " pc(high[m]) }
function number(s) { return s ~ /^[0-9]+([.][0-9]+)?$/ }

# Not by speakers or another group of recordings.
function by_recording() { return unit == "key" || unit == "row" }

# The unit of resampling in words, n of them.
function units(n) {
	if (unit == "key")
		return many(n, "recording")
	if (unit == "row")
		return many(n, "prediction")
	return many(n, esc(unit))
}

# ---- parts ----

function style() {
	print "<style>"
	print ":root { color-scheme: light dark; --ink: #1a1a1a; --soft: #555; --paper: #fff; --line: #d5d5d5; --accent: #0b5ba5; --warn: #fff3cd; --warnink: #5c4400 }"
	print "@media (prefers-color-scheme: dark) { :root { --ink: #e6e6e6; --soft: #aaa; --paper: #16181b; --line: #3a3d42; --accent: #7ab8f5; --warn: #3d3212; --warnink: #ffe08a } }"
	print "@media print { :root { color-scheme: light; --ink: #000; --soft: #444; --paper: #fff; --line: #bbb; --accent: #000; --warn: #fff; --warnink: #000 } figure, table, .result, .warn { break-inside: avoid } h2 { break-after: avoid } }"
	print "body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); max-width: 56rem; margin: 2rem auto; padding: 0 1rem }"
	print "h1 { font-size: 1.7rem; line-height: 1.2 } h2 { font-size: 1.2rem; margin-top: 2.2rem; border-bottom: 1px solid var(--line) }"
	print ".result { border-left: .35rem solid var(--accent); padding: .2rem 1rem; margin: 1.2rem 0 } .big { font-size: 2.1rem; font-weight: 700; line-height: 1.2 } .soft, figcaption, caption { color: var(--soft); font-size: .92rem }"
	print ".warn { background: var(--warn); color: var(--warnink); border: 1px solid currentColor; padding: .6rem 1rem }"
	print "figure { margin: 1rem 0 } figure.plot svg { background: #fff; border-radius: .3rem; width: 100%; height: auto } .matrix svg { max-width: 40rem }"
	print ".wide { overflow-x: auto } table { border-collapse: collapse; margin: .8rem 0; font-variant-numeric: tabular-nums } caption { text-align: left; padding-bottom: .3rem } th, td { padding: .2rem .7rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top } td.n, th.n { text-align: right }"
	print "pre, code { font-family: ui-monospace, monospace; font-size: .88rem } code { white-space: nowrap } pre { overflow-x: auto; border: 1px solid var(--line); padding: .6rem; white-space: pre-wrap } dt { font-weight: 600; margin-top: .5rem } dd { margin-left: 1.2rem }"
	print "</style>"
}

# A picture that gnuplot made, in the page itself; its ids made unlike those
# of the other one.
function picture(file, name, title,    line, on) {
	while ((getline line < file) > 0) {
		if (line ~ /<svg/)
			on = 1
		if (!on || line ~ /^<desc>/)
			continue
		sub(/<svg/, "<svg role=\"img\" aria-label=\"" title "\"", line)
		sub(/<title>[^<]*<\/title>/, "<title>" title "</title>", line)
		gsub(/ id=['"]/, "&" name "-", line)
		gsub(/href=['"]#/, "&" name "-", line)
		gsub(/url\(['"]?#/, "&" name "-", line)
		print line
	}
	close(file)
	return on
}

# Score, interval and baseline on a line from 0 to 100 %.
function ruler(    x, i, guess) {
	guess = mean["uar_baseline"]
	print "<figure><svg viewBox=\"0 0 640 92\" width=\"100%\" style=\"max-width:40rem\" role=\"img\" aria-label=\"UAR " pc(mean["uar"]) " percent, interval " interval("uar") ", chance " pc(guess) "\" font-family=\"sans-serif\" font-size=\"13\" fill=\"currentColor\">"
	print "<line x1=\"20\" x2=\"620\" y1=\"46\" y2=\"46\" stroke=\"currentColor\" stroke-width=\"1\"/>"
	for (i = 0; i <= 100; i += 20) {
		x = 20 + 6 * i
		printf "<line x1=\"%d\" x2=\"%d\" y1=\"46\" y2=\"51\" stroke=\"currentColor\"/><text x=\"%d\" y=\"65\" text-anchor=\"middle\">%d%s</text>\n", x, x, x, i, (i == 100 ? " %" : "")
	}
	x = 20 + 600 * guess
	printf "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"26\" y2=\"74\" stroke=\"currentColor\" stroke-dasharray=\"4 3\"/><text x=\"%.1f\" y=\"86\" text-anchor=\"middle\">chance</text>\n", x, x, x
	printf "<rect x=\"%.1f\" y=\"39\" width=\"%.1f\" height=\"14\" fill=\"var(--accent)\" fill-opacity=\"0.45\"/>\n", 20 + 600 * low["uar"], 600 * (high["uar"] - low["uar"])
	x = 20 + 600 * mean["uar"]
	printf "<circle cx=\"%.1f\" cy=\"46\" r=\"6\" fill=\"var(--accent)\"/><text x=\"%.1f\" y=\"22\" text-anchor=\"middle\" font-weight=\"bold\">%s %%</text>\n", x, clamp(x, 50, 590), pc(mean["uar"])
	print "</svg><figcaption>Dot: UAR. Band: its 95 % interval. Dashed: chance, the UAR of always answering with the most frequent class.</figcaption></figure>"
}

function result(    what) {
	print "<div class=\"result\">"
	print "<div class=\"big\">UAR " pc(mean["uar"]) " %</div>"
	print "<div>95 % interval " interval("uar") " %</div>"
	print "</div>"
	print "<p>UAR, the unweighted average recall, is the share of the recordings of a class that were recognised, averaged over the " occurring " classes (" class_list() "). Always answering &ldquo;" esc(class[frequent]) "&rdquo; gives " pc(mean["uar_baseline"]) " %, which is chance."
	if (low["uar"] > mean["uar_baseline"] && low["uar_pooled"] > mean["uar_pooled_baseline"])
		print "The whole interval is above chance."
	else if (high["uar"] < mean["uar_baseline"])
		print "The whole interval is below chance: something is wrong."
	else
		print "The interval includes chance: this result cannot be distinguished from guessing."
	print "</p>"
	ruler()
}

function class_list(    i, s) {
	for (i = 1; i <= classes; i++)
		if (row[i] > 0)
			s = s (s == "" ? "" : ", ") esc(class[i])
	return s
}

function scores(    n, m, i, title, sd) {
	n = split("uar accuracy f1_macro f1_weighted", m, " ")
	title["uar"] = "UAR"; title["accuracy"] = "accuracy"
	title["f1_macro"] = "macro F1"; title["f1_weighted"] = "weighted F1"
	sd = "uar_sd" in mean
	print "<h2>Scores</h2>\n<div class=\"wide\"><table><caption>In percent, with 95 % intervals</caption>"
	print "<tr><th></th><th class=\"n\">mean of the folds</th><th class=\"n\">interval</th>" (sd ? "<th class=\"n\">standard deviation<br>over seeds</th>" : "") "<th class=\"n\">all folds together</th><th class=\"n\">interval</th></tr>"
	for (i = 1; i <= n; i++)
		print "<tr><th>" title[m[i]] "</th><td class=\"n\">" pc(mean[m[i]]) "</td><td class=\"n\">" interval(m[i]) "</td>" \
		    (sd ? "<td class=\"n\">" pc(mean[m[i] "_sd"]) "</td>" : "") \
		    "<td class=\"n\">" pc(mean[m[i] "_pooled"]) "</td><td class=\"n\">" interval(m[i] "_pooled") "</td></tr>"
	print "</table></div>"
	print "<dl><dt>UAR</dt><dd>Mean of the recalls of the classes; every class counts the same, however rare it is.</dd>"
	print "<dt>accuracy</dt><dd>Share of all recordings that were recognised. Always answering &ldquo;" esc(class[frequent]) "&rdquo; gives " pc(mean["accuracy_baseline"]) " %.</dd>"
	print "<dt>F1</dt><dd>Harmonic mean of the recall of a class (the share of its recordings that were recognised) and its precision (the share of the recordings given this class that belong to it). Macro: the mean over the classes; weighted: each class counts by its number of recordings.</dd>"
	print "<dt>interval</dt><dd>" interval_words() "</dd></dl>"
}

function interval_words(    s) {
	s = "The range of scores to expect on other " (by_recording() ? "recording" : esc(unit)) "s of this kind, from " mean["replicates"] " bootstrap replicates. Each replicate draws " units(mean["resampled_by_" unit]) " with replacement and keeps all predictions of one together, over folds and seeds; the ends are expanded percentiles."
	if (by_recording())
		s = s " Recordings of one speaker are alike, which these intervals ignore: with few speakers they are too narrow."
	else if (mean["resampled_by_" unit] < 10)
		s = s " With so few, the interval is only approximate."
	if (("without_" unit) in mean)
		s = s " " many(mean["without_" unit], "prediction") " without a " esc(unit) " counted in the scores, but not in the intervals."
	return s
}

# Can the probabilities be believed, and what is gained by answering less often?
function certainty(    n, level, i, m) {
	if (!("ece" in mean))
		return
	print "<h2>How sure it is</h2>"
	print "<p>On average, the probability of the class predicted differs by " pc(mean["ece"]) " percentage points (95 % interval " interval("ece") ") from how often such predictions are right: the expected calibration error."
	if (mean["ece"] < 0.05)
		print "The probabilities can be taken as they are."
	else
		print "Do not take the probabilities at their word; <code>fuse --fit</code> calibrates them."
	print "</p>"
	if ((getline m < "calibration.svg") > 0) {
		close("calibration.svg")
		print "<figure class=\"plot\">"
		picture("calibration.svg", "calibration", "Calibration and coverage")
		print "<figcaption>Left: for predictions of about the same probability, how many are right; on the dashed line the probabilities are true. Below it: how many such predictions there are. Right: the UAR if only the surest predictions are kept.</figcaption></figure>"
	}
	print "<div class=\"wide\"><table><caption>If the recordings that it is least sure of are left out, in percent</caption>"
	print "<tr><th class=\"n\">left out</th><th class=\"n\">UAR</th><th class=\"n\">interval</th><th class=\"n\">accuracy</th><th class=\"n\">interval</th></tr>"
	n = split("100 90 80 50", level, " ")
	for (i = 1; i <= n; i++) {
		m = "_coverage_" level[i]
		print "<tr><td class=\"n\">" 100 - level[i] "</td><td class=\"n\">" pc(mean["uar" m]) "</td><td class=\"n\">" interval("uar" m) "</td><td class=\"n\">" pc(mean["accuracy" m]) "</td><td class=\"n\">" interval("accuracy" m) "</td></tr>"
	}
	print "</table></div>"
}

# Each seed predicts every recording: predictions as recordings.
function per_seed(n,    s) {
	if (mean["seeds"] < 2)
		return n
	s = sprintf("%.1f", n / mean["seeds"])
	sub(/[.]0$/, "", s)
	return s
}

function confusion(    i, j, worst, wi, wj) {
	print "<h2>Confusion matrix</h2>"
	print "<figure class=\"plot matrix\">"
	if (!picture("confusion.svg", "confusion", "Confusion matrix"))
		print "<p>No picture was drawn; the numbers are below.</p>"
	print "<figcaption>Rows: the true class; columns: the predicted class. Percent of the row, and below it the number of recordings" (mean["seeds"] > 1 ? ", in the mean over " mean["seeds"] " seeds" : "") ". The diagonal, framed, is what was right.</figcaption></figure>"
	for (i = 1; i <= classes; i++)
		for (j = 1; j <= classes; j++)
			if (i != j && row[i] > 0 && count[i, j] / row[i] > worst) {
				worst = count[i, j] / row[i]; wi = i; wj = j
			}
	if (worst > 0)
		print "<p>The most frequent error: " pc(worst) " % of &ldquo;" esc(class[wi]) "&rdquo; were recognised as &ldquo;" esc(class[wj]) "&rdquo;.</p>"
	print "<div class=\"wide\"><table><caption>Recordings" (mean["seeds"] > 1 ? ", mean over " mean["seeds"] " seeds" : "") "</caption><tr><th>label</th>"
	for (j = 1; j <= classes; j++)
		print "<th class=\"n\">" esc(class[j]) "</th>"
	print "<th class=\"n\">all</th></tr>"
	for (i = 1; i <= classes; i++) {
		print "<tr><th>" esc(class[i]) "</th>"
		for (j = 1; j <= classes; j++)
			print "<td class=\"n\">" per_seed(count[i, j]) (row[i] ? " <span class=\"soft\">" pc(count[i, j] / row[i]) "&nbsp;%</span>" : "") "</td>"
		print "<td class=\"n\">" per_seed(row[i]) "</td></tr>"
	}
	print "</table></div>"
	class_scores()
}

# A score of one class and its interval, in two cells.
function class_cells(m) {
	return "<td class=\"n\">" (number(mean[m]) ? pc(mean[m]) : "&ndash;") "</td><td class=\"n\">" (number(low[m]) ? interval(m) : "&ndash;") "</td>"
}

function class_scores(    i) {
	if (!(("recall:" class[1]) in mean))
		return
	print "<div class=\"wide\"><table><caption>Each class in percent, all folds together, with 95 % intervals</caption>"
	print "<tr><th></th><th class=\"n\">recall</th><th class=\"n\">interval</th><th class=\"n\">precision</th><th class=\"n\">interval</th><th class=\"n\">F1</th><th class=\"n\">interval</th></tr>"
	for (i = 1; i <= classes; i++)
		print "<tr><th>" esc(class[i]) "</th>" class_cells("recall:" class[i]) class_cells("precision:" class[i]) class_cells("f1:" class[i]) "</tr>"
	print "</table></div>"
}

function training() {
	print "<h2>Training</h2>\n<figure class=\"plot\">"
	if (!picture("training.svg", "training", "Loss and UAR by epoch"))
		print "<p>No picture was drawn.</p>"
	print "<figcaption>The training loss falls as the network fits its training set. Loss and UAR on the dev half, on which it is not trained, show how well that generalises. Where the curves diverge, the network is overfitting.</figcaption></figure>"
}

function fold_table(    i, j, n, cell, tag) {
	if (folds < 2)
		return
	print "<h2>Folds</h2>\n<div class=\"wide\"><table><caption>What each fold holds out, in recordings</caption>"
	for (i = 1; i <= folds; i++) {
		printf "<tr>"
		for (j = 1; j <= cols; j++) {
			cell = esc(fold[i, j])
			tag = i == 1 || j == 1 ? "th" : "td"
			if (i == 1)
				sub(/^[a-z][a-z0-9_.-]*=/, "", cell)
			n = number(fold[2, j]) ? " class=\"n\"" : ""
			printf("<%s%s>%s</%s>", tag, n, cell, tag)
		}
		print "</tr>"
	}
	print "</table></div>"
}

# The attribute of TARGET, NAME or NAME=LO:HI:CUT,..., and its scale.
function target(    name) {
	name = value["TARGET"]
	sub(/=.*/, "", name)
	return name
}

function scale(    part) {
	if (split(value["TARGET"], part, /[=:]/) < 3)
		return "1 to 5"
	return esc(part[2] " to " part[3])
}

# "780 recordings: 79 angry, 264 happy" from the columns TARGET=CLASS.
function corpus_words(    j, s, part, n) {
	if (!("records" in col))
		return ""
	for (j = 1; j <= cols; j++) {
		n = index(fold[1, j], "=")
		if (n && substr(fold[1, j], 1, n - 1) == target())
			part = part (part == "" ? ": " : ", ") total[j] " " esc(substr(fold[1, j], n + 1))
	}
	s = many(total[col["records"]], "recording")
	if ("speakers" in mean)
		s = s " of " many(mean["speakers"], "speaker")
	return s part "."
}

function corpus_name() {
	if (value["CORPUS"] == "demo")
		return "demo, synthetic speech by espeak-ng"
	if (value["CORPUS"] == "ravdess")
		return "RAVDESS, acted speech"
	if (value["CORPUS"] == "nemo")
		return "nEMO, acted speech in Polish"
	if (value["CORPUS"] == "msp-improv")
		return "MSP-IMPROV, improvised dialogues of actors"
	return esc(value["CORPUS"])
}

function item(name, text) {
	if (text != "")
		print "<dt>" name "</dt><dd>" text "</dd>"
}

# What was scored: recordings, not the predictions of all seeds.
function scored_count(    s) {
	s = many(per_seed(mean["n"]), "recording")
	return mean["seeds"] > 1 ? s ", with each seed" : s
}

function scored_words() {
	if (value["SCORE"] == "heldout")
		return "everything that was held out, both halves"
	return "the test halves only. The dev halves are used for the training curves"
}

# T: nothing is known of the speakers that are tested; S: their recordings are; C:
# recordings of their corpus are.
function corpus_known() {
	return value["ADAPT"] == "corpus" || value["NORM"] ~ /^corpus(,bin)?$/
}

function speakers_known() {
	return !corpus_known() && (value["ADAPT"] == "speaker" || value["NORM"] !~ /^(all|bin|key|key,bin)?$/)
}

function protocol_words() {
	if (corpus_known())
		return "C: features are normalised by the recordings of each corpus, those that are tested included, without their labels: the model is adapted to the corpus that it is tested on, but not to its speakers. Compare only with results of this protocol."
	if (speakers_known())
		return "S: features are normalised by each speaker&rsquo;s own recordings, those that are tested included, without their labels. Compare only with results of this protocol, not with those for unknown speakers."
	return "T: nothing is known of the speakers that are tested; every statistic comes from the training recordings" (value["ADAPT"] == "recording" || value["NORM"] ~ /^key/ ? " or from the recording itself." : ".")
}

function trained_on() {
	if (value["TRAINER"] == "linear")
		return "a linear model"
	return value["TRAINER"] == "fusion" ? "models" : "a network from scratch"
}

function seed_words() {
	if (value["TRAINER"] == "linear")
		return "The linear model has no random numbers."
	return many(mean["seeds"], "seed") ", 1" (mean["seeds"] > 1 ? " to " mean["seeds"] : "") ". The seed decides the halves, the initial weights, the order of the examples and dropout. The same seed gives the same numbers again."
}

function feature_words(    s) {
	s = value["KIND"] == "" ? value["FRONT"] : "wav2" value["KIND"] " " value["FRONT"]
	if (value["FILTERS"] != "")
		s = s " | " value["FILTERS"]
	s = value["TRAINER"] == "fusion" ? "" : "<code>" esc(s) "</code>"
	if (value["COPIES"] != "")
		s = s "; of each training recording there are changed copies: <code>" esc(value["COPIES"]) "</code>"
	return s
}

function training_words() {
	if (value["TRAINER"] == "linear")
		return "Support vector machine, one against the rest, classes balanced" (value["KERNEL"] == "" ? "" : ", kernel <code>" esc(value["KERNEL"]) "</code>") "; options <code>" esc(value["LINEAR"]) "</code>."
	if (value["TRAINER"] == "fusion")
		return "The recipes " esc(value["MEMBERS"]) ", joined by weights. In each fold they are fitted on predictions for the training speakers, by models that were not trained on these speakers; nothing is fitted on what is scored."
	return esc(value["EPOCHS"]) " epochs, batches of " esc(value["BATCH"]) ", learning rate " esc(value["RATE"]) ", cross-entropy" (value["TRAIN"] ~ /--no-weights/ ? "" : " with balanced class weights") (value["TRAIN"] == "" ? "" : "; options <code>" esc(value["TRAIN"]) "</code>") "."
}

function norm_words(    name) {
	if (value["NORM"] == "")
		return ""
	name = "<code>" esc(value["NORM"]) "</code>"
	if (value["NORM"] == "all")
		return name ": one mean and standard deviation of the training recordings, applied to all."
	if (value["NORM"] == "bin")
		return name ": a mean and standard deviation of each bin of the training recordings, applied to all."
	if (value["NORM"] ~ /^key(,bin)?$/)
		return name ": each recording by its own mean and standard deviation."
	return name ": each group of recordings by its own mean and standard deviation. The test recordings, without their labels, are needed for that: compare only with results of the same protocol."
}

function protocol(    held) {
	held = fold[1, 2] == "" ? "session" : esc(fold[1, 2])
	print "<h2>How it was done</h2>\n<dl>"
	item("Corpus", corpus_name() ". " corpus_words())
	item("Question", value["TARGET"] == "label" ? "Which emotion is it: " class_list() "?" : "Which class of " esc(target()) ", rated from " scale() ", is it: " class_list() "?")
	item("Cross-validation", many(mean["folds"], "fold") ". Each fold holds out the recordings of the " held "s in its row above and trains " trained_on() " on all others. The held-out recordings are split at random, by the seed, into two halves with equal shares of each class: dev and test.")
	item("Scored", scored_count() (mean["unlabelled"] > 0 ? " (" mean["unlabelled"] " more have no label)" : "") ": " scored_words() ". Each score is computed in each fold, over the classes that occur there, and averaged over folds and seeds.")
	item("Seeds", seed_words())
	item("Protocol", protocol_words())
	item("Features", feature_words())
	item("Normalisation", norm_words())
	item("Length", ENVIRON["FRAMES"] == "" ? "" : "Every recording is padded with zeros or cut to " esc(ENVIRON["FRAMES"]) " frames" (value["LENGTH"] == "auto" ? ", the mean plus one standard deviation of the lengths in the corpus" : "") ".")
	item("Training", training_words())
	print "</dl>"
	if (ENVIRON["NETWORK_TEXT"] != "")
		print "<p>The network, <code>" esc(value["NETWORK"]) "</code>:</p>\n<pre>" esc(ENVIRON["NETWORK_TEXT"]) "</pre>"
}

# What was warned of during the work: no speakers, classes that a fold has all of,
# rows of the table without features or class.
function warnings(    i, j, rows, text) {
	if (folds > 1 && !("speakers" in mean))
		print "<li>The table has no speakers, so it was not checked that nobody is both in training and held out.</li>"
	for (i = 2; i <= folds; i++)
		for (j = 1; j <= cols; j++) {
			text = fold[1, j]
			if (!sub("^" target() "=", "", text) || total[j] == 0 || fold[i, j] != total[j])
				continue
			print "<li>Fold " esc(fold[i, 1]) " holds out all recordings of &ldquo;" esc(text) "&rdquo;, so its network was not trained on that class and recognises none.</li>"
		}
	rows = ENVIRON["ROWS"]
	if (value["FRONT"] ~ /(^| )-[a-z]*k/ && "records" in col && rows > total[col["records"]])
		print "<li>" many(rows - total[col["records"]], "row") " of the table, of " rows ": the file was skipped, as <code>FRONT=" esc(value["FRONT"]) "</code> allows, or has no class.</li>"
}

function limits() {
	print "<h2>What this does not show</h2>\n<ul>"
	if (value["CORPUS"] == "demo")
		print "<li>Anything about people: a speech synthesiser spoke, made to sound angry, happy or sad by rules.</li>"
	warnings()
	print "<li>The interval is about other " (by_recording() ? "recordings" : esc(unit) "s") " like those of this corpus, not about other languages, rooms, microphones or ways of speaking.</li>"
	print "<li>Labels say what actors were asked to express or what listeners heard, not what somebody felt.</li>"
	if (value["SCORE"] != "heldout")
		print "<li>Half of the held-out recordings are not scored; <code>SCORE=heldout</code> scores all.</li>"
	if (mean["seeds"] < 2)
		print "<li>With one seed, the interval does not include the variation between training runs; <code>SEEDS=5</code> shows it.</li>"
	print "</ul>"
}

function made(    i) {
	print "<h2>How to reproduce it</h2>"
	if (value["COMMAND"] != "")
		print "<pre>" esc(value["COMMAND"]) "</pre>"
	print "<div class=\"wide\"><table><caption>Settings</caption>"
	for (i = 1; i <= settings; i++)
		if (value[setting[i]] != "" && setting[i] != "VERSION" && setting[i] != "COMMAND")
			print "<tr><th>" esc(setting[i]) "</th><td>" esc(value[setting[i]]) "</td></tr>"
	print "</table></div>"
	print "<p class=\"soft\">Made by tonfall" (value["VERSION"] == "" ? "" : " " esc(value["VERSION"])) ". The numbers are also in <code>summary.tsv</code>, <code>confusion.tsv</code>, <code>predictions.tsv</code> and <code>training.tsv</code> next to this page.</p>"
}

END {
	if (!("uar" in mean) || !classes || all <= 0) {
		print "report: no scores in summary.tsv or confusion.tsv" | "cat >&2"
		exit 1
	}
	frequent = 1
	for (i = 1; i <= classes; i++) {
		occurring += row[i] > 0
		if (row[i] > row[frequent])
			frequent = i
	}
	what = target() == "label" || target() == "" ? "Emotion" : toupper(substr(target(), 1, 1)) substr(target(), 2)
	title = esc(what) " from speech: " esc(value["CORPUS"])
	print "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
	print "<title>" title "</title>"
	style()
	print "</head>\n<body>\n<h1>" title "</h1>"
	print "<p class=\"soft\">recipe " esc(value["RECIPE"]) ", protocol " (corpus_known() ? "C" : speakers_known() ? "S" : "T") ", " many(mean["folds"], "fold") ", " many(mean["seeds"], "seed") ("speakers" in mean ? ", " many(mean["speakers"], "speaker") : "") "</p>"
	if (value["CORPUS"] == "demo")
		print "<p class=\"warn\"><strong>This speech is synthetic.</strong> A speech synthesiser spoke it, by rules for each emotion. The figures show that the pipeline works, from sound to score; they say nothing about people.</p>"
	result()
	scores()
	confusion()
	certainty()
	if (value["TRAINER"] == "cnn" || value["TRAINER"] == "")
		training()
	fold_table()
	protocol()
	limits()
	made()
	print "</body>\n</html>"
}
