# The corpus, the surest mistakes, and what decided about one recording.

function corpus(    i, n, most, what) {
	if (!("records" in col) && !lengths)
		return
	heading("Corpus")
	print "<p>" esc(corpus_name()) ". " esc(corpus_words()) "</p>"
	for (i = 1; i <= classes; i++)
		most = in_corpus(class[i]) > most ? in_corpus(class[i]) : most
	if (most > 0) {
		table("Recordings of each class")
		columns("class\t>recordings\t>percent\t")
		for (i = 1; i <= classes; i++) {
			n = in_corpus(class[i])
			if (n >= 0)
				line(esc(class[i]), num(n) num(pc(n / recordings())) "<td class=\"p\"><svg width=\"164\" height=\"20\" viewBox=\"0 0 164 20\" aria-hidden=\"true\">" box(2, 4, 160 * n / most, 12, "accent") "</svg></td>")
		}
		table_end()
	}
	durations()
}

function durations(    i, n, longest, step, b, bins, most, x, w) {
	if (lengths < 2)
		return
	sort_numbers(length_of, lengths)
	print "<h3>Durations</h3>"
	print "<p>" (lasting == "speech" ? "Only the speech in the recordings was measured, without silence: " : "") sprintf("%s in all, from %.1f to %.1f s in a recording (median %.1f s, mean %.1f s).", lasts(length_sum), length_of[1], length_of[lengths], length_of[int((lengths + 1) / 2)], length_sum / lengths) shortened() "</p>"
	longest = length_of[lengths]
	step = step_of(longest, 16)
	n = int(longest / step) + 1
	for (i = 1; i <= lengths; i++)
		if (++bins[int(length_of[i] / step)] > most)
			most = bins[int(length_of[i] / step)]
	print "<figure>" svg(412, 180, "Histogram of durations in seconds")
	w = 350 / n
	for (b = 0; b <= n; b++) {
		x = 45 + w * b
		if (b < n)
			print box(x + 1, 140 - 120 * bins[b] / most, w - 2, 120 * bins[b] / most, "accent")
		if (b % (int(n / 9) + 1) == 0)
			print note(x, 156, sprintf("%g", b * step))
	}
	print stroke(45, 140, 395, 140, "ink") note(40, 25, most, "end") note(40, 144, 0, "end") note(220, 174, "seconds", "middle", "soft")
	print "</svg><figcaption>Recordings by duration" (lasting == "speech" ? " of their speech" : "") ".</figcaption></figure>"
}

# How many are longer than what the network takes.
function shortened(    frames, i, n) {
	frames = ENVIRON["FRAMES"]
	if (lasting != "seconds" || frames !~ /^[0-9]+$/)
		return ""
	for (i = 1; i <= lengths; i++)
		n += length_of[i] > frames / 100 + 0.005
	return n ? " " many(n, "recording") " longer than " sprintf("%.2f", frames / 100) " s " (n == 1 ? "is" : "are") " cut there." : ""
}

# ---- the surest mistakes ----

# wrong[1..10]: recordings whose class was mistaken, the surest first; and the surest
# of all.  What is said of recording k, with the probability p.
function consider(k, said, p, label, speaker, fold, seed,    j) {
	if (p > surest_p) {
		surest_p = p
		surest_key = k
		keep(k, said, label, speaker, fold, seed)
	}
	if (label == "-" || label == "" || said "" == label "")
		return
	mistaken++
	if (wrongs == 10 && p <= wrong_p[10])
		return
	for (j = wrongs < 10 ? ++wrongs : 10; j > 1 && wrong_p[j - 1] < p; j--) {
		wrong[j] = wrong[j - 1]
		wrong_p[j] = wrong_p[j - 1]
	}
	wrong[j] = k
	wrong_p[j] = p
	keep(k, said, label, speaker, fold, seed)
}
function keep(k, said, label, speaker, fold, seed) {
	kept_guess[k] = said
	truth[k] = label
	kept_speaker[k] = speaker
	kept_place[k] = fold "\t" seed
}

# The same of all recordings, in the mean over the seeds.
function find_mistakes(    i, j, b, k) {
	for (i = 1; i <= clips && mean["seeds"] > 1; i++) {
		k = clip[i]
		b = 1
		for (j = 2; j <= guesses; j++)
			if (prob[k, j] > prob[k, b])
				b = j
		consider(k, guess[b], prob[k, b] / asked[k], clip_truth[k], clip_speaker[k], clip_fold[k], clip_seed[k])
	}
}

function mistakes(    i, k) {
	if (!wrongs)
		return
	heading("Surest mistakes")
	print "<p>" many(mistaken, "recording") " of " clips " " (mistaken == 1 ? "was" : "were") " taken for another class" (mean["seeds"] > 1 ? " by the mean over the seeds" : "") ". Listen to " (wrongs == 1 ? "it" : "the surest") ": wrong labels, noise and speech that is cut off are often among them.</p>"
	table((mistaken > wrongs ? wrongs " of " mistaken ", the surest first" : "The surest first") ". The sounds are not part of this page and play only where they are: the links break if they are moved.")
	columns("recording\tspeaker\tlabel\tpredicted\t>%\t|sound")
	for (i = 1; i <= wrongs; i++) {
		k = wrong[i]
		line(sound_link(k), cell(esc(kept_speaker[k])) cell(esc(truth[k])) cell(esc(kept_guess[k])) num(pc(wrong_p[i])) player(k))
	}
	table_end()
}

