# Scores: the result, by class, by group, and what was taken for what.

# The headline is of all folds together, as in make runs, compare and search.
function result(    what) {
	print "<div class=\"result\">"
	print "<div class=\"big\">UAR " pc(mean["uar_pooled"]) " %</div>"
	print "<div>95 % interval " interval("uar_pooled") " %" together() "</div>"
	print "</div>"
	print "<p>UAR, the unweighted average recall, is the share of the recordings of a class that were recognised, averaged over the " occurring " classes (" esc(class_list()) "). Always answering &ldquo;" esc(class[frequent]) "&rdquo; gives " pc(mean["uar_pooled_baseline"]) " %, which is chance."
	if (low["uar_pooled"] > mean["uar_pooled_baseline"] && low["uar"] > mean["uar_baseline"])
		print "The whole interval is above chance."
	else if (low["uar_pooled"] > mean["uar_pooled_baseline"])
		print "The whole interval is above chance, but that of the mean of the folds is not: this result can hardly be distinguished from guessing."
	else if (high["uar_pooled"] < mean["uar_pooled_baseline"])
		print "The whole interval is below chance: something is wrong."
	else
		print "The interval includes chance: this result cannot be distinguished from guessing."
	print "</p>"
	ruler()
}

function together() { return mean["folds"] > 1 ? ", all folds together" : "" }

# Score, interval and baseline on a line from 0 to 100 %.
function ruler(    x, i, guess) {
	guess = mean["uar_pooled_baseline"]
	print "<figure>" svg(412, 92, "UAR " pc(mean["uar_pooled"]) " percent, interval " interval("uar_pooled") ", chance " pc(guess))
	print stroke(20, 46, 380, 46, "ink")
	for (i = 0; i <= 100; i += 20)
		print stroke(20 + 3.6 * i, 46, 20 + 3.6 * i, 51, "ink") note(20 + 3.6 * i, 65, i (i == 100 ? " %" : ""))
	x = 20 + 360 * guess
	print stroke(x, 26, x, 74, "dash") note(x, 86, "chance")
	print box(20 + 360 * low["uar_pooled"], 39, 360 * (high["uar_pooled"] - low["uar_pooled"]), 14, "accent", 0.45)
	x = 20 + 360 * mean["uar_pooled"]
	print dot(x, 46, 6, "accent") note(clamp(x, 40, 370), 22, pc(mean["uar_pooled"]) " %")
	print "</svg><figcaption>Dot: UAR. Band: its 95 % interval. Dashed: chance, the UAR of always answering with the most frequent class.</figcaption></figure>"
}

function scores(    n, m, i, title, sd) {
	n = split("uar accuracy f1_macro f1_weighted", m, " ")
	title["uar"] = "UAR"; title["accuracy"] = "accuracy"
	title["f1_macro"] = "macro F1"; title["f1_weighted"] = "weighted F1"
	sd = "uar_sd" in mean
	heading("Scores")
	table("In percent, with 95 % intervals")
	columns("\t>mean of the folds\t>interval" (sd ? "\t>standard deviation over seeds" : "") "\t>all folds together\t>interval")
	for (i = 1; i <= n; i++)
		line(title[m[i]], scored(m[i]) (sd ? num(score(m[i] "_sd")) : "") scored(m[i] "_pooled"))
	table_end()
	print "<dl><dt>UAR</dt><dd>Mean of the recalls of the classes; every class counts the same, however rare it is.</dd>"
	print "<dt>accuracy</dt><dd>Share of all recordings that were recognised. Always answering &ldquo;" esc(class[frequent]) "&rdquo; gives " pc(mean["accuracy_pooled_baseline"]) " %.</dd>"
	print "<dt>F1</dt><dd>Harmonic mean of the recall of a class (the share of its recordings that were recognised) and its precision (the share of the recordings given this class that belong to it). Macro: the mean over the classes; weighted: each class counts by its number of recordings.</dd>"
	print "<dt>interval</dt><dd>" esc(interval_words()) "</dd></dl>"
}

