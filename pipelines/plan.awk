# plan.awk: what labelling and training cost; pipelines/plan has the settings.
#
# Input: settings (NAME, value), list (what pipelines/plan-list found), rates (what of
# at value unit).  The text goes to standard output, the numbers to the file NUMBERS.
#
# A run of make label is simulated: the list on one machine, shards as jobs on the
# nodes' processors in rounds as make label tries them, the result on one machine.
# Seconds are seconds throughout, of a processor or of the clock.

# ---- input ----

file == "settings" { set[$1] = $2; next }
file == "list" && $1 == "shard" { cut_rows[++cuts] = $2; cut_size[cuts] = $3; next }
file == "list" { list[$1] = $2; next }
/^# / { about[substr($1, 3)] = $2; next }
NF != 5 || $4 !~ /^[0-9]+(\.[0-9]+)?(e[-+]?[0-9]+)?$/ {
	print "plan: " FILENAME ": line " FNR ": that is not a rate; make plan MEASURE=1 writes the file anew" | "cat >&2"
	broken = 1
	exit 1
}
{
	rate[$1, $2, $3] = $4
	if ($1 == "clip" || $1 == "own" || $1 == "memory" || $1 == "decode" || $1 == "size")
		lengths[$1, $2] = lengths[$1, $2] " " $3
	if ($1 == "clip")
		models = models (models == "" ? "" : ", ") ($2 in known ? "" : $2)
	if ($1 == "size" && !(($2) in kind)) {
		kind[$2]
		kinds = kinds (kinds == "" ? "" : " ") $2
	}
	if ($1 == "busy")
		measured_on = $3
	known[$2]
}

function fail(text) {
	print "plan: " text | "cat >&2"
	broken = 1
	exit 2
}

# need WHAT OF AT: that rate, or a message.
function need(what, of, at) {
	if (!((what, of, at) in rate))
		fail("the rates have no " what (of == "-" ? "" : " of " of) "; make plan MEASURE=1 measures it, with the same settings")
	return rate[what, of, at]
}

# along WHAT OF X: between the lengths that were measured, and on in the same direction.
function along(what, of, x,    s, n, i, a, b) {
	n = split(lengths[what, of], s, " ")
	if (n < 2)
		fail("the rates have no " what " of " of "; make plan MEASURE=1 measures it, with the same settings")
	for (i = 2; i < n && x > s[i]; i++)
		;
	a = rate[what, of, s[i - 1]]
	b = rate[what, of, s[i]]
	return max(0, a + (b - a) * (x - s[i - 1]) / (s[i] - s[i - 1]))
}

function max(a, b) { return a > b ? a : b }
function min(a, b) { return a < b ? a : b }
function ceil(x) { return x == int(x) ? x : int(x) + 1 }

# ---- numbers for people ----

# At least three that say something.
function digits(x,    n) {
	if (x > 0 && x < 0.9995) {
		for (n = 3; n < 12 && x * 10 ^ (n - 2) < 0.9995; n++)
			;
		return sprintf("%." n "f", x)
	}
	return x >= 1000 ? grouped(x) : x >= 100 ? sprintf("%.0f", x) : x >= 10 ? sprintf("%.1f", x) : sprintf("%.2f", x)
}
function grouped(x,    s, out) {
	s = sprintf("%.0f", x)
	for (; length(s) > 3; s = substr(s, 1, length(s) - 3))
		out = "," substr(s, length(s) - 2) out
	return s out
}
function time(s) {
	if (s < 1)
		return sprintf("%.0f ms", s * 1000)
	if (s < 120)
		return digits(s) " s"
	if (s < 7200)
		return digits(s / 60) " min"
	return s < 259200 ? digits(s / 3600) " h" : digits(s / 86400) " days"
}
function size(b) {
	if (b < 1e3)
		return sprintf("%.0f bytes", b)
	if (b < 1e6)
		return digits(b / 1e3) " kB"
	if (b < 1e9)
		return digits(b / 1e6) " MB"
	return b < 1e12 ? digits(b / 1e9) " GB" : digits(b / 1e12) " TB"
}
function plural(n, word, many) { return grouped(n) " " (n == 1 ? word : many != "" ? many : word "s") }
function percent(x) { return x >= 0.9995 ? "100 %" : x < 0.0005 ? "0 %" : x < 0.1 ? sprintf("%.1f %%", 100 * x) : sprintf("%.0f %%", 100 * x) }
function line(name, text) { printf "  %-18s%s\n", name, text }
function number(name, value, unit) { printf "%s\t%.6g\t%s\n", name, value, unit > ENVIRON["NUMBERS"] }

