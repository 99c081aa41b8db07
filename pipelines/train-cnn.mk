# Recipes with a network: frames, normalised and of one length, trained by cnntrain.

$(eval $(call settings,$(O)/norm.settings,NORM$(if $(PRIOR), PRIOR)))
$(eval $(call settings,$(O)/length.settings,LENGTH))
start = $(if $(INIT),INIT$(if $(FREEZE), FREEZE))
$(eval $(call settings,$(O)/train.settings,NETWORK EPOCHS BATCH RATE TRAIN $(start)))

frames = $(if $(filter auto,$(LENGTH)),padcut -a -p <$(features),echo $(LENGTH))
$(O)/frames: $(features) $(O)/length.settings $(B)/padcut
	$(call shown,$(frames) >$@)
	@$(call begin,$@) $(frames) $(call into,$@)

# Held-out records get the statistics of the training part; where each group of
# records has its own (speaker, key), they get their own, as no label is used.
norm  = zscore -g $(NORM)$(if $(PRIOR), --prior $(PRIOR))
held  = $(if $(filter all bin,$(NORM)),zscore -s $(1),$(norm)$(if $(PRIOR), --prior-from $(1)))
# $(call write,FILE): the option of norm that writes the statistics; what own ones lean
# on is not grouped, so then another program writes it.
write = $(if $(PRIOR),, -o $(1))
prior = zscore -n -g $(if $(filter %$(comma)bin,$(NORM)),bin,all) -o $(1) >/dev/null
cut   = padcut -n $$(cat $(O)/frames)

# $(call recognise,DIR,F,S): what makes predictions of records of fold F in DIR, or
# of the model DIR/model-S.
model-of  = $(1)/$(if $(2),fold-$(2)/seed-$(3)/model,model-$(3))
stats-of  = $(1)/$(if $(2),fold-$(2)/stats.tensor,whole.stats)
recognise = $(call held,$(stats-of)) | $(cut) | cnneval $(share) -m $(model-of)

# $(call fold,DIR,SPLIT,F): statistics of its training part, and that part shaped.
define fold
$(1)/fold-$(3)/train.tensor $(1)/fold-$(3)/stats.tensor &: $(features) $(O)/frames $(O)/split.settings $(O)/norm.settings $(B)/foldsplit $(B)/zscore $(B)/padcut
	@mkdir -p $(1)/fold-$(3)
	$(if $(PRIOR),$(2) -f $(3) -p train | $(call prior,$(1)/fold-$(3)/stats.tensor))
	$(2) -f $(3) -p train | $(norm)$(call write,$(1)/fold-$(3)/stats.tensor) | $$(cut) -o $(1)/fold-$(3)/train.tensor
endef
$(foreach f,$(FOLDLIST),$(eval $(call fold,$(O),$(outer),$(f))))
$(foreach f,$(FOLDLIST),$(foreach i,$(INNERLIST),$(eval $(call fold,$(O)/fold-$(f)/inner,$(call inner,$(f)),$(i)))))

# $(call half,F,S,PART): dev or test half of the session that is held out.
define half
$(run)/$(3).tensor: $(features) $(O)/frames $(O)/fold-$(1)/stats.tensor
	@mkdir -p $$(@D)
	$(outer) -f $(1) -s $(2) -p $(3) | $(call held,$(O)/fold-$(1)/stats.tensor) | $$(cut) -o $$@
endef
$(foreach f,$(FOLDLIST),$(foreach s,$(SEEDLIST),$(foreach p,dev test,$(eval $(call half,$(f),$(s),$(p))))))

# $(call train,THREADS)
train = cnntrain -q $(1) -a $(NETWORK) -t $(TARGET) -e $(EPOCHS) -B $(BATCH) -l $(RATE) $(TRAIN)$(INIT:%= -i %)$(FREEZE:%= --freeze %)
share := $(call threads,$(all-runs))