# The name of recording k, which leads to its sound, and what plays it.
function sound_link(k) {
	return (k in path) ? "<a href=\"" esc(url_of(path[k])) "\">" esc(k) "</a>" : esc(k)
}
function player(k) {
	return "<td class=\"p\">" ((k in path) ? "<audio controls preload=\"none\" src=\"" esc(url_of(path[k])) "\" aria-label=\"" esc(k) "\"></audio>" : "&ndash;") "</td>"
}

# Relative where the sound lies in the folder of the results or up to three above
# it, so that these can be moved together.
function url_of(file,    dir, up, s, i, c, out) {
	dir = ENVIRON["DIR"]
	for (i = 0; i < 4 && length(dir) > 1; i++) {
		if (index(file, dir "/") == 1) {
			s = up substr(file, length(dir) + 2)
			break
		}
		sub(/\/[^\/]*$/, "", dir)
		up = up "../"
	}
	if (s == "")
		s = file ~ /^\// ? "file://" file : file
	for (i = 1; i <= length(s); i++) {
		c = substr(s, i, 1)
		out = out (c ~ /[A-Za-z0-9\/._~-]/ || c == ":" && i == 5 && s ~ /^file:/ ? c : "%" byte[c])
	}
	return out
}
BEGIN {
	for (i = 1; i < 256; i++)
		byte[sprintf("%c", i)] = sprintf("%02X", i)
}

# ---- what decided ----

function explanation(    i, j, n, most, order, k, x, y, w, top) {
	if (!parts)
		return
	heading("What decided about one recording")
	k = explained["# key"]
	print "<p>" esc(k) " was recognised as &ldquo;" esc(explained["# predicted"]) "&rdquo;" (k in truth && truth[k] != explained["# predicted"] ? ", but its label is &ldquo;" esc(truth[k]) "&rdquo;" : "") ". " why_words() "</p>"
	if (part_name[1] != "")
		explained_columns()
	else
		explained_frames()
}
function why_words(    versus) {
	versus = "&ldquo;" esc(explained["# predicted"]) "&rdquo; against &ldquo;" esc(explained["# against"]) "&rdquo;"
	if (part_name[1] != "")
		return "Each value speaks for " versus " by what the difference of the two scores loses if the value is replaced by the mean of the training data" (value["TRAINER"] == "linear" && value["KERNEL"] == "" ? ": weight times value, as the model is linear" : "") ". The difference is " sprintf("%.2f", explained["# margin"]) "."
	return "Each part of it speaks for " versus " by what the difference of the two scores loses if the part is replaced by the mean of the recording&rsquo;s frames. The difference is " sprintf("%.2f", explained["# margin"]) "."
}

# The 12 largest contributions of either sign.
function explained_columns(    i, j, n, order, most, c, w) {
	for (i = 1; i <= parts; i++) {
		c = abs(part_change[i])
		if (n == 12 && c <= abs(part_change[order[12]]))
			continue
		for (j = n < 12 ? ++n : 12; j > 1 && abs(part_change[order[j - 1]]) < c; j--)
			order[j] = order[j - 1]
		order[j] = i
	}
	most = abs(part_change[order[1]])
	if (!most)
		return
	table("The " n " values of " grouped(parts) " that weigh most")
	columns("value\t>is\t>standard deviations from the mean\t>speaks for it by\t")
	for (j = 1; j <= n; j++) {
		i = order[j]
		w = 80 * abs(part_change[i]) / most
		line("<code>" esc(part_name[i]) "</code>", num(plain(part_value[i])) num(part_z[i] == "-" ? "&ndash;" : sprintf("%+.1f", part_z[i])) num(sprintf("%+.3f", part_change[i])) "<td class=\"p\"><svg width=\"164\" height=\"20\" viewBox=\"0 0 164 20\" aria-hidden=\"true\">" box(part_change[i] < 0 ? 82 - w : 82, 4, w, 12, part_change[i] < 0 ? "second" : "accent") stroke(82, 0, 82, 20, "ink") "</svg></td>")
	}
	table_end()
}
function abs(x) { return x < 0 ? -x : x }

function explained_frames(    i, most, end, x, w) {
	for (i = 1; i <= parts; i++)
		if (abs(part_change[i]) > most)
			most = abs(part_change[i])
	end = part_stop[parts]
	if (!most || !end)
		return
	print "<figure>" svg(412, 190, "Contributions of the parts of the recording over time")
	for (i = 1; i <= parts; i++) {
		x = 20 + 370 * part_start[i] / end
		w = 370 * (part_stop[i] - part_start[i]) / end
		print box(x + 0.2, part_change[i] > 0 ? 80 - 65 * part_change[i] / most : 80, w - 0.4, 65 * abs(part_change[i]) / most, part_change[i] < 0 ? "second" : "accent")
	}
	print stroke(20, 80, 390, 80, "ink")
	for (i = 0; i <= 5; i++)
		print note(20 + 74 * i, 164, sprintf("%.2f", end * i / 5))
	print note(205, 182, "seconds", "middle", "soft") "</svg>"
	print "<figcaption>Up: speaks for the class predicted; down: against it. The highest bar is " sprintf("%.3f", most) ".</figcaption></figure>"
}

# "KEY FOLD SEED" of the recording that is explained: the surest mistake, or else what
# is surest.
function surest(    k) {
	k = wrongs ? wrong[1] : surest_key
	return k == "" || kept_place[k] == "\t" ? "" : k "\t" kept_place[k]
}
