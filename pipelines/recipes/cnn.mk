# The best single network: log mel bands of every 20 ms, copies of the training
# sounds at other speeds, samples mixed with one another.
KIND    = fbank
FRONT   = --bins 64 --frame-length 40 --frame-shift 20
COPIES  = speed=0.9,speed=1.1
TRAINER = cnn
NORM    = $(call by-adapt,bin,speaker$(comma)bin,key$(comma)bin)
LENGTH  = auto
NETWORK = pipelines/networks/cnn.net
EPOCHS  = 10
BATCH   = 64
RATE    = 1e-3
TRAIN   = -O adamw:decay=0.05 --schedule cosine:warmup=0.1 --smooth 0.1 --mixup 0.4
SCORE   = heldout
