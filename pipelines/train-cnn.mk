# Recipes with a network: frames, normalised and of one length, trained by cnntrain.

frames = $(if $(filter auto,$(LENGTH)),padcut -a -p <$(features),echo $(LENGTH))
# By make inner and make search a training part has a length of its own, as nothing
# of the others may decide what is chosen.
frames-of = $(if $(and $(within),$(findstring /inner,$(1))),$(1),$(O))/frames
$(O)/frames: | $(features) $(B)/padcut
	@mkdir -p $(@D)
	$(call shown,$(frames) >$@)
	@$(call place,pass)$(call begin,$@) $(frames) $(call into,$@)

define inner-frames
$(O)/fold-$(1)/inner/frames: | $(features) $(B)/padcut $(B)/foldsplit
	@mkdir -p $$(@D)
	@$$(call place,pass)$$(call begin,$$@) $(if $(filter auto,$(LENGTH)),$(training) | padcut -a -p,echo $(LENGTH)) $$(call into,$$@)
endef
$(foreach f,$(INNERFOR),$(eval $(call inner-frames,$(f))))

# Held-out records get the statistics of the training part; where each group of
# records has its own (speaker, key), they get their own, as no label is used.
norm  = zscore -g $(NORM)$(if $(PRIOR), --prior $(PRIOR))
held  = $(if $(filter all bin,$(NORM)),zscore -s $(1),$(norm)$(if $(PRIOR), --prior-from $(1)))
# The training part itself: with statistics that are known it passes through a pipe,
# else zscore keeps a copy of it in TMPDIR.
learnt = $(if $(filter all bin,$(NORM)),zscore -s $(1),$(norm))
# Statistics are in a file where others are normalised by them, or lean on them; own
# ones lean on those that are not grouped.
kept-stats = $(or $(filter all bin,$(NORM)),$(PRIOR))
stats = zscore -n -g $(if $(PRIOR),$(if $(filter %$(comma)bin,$(NORM)),bin,all),$(NORM)) -o $(1) >/dev/null
cut   = padcut -n $$(cat $(frames-of))

# $(call recognise,DIR,F,S): what makes predictions of records of fold F in DIR, or
# of the model DIR/model-S.
model-of  = $(1)/$(if $(2),fold-$(2)/seed-$(3)/model,model-$(3))
stats-of  = $(1)/$(if $(2),fold-$(2)/stats.tensor,whole.stats)
recognise = $(call held,$(stats-of)) | $(cut) | cnneval $(eval-share) $(more) -m $(model-of)

# $(call fold,DIR,SPLIT,F): statistics of its training part.  No other copy of a fold is
# on the disk: what trains and predicts reads it from a pipe.
define fold
$(1)/fold-$(3)/stats.tensor: | $(features) $(B)/foldsplit $(B)/zscore
	@mkdir -p $$(@D)
	$$(call place,pass)$(2) -f $(3) -p train | $(call stats,$$@)
endef
ifneq ($(kept-stats),)
$(foreach f,$(FOLDLIST),$(eval $(call fold,$(O),$(outer),$(f))))
$(foreach f,$(INNERFOR),$(foreach i,$(INNERLIST),$(eval $(call fold,$(O)/fold-$(f)/inner,$(call inner,$(f)),$(i)))))
endif
wants = $(features) $(call frames-of,$(patsubst %/,%,$(dir $(1)))) $(kept-stats:%=$(1)/stats.tensor) $(B)/foldsplit $(B)/zscore $(B)/padcut
# $(call half,F,S,PART): dev or test half of the session that is held out.
half = $(outer) -f $(1) -s $(2) -p $(3) | $(call held,$(O)/fold-$(1)/stats.tensor) | $$(cut)

# $(call train,THREADS)
train = cnntrain $(quiet) $(1) -a $(NETWORK) -t $(TARGET) -e $(EPOCHS) -B $(BATCH) -l $(RATE) $(TRAIN)$(INIT:%= -i %)$(FREEZE:%= --freeze %)
share := $(call threads,$(all-runs),cnn)
eval-share = $(if $(placed),$(call threads,1,predict),$(share))

