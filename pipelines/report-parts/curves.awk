# Training curves of each fold, and what they say.

# Means over the seeds of fold f; "" if there is none.
function curve_at(what, f, e) {
	return point_n[what, f, e] ? point_sum[what, f, e] / point_n[what, f, e] : ""
}

# Losses of one epoch are noisy: the mean of this one and its neighbours.
function smooth(what, f, e,    i, n, s, x) {
	for (i = e - 1; i <= e + 1; i++)
		if (i >= 1 && (x = curve_at(what, f, i)) != "") {
			s += x
			n++
		}
	return n ? s / n : ""
}

# A fold overfits if its dev loss ends more than 5 % above its lowest value, which
# was before the last epochs, while the training loss fell further since then.
function overfit(f,    e, x, least, at_least, last) {
	for (e = 1; e <= epochs; e++) {
		x = smooth("dev", f, e)
		if (x != "" && (at_least == "" || x < least)) {
			least = x
			at_least = e
		}
		if (x != "")
			last = e
	}
	if (at_least == "" || at_least >= last)
		return 0
	return smooth("dev", f, last) > 1.05 * least && smooth("train", f, last) < smooth("train", f, at_least) ? at_least : 0
}

# It learnt little if the training loss ends above 95 % of that of guessing.
function unlearnt(f,    e) {
	for (e = epochs; e > 0 && curve_at("train", f, e) == ""; e--)
		;
	return e && occurring > 1 && !guess_loss_unknown() && smooth("train", f, e) > 0.95 * ln(occurring)
}

# The natural logarithm of x >= 1, as not every awk has log().
function ln(x,    n, y, s, i) {
	for (; x > 2; n++)
		x /= 2
	y = (x - 1) / (x + 1)
	for (i = 1; i < 30; i += 2) {
		s += 2 * y / i
		y *= (x - 1) / (x + 1) * (x - 1) / (x + 1)
	}
	return s + n * 0.69314718
}

# Of other losses than plain cross-entropy that of guessing is not log(classes).
function guess_loss_unknown() {
	return value["TRAIN"] ~ /--(mixup|smooth|loss)/ || value["TARGET"] ~ /:value/
}

function training(    i, f, e, over, n, list, few, m, little) {
	heading("Training")
	if (!curves || !("train" in has_curve)) {
		print "<p>There is no training log.</p>"
		return
	}
	print "<p>The training loss falls as the network fits its training set. Loss and " (dev_ccc == "" ? "UAR" : "CCC") " on the dev half, on which it is not trained, show how well that generalises" (value["SCORE"] == "heldout" ? ". Nothing is chosen by these curves: the model of the last epoch is scored" : "") ".</p>"
	for (i = 1; i <= curves; i++)
		if ((over[i] = overfit(curve[i]))) {
			list[++n] = curve[i]
			few = few == "" || over[i] < few ? over[i] : few
		} else if (unlearnt(curve[i]))
			little++
	if ("dev" in has_curve) {
		if (n)
			print "<p class=\"warn\"><strong>" (n == curves ? (n == 1 ? "The fold overfits" : "All folds overfit") : n == 1 ? "Fold " esc(list[1]) " overfits" : n " of " curves " folds overfit" (n <= 8 ? " (" esc(listed(list, n)) ")" : "")) ".</strong> The network learns its training set by heart: the dev loss climbs while the training loss still falls. " what_to_try(few) "</p>"
		else
			print "<p>No fold overfits.</p>"
		print "<p class=\"soft\">A fold is said to overfit if its dev loss ends more than 5 % above its lowest value while the training loss fell further since then; each loss is the mean over seeds and three epochs.</p>"
	}
	if (little)
		print "<p class=\"warn\"><strong>" (little == curves ? "The training loss hardly fell in any fold" : "The training loss hardly fell in " many(little, "fold")) ":</strong> it ends above 95 % of that of guessing. Try more epochs (<code>EPOCHS=" 3 * epochs "</code>) or a higher learning rate (<code>RATE=" 10 * value["RATE"] "</code>).</p>"
	m = curves > 30 ? 30 : curves
	print "<div class=\"panels\">"
	for (i = 1; i <= m; i++)
		panel(curve[i], over[i])
	print "</div>"
	print "<p class=\"soft\">" (m < curves ? "The first " m " of " curves " folds. " : "") "Left: loss; solid: training set, dashed: dev half. Right: " (dev_ccc == "" ? "UAR on the dev half in percent; dashed and straight: chance" : "CCC on the dev half, of " esc(substr(dev_ccc, 9)) "; below 0 it is drawn as 0") ". Thin lines: single seeds, if there are several.</p>"
}

