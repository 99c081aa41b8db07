# The methods paragraph: plain text, for report.html, report.tex and methods.txt.

function methods(    s) {
	s = "Recordings were classified into " number_word(occurring) " (" class_list() ") with tonfall"
	if (only != "")
		s = "Numbers of recordings (" numbers_listed() ") were predicted with tonfall"
	s = s (value["VERSION"] == "" ? "" : " " value["VERSION"]) commit_words() (value["RECIPE"] == "" ? "" : ", recipe " value["RECIPE"]) "."
	s = s " " corpus_sentence() " " feature_sentence() model_sentence() " " fold_sentence()
	s = s " " protocol_sentence() doubt_sentences() " " scored_sentence() " " interval_sentence() (only == "" ? " " result_sentence() : "")
	return s number_sentences()
}

function number_word(n) { return n " class" (n == 1 ? "" : "es") }

function commit_words(    c) {
	c = ("commit" in run_value) ? run_value["commit"] : "-"
	return c == "-" || c == "" ? "" : " (commit " c ")"
}

function corpus_sentence(    i, n, s, part) {
	for (i = 1; i <= classes; i++)
		if (in_corpus(class[i]) > 0)
			part[++n] = grouped(in_corpus(class[i])) " " class[i]
	if (other_corpus())
		s = "Models were trained on " corpora_named(trained_corpora(), "the ") \
		    " and tested on another one. " corpora_named(value["TEST"], "The test ")
	else
		s = corpora_named(value["FROM"] != "" ? value["FROM"] : value["CORPUS"], "The ")
	s = s (value["CORPUS"] == "demo" && !other_corpus() ? " (synthetic speech)" : "") (s ~ /corpora [^.]*$/ ? " have " : " has ") grouped(recordings()) " recording" (recordings() == 1 ? "" : "s")
	if ("speakers" in mean)
		s = s " of " many(mean["speakers"], "speaker")
	if (n)
		s = s " (" listed(part, n) ")"
	return s (lengths > 1 ? ", " lasts(length_sum) " of " (lasting == "speech" ? "speech" : "sound") " in all" : "") "." \
	    (value["BALANCE"] == "corpus" ? " In training, recordings of smaller corpora were repeated, so that in each class every corpus counts as much." : "")
}

function feature_sentence(    bins, s) {
	if (value["TRAINER"] == "fusion")
		return ""
	bins = 23
	if (match(value["FRONT"], /--bins[ =][0-9]+/))
		bins = substr(value["FRONT"], RSTART + 7, RLENGTH - 7)
	if (value["KIND"] == "fbank")
		s = "log mel filter bank energies in " bins " bins"
	else if (value["KIND"] == "spec")
		s = "spectrograms"
	else if (value["KIND"] == "prosody")
		s = (value["FILTERS"] ~ /functionals/ ? "functionals of contours" : "contours") " of pitch, energy, spectral shape and voice source"
	else
		return ""
	s = "Features were " s norm_phrase()
	if (value["COPIES"] != "")
		s = s "; the training recordings were also used in changed copies (" value["COPIES"] ")"
	return s ". "
}

# pipelines/features.mk gives a linear model's features --subtract-mean.
function own_mean() {
	if (value["ADAPT"] != "recording" && value["FRONT"] !~ /--subtract-mean/)
		return ""
	return ", after the mean of each " (value["KIND"] == "prosody" ? "contour" : "bin") " over the " (voices() ? "voiced " : "") "frames of each recording was subtracted"
}

# Does wav2prosody write the column voicing, so that it takes the means of voiced frames?
function voices() {
	return value["KIND"] == "prosody" && (value["FRONT"] !~ /--contours/ || value["FRONT"] ~ /--contours[ =]([a-z,]*,)?f0/)
}

function norm_phrase() {
	if (value["ADAPT"] == "corpus" || value["NORM"] ~ /^corpus/)
		return ", normalised by the recordings of each corpus"
	if (value["TRAINER"] == "linear" && value["ADAPT"] != "speaker")
		return ", standardised by the mean and standard deviation of the training recordings" own_mean()
	if (value["ADAPT"] == "speaker" || value["NORM"] ~ /^speaker/)
		return ", normalised by each speaker's own recordings"
	if (value["NORM"] ~ /^key/)
		return ", normalised by each recording's own mean and standard deviation"
	if (value["NORM"] ~ /^(all|bin)$/)
		return ", normalised by the mean and standard deviation " (value["NORM"] == "bin" ? "of each bin " : "") "of the training recordings"
	return value["NORM"] == "" ? "" : ", normalised by groups (" value["NORM"] ")"
}

