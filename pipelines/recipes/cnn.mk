# The best single network: pitch, energy, mel bands and spectral shape of every 20
# ms of speech, each recording normalised by itself.  Copies of the training sounds
# at other speeds, mixed samples, smoothed targets, weight decay and averaged weights
# keep it from learning its training set by heart.
KIND    = prosody
FRONT   = --frame-shift 20 --bins 64 --contours f0,energy,mel,shape
COPIES  = speed=0.9,speed=1.1
FILTERS = trim
TRAINER = cnn
NORM    = $(call by-adapt,key$(comma)bin,$(whose)$(comma)bin,key$(comma)bin)
PRIOR   = $(call by-adapt,,2,)
LENGTH  = auto
NETWORK = pipelines/networks/cnn.net
EPOCHS  = 10
BATCH   = 64
RATE    = 1e-3
TRAIN   = -O adamw:decay=0.5 --schedule cosine:warmup=0.1 --smooth 0.1 --mixup 1 --average 0.99
SCORE   = heldout