# ---- random numbers: the same in every awk ----

function random() {
	state = state * 16807 % 2147483647
	return state / 2147483647
}
# until FAILURE: seconds to the next failure of a node, exponential.
function lifetime() { return -log(random()) * set["MTBF"] * 3600 }

# ---- a simulated run ----

# Slots are in a heap by when they are free; ties in the order of their numbers.
function before(a, b) { return free[a] < free[b] || (free[a] == free[b] && a < b) }
function sift(i,    child, s) {
	s = heap[i]
	while ((child = 2 * i) <= slots) {
		if (child < slots && before(heap[child + 1], heap[child]))
			child++
		if (!before(heap[child], s))
			break
		heap[i] = heap[child]
		i = child
	}
	heap[i] = s
}

# fails NODE SLOT FROM: when it fails next, at or after FROM, or did if it is still
# down then, for REPAIR.  All slots of a node have the same failures, broke[node, k],
# and each has passed those before its own; FROM only grows for each of them.
function fails(node, slot, from,    k, cycle) {
	if (set["MTBF"] == 0)
		return NEVER
	for (k = passed[slot] + 1; ; k++) {
		if (k > failures[node]) {
			# One that fails all the time does not need all of its failures.
			cycle = (set["MTBF"] + set["REPAIR"]) * 3600
			broke[node, k] = max(k > 1 ? broke[node, k - 1] + set["REPAIR"] * 3600 : 0, from - 1000 * cycle) + lifetime()
			failures[node] = k
		}
		if (broke[node, k] + set["REPAIR"] * 3600 > from)
			break
	}
	passed[slot] = k - 1
	return broke[node, k]
}

# run: sets wall, used (core seconds that jobs had), killed, left (shards not done).
function run(seed,    i, j, which, lost, todo, again, s, node, start, end, fault, work, at, pass, submitted) {
	state = seed * 7919 + 1
	for (i = 0; i < 10; i++)
		random()
	split("", broke)
	split("", failures)
	split("", passed)
	wall = front
	used = killed = 0
	left = todo = shards
	for (pass = 0; pass <= set["RETRIES"] && todo > 0; pass++) {
		wall += pass > 0 ? rate["label", "-", "shard"] * shards : 0
		for (i = 1; i <= slots; i++) {
			free[i] = wall
			heap[i] = i
		}
		submitted = wall
		again = 0
		at = wall
		for (j = 1; j <= todo; j++) {
			which = pass == 0 ? j : lost[j]
			s = heap[1]
			if (set["ARRIVAL"] > 0)
				submitted += 1 / set["ARRIVAL"]
			start = max(free[s], submitted)
			node = s % nodes
			fault = fails(node, s, start)
			if (fault <= start) {
				start = fault + set["REPAIR"] * 3600
				fault = fails(node, s, start)
			}
			work = which in takes ? takes[which] : which == shards ? last : job
			if (slow > 0 && random() < slow)
				work *= slower
			end = start + place + work
			if (fault < end) {
				end = fault
				killed++
				lost[++again] = which
				free[s] = end + set["REPAIR"] * 3600
			} else
				free[s] = end
			used += (end - start) * set["THREADS"]
			at = max(at, end)
			sift(1)
		}
		wall = at
		todo = again
	}
	left = todo
	wall += merge
}

function sorted(v, n,    i, j, x) {
	for (i = 2; i <= n; i++) {
		x = v[i]
		for (j = i - 1; j >= 1 && v[j] > x; j--)
			v[j + 1] = v[j]
		v[j + 1] = x
	}
}

# ---- labelling ----

