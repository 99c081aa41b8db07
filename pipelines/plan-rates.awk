# From the times of pipelines/plan-rates (raw, NAME VALUE) to rates; then the rows of
# the file as it was, but for those that were measured now.

function rate(what, of, at, value, unit) {
	printf "%s\t%s\t%s\t%.6g\t%s\n", what, of, at, (value > 0 ? value : 0), unit
	now[what, of, at]
}

function median(a, b, c) {
	return a > b ? (b > c ? b : a < c ? a : c) : (a > c ? a : b < c ? b : c)
}

# What make label itself and its jobs take: medians of three.
function of_label(which, rows_shards,    i, v) {
	for (i = 1; i <= tries; i++)
		v[i] = which == "again" ? raw["again-" rows_shards "-" i] : raw["all-" rows_shards "-" i] - raw["again-" rows_shards "-" i]
	return tries < 3 ? v[1] : median(v[1], v[2], v[3])
}

# 400 rows in 2 shards and in more, and more rows in 2.
function overheads(as, which,    a, b, c, shard, row) {
	a = of_label(which, "400/2")
	b = of_label(which, "400/" wide)
	c = of_label(which,  most "/2")
	shard = (b - a) / (wide - 2)
	row = (c - a) / (most - 400)
	if (which == "again") {
		rate("label", "-", "base", a - 400 * row - 2 * shard, "s")
		rate("label", "-", "row", row, "s")
		rate("label", "-", "shard", shard, "s")
	} else {
		rate("job", "-", "base", shard, "s")
		rate("job", "-", "row", row, "s")
	}
}

function rates(    i, n, s, f, one, row, few, N, S, e, epoch, record, base) {
	n = split(lengths, s, " ")
	# That of a single recording of 1 s is a start and the recording.
	one = raw["start.cpu"] - (raw["clip-1.cpu"] - raw["start.cpu"]) / (raw["many-1"] - 1)
	rate("start", key, "-", one, "s")
	for (i = 1; i <= n; i++)
		rate("clip", key, s[i], (raw["clip-" s[i] ".cpu"] - one) / raw["many-" s[i]], "s")
	for (i = 1; i <= 8; i += 7)
		if ("own-" i ".cpu" in raw)
			rate("own", key, i, (raw["own-" i ".cpu"] - raw["clip-" i ".cpu"]) / raw["many-" i], "s")
	rate("memory", key, 8, raw["memory-8"], "bytes")
	rate("memory", key, 64, raw["memory-64"], "bytes")
	rate("row", key, "-", raw["row"], "bytes")
	rate("busy", "processor", processors, max(1, raw["together.cpu"] / processors / raw["single.cpu"]), "times")
	rate("busy", "clock", processors, max(1, raw["together"] / raw["single"]), "times")

	n = split(formats, f, " ")
	for (i = 1; i <= n; i++) {
		for (e = 1; e <= 64; e += 63) {
			rate("decode", f[i], e, each_of(f[i], e) - each_of("wav", e), "s")
			rate("size", f[i], e, raw["size-" f[i] "-" e], "bytes")
		}
	}
	overheads("label", "again")
	overheads("job", "all")
	row = (raw["kept-" most "/2"] - raw["kept-400/2"]) / (most - 400)
	rate("kept", "-", "row", row - 3 * raw["row"], "bytes")
	rate("kept", "-", "shard", (raw["kept-400/" wide] - raw["kept-400/2"]) / (wide - 2), "bytes")
	rate("make", "-", "-", raw["make"], "s")
	if (run != "")
		rate("place", run, "-", raw["place"] / raw["place-n"], "s")
	if (recipe == "")
		return

	# A recording and an epoch of it, by its length.
	N = raw["big"]
	few = raw["small"]
	S = raw["speech"] / N
	e = raw["epochs"]
	rate("epochs", recipe, "-", e, "epochs")
	linear("features", cpu("model", few, 1) - cpu("fit", few, 1), cpu("model", N, 1) - cpu("fit", N, 1), \
	    cpu("model", N, 2) - cpu("fit", N, 2), few, N, S)
	if (e > 0)
		linear("epoch", 0, (cpu("more", N, 1) - cpu("fit", N, 1)) / 10, (cpu("more", N, 2) - cpu("fit", N, 2)) / 10, 0, N, S)
	# Two epochs are in the rest, if there are any.
	epoch = now_value["epoch", "base"] + now_value["epoch", "second"] * S
	record = (cpu("fit", N, 1) - cpu("fit", few, 1)) / (N - few) - 2 * epoch
	rate("fit", recipe, "record", record, "s")
	rate("fit", recipe, "base", cpu("fit", few, 1) - few * (2 * epoch + max(0, record)), "s")
	# What p processors take of the time of one is alone + (1 - alone) / p; both by
	# the clock, without what does not grow.
	base = raw["fit-" few "-1"] - few * (2 * epoch + max(0, record))
	e = raw[(e > 0 ? "more" : "fit") "-" N "-2"] - base
	rate("alone", recipe, "training", alone(raw["side"] - base, e), "share")
	rate("alone", recipe, "features", alone(raw["whole"] - raw["side"], raw["model-" N "-2"] - raw["fit-" N "-2"]), "share")
	rate("features", recipe, "bytes", raw["features-" N "-2"] / (2 * N * S), "bytes")
	rate("peak", recipe, "second", (raw["peak-" N "-2"] - raw["peak-" N "-1"]) / (N * S), "bytes")
	rate("peak", recipe, "base", 2 * raw["peak-" N "-1"] - raw["peak-" N "-2"], "bytes")
}

function min(a, b) { return a < b ? a : b }
function max(a, b) { return a > b ? a : b }

function alone(together, one) {
	return processors > 1 && one > 0 ? min(1, max(0, (together / one - 1 / processors) / (1 - 1 / processors))) : 0
}
function cpu(what, n, times) { return raw[what "-" n "-" times ".cpu"] }
function each_of(f, s) {
	return (raw["decode-" f "-" s ".cpu"] - raw["decode-" f "-" s "-one.cpu"]) / raw["decode-" f "-" s "-n"]
}

# linear: seconds of N recordings of S and of 2 S seconds, and of few of S.
function linear(what, few_s, n_s, twice, few, N, S,    each, second) {
	each = (n_s - few_s) / (N - few)
	second = (twice - n_s) / (N * S)
	if (second > each / S)
		second = each / S
	now_value[what, "base"] = each - second * S
	now_value[what, "second"] = second
	rate(what, recipe, "base", each - second * S, "s")
	rate(what, recipe, "second", second, "s")
}

file == "raw" { raw[$1] = $2; next }
!/^#/ { before[++rows] = $0; is[rows] = $1 SUBSEP $2 SUBSEP $3 }
END {
	rates()
	for (r = 1; r <= rows; r++)
		if (!(is[r] in now))
			print before[r]
}
