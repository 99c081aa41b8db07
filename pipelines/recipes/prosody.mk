# Functionals of prosody (pitch, energy, spectral shape, formants, voice source) and
# a linear model: no network, no random numbers.  Copies of the training sounds at
# other speeds make up for the few sentences of a corpus.  Levels are those within
# the recording, so that it does not matter how loud it is; with the speaker's own
# statistics they are as they are, since these take out how loud the speaker is.
KIND     = prosody
COPIES   = speed=0.9,speed=1.1
FILTERS  = deltas --order 1 | functionals --list all$(call by-adapt,, --level keep,)
FEATURES = $(RECIPE)$(call by-adapt,,-levels,)
TRAINER  = linear
LINEAR   = -C auto
PRIOR    =
SCORE    = heldout
