# demo.awk - plan the demo corpus: who says what, how.  Called by demo.
#
# in    sentences, one a line, " / " where a speaker may pause
# env   TOTAL utterances, SEED
# out   one utterance a line: key label session speaker gender activation
#       valence voice pitch range rate amplitude text, tab-separated
#
# No function whose last bit a C library may choose (log, cos, exp) is used,
# nor awk's own rand(), so any awk makes the same plan.

# L'Ecuyer (1988), Comm. ACM 31(6): 742-751, in (0, 1).  Products stay below
# 2^47, so a double holds them exactly.
function uniform() {
	s1 = s1 * 40014 % 2147483563
	s2 = s2 * 40692 % 2147483399
	return ((s1 - s2 + 2147483562) % 2147483562 + 1) / 2147483563
}

# Near normal, mean 0, deviation 1: the sum of twelve uniforms, less six.
function normal(i, sum) {
	for (i = 0; i < 12; i++)
		sum += uniform()
	return sum - 6
}

function below(n) {	# 0 .. n-1
	return int(uniform() * n)
}

function clamp(x, lo, hi) {
	return x < lo ? lo : x > hi ? hi : x
}

function round(x) {	# of x >= 0
	return int(x + 0.5)
}

# Voices: espeak-ng's variant, and what makes it a person: pitch (-p, about
# 0.19 semitones a step), words per minute, amplitude (-a) that brings the
# voices to about the same level.
function speaker(name, voice, pitch, rate, amplitude) {
	who[++nwho] = name
	voice_of[name] = "en-us+" voice
	pitch_of[name] = pitch
	rate_of[name] = rate
	loud_of[name] = amplitude
}

# How a class differs from neutral.  Pitch in steps of -p, range in percent
# of the voice's own, rate and loudness as factors, pause: how likely at a
# possible place, and its mean length in ms.  Sources: tonfall-corpora(7).
function class(name, weight, act, val, pitch, range, rate, loud, pause, ms) {
	label[++nlabel] = name
	share[nlabel] = weight / 7798
	activation[name] = act
	valence[name] = val
	dpitch[name] = pitch
	drange[name] = range
	drate[name] = rate
	dloud[name] = loud
	pauses[name] = pause
	length_of[name] = ms
}

function setup() {
	OFS = "\t"
	s1 = ENVIRON["SEED"] + 1
	s2 = ENVIRON["SEED"] + 2
	for (i = 0; i < 20; i++)
		uniform()
	speaker("F01", "f1",    46, 168, 37)
	speaker("F02", "f2",    50, 176, 36)
	speaker("F03", "f3",    44, 162, 38)
	speaker("F04", "f4",    54, 172, 36)
	speaker("F05", "f5",    48, 180, 40)
	speaker("F06", "Annie", 40, 164, 42)
	speaker("M01", "m1",    50, 170, 48)
	speaker("M02", "m3",    44, 160, 46)
	speaker("M03", "m4",    56, 178, 44)
	speaker("M04", "m6",    48, 166, 44)
	speaker("M05", "m7",    52, 174, 40)
	speaker("M06", "max",   58, 164, 48)
	class("angry",    792, 3.9, 1.9, 10, 160, 1.18, 1.90, 0.15, 120)
	class("happy",   2644, 3.6, 4.0, 18, 180, 1.10, 1.30, 0.20, 140)
	class("neutral", 3477, 2.9, 3.1,  0, 100, 1.00, 1.00, 0.40, 180)
	class("sad",      885, 2.2, 2.0, -5,  60, 0.80, 0.65, 0.80, 380)
}

# How many utterances a class has: proportional, the largest remainders
# rounded up, so that they sum to total.
function allot(total, i, left, best) {
	left = total
	for (i = 1; i <= nlabel; i++) {
		count[i] = int(total * share[i])
		rest[i] = total * share[i] - count[i]
		left -= count[i]
	}
	for (; left > 0; left--) {
		best = 1
		for (i = 2; i <= nlabel; i++)
			if (rest[i] > rest[best])
				best = i
		count[best]++
		rest[best] = -1
	}
}

# Deal the classes to the speakers in turn, the sessions first, so that a
# small corpus has every class in every session where it can.
function deal(i, j, w) {
	for (i = 1; i <= nlabel; i++)
		for (j = 0; j < count[i]; j++) {
			w = who[dealt++ % nwho + 1]
			hand[w, ++held[w]] = label[i]
		}
}

function shuffle(w, i, j, swap) {	# Fisher and Yates
	for (i = held[w]; i > 1; i--) {
		j = below(i) + 1
		swap = hand[w, i]
		hand[w, i] = hand[w, j]
		hand[w, j] = swap
	}
}

# The text with pauses in some of its places.
function spoken(text, c, part, n, i, s) {
	n = split(text, part, " / ")
	s = part[1]
	for (i = 2; i <= n; i++)
		if (uniform() < pauses[c])
			s = s sprintf(" <break time=\"%dms\"/> %s",
			    round(length_of[c] * (0.5 + uniform())), part[i])
		else
			s = s " " part[i]
	return s
}

# What varies within a class: z is how much the speaker is roused and moves
# all that activation moves; every parameter has a spread of its own as well.
function utter(w, i, c, z, a, v, p, g, r, l) {
	c = hand[w, i]
	z = normal()
	a = clamp(activation[c] + 0.5 * z, 1, 5)
	v = clamp(valence[c] + 0.5 * normal(), 1, 5)
	p = pitch_of[w] + dpitch[c] + 3 * z + 6 * normal()
	g = drange[c] + 12 * z + 25 * normal()
	r = rate_of[w] * drate[c] * (1 + 0.03 * z + 0.07 * normal())
	l = loud_of[w] * dloud[c] * (1 + 0.08 * z + 0.16 * normal())
	print w sprintf("-%04d", i), c, substr(w, 2) + 0, w,
	    w ~ /F/ ? "female" : "male", sprintf("%.1f", a), sprintf("%.1f", v),
	    voice_of[w], round(clamp(p, 5, 95)), round(clamp(g, 20, 200)),
	    round(clamp(r, 90, 260)), round(clamp(l, 12, 130)),
	    spoken(sentence[below(nsentence) + 1], c)
}

NF { sentence[++nsentence] = $0 }

END {
	setup()
	allot(ENVIRON["TOTAL"])
	deal()
	for (n = 1; n <= nwho; n++) {
		shuffle(who[n])
		for (i = 1; i <= held[who[n]]; i++)
			utter(who[n], i)
	}
}
