# Recipes with a linear model, or one with a KERNEL, of records of one row, such as functionals.

# Statistics of each speaker's own records, or each corpus's; those that are held out
# lean on the training part as if PRIOR of its records were theirs.
by-speaker = $(filter speaker corpus,$(ADAPT))

own   = zscore -g $(whose)$(comma)bin$(if $(PRIOR), --prior $(PRIOR))
leant = $(own)$(if $(PRIOR), --prior-from $(1))
# Inner folds divide speakers; where a recording has none, recordings.
unnamed := $(if $(looked),$(if $(wildcard $(table)),$(shell pipelines/unnamed $(table))))
train = lineartrain -q $(1) -t $(TARGET) $(if $(unnamed),-b key )$(KERNEL:%=--kernel %) $(LINEAR)$(INIT:%= -i %)
share := $(call threads,$(all-runs),linear)
alone := -j $(if $(placed),$(call threads-of,linear),$(JOBS))

# $(call recognise,DIR,F,S): what makes predictions of records of fold F in DIR, or
# of the model DIR/model-S.
model-of  = $(1)/$(if $(2),fold-$(2)/seed-$(3)/model,model-$(3))
stats-of  = $(1)/$(if $(2),fold-$(2)/stats.tensor,whole.stats)
recognise = $(if $(by-speaker),$(call leant,$(stats-of)) | )cnneval $(more) -m $(model-of)

# $(call fold,DIR,SPLIT,F): its training part's statistics.
define fold
$(1)/fold-$(3)/stats.tensor: | $(features) $(B)/foldsplit $(B)/zscore
	@mkdir -p $$(@D)
	$$(call place,pass)$(2) -f $(3) -p train | zscore -n -g bin -o $$@ >/dev/null
endef

# $(call one,DIR,SPLIT,F,S,PART): one training, and what it predicts.
define one
$(1)/fold-$(3)/seed-$(4)/model: | $(features) $(INIT) $(B)/foldsplit $(B)/zscore $(B)/lineartrain
	@mkdir -p $$(@D)
	$$(call place,linear)$(2) -f $(3) -p train | $(if $(by-speaker),$(own) | )$(call train,$(share)) -o $$@
	$$(call went,$(subst /inner/fold-,.,$(patsubst $(O)/%,%,$(1)/fold-$(3))),$(4))

$(1)/fold-$(3)/seed-$(4)/predictions.tsv: | $(1)/fold-$(3)/seed-$(4)/model $(if $(by-speaker),$(1)/fold-$(3)/stats.tensor) $(B)/cnneval
	$$(call place,predict)$(2) -f $(3) -s $(4) -p $(5) | $(call recognise,$(1),$(3),$(4)) -o $$@
endef
$(foreach f,$(FOLDLIST),$(eval $(call fold,$(O),$(outer),$(f))))
$(foreach f,$(FOLDLIST),$(foreach s,$(SEEDLIST),$(eval $(call one,$(O),$(outer),$(f),$(s),$(part)))))
$(foreach f,$(INNERFOR),$(foreach i,$(INNERLIST),$(eval $(call fold,$(O)/fold-$(f)/inner,$(call inner,$(f)),$(i)))))
$(foreach f,$(INNERFOR),$(foreach i,$(INNERLIST),$(eval $(call one,$(O)/fold-$(f)/inner,$(call inner,$(f)),$(i),1,heldout))))

trained-by = LINEAR $(if $(INIT),INIT) $(if $(KERNEL),KERNEL) $(if $(by-speaker),PRIOR)
uses       = foldsplit zscore lineartrain cnneval

# ---- a model for use: trained on the whole corpus ----

$(O)/whole.stats: | $(features) $(B)/zscore
	@mkdir -p $(@D)
	$(call place,pass)zscore -n -g bin -o $@ <$(features) >/dev/null

$(O)/model-1: | $(features) $(INIT) $(if $(by-speaker),$(O)/whole.stats) $(B)/zscore $(B)/lineartrain
	@mkdir -p $(@D)
	$(call place,linear)$(if $(by-speaker),$(own) <$(features) | $(call train,$(alone)) -o $@,$(call train,$(alone)) -o $@ $(features))
	$(call went,whole,1)

models = $(O)/model-1
whole  = $(O)/whole.stats
# $(call pipe,MODELS,STATISTICS,SOUNDS): from sounds to a table of predictions.
pipe = $(call use,$(firstword $(1)),$(3))$(if $(by-speaker), | $(call leant,$(2))) | cnneval$(patsubst %, -m %,$(1))

$(O)/pipe:
	@mkdir -p $(@D)
	@$(call begin,$@) echo '$(call pipe,$(patsubst $(O)/model-%,"$$dir"/$(RECIPE)-%,$(models)),"$$dir"/$(RECIPE).stats,"$$@")' $(call into,$@)

member-model: $(models) $(O)/whole.stats $(O)/pipe
model: $(models) $(O)/whole.stats $(O)/model.tsv
	$(last)
	@{ echo 'model: $(models)'; $(if $(by-speaker)$(findstring :value,$(TARGET)),,echo 'use: tonfall -m $(models) call.wav'; )echo 'use: $(call pipe,$(models),$(O)/whole.stats,call.wav)'; }$(print)
$(O)/model.tsv: | $(models)