function sound(    scale) {
	rows = list["rows"]
	format = set["FORMAT"]
	if (rows) {
		if (format == "")
			format = list["format"]
		if (list["count"] > 0) {
			# All by the bytes of the sample, or by its number.
			scale = list["bytes"] > 0 && list["weight"] > 0 ? list["bytes"] / list["weight"] : rows / list["count"]
			total = "seconds" in list ? list["seconds"] : list["heard"] * scale
			bytes = "bytes" in list ? list["bytes"] : list["weight"] * scale
		} else {
			if ("seconds" in list)
				total = list["seconds"]
			else if ("bytes" in list)
				total = list["bytes"] / per_second(format)
			else
				total = rows * set["CLIP"]
			bytes = "bytes" in list ? list["bytes"] : total * per_second(format)
		}
		clip = total / rows
		if (total <= 0)
			fail("LIST=" set["LIST"] ": no length of its sound is known: a column duration or size, or the recordings themselves, or CLIP=SECONDS")
		return
	}
	if (format == "")
		format = "wav"
	clip = set["CLIP"]
	total = set["HOURS"] * 3600
	rows = max(1, int(total / clip + 0.5))
	clip = total / rows
	bytes = rows * (set["BITRATE"] != "" ? clip * set["BITRATE"] * 125 : file_size())
}
function file_size() {
	if (!(format in kind))
		fail("FORMAT=" format ": no format of that name; there are: " kinds)
	return along("size", format, clip)
}
function per_second(format) {
	if (!(format in kind))
		fail("FORMAT=" format ": no format of that name; there are: " kinds)
	return set["BITRATE"] != "" ? set["BITRATE"] * 125 : along("size", format, 64) / 64
}

# What a job takes: rows of it, and of all.
function jobs(    share, i) {
	slots = nodes * int(set["CORES"] / set["THREADS"])
	if (set["JOBS"] != "")
		slots = min(slots, set["JOBS"])
	# As make label cuts it, pipelines/label-plan.
	shards = set["SHARDS"]
	if (shards == "")
		shards = max(set["JOBS"] != "" ? set["JOBS"] : slots, min(512, rows / 200))
	shards = min(shards, rows)
	per = ceil(rows / shards)
	shards = ceil(rows / per)
	if (cuts > 0) {
		shards = cuts
		per = 0
		for (i = 1; i <= cuts; i++)
			per = max(per, cut_rows[i])
	}
	places = slots
	slots = min(slots, shards)

	share = set["CORES"] > 1 ? (min(slots * set["THREADS"] / nodes, set["CORES"]) - 1) / (set["CORES"] - 1) : 0
	busy = 1 + max(0, share) * (need("busy", "clock", measured_on) - 1)
	spent = 1 + max(0, share) * (need("busy", "processor", measured_on) - 1)
	if (list["count"] > 0) {
		recognise = list["cpu"] / list["count"] + along("clip", key, clip) - along("clip", key, list["heard"] / list["count"])
		decode = 0
	} else {
		recognise = along("clip", key, clip)
		# That of a column that is named was measured with it.
		if (list["own"] > 0 && list["adapt"] == "auto")
			recognise += along("own", key, clip) * list["own"] / rows
		decode = along("decode", format, clip)
		if (!(format in kind))
			fail("FORMAT=" format ": no format of that name; there are: " kinds)
	}
	cpu = (recognise + decode) * spent / set["SPEED"]
	recognise *= busy / set["SPEED"]
	decode *= busy / set["SPEED"]
	begin = (need("start", key, "-") + need("job", "-", "base")) / set["SPEED"]
	copying = need("job", "-", "row") / set["SPEED"]
	opening = set["LATENCY"] / 1000
	each = (recognise + decode) / set["THREADS"] + copying + opening
	# What all jobs together may read.
	reading = bytes / rows / each * slots
	if (set["BANDWIDTH"] > 0 && reading > set["BANDWIDTH"] * 1e6) {
		each *= reading / (set["BANDWIDTH"] * 1e6)
		reading = set["BANDWIDTH"] * 1e6
	}
	place = set["START"] != "" ? set["START"] : set["RUN"] == "" ? 0 : (("place", set["RUN"], "-") in rate) ? rate["place", set["RUN"], "-"] : -1
	if (place < 0)
		fail("RUN=" set["RUN"] ": how long does it take to start a job? START=SECONDS, or MEASURE=1 measures it")
	job = begin + per * each
	last = begin + (rows - (shards - 1) * per) * each
	if (cuts > 0)
		of_list()
	front = need("label", "-", "base") + rows * need("label", "-", "row") + shards * need("label", "-", "shard") + rate["make", "-", "-"]
	merge = 0
}

