# What awk programs here say of texts; they are run by awk "$(cat text.awk)"'...'
# or with -f.

BEGIN {
	for (i = 1; i < 256; i++)
		escape[sprintf("%c", i)] = sprintf("\\x%02x", i)
}

# Labels and names are any text: control characters and bytes that are not UTF-8
# become "\x1b", as in lib/base/printable.h; only tabs and newlines stay.
function shown(s,    out) {
	while (s != "") {
		if (match(s, /^([\t\n -~]|[\303-\337][\200-\277]|\302[\240-\277]|\340[\240-\277][\200-\277]|[\341-\354\356\357][\200-\277][\200-\277]|\355[\200-\237][\200-\277]|\360[\220-\277][\200-\277][\200-\277]|[\361-\363][\200-\277][\200-\277][\200-\277]|\364[\200-\217][\200-\277][\200-\277])+/)) {
			out = out substr(s, 1, RLENGTH)
			s = substr(s, RLENGTH + 1)
		} else {
			out = out escape[substr(s, 1, 1)]
			s = substr(s, 2)
		}
	}
	return out
}

# Letters to insert, delete or change from a to b.
function distance(a, b,    i, j, n, m, d, c) {
	n = length(a); m = length(b)
	for (i = 0; i <= n; i++) d[i, 0] = i
	for (j = 0; j <= m; j++) d[0, j] = j
	for (i = 1; i <= n; i++)
		for (j = 1; j <= m; j++) {
			c = d[i-1, j-1] + (substr(a, i, 1) != substr(b, j, 1))
			if (d[i-1, j] + 1 < c) c = d[i-1, j] + 1
			if (d[i, j-1] + 1 < c) c = d[i, j-1] + 1
			d[i, j] = c
		}
	return d[n, m]
}