function interval_words(    s) {
	s = "The range of scores to expect on other " (by_recording() ? "recording" : unit) "s of this kind, from " mean["replicates"] " bootstrap replicates. Each replicate draws " units(mean["resampled_by_" unit]) " with replacement and keeps all predictions of one together, over folds and seeds; the ends are expanded percentiles."
	if (by_recording())
		s = s " Recordings of one speaker are alike, which these intervals ignore: with few speakers they are too narrow."
	else if (mean["resampled_by_" unit] < 10)
		s = s " With so few, the interval is only approximate."
	if (("without_" unit) in mean)
		s = s " " many(mean["without_" unit], "prediction") " without a " unit " counted in the scores, but not in the intervals."
	return s
}

function class_scores(    i) {
	if (!(("recall:" class[1]) in mean))
		return
	print "<h3>Each class</h3>"
	table("In percent, all folds together, with 95 % intervals")
	columns("class\t>recordings\t>recall\t>interval\t>precision\t>interval\t>F1\t>interval")
	for (i = 1; i <= classes; i++)
		line(esc(class[i]), num(amount(row[i])) scored("recall:" class[i]) scored("precision:" class[i]) scored("f1:" class[i]))
	table_end()
}

# Shading of a cell by its share of the row.
function heat(share) {
	return " style=\"background-color: color-mix(in srgb, var(--heat) " sprintf("%.0f", 100 * share) "%, var(--paper))\""
}

function confusion(    i, j, worst, wi, wj, share, names) {
	heading("Confusion matrix")
	table("Rows: the true class; columns: the predicted class. Percent of the row, and below it the number of recordings" (mean["seeds"] > 1 ? ", mean over " mean["seeds"] " seeds" : "") ". What was right is framed.", "matrix")
	names = "true class"
	for (j = 1; j <= classes; j++)
		names = names "\t>" esc(class[j])
	columns(names "\t>recordings")
	for (i = 1; i <= classes; i++) {
		printf "<tr><th scope=\"row\">%s</th>", esc(class[i])
		for (j = 1; j <= classes; j++) {
			share = row[i] ? count[i, j] / row[i] : 0
			if (i != j && share > worst) {
				worst = share; wi = i; wj = j
			}
			printf("<td class=\"n%s\"%s>%s<small>%s</small></td>", (i == j ? " hit" : ""), heat(share), (row[i] ? pc(share) "&nbsp;%" : "&ndash;"), amount(count[i, j]))
		}
		print num(amount(row[i])) "</tr>"
	}
	table_end()
	if (worst > 0)
		print "<p>The most frequent error: " pc(worst) " % of &ldquo;" esc(class[wi]) "&rdquo; were recognised as &ldquo;" esc(class[wj]) "&rdquo;.</p>"
	class_scores()
}

# ---- by group: rows METRIC@COLUMN=VALUE of summary.tsv, of confmat --by ----

# A row COLUMN=VALUE:diff is VALUE minus all others.
function find_groups(    i, m, at, eq, name, v, stem) {
	for (i = 1; i <= metrics; i++) {
		m = metric[i]
		at = index(m, "@")
		eq = index(m, "=")
		if (substr(m, 1, at) != "uar_pooled@" || eq <= at)
			continue
		name = substr(m, at + 1, eq - at - 1)
		v = substr(m, eq + 1)
		stem = v
		if (sub(/:diff$/, "", stem) && ((name, stem) in known_group))
			continue
		known_group[name, v]
		if (!(name in groups_of))
			grouping[++groupings] = name
		group[name, ++groups_of[name]] = v
	}
}

# The order of the groups of a column: as they come or, of many, highest UAR first.
function order_groups(name, order, sorted,    i, j, n, x) {
	n = groups_of[name]
	for (i = 1; i <= n; i++) {
		x = group[name, i]
		for (j = i; sorted && j > 1 && mean["uar_pooled@" name "=" order[j - 1]] < mean["uar_pooled@" name "=" x]; j--)
			order[j] = order[j - 1]
		order[j] = x
	}
	return n
}

function groups(    i) {
	if (!groupings)
		return
	heading("By group")
	print "<p>All folds together. The dashed line is chance, a band the 95 % interval. Of many groups some are good or bad by luck: two groups differ only if the interval of their difference excludes 0.</p>"
	for (i = 1; i <= groupings; i++)
		group_table(grouping[i])
}