# of_list: what each shard of the list takes, by its rows and by its size, which is
# that of its sounds and 1 for each row.
function of_list(    i, sizes, fixed) {
	for (i = 1; i <= cuts; i++)
		sizes += cut_size[i] - cut_rows[i]
	fixed = sizes > 0 ? min(1, (along("clip", key, 0) + copying + opening) / (along("clip", key, clip) + copying + opening)) : 1
	job = 0
	for (i = 1; i <= cuts; i++) {
		takes[i] = begin + each * (fixed * cut_rows[i] + (sizes > 0 ? (1 - fixed) * rows * (cut_size[i] - cut_rows[i]) / sizes : 0))
		job = max(job, takes[i])
	}
}

# quantile WALLS N SHARE: a run that did not finish takes longer than any.
function quantile(walls, n, share) { return walls[max(1, min(n, int(share * n + 0.5)))] }

# unfinished UNDONE: what is said instead of times if most runs do not end.
function unfinished(undone) {
	return "none: in " percent(undone) " of the simulated runs it does not finish with RETRIES=" set["RETRIES"]
}

function label(    i, n, trials, walls, cores, undone, kills, w, low, high, ends) {
	jobs()
	upto = cuts > 1 ? "up to " : ""
	trials = set["TRIALS"] != "" ? set["TRIALS"] : max(1, min(200, int(200000 / shards)))
	if (slow == 0 && set["MTBF"] == 0)
		trials = 1
	for (i = 1; i <= trials; i++) {
		run(i)
		walls[i] = left > 0 ? NEVER : wall
		if (left == 0) {
			cores += used
			ends++
		}
		kills += killed / trials
	}
	undone = 1 - ends / trials
	sorted(walls, trials)
	w = walls[int((trials + 1) / 2)]
	low = quantile(walls, trials, 0.05)
	high = quantile(walls, trials, 0.95)
	cores = ends > 0 ? cores / ends : 0
	cpu = rows * (cpu + copying) + shards * begin
	row = need("row", key, "-") + (list["width"] > 0 ? list["width"] : 60)
	disk = rows * (3 * row + need("kept", "-", "row")) + shards * need("kept", "-", "shard")
	memory = along("memory", key, clip)

	printf "labelling %s h of sound in %s of %s, %s, %s, by model %s\n", digits(total / 3600), plural(rows, "recording"), time(clip), format, size(bytes), key
	line("processor time", digits(cpu / 3600) " core hours, " digits(total / cpu) " x real time for each core")
	line("wall time", w == NEVER ? unfinished(undone) : time(w) (trials > 1 ? "; of " trials " simulated runs, 90 % took " time(low) (high < NEVER ? " to " time(high) : " or more, or did not finish") : ""))
	line("jobs", plural(shards, "shard") " of " upto plural(per, "recording") ", " upto time(job) " each, " grouped(slots) " at the same time" \
	    (kills > 0.005 ? "; " digits(kills) " lost with their node" : ""))
	line("disk", size(disk) " for results and what leads to them, besides the sound" )
	line("memory", size(memory) " for each job, " size(memory * ceil(slots / nodes)) " for each node; MEMORY=" set["MEMORY"])
	line("network", size(bytes) " of sound to the nodes, " size(reading) "/s; " size(rows * 2 * row) " of lists and results")
	if (set["PRICE"] != "" && w == NEVER)
		line("money", "none, as it does not finish")
	else if (set["PRICE"] != "")
		line("money", digits(cores / 3600 * set["PRICE"]) " for " digits(cores / 3600) " core hours of jobs; " \
		    digits(w / 3600 * nodes * set["CORES"] * set["PRICE"]) " if all nodes are paid for until the end")
	if (undone > 0)
		line("not done", "in " percent(undone) " of the runs shards were left after RETRIES=" set["RETRIES"] "; the same command does them")
	if (memory > bytes_of(set["MEMORY"]))
		line("too little", "MEMORY=" set["MEMORY"] " is less than a job takes")
	if (w < NEVER)
		limits(w)
	else
		line("first bottleneck", "jobs that are lost: one takes " upto time(place + job) (set["MTBF"] > 0 ? ", and a node fails every " time(set["MTBF"] * 3600) : "") \
		    ": smaller shards (SHARDS), or more RETRIES")

	number("label.hours", total / 3600, "h"); number("label.rows", rows, "recordings")
	number("label.cpu", cpu, "s"); number("label.undone", undone, "of the runs")
	finite("label.wall", w, "s")
	finite("label.wall.low", low, "s"); finite("label.wall.high", high, "s")
	number("label.shards", shards, "shards"); number("label.disk", disk, "bytes"); number("label.memory", memory, "bytes")
	number("label.network", bytes, "bytes")
	if (ends > 0)
		number("label.core", cores, "core s")
	if (set["PRICE"] != "" && w < NEVER)
		number("label.money", cores / 3600 * set["PRICE"], "of PRICE")
}
function finite(name, value, unit) {
	if (value < NEVER)
		number(name, value, unit)
}
function bytes_of(text,    n) {
	n = text + 0
	return text ~ /K$/ ? n * 1024 : text ~ /M$/ || text ~ /[0-9]$/ ? n * 1048576 : text ~ /G$/ ? n * 1073741824 : n * 1099511627776
}

