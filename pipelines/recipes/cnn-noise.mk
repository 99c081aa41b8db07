# As cnn, for recordings that are not clean: with the copies of prosody-noise, of which
# there are more than twice as many, so fewer epochs are as many steps.
include pipelines/recipes/cnn.mk
COPIES = speed=0.9,speed=1.1,band=telephone,band=g711,pink=10,babble=10,room=5
EPOCHS = 4
