# One line of bench.tsv from the raw values of a row; see lib.sh.

function median(a, n,   i, j, t) {
	for (i = 2; i <= n; i++)
		for (j = i; j > 1 && a[j - 1] > a[j]; j--) {
			t = a[j]; a[j] = a[j - 1]; a[j - 1] = t
		}
	return n % 2 ? a[(n + 1) / 2] : (a[n / 2] + a[n / 2 + 1]) / 2
}

function keep(side, rep, x) {
	if (!((side, rep) in value))
		count[side]++
	value[side, rep] = x
	if (!(side in low) || x < low[side])
		low[side] = x
	if (!(side in high) || x > high[side])
		high[side] = x
}

function middle(side,   a, n, k, p) {
	n = 0
	for (k in value) {
		split(k, p, SUBSEP)
		if (p[1] == side)
			a[++n] = value[k]
	}
	return n ? median(a, n) : "-"
}

function ratio(   a, n, k, p, x, y) {
	n = 0
	for (k in value) {
		split(k, p, SUBSEP)
		if (p[1] != ours || !((peer, p[2]) in value))
			continue
		x = value[k]; y = value[peer, p[2]]
		if (x > 0 && y > 0)
			a[++n] = less ? y / x : x / y
	}
	return n ? median(a, n) : "-"
}

function show(x) { return x == "-" ? x : sprintf("%.4g", x) }
function round(x) { return x == "-" ? x : x >= 1000 ? sprintf("%.0f", x) : show(x) }

BEGIN {
	FS = OFS = "\t"
	# -v turns no tab into a tab, so sides are told apart by the colon
}

{
	name = $1 ":" $3
	if (name == ours) {
		keep(ours, $2, $4 + 0)
		unit = $5
	}
	if (name == peer)
		keep(peer, $2, $4 + 0)
}

END {
	less = unit ~ /^(s|ms|MiB|exponent|bytes a record)$/
	m = middle(ours)
	p = peer == "-" ? "-" : middle(peer)
	r = ratio()
	met = reach == "-" ? "-" : "not measured"
	ways = split(reach, way, " or ")
	for (i = 1; i <= ways && reach != "-"; i++) {
		split(way[i], want, " ")
		got = want[1] == "value" ? m : r
		if (got != "-" && met != "yes")
			met = (want[2] == ">=" ? got >= want[3] + 0 : got <= want[3] + 0) ? "yes" : "no"
	}
	side = peer
	sub(/:.*/, "", side)
	print row, what, round(m), unit == "" ? "-" : unit, side, round(p), show(r),
	    round(m == "-" ? m : low[ours]), round(m == "-" ? m : high[ours]),
	    round(p == "-" ? p : low[peer]), round(p == "-" ? p : high[peer]),
	    reach, met, when
}
