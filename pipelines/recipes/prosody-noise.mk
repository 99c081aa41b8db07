# As prosody, for recordings that are not clean: the training sounds are also copied
# into noise, onto the telephone and into a room.  It takes some minutes.
include pipelines/recipes/prosody.mk
COPIES  = speed=0.9,speed=1.1,speed=0.9+pink=20,speed=1.1+pink=10,band=telephone,room=2