# $(call resume,FILE,PREREQUISITES): the option that names the checkpoint, from
# which a training that was killed resumes.  One that is older than a prerequisite
# belongs to another training.
resume = -c $(1)$(if $(wildcard $(1)),$(shell [ -z "$$(find -L $(2) -newer $(1))" ] || rm -f $(1)))

# $(call one,F,S): one training, and what it predicts.
define one
$(run)/model $(run)/training.tsv &: $(O)/fold-$(1)/train.tensor $(run)/dev.tensor $(O)/train.settings $(NETWORK) $(INIT) $(B)/cnntrain
	$(call train,$(share)) $$(call resume,$(run)/checkpoint,$$^) -s $(2) -d $(run)/dev.tensor -L $(run)/training.tsv -o $(run)/model $$<
	@pipelines/went $(run)/training.tsv

$(run)/predictions.tsv: $(run)/model $(halves:%=$(run)/%.tensor) $(O)/score.settings $(B)/cnneval
	cat $(halves:%=$(run)/%.tensor) | cnneval $(share) -m $$< -o $$@
endef
$(foreach f,$(FOLDLIST),$(foreach s,$(SEEDLIST),$(eval $(call one,$(f),$(s)))))

# $(call inner-one,F,I): the same inside the training part of a fold, with one seed.
in = $(O)/fold-$(1)/inner/fold-$(2)
define inner-one
$(in)/seed-1/model: $(in)/train.tensor $(O)/train.settings $(NETWORK) $(INIT) $(B)/cnntrain
	@mkdir -p $$(@D)
	$(call train,$(share)) $$(call resume,$(in)/seed-1/checkpoint,$$^) -s 1 -o $$@ $$<

$(in)/seed-1/predictions.tsv: $(in)/seed-1/model $(B)/cnneval
	$(call inner,$(1)) -f $(2) -p heldout | $$(call recognise,$(O)/fold-$(1)/inner,$(2),1) -o $$@
endef
$(foreach f,$(FOLDLIST),$(foreach i,$(INNERLIST),$(eval $(call inner-one,$(f),$(i)))))

# What of the settings makes other models.
model-settings = $(O)/norm.settings $(O)/length.settings $(O)/train.settings
trained-by     = NORM $(if $(PRIOR),PRIOR) LENGTH NETWORK EPOCHS BATCH RATE TRAIN $(start)

# ---- a model for use: trained on the whole corpus, one for each seed ----

$(O)/whole.tensor $(O)/whole.stats &: $(features) $(O)/frames $(O)/norm.settings $(B)/zscore $(B)/padcut
	$(if $(PRIOR),$(call prior,$(O)/whole.stats) <$(features))
	$(norm)$(call write,$(O)/whole.stats) <$(features) | $(cut) -o $(O)/whole.tensor

models = $(SEEDLIST:%=$(O)/model-%)
$(models): $(O)/model-%: $(O)/whole.tensor $(O)/train.settings $(NETWORK) $(INIT) $(B)/cnntrain
	$(call train,$(call threads,$(words $(SEEDLIST)))) $(call resume,$@.checkpoint,$^) -s $* -o $@ $<

# $(call pipe,MODELS,STATISTICS,SOUNDS): from sounds to a table of predictions.
pipe = $(call use,$(firstword $(1)),$(3))$(if $(filter-out all bin key key$(comma)bin,$(NORM)), | $(call held,$(2))) | cnneval$(patsubst %, -m %,$(1))

$(O)/pipe: FORCE
	@$(call begin,$@) echo '$(call pipe,$(patsubst $(O)/model-%,"$$dir"/$(RECIPE)-%,$(models)),"$$dir"/$(RECIPE).stats,"$$@")' $(call keep,$@)

member-model: $(models) $(O)/whole.stats $(O)/pipe
model: $(models) $(O)/whole.stats
	@echo 'model: $(models)'
	@echo 'use: $(call pipe,$(models),$(O)/whole.stats,call.wav)'
