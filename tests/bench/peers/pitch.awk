# How two pitch trackers agree: pitch.awk OURS THEIRS, lines of file, time and
# F0 or 0; OURS has a frame every 10 ms, of which the nearest one is taken.
# Prints lines for the table.

function report(name, part, whole) {
	printf "%s\t%.3f\t%%\n", name,
	    (whole > 0 ? 100 * part / whole : 100)
}

BEGIN { FS = "\t" }

FNR == NR {
	ours[$1, int($2 * 100)] = $3
	last[$1] = int($2 * 100)
	next
}

{
	at = int($2 * 100)
	f = ours[$1, at > last[$1] ? last[$1] : at]
	frames++
	both += f > 0 && $3 > 0
	extra += f > 0 && $3 == 0
	missed += f == 0 && $3 > 0
	gross += f > 0 && $3 > 0 && (f > 1.2 * $3 || f < 0.8 * $3)
}

END {
	report("gross", gross, both)
	report("voicing", extra + missed, frames)
	report("extra", extra, frames)
	report("missed", missed, frames)
}
