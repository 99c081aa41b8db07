# As prosody, for recordings that are not clean: the training sounds are also copied
# into noise and babble, onto the telephone and into a room, and what is 25 dB below
# the level of speech counts as silence.  It takes some minutes.
include pipelines/recipes/prosody.mk
COPIES  = speed=0.9,speed=1.1,band=telephone,pink=10,babble=10,room=5
FILTERS = deltas --order 1 | functionals --list all --active 25$(call by-adapt,, --level keep,)
LINEAR  = -C auto -k 3
