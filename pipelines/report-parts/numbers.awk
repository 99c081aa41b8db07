# Numbers that were predicted, such as activation: scores, scatter plot, groups.

# A row of summary.tsv or summary-NAME.tsv, of regscore, about number NAME.
function read_number(name) {
	if (FNR == 1)
		return
	n_mean[name, $1] = $2; n_low[name, $1] = $3; n_high[name, $1] = $4
	if (substr($1, 1, 11) == "ccc_pooled@" && index($1, "="))
		n_group[name, ++n_groups[name]] = substr($1, 12)
}

# Columns X and predicted_X of predictions.tsv.
function find_numbers(    i) {
	for (i = 1; i <= NF; i++)
		if (("predicted_" $i) in at) {
			number_name[++numbers] = $i
			number_at[numbers] = i
			said_at[numbers] = at["predicted_" $i]
		}
}

# One prediction: a point, and the sum for the mean over the seeds.
function note_numbers(k,    i, x, y) {
	for (i = 1; i <= numbers; i++) {
		x = $(number_at[i]); y = $(said_at[i])
		if (x !~ /^[-+0-9.]/ || y !~ /^[-+0-9.]/ || x == "-" || y == "-")
			continue
		if (!((i, k) in told)) {
			told_key[i, ++tolds[i]] = k
			n_truth[i, k] = x + 0
		}
		told[i, k]++
		n_said[i, k] += y
	}
}

function n_score(name, m) {
	return ((name, m) in n_mean) && number(n_mean[name, m]) ? sprintf("%.3f", n_mean[name, m]) : "&ndash;"
}
function n_interval(name, m) {
	return ((name, m) in n_low) && number(n_low[name, m]) ? sprintf("%.3f to %.3f", n_low[name, m], n_high[name, m]) : "&ndash;"
}
function n_scored(name, m) { return num(n_score(name, m)) num(n_interval(name, m)) }

# For the report of a run without classes.
function number_result(name) {
	print "<div class=\"result\">"
	print "<div class=\"big\">" esc(name) ": CCC " n_score(name, "ccc_pooled") "</div>"
	print "<div>95 % interval " n_interval(name, "ccc_pooled") together() "</div>"
	print "</div>"
	print "<p>CCC, the concordance correlation coefficient, is 1 if every prediction is the recording&rsquo;s own number, and 0 if the predictions say nothing about them."
	if (n_low[name, "ccc_pooled"] > 0 && n_low[name, "ccc"] > 0)
		print "The whole interval is above 0."
	else if (n_low[name, "ccc_pooled"] > 0)
		print "The whole interval is above 0, but that of the mean of the folds is not: the model may only tell the folds from each other."
	else
		print "The interval includes 0: this result cannot be distinguished from guessing."
	print "</p>"
}

function number_sections(    i) {
	for (i = 1; i <= numbers; i++)
		number_section(i, number_name[i])
}

function number_section(k, name,    m, title, i) {
	if (!((name, "ccc") in n_mean))
		return
	heading("Predicted numbers: " esc(name))
	table("Scores with 95 % intervals")
	columns("\t>mean of the folds\t>interval\t>all folds together\t>interval")
	split("ccc pearson mae rmse", m, " ")
	split("CCC|Pearson&rsquo;s correlation|mean absolute error|root mean square error", title, "|")
	for (i = 1; i <= 4; i++)
		line(title[i], n_scored(name, m[i]) n_scored(name, m[i] "_pooled"))
	table_end()
	print "<p>Always answering with the mean has, in the mean of the folds, a mean absolute error of " n_score(name, "mae_baseline") " and a root mean square error of " n_score(name, "rmse_baseline") ". The recordings&rsquo; own numbers have the mean " n_score(name, "truth_mean") " and the standard deviation " n_score(name, "truth_sd") ", the predictions " n_score(name, "predicted_mean") " and " n_score(name, "predicted_sd") ".</p>"
	scatter(k, name)
	number_groups(name)
	errors(k, name)
}

