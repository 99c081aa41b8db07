# How formants agree: formants.awk OURS THEIRS.  OURS has a line per frame of 10
# ms: file, frame from 0, voicing, F1, F2, F3; THEIRS: file, time, F1, F2, F3,
# between whose frames the middle of ours is interpolated.  Prints for voiced
# frames number of the formant, difference in percent of theirs.

BEGIN { FS = "\t" }

FNR == NR {
	last[$1] = $2
	for (i = 1; i <= 3; i++)
		ours[$1, $2, i] = $3 >= 0.5 ? $(3 + i) : 0
	next
}

# The frames whose middle is between the line before and this one.
$1 == file {
	for (t = int(time * 100 - 0.5) + 1; (t + 0.5) / 100 <= $2; t++)
		for (i = 1; i <= 3; i++)
			if (t <= last[$1] && ours[$1, t, i] > 0 &&
			    before[i] > 0 && $(2 + i) > 0) {
				w = ((t + 0.5) / 100 - time) / ($2 - time)
				x = before[i] + w * ($(2 + i) - before[i])
				d = 100 * (ours[$1, t, i] / x - 1)
				print i "\t" (d < 0 ? -d : d)
			}
}

{
	file = $1
	time = $2
	for (i = 1; i <= 3; i++)
		before[i] = $(2 + i)
}
