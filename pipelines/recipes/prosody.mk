# Functionals of prosody (pitch, energy, spectral shape, formants, voice source) and
# a linear model: no network, no random numbers.  Copies of the training sounds at
# other speeds make up for the few sentences of a corpus.
KIND    = prosody
COPIES  = speed=0.9,speed=1.1
FILTERS = deltas | functionals
TRAINER = linear
LINEAR  = -C auto
PRIOR   =
SCORE   = heldout
