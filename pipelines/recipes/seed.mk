# The first experiment, as it was published: filter banks of 23 bins, one mean
# and standard deviation for all of them, the length int(mean + standard
# deviation) over the corpus, one permutation of the training set for all epochs,
# the model of the last epoch.
KIND    = fbank
FRONT   =
COPIES  =
FILTERS =
TRAINER = cnn
NORM    = $(call by-adapt,all,$(whose)$(comma)bin,key$(comma)bin)
PRIOR   =
LENGTH  = auto
NETWORK = pipelines/networks/seed.net
EPOCHS  = 20
BATCH   = 128
RATE    = 1e-4
TRAIN   = --shuffle once
LINEAR  =
KERNEL  =
LAST-WORD = $(if $(filter seed,$(RECIPE)),the recipe seed is the published baseline; RECIPE=$(if $(word 2,$(targets)),cnn,prosody) recognises far more$(if $(numbers),,$(comma) RECIPE=best joins it with a network))