# Where the time goes: parts of the wall time, the largest first.
function limits(w,    i, j, t, n, told, hint, rest) {
	n = 0
	limited = w
	n = limit(n, "idle cores", rows * each * (1 / slots - 1 / places), "there are more cores than shards: " \
	    (list["groups"] > 0 && list["groups"] < 4 * places ? "of rows that are normalised together there are " plural(list["groups"], "group") ", each in one shard" : "SHARDS=" 4 * places))
	n = limit(n, "recognition", rows * recognise / set["THREADS"] / places, "more nodes or cores; a smaller model (MODEL=prosody)")
	n = limit(n, "decoding", rows * decode / set["THREADS"] / places, "more nodes or cores; a format that is cheaper to decode, if the network can carry it")
	n = limit(n, "opening files", rows * (opening + copying) / places, "recordings in archives or on local disks, so that a file is not an inode of a server")
	n = limit(n, "reading sound", rows * (each - (recognise + decode) / set["THREADS"] - opening - copying) / places, "storage with more bandwidth, or a format with fewer bits")
	n = limit(n, "starting jobs", max(shards * (place + begin) / slots, set["ARRIVAL"] > 0 ? shards / set["ARRIVAL"] : 0), "fewer, larger shards: SHARDS")
	n = limit(n, "list and result", front + merge, "several lists, each with a make label of its own")
	rest = w
	for (i = 1; i <= n; i++)
		rest -= limit_time[i]
	n = limit(n, "waiting at the end", max(0, rest), "smaller shards, so that the last ones, slow ones and repeated ones are short: SHARDS")
	print "  where the wall time goes:"
	for (i = 1; i <= n; i++) {
		t = 0
		for (j = 1; j <= n; j++)
			if (!(j in told) && (t == 0 || limit_time[j] > limit_time[t]))
				t = j
		told[t]
		if (limit_time[t] > 0.0005 * w)
			printf "    %-20s%s\n", limit_name[t], percent(limit_time[t] / w) ", " time(limit_time[t])
		if (i == 1)
			hint = limit_name[t] ": " limit_hint[t]
		number("label.limit." limit_key[t], limit_time[t], "s")
	}
	line("first bottleneck", hint)
}
function limit(n, name, takes, hint) {
	n++
	limit_name[n] = limit_key[n] = name
	gsub(/ /, "-", limit_key[n])
	limit_time[n] = min(takes, limited)
	limit_hint[n] = hint
	return n
}

# ---- training ----

function along_cores(alone, p) { return alone + (1 - alone) / p }

