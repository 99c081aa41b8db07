# How sure it is: can the probabilities be believed, and what is gained by
# answering less often?

function certainty(    n, level, i, m) {
	if (!("ece" in mean))
		return
	heading("How sure it is")
	print "<p>On average, the probability of the class predicted differs by " pc(mean["ece"]) " percentage points (95 % interval " interval("ece") ") from how often such predictions are right: the expected calibration error."
	if (mean["ece"] < 0.05)
		print "The probabilities can be taken as they are."
	else
		print "Do not take the probabilities at their word; <code>fuse --fit</code> calibrates them."
	print "</p>"
	reliability()
	table("If the recordings that it is least sure of are left out, in percent")
	columns("left out\t>UAR\t>interval\t>accuracy\t>interval")
	n = split("100 90 80 50", level, " ")
	for (i = 1; i <= n; i++) {
		m = "_coverage_" level[i]
		line(100 - level[i], scored("uar" m) scored("accuracy" m))
	}
	table_end()
}

# A bar for each tenth of the probability: its height is how many were right, the
# dot how sure they were on average; below, how many there are.
function reliability(    b, x, i, most, y) {
	for (b = 0; b < 10; b++)
		if (bin_n[b] > most)
			most = bin_n[b]
	if (!most)
		return
	print "<figure>" svg(430, 360, "Reliability diagram: share of right answers by probability")
	for (i = 0; i <= 100; i += 20) {
		y = 240 - 2.2 * i
		print stroke(50, y, 410, y) note(44, y + 4, i, "end")
		print note(50 + 3.6 * i, 352, i)
	}
	for (b = 0; b < 10; b++) {
		if (!bin_n[b])
			continue
		x = 50 + 36 * b
		print box(x + 2, 240 - 220 * bin_right[b] / bin_n[b], 32, 220 * bin_right[b] / bin_n[b], "accent", 0.55)
		print dot(50 + 360 * bin_p[b] / bin_n[b], 240 - 220 * bin_right[b] / bin_n[b], 4, "ink")
		print box(x + 2, 330 - 50 * bin_n[b] / most, 32, 50 * bin_n[b] / most, "soft", 0.6)
		print note(x + 18, 326 - 50 * bin_n[b] / most, amount(bin_n[b] / mean["seeds"]), "middle", "soft")
	}
	print stroke(50, 240, 410, 20, "dash") stroke(50, 240, 410, 240, "ink") stroke(50, 330, 410, 330, "ink")
	print "<text transform=\"rotate(-90 14 130)\" x=\"14\" y=\"130\" text-anchor=\"middle\">right, %</text>"
	print "<text transform=\"rotate(-90 14 300)\" x=\"14\" y=\"300\" text-anchor=\"middle\">recordings</text>"
	print "</svg><figcaption>Across: the probability of the class predicted, in percent. Bars: how many of such predictions were right; the dot is at their mean probability. On the dashed line the probabilities are true. Below: how many recordings there are.</figcaption></figure>"
}
