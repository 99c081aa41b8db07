# Functionals of prosody (pitch, energy, spectral shape, formants, voice source) and
# a linear model: no network, no random numbers.  Copies of the training sounds at
# other speeds make up for the few sentences of a corpus.  Levels are those within
# the recording, so that it does not matter how loud it is; with the speaker's own
# statistics they are as they are, since these take out how loud the speaker is.
# Statistics of a speaker lean on those of the training part as if two of its records
# were the speaker's: with all classes in 60 or 28 recordings of each that changes UAR
# by -0.2 or -0.1 (make choose, RAVDESS), with fewer recordings or classes it helps:
# tonfall-experiment(7).
KIND     = prosody
COPIES   = speed=0.9,speed=1.1
FILTERS  = deltas --order 1 | functionals --list all$(call by-adapt,, --level keep,)
TRAINER  = linear
LINEAR   = -C auto
PRIOR    = 2
SCORE    = heldout