function what_to_try(epoch) {
	return "Try to stop earlier (<code>EPOCHS=" epoch "</code>)" \
	    (value["COPIES"] == "" ? ", changed copies of the training sounds (<code>COPIES=speed=0.9,speed=1.1</code>)" : "") \
	    (speakers_known() ? "" : ", normalisation by recording (<code>NORM=key,bin</code>)") \
	    ", more <code>dropout</code> or fewer channels in the network, or <code>RECIPE=prosody</code>, a linear model. Choose by other speakers than those that are scored (<code>make inner</code>)."
}

# Points of a curve from e = 1, at most 120 of them; s "" for the mean.
function points_of(what, f, s, x0, w, y0, h, bottom, top,    e, y, every, out) {
	every = epochs > 120 ? epochs / 120 : 1
	for (e = 1; e <= epochs; e++) {
		if (e != epochs && int(e / every) == int((e - 1) / every))
			continue
		y = s == "" ? curve_at(what, f, e) : ((what, f, s, e) in point) ? point[what, f, s, e] : ""
		if (y != "")
			out = out sprintf("%.1f,%.1f ", x0 + (epochs > 1 ? (e - 1) / (epochs - 1) : 0.5) * w, y0 + h - h * (clamp(y, bottom, top) - bottom) / (top - bottom))
	}
	return out
}
function draw(what, f, colour, more, x0, w, y0, h, bottom, top,    s, n) {
	for (s in seed_of)
		n++
	if (n > 1 && n * curves <= 100)
		for (s in seed_of)
			print path_of(points_of(what, f, s, x0, w, y0, h, bottom, top), colour, 0.6, " stroke-opacity=\"0.6\"")
	print path_of(points_of(what, f, "", x0, w, y0, h, bottom, top), colour, 2, more)
}

# The axis of losses, the same for all folds.
function loss_axis(    i, e, x, w, what) {
	split("train dev", what, " ")
	for (w = 1; w <= 2; w++)
		for (i = 1; i <= curves; i++)
			for (e = 1; e <= epochs; e++) {
				x = curve_at(what[w], curve[i], e)
				if (x == "")
					continue
				loss_top = loss_top == "" || x > loss_top ? x : loss_top
				loss_low = loss_low == "" || x < loss_low ? x : loss_low
			}
	loss_step = step_of(loss_top - loss_low, 4)
	loss_low = loss_step * int(loss_low / loss_step)
	loss_top = loss_step * (int(loss_top / loss_step - 0.001) + 1)
}

function panel(f, over,    y, i, title, chance) {
	if (loss_top == "")
		loss_axis()
	chance = has("uar_baseline") ? mean["uar_baseline"] : 0
	title = "Fold " esc(f) ": loss and " (dev_ccc == "" ? "UAR" : "CCC") " by epoch"
	print "<div class=\"panel\"><h3>Fold " esc(f) (over ? ": overfits" : "") "</h3>"
	print svg(412, 160, title)
	for (y = loss_low; y <= loss_top + loss_step / 2; y += loss_step) {
		i = 130 - 110 * (y - loss_low) / (loss_top - loss_low)
		print stroke(34, i, 194, i) note(30, i + 4, sprintf("%g", y), "end")
	}
	print note(34, 146, 1) note(194, 146, epochs) note(114, 156, "epoch", "middle", "soft") note(34, 14, "loss", "start", "soft")
	draw("train", f, "accent", "", 34, 160, 20, 110, loss_low, loss_top)
	draw("dev", f, "second", " stroke-dasharray=\"6 3\"", 34, 160, 20, 110, loss_low, loss_top)
	if ("uar" in has_curve) {
		for (y = 0; y <= 100; y += 25) {
			i = 130 - 1.1 * y
			print stroke(234, i, 394, i) note(230, i + 4, (dev_ccc == "" ? y : y / 100), "end")
		}
		print note(234, 146, 1) note(394, 146, epochs) note(314, 156, "epoch", "middle", "soft") note(234, 14, (dev_ccc == "" ? "dev UAR, %" : "dev CCC"), "start", "soft")
		if (dev_ccc == "")
			print stroke(234, 130 - 110 * chance, 394, 130 - 110 * chance, "dash")
		draw("uar", f, "second", "", 234, 160, 20, 110, 0, 1)
	}
	print "</svg>"
	if (over)
		print "<p class=\"soft\">Dev loss lowest at epoch " over ", " sprintf("%.2f", smooth("dev", f, over)) "; at the end " sprintf("%.2f", smooth("dev", f, epochs)) ".</p>"
	print "</div>"
}
