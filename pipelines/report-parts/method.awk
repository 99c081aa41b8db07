# How it was done, what it does not show, and where it comes from.

function fold_table(    i, j, names, s, cells) {
	if (folds < 2)
		return
	heading("Folds")
	table("What each fold holds out, in recordings")
	for (i = 1; i <= folds; i++) {
		cells = names = ""
		for (j = 1; j <= cols; j++) {
			s = esc(fold[i, j])
			if (i == 1) {
				sub(/^[a-z][a-z0-9_.-]*=/, "", s)
				names = names (j > 1 ? "\t" : "") (j > 1 && number(fold[2, j]) ? ">" : "") s
			} else if (j > 1)
				cells = cells (number(fold[2, j]) ? num(s) : cell(s))
		}
		if (i == 1)
			columns(names)
		else
			line(esc(fold[i, 1]), cells)
	}
	table_end()
}

# "780 recordings: 79 angry, 264 happy" from the columns TARGET=CLASS.
function corpus_words(    j, s, part, n) {
	if (!("records" in col))
		return ""
	for (j = 1; j <= cols; j++) {
		n = index(fold[1, j], "=")
		if (n && substr(fold[1, j], 1, n - 1) == target())
			part = part (part == "" ? ": " : ", ") total[j] " " substr(fold[1, j], n + 1)
	}
	s = many(total[col["records"]], "recording")
	if ("speakers" in mean)
		s = s " of " many(mean["speakers"], "speaker")
	return s part "."
}

function corpus_name() {
	if (other_corpus())
		return "trained on " trained_corpora() ", tested on " value["TEST"]
	if (value["FROM"] != "")
		return value["FROM"]
	if (value["CORPUS"] == "demo")
		return "demo, synthetic speech by espeak-ng"
	if (value["CORPUS"] == "ravdess")
		return "RAVDESS, acted speech"
	if (value["CORPUS"] == "nemo")
		return "nEMO, acted speech in Polish"
	if (value["CORPUS"] == "msp-improv")
		return "MSP-IMPROV, improvised dialogues of actors"
	return value["CORPUS"]
}

function item(name, text) {
	if (text != "")
		print "<dt>" name "</dt><dd>" text "</dd>"
}

# What was scored: recordings, not the predictions of all seeds.
function scored_count(    s) {
	s = many(mean["n"], "recording")
	return s (mean["seeds"] < 2 ? "" : each_seed() < mean["n"] ? ", " amount(each_seed()) " with each seed" : ", with each seed")
}

# Where the seed draws the halves, each seed scores others of them.
function each_seed() { return ("predictions" in mean) ? mean["predictions"] / mean["seeds"] : mean["n"] }

function scored_words() {
	if (value["SCORE"] == "heldout")
		return "everything that was held out, both halves"
	return "the test halves only. The dev halves are used for the training curves"
}

function protocol_words() {
	if (corpus_known())
		return "C: features are normalised by the recordings of each corpus, those that are tested included, without their labels: the model is adapted to the corpus that it is tested on, but not to its speakers. Compare only with results of this protocol."
	if (speakers_known())
		return "S: features are normalised by each speaker&rsquo;s own recordings, those that are tested included, without their labels. Compare only with results of this protocol, not with those for unknown speakers."
	return "T: " (ENVIRON["DOUBTS"] == "" ? "nothing is known of the speakers that are tested; " : "") "every statistic comes from the training recordings" (value["ADAPT"] == "recording" || value["NORM"] ~ /^key/ ? " or from the recording itself." : ".")
}

function numbers_listed(    i, s) {
	for (i = 1; i <= numbers; i++)
		s = s (i > 1 ? ", " : "") number_name[i]
	return s
}

function trained_on() {
	if (value["TRAINER"] == "linear")
		return "a linear model"
	return value["TRAINER"] == "fusion" ? "models" : value["INIT"] == "" ? "a network from scratch" : "a network from an earlier model"
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
	s = value["TRAINER"] == "fusion" ? "" : options(s)
	if (value["COPIES"] != "")
		s = s "; of each training recording there are changed copies: " options(value["COPIES"]) ""
	return s
}

function training_words() {
	if (value["TRAINER"] == "linear" && only != "")
		return "Ridge regression; options " options(value["LINEAR"]) "."
	if (value["TRAINER"] == "linear")
		return "Support vector machine, one against the rest, classes balanced" (value["KERNEL"] == "" ? "" : ", kernel " options(value["KERNEL"]) "") "; options " options(value["LINEAR"]) "."
	if (value["TRAINER"] == "fusion")
		return "The recipes " esc(value["MEMBERS"]) ", joined by weights. In each fold they are fitted on predictions for the training speakers, by models that were not trained on these speakers; nothing is fitted on what is scored."
	return esc(value["EPOCHS"]) " epochs, batches of " esc(value["BATCH"]) ", learning rate " esc(value["RATE"]) loss_words() (value["TRAIN"] == "" ? "" : "; options " options(value["TRAIN"]) "") "."
}

