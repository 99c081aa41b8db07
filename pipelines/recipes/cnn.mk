# The best single network: mel bands, pitch and spectral shape of every 20 ms, each
# recording normalised by itself; copies of the training sounds at other speeds,
# samples mixed with one another, smoothed targets, weight decay.
KIND    = prosody
FRONT   = --frame-shift 20 --bins 64 --contours f0,energy,mel,shape
COPIES  = speed=0.9,speed=1.1
TRAINER = cnn
NORM    = $(call by-adapt,key$(comma)bin,speaker$(comma)bin,key$(comma)bin)
LENGTH  = auto
NETWORK = pipelines/networks/cnn.net
EPOCHS  = 10
BATCH   = 64
RATE    = 1e-3
TRAIN   = -O adamw:decay=0.5 --schedule cosine:warmup=0.1 --smooth 0.1 --mixup 0.4
SCORE   = heldout