function model_sentence(    n, part) {
	if (value["TRAINER"] == "linear" && only != "")
		return "The model was ridge regression" constant_words() "."
	if (value["TRAINER"] == "linear")
		return "The model was a support vector machine" (value["KERNEL"] == "" ? ", linear" : " with the kernel " value["KERNEL"]) ", one class against the rest, with balanced classes" constant_words() "."
	if (value["TRAINER"] == "fusion") {
		n = split(value["MEMBERS"], part, " ")
		return "The predictions of " number_of(n) " (" listed(part, n) ") were joined by weights, which were fitted in each fold on predictions for the training speakers by models that did not know these speakers."
	}
	return "The model was a neural network (" base(value["NETWORK"]) "), trained " (value["INIT"] == "" ? "from scratch" : "from an earlier model") " for " many(value["EPOCHS"], "epoch") " with batches of " value["BATCH"] ", a learning rate of " value["RATE"] " and, as the loss, " substr(loss_words(), 3) "; the model of the last epoch was scored."
}
# How its constant came about: of -C VALUE it was given.
function constant_words(    c) {
	c = value["LINEAR"]
	if (match(c, /-C *[^ ]+/)) {
		c = substr(c, RSTART + 2, RLENGTH - 2)
		sub(/^ */, "", c)
		if (c !~ /auto|,/)
			return "; its constant was " c
	}
	return "; its constant was chosen on inner folds of the training recordings"
}
function number_of(n) { return many(n, "model") }
function base(name) {
	sub(/.*\//, "", name)
	return name
}

function fold_sentence(    held, s) {
	held = fold[1, 2] == "" ? "session" : fold[1, 2]
	if (other_corpus())
		s = "All recordings of the test corpus were held out; speakers of different corpora were taken to be different people"
	else
		s = "In a cross-validation of " many(mean["folds"], "fold") ", each fold held out the recordings of " (held_one() ? "one " held : "some " held "s")
	if (!other_corpus() && ("speakers" in mean) && value["SPLIT"] !~ /--allow-leak/)
		s = s "; no speaker was in both training and held-out data"
	return s "."
}

# Does each fold hold out one value?  They are separated by commas.
function held_one(    i) {
	for (i = 2; i <= folds; i++)
		if (fold[i, 2] ~ /,/)
			return 0
	return 1
}

function protocol_sentence() {
	if (corpus_known())
		return "Statistics of all recordings of each corpus, those that are tested included, without their labels, were used (protocol C)."
	if (speakers_known())
		return "Statistics of the tested speakers' own recordings, without their labels, were used (protocol S)."
	if (ENVIRON["DOUBTS"] != "")
		return "No statistics of the tested speakers were used (protocol T)."
	return "Nothing was known of the tested speakers (protocol T)."
}

# Of pipelines/doubts, a line each.
function doubt_sentences(    s) {
	s = ENVIRON["DOUBTS"]
	gsub(/\n/, " ", s)
	return s == "" ? "" : " " s
}

function scored_sentence(    s) {
	s = "Scores are of " (value["SCORE"] == "heldout" ? "all held-out recordings" : "the test half of the held-out recordings") " (n = " grouped(mean["n"]) (each_seed() < mean["n"] ? ", " amount(each_seed()) " with each seed" : "") ")"
	s = s together()
	if (value["TRAINER"] != "linear")
		s = s (mean["seeds"] < 2 ? ", with 1 seed" : ", averaged over " many(mean["seeds"], "seed"))
	return s "."
}

function interval_sentence() {
	return "Intervals are 95 % bootstrap intervals (" grouped(mean["replicates"]) " replicates, expanded percentiles) over " units(mean["resampled_by_" unit]) "."
}

function number_sentences(    i, s, n) {
	for (i = 1; i <= numbers; i++) {
		n = number_name[i]
		if ((n, "ccc") in n_mean)
			s = s " Of " n " the concordance correlation coefficient (CCC) was " sprintf("%.3f (95 %% interval %.3f to %.3f) and the mean absolute error %.3f (%.3f to %.3f)", n_mean[n, "ccc_pooled"], n_low[n, "ccc_pooled"], n_high[n, "ccc_pooled"], n_mean[n, "mae_pooled"], n_low[n, "mae_pooled"], n_high[n, "mae_pooled"]) "; always answering with the mean has an error of " sprintf("%.3f", n_mean[n, "mae_baseline"]) (mean["folds"] > 1 ? " (mean of the folds)" : "") "."
	}
	return s
}

function result_sentence(    s) {
	s = "The unweighted average recall (UAR) was " pc(mean["uar_pooled"]) " % (95 % interval " interval("uar_pooled") " %" ("uar_pooled_sd" in mean ? "; standard deviation over seeds " pc(mean["uar_pooled_sd"]) " %" : "") ")"
	s = s " and the accuracy " pc(mean["accuracy_pooled"]) " % (" interval("accuracy_pooled") " %)"
	return s "; always answering with the most frequent class (" class[frequent] ") gives " pc(mean["uar_pooled_baseline"]) " % and " pc(mean["accuracy_pooled_baseline"]) " %."
}