# Of numbers, 1 - CCC unless the options say otherwise.
function loss_words(    s) {
	if (only == "")
		s = ", cross-entropy" (value["TRAIN"] ~ /--no-weights/ ? "" : " with balanced class weights")
	if (numbers)
		s = s (only == "" ? " and " : ", ") (value["TRAIN"] ~ /--loss[ =](mse|square)/ ? "the squared error of the numbers" : "1 - CCC of the numbers")
	return s
}

function norm_words(    name) {
	if (value["NORM"] == "")
		return ""
	name = "" options(value["NORM"]) ""
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
	heading("How it was done")
	print "<dl>"
	item("Question", only != "" ? "How large is each of these numbers: " esc(numbers_listed()) "?" : target() == "label" ? "Which emotion is it: " esc(class_list()) "?" : "Which class of " esc(target()) ", rated from " esc(scale()) ", is it: " esc(class_list()) "?")
	item(value["TEST"] == "" ? "Cross-validation" : "Training and test", value["TEST"] != "" ? "Trained on the corpus " esc(trained_corpora()) ", tested on the corpus " esc(value["TEST"]) "." : many(mean["folds"], "fold") ". Each fold holds out the recordings of the " held "s in its row of Folds and trains " trained_on() " on all others. The held-out recordings are split at random, by the seed, into two halves with equal shares of each class: dev and test.")
	item("Scored", scored_count() (mean["unlabelled"] > 0 ? " (" mean["unlabelled"] " more have no label)" : "") ": " scored_words() ". Each score is computed in each fold" (only == "" ? ", over the classes that occur there," : "") " and averaged over folds and seeds.")
	item("Seeds", seed_words())
	item("Protocol", protocol_words())
	item("Features", feature_words())
	item("Normalisation", norm_words())
	item("Length", ENVIRON["FRAMES"] == "" ? "" : "Every recording is padded with zeros or cut to " esc(ENVIRON["FRAMES"]) " frames" (value["LENGTH"] == "auto" ? ", the mean plus one standard deviation of the lengths in the corpus" : "") ".")
	item("Training", training_words())
	print "</dl>"
	if (ENVIRON["NETWORK_TEXT"] != "")
		print "<p>The network, " options(value["NETWORK"]) ":</p>\n<pre>" esc(ENVIRON["NETWORK_TEXT"]) "</pre>"
}

# What was warned of during the work, and doubts: no speakers, classes that a fold has all of,
# files that were skipped, recordings without a class.
function warnings(    i, j, n, text, doubt) {
	n = split(ENVIRON["DOUBTS"], doubt, "\n")
	for (i = 1; i <= n; i++)
		print "<li>" esc(doubt[i]) "</li>"
	if (folds > 1 && !("speakers" in mean) && ENVIRON["DOUBTS"] !~ /The table has no speakers/)
		print "<li>The table has no speakers, so it was not checked that nobody is both in training and held out.</li>"
	for (i = 2; i <= folds; i++)
		for (j = 1; j <= cols; j++) {
			text = fold[1, j]
			if (!sub("^" target() "=", "", text) || total[j] == 0 || fold[i, j] != total[j])
				continue
			print "<li>Fold " esc(fold[i, 1]) " holds out all recordings of &ldquo;" esc(text) "&rdquo;, so its network was not trained on that class and recognises none.</li>"
		}
	if (skipped)
		print "<li>" many(skipped, "file") " of the table, of " sounds ", " (skipped == 1 ? "was" : "were") " skipped, as " (skipped == 1 ? "it" : "they") " could not be read.</li>"
	n = sounds - skipped - recordings()
	if (sounds && ("records" in col) && n > 0 && !other_corpus() && value["FROM"] == "")
		print "<li>" many(n, "recording") " of " sounds " " (n == 1 ? "has" : "have") " no class of this target and " (n == 1 ? "was" : "were") " neither trained on nor scored.</li>"
}

function limits() {
	heading("What this does not show")
	print "<ul>"
	if (value["CORPUS"] == "demo")
		print "<li>Anything about people: a speech synthesiser spoke, made to sound angry, happy or sad by rules.</li>"
	warnings()
	print "<li>The interval is about other " (by_recording() ? "recordings" : esc(unit) "s") " like those of " (other_corpus() ? "the test" : "this") " corpus, not about other languages, rooms, microphones or ways of speaking.</li>"
	print "<li>Labels say what actors were asked to express or what listeners heard, not what somebody felt.</li>"
	if (value["SCORE"] != "heldout")
		print "<li>Half of the held-out recordings are not scored; <code>SCORE=heldout</code> scores all.</li>"
	if (mean["seeds"] < 2)
		print "<li>With one seed, the interval does not include the variation between training runs; <code>SEEDS=5</code> shows it.</li>"
	print "</ul>"
}