function train(    r, e, p, share, one, feature, epoch, fit, w, disk, memory, cores, seeds) {
	r = set["RECIPE"]
	e = need("epochs", r, "-")
	if (e > 0 && set["EPOCHS"] != "")
		e = set["EPOCHS"]
	seeds = e > 0 ? set["SEEDS"] : 1
	p = set["CORES"]
	share = need("alone", r, "training")
	feature = rows * (need("features", r, "base") + need("features", r, "second") * clip) / set["SPEED"]
	epoch = e > 0 ? rows * (need("epoch", r, "base") + need("epoch", r, "second") * clip) / set["SPEED"] : 0
	fit = rows * need("fit", r, "record") / set["SPEED"]
	one = feature + seeds * (e * epoch + fit) + need("fit", r, "base")
	w = feature * along_cores(need("alone", r, "features"), p) + seeds * (e * epoch + fit) * along_cores(share, p) + need("fit", r, "base")
	disk = need("features", r, "bytes") * total
	memory = need("peak", r, "base") + need("peak", r, "second") * total
	printf "training on %s h of sound in %s of %s, by recipe %s (make model)%s\n", digits(total / 3600), plural(rows, "recording"), time(clip), r, \
	    (e > 0 ? ", " plural(e, "epoch") ", " plural(seeds, "seed") : "")
	line("processor time", digits(one / 3600) " core hours: features " time(feature) ", training " time(one - feature))
	line("wall time", time(w) " on " plural(p, "processor") " of one node")
	line("disk", size(disk) " for features, besides the sound")
	line("memory", size(memory) (memory > ENVIRON["MEMTOTAL"] * 1024 ? ", more than the " size(ENVIRON["MEMTOTAL"] * 1024) " of this machine" : ""))
	if (set["PRICE"] != "")
		line("money", digits(w / 3600 * p * set["PRICE"]) " for " digits(w * p / 3600) " core hours")
	number("train.cpu", one, "s"); number("train.wall", w, "s"); number("train.features", feature, "s")
	number("train.disk", disk, "bytes"); number("train.memory", memory, "bytes")
}

# ---- what was assumed ----

function assumptions() {
	print "assumed, each can be set:"
	if (set["LIST"] == "")
		line("CLIP", digits(clip) " s of sound in each recording")
	else if (list["count"] > 0)
		line("LIST", "as a sample of " list["count"] " of its recordings, measured just now")
	if (list["own"] > 0)
		line("--adapt", plural(list["own"], "recording") " of " plural(list["groups"], "speaker or folder", "speakers or folders") ", read twice for their own statistics")
	line("BITRATE", sprintf("%.4g kbit/s of %s", bytes / total / 125, format))
	line("NODES, CORES", plural(nodes, "node") " with " plural(set["CORES"], "core") ", all for this, " plural(set["THREADS"], "thread") " for each job")
	if (set["JOBS"] == "")
		line("JOBS", "at the same time, as many as there is room for: make label needs JOBS=" places)
	line("SPEED", "a core there is " set["SPEED"] " x as fast as one here; if all work, they slow each other as the " measured_on " here, " sprintf("%.2f x", rate["busy", "clock", measured_on]))
	line("START, ARRIVAL", time(place) " to start a job; " (set["ARRIVAL"] > 0 ? set["ARRIVAL"] " jobs/s" : "no limit to jobs/s"))
	line("STRAGGLERS", slow > 0 ? percent(slow) " of the jobs take " slower " x as long" : "none")
	line("MTBF, REPAIR", set["MTBF"] > 0 ? "a node fails every " grouped(set["MTBF"]) " h and is back after " set["REPAIR"] " h" : "no node fails")
	line("LATENCY", set["LATENCY"] " ms to open a file; BANDWIDTH " (set["BANDWIDTH"] > 0 ? set["BANDWIDTH"] " MB/s" : "without limit"))
	line("rates", about["machine"] ", " about["date"])
}

END {
	if (broken)
		exit broken
	OFS = "\t"
	NEVER = 1e300
	key = ENVIRON["KEY"]
	nodes = set["NODES"]
	slow = set["STRAGGLERS"]
	sub(/:.*/, "", slow)
	slower = set["STRAGGLERS"]
	sub(/.*:/, "", slower)
	slow += 0
	if (set["CLIP"] == "" && set["LIST"] == "")
		set["CLIP"] = 60
	printf "" > ENVIRON["NUMBERS"]
	sound()
	label()
	if (set["RECIPE"] != "")
		train()
	assumptions()
}