# $(call one,F,S): one training, and what it predicts.  A signal to the shell is one to
# cnntrain, which saves its state.
define one
$(run)/model $(run)/training.tsv &: | $(call wants,$(O)/fold-$(1)) $(NETWORK) $(INIT) $(B)/cnntrain
	@mkdir -p $(run)
	$$(call place,cnn)exec $(call train,$(share)) -c $(run)/checkpoint -s $(2) -d <($(call half,$(1),$(2),dev)) -L $(run)/training.tsv -o $(run)/model \
	    <($(outer) -f $(1) -p train | $(call learnt,$(O)/fold-$(1)/stats.tensor) | $$(cut))
	$$(call went,$(1),$(2),$(run)/training.tsv)

$(run)/predictions.tsv: | $(run)/model $(call wants,$(O)/fold-$(1)) $(B)/cnneval
	$$(call place,predict){ $(foreach h,$(halves),$(call half,$(1),$(2),$(h)); )} | cnneval $(eval-share) $(more) -m $(run)/model -o $$@
endef
$(foreach f,$(FOLDLIST),$(foreach s,$(SEEDLIST),$(eval $(call one,$(f),$(s)))))

# $(call inner-one,F,I): the same inside the training part of a fold, with one seed.
in = $(O)/fold-$(1)/inner/fold-$(2)
define inner-one
$(in)/seed-1/model: | $(call wants,$(in)) $(NETWORK) $(INIT) $(B)/cnntrain
	@mkdir -p $$(@D)
	$$(call place,cnn)exec $(call train,$(share)) -c $(in)/seed-1/checkpoint -s 1 -o $$@ <($(call inner,$(1)) -f $(2) -p train | $(call learnt,$(in)/stats.tensor) | $$(call cut,$(O)/fold-$(1)/inner))
	$$(call went,$(1).$(2),1)

$(in)/seed-1/predictions.tsv: | $(in)/seed-1/model $(B)/cnneval
	$$(call place,predict)$(call inner,$(1)) -f $(2) -p heldout | $$(call recognise,$(O)/fold-$(1)/inner,$(2),1) -o $$@
endef
$(foreach f,$(INNERFOR),$(foreach i,$(INNERLIST),$(eval $(call inner-one,$(f),$(i)))))

# For pipelines/cost: as short as the sample is.
trial-training = $(norm) <"$$in" | padcut $(if $(filter auto,$(LENGTH)),-a,-n $(LENGTH)) | \
    cnntrain -q -j 1 -a $(NETWORK) -t $(TARGET) -e "$$epochs" -B $(BATCH) -l $(RATE) $(TRAIN) -o "$$out"

start      = $(if $(INIT),INIT$(if $(FREEZE), FREEZE))
trained-by = NORM $(if $(PRIOR),PRIOR) LENGTH NETWORK EPOCHS BATCH RATE TRAIN $(start)
uses       = foldsplit zscore padcut cnntrain cnneval

# ---- a model for use: trained on the whole corpus, one for each seed ----

$(O)/whole.stats: | $(features) $(B)/zscore
	@mkdir -p $(@D)
	$(call place,pass)$(call stats,$@) <$(features)

models = $(SEEDLIST:%=$(O)/model-%)
whole  = $(kept-stats:%=$(O)/whole.stats)
$(models): $(O)/model-%: | $(features) $(O)/frames $(whole) $(NETWORK) $(INIT) $(B)/zscore $(B)/padcut $(B)/cnntrain
	$(call place,cnn)exec $(call train,$(call threads,$(words $(SEEDLIST)),cnn)) -c $@.checkpoint -s $* -o $@ <($(norm) <$(features) | $(cut))
	$(call went,whole,$*)

# $(call pipe,MODELS,STATISTICS,SOUNDS): from sounds to a table of predictions.
pipe = $(call use,$(firstword $(1)),$(3))$(if $(filter-out all bin key key$(comma)bin,$(NORM)), | $(call held,$(2))) | cnneval$(patsubst %, -m %,$(1))

$(O)/pipe:
	@mkdir -p $(@D)
	@$(call begin,$@) echo '$(call pipe,$(patsubst $(O)/model-%,"$$dir"/$(RECIPE)-%,$(models)),"$$dir"/$(RECIPE).stats,"$$@")' $(call into,$@)

member-model: $(models) $(whole) $(O)/pipe
model: $(models) $(whole) $(O)/model.tsv
	$(last)
	@{ echo 'model: $(models)'; echo 'use: $(call pipe,$(models),$(O)/whole.stats,call.wav)'; }$(print)
$(O)/model.tsv: | $(models)