# Points, at most 1500 of them, with the line on which they should lie.
function scatter(k, name,    i, j, x, y, low_end, high_end, every, step) {
	for (i = 1; i <= tolds[k]; i++) {
		j = told_key[k, i]
		x = n_truth[k, j]; y = n_said[k, j] / told[k, j]
		if (low_end == "" || x < low_end) low_end = x
		if (y < low_end) low_end = y
		if (high_end == "" || x > high_end) high_end = x
		if (y > high_end) high_end = y
	}
	if (!tolds[k] || high_end <= low_end)
		return
	step = step_of(high_end - low_end, 5)
	every = int((tolds[k] - 1) / 1500) + 1
	print "<figure>" svg(412, 380, "Scatter plot: predicted " esc(name) " by the recording&rsquo;s own")
	for (x = step * (int(low_end / step) - 1); x <= high_end; x += step)
		if (x >= low_end) {
			i = 360 * (x - low_end) / (high_end - low_end) * 0.94
			print stroke(50, 340 - i, 395, 340 - i) note(45, 344 - i, sprintf("%g", x), "end") note(55 + i, 358, sprintf("%g", x))
		}
	for (i = 1; i <= tolds[k]; i += every) {
		j = told_key[k, i]
		x = 55 + 338.4 * (n_truth[k, j] - low_end) / (high_end - low_end)
		y = 340 - 338.4 * (n_said[k, j] / told[k, j] - low_end) / (high_end - low_end)
		printf("<circle cx=\"%.0f\" cy=\"%.0f\" r=\"2.5\" fill=\"var(--accent)\" fill-opacity=\"0.5\"/>\n", x, y)
	}
	print stroke(55, 340, 393.4, 1.6, "dash") note(220, 375, "own", "middle", "soft")
	print "<text transform=\"rotate(-90 12 170)\" x=\"12\" y=\"170\" text-anchor=\"middle\" class=\"soft\">predicted</text>"
	print "</svg><figcaption>Across: the number of the recording; up: the prediction" (mean["seeds"] > 1 ? ", mean over the seeds" : "") (every > 1 ? "; one recording of " every : "") ". On the dashed line they agree.</figcaption></figure>"
}

function number_groups(name,    i, g, m) {
	if (!n_groups[name])
		return
	table("By group, all folds together")
	columns("group\t>recordings\t>CCC\t>interval\t>mean absolute error\t>interval")
	for (i = 1; i <= n_groups[name] && i <= 60; i++) {
		g = n_group[name, i]
		m = g
		if (sub(/:diff$/, "", m))
			continue
		sub(/=/, " ", m)
		line(esc(m), num(((name, "n@" g) in n_mean) ? amount(n_mean[name, "n@" g]) : "&ndash;") n_scored(name, "ccc_pooled@" g) n_scored(name, "mae_pooled@" g))
	}
	table_end()
	if (n_groups[name] > 60)
		print "<p>The others are in <code>summary.tsv</code>.</p>"
}

# The ten recordings whose prediction is farthest off.
function errors(k, name,    i, j, n, worst, off, x, key) {
	for (i = 1; i <= tolds[k]; i++) {
		key = told_key[k, i]
		x = abs(n_said[k, key] / told[k, key] - n_truth[k, key])
		if (n == 10 && x <= off[10])
			continue
		for (j = n < 10 ? ++n : 10; j > 1 && off[j - 1] < x; j--) {
			off[j] = off[j - 1]
			worst[j] = worst[j - 1]
		}
		off[j] = x
		worst[j] = key
	}
	if (!n)
		return
	table("Largest errors. The sounds are not part of this page and play only where they are: the links break if they are moved.")
	columns("recording\t>own\t>predicted\t|sound")
	for (i = 1; i <= n; i++)
		line(sound_link(worst[i]), num(sprintf("%g", n_truth[k, worst[i]])) num(sprintf("%.3g", n_said[k, worst[i]] / told[k, worst[i]])) player(worst[i]))
	table_end()
}