function group_table(name,    n, i, order, sorted, m, others) {
	sorted = name == "speaker" || groups_of[name] > 12
	n = order_groups(name, order, sorted)
	others = ("uar_pooled@" name "=" order[1] ":diff") in mean
	print "<h3>By " esc(name) "</h3>"
	table("UAR and accuracy in percent" (sorted ? ", highest UAR first" : "") (n > 24 ? "; the 10 best and the 10 worst of " n : "") (others ? "; minus others: the UAR minus that of all other groups together" : "") by_clip(name, order[1]))
	columns(esc(name) "\t>recordings\t>UAR\t>interval\t>accuracy" (others ? "\t>minus others\t>interval" : "") "\t|0 to 100 %")
	for (i = 1; i <= n; i++) {
		if (n > 24 && i == 11) {
			i = n - 9
			print "<tr><td colspan=\"" (others ? 8 : 6) "\">" n - 20 " more</td></tr>"
		}
		m = "@" name "=" order[i]
		line(esc(order[i]), num(has("n" m) ? amount(mean["n" m]) : "&ndash;") scored("uar_pooled" m) num(score("accuracy_pooled" m)) (others ? num(signed("uar_pooled" m ":diff")) num(interval("uar_pooled" m ":diff")) : "") spark("uar_pooled" m, mean["uar_pooled_baseline"]))
	}
	table_end()
	m = "uar_pooled@" name ":diff"
	if (has(m))
		print "<p>" esc(group[name, 1]) " minus " esc(group[name, 2]) ": " signed(m) " points of UAR" (number(low[m]) ? " (95 % interval " interval(m) "). " (low[m] > 0 || high[m] < 0 ? "The interval excludes 0: the groups differ." : "The interval includes 0: a difference is not shown.") : ".") "</p>"
	fairness(name)
}

# A group of one speaker has an interval over its recordings alone.
function by_clip(name, first) {
	if (by_recording())
		return ""
	if (("drawn_by_key@" name "=" first) in mean)
		return "; the intervals are about other recordings of the same " esc(name)
	first = "drawn_by_" unit "@" name "=" first
	return (first in mean) && mean[first] < 10 ? "; with so few " esc(unit) "s in a group its interval is only approximate" : ""
}
function signed(m) { return has(m) ? sprintf("%+.1f", 100 * mean[m]) : "&ndash;" }

# ---- fairness: rows of confmat --fair ----

function p_of(m) { return has(m) ? (mean[m] < 0.001 ? "&lt; 0.001" : sprintf("%.3f", mean[m])) : "&ndash;" }

function fairness(name,    i, j, n, m, names, cells) {
	if (!(("equal_opportunity@" name) in mean))
		return
	n = groups_of[name]
	print "<h4>Fairness by " esc(name) "</h4>"
	print "<p class=\"warn\"><strong>Few speakers prove little.</strong> A difference between groups of " ("speakers" in mean ? many(mean["speakers"], "speaker") : "speakers that are not known") " may be one between these speakers, their recordings or their labels; none seen does not mean that there is none.</p>"
	table("Recall of each class by " esc(name) ", in percent. Difference: the highest minus the lowest (equal opportunity); share: how often the class is predicted, highest minus lowest (parity)")
	names = "class"
	for (i = 1; i <= n; i++)
		names = names "\t>" esc(group[name, i]) "\t>interval"
	columns(names "\t>difference\t>interval\t>share")
	for (j = 1; j <= classes; j++) {
		cells = ""
		for (i = 1; i <= n; i++)
			cells = cells scored("recall@" name "=" group[name, i] ":" class[j])
		m = "@" name ":" class[j]
		line(esc(class[j]), cells scored("equal_opportunity" m) num(score("parity" m)))
	}
	table_end()
	m = "equal_opportunity@" name
	print "<p>On average over the classes the recalls differ by " score(m) " points (p " p_of("equal_opportunity_p@" name) "), the shares by " score("parity@" name) " (p " p_of("parity_p@" name) "); the UAR by " score("uar_range@" name) " (p " p_of("uar_range_p@" name) "). p: how often groups drawn at random among the speakers would differ as much.</p>"
}
