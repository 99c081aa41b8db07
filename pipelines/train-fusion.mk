# Recipes that join the predictions of others, MEMBERS, by fuse.  Each member is an
# experiment of its own in members/RECIPE, with the same folds.  Weights are fitted
# in each fold on predictions for its training speakers by models that do not know
# them (folds.mk: inner), so that nothing is fitted on what is scored.

# SEEDLESS members have one model, which goes with each seed of the others.
seed-of = $(if $(filter $(1),$(SEEDLESS)),1,$(2))
at      = $(foreach m,$(MEMBERS),$(m)=$(O)/members/$(m)/$(1))
bare    = $(foreach m,$(MEMBERS),$(O)/members/$(m)/$(1))
paired  = $(foreach m,$(MEMBERS),$(m)=$(O)/members/$(m)/fold-$(1)/seed-$(call seed-of,$(m),$(2))/predictions.tsv)
pair    = $(foreach p,$(paired),$(word 2,$(subst =, ,$(p))))

# One after the other, as two may want the same features.
$(goals:%=members-%): members-%: FORCE
	$(foreach m,$(MEMBERS),+@$(again) RECIPE=$(m) MEMBER-OF=$(O) member-$*$(newline)	)

define fold
$(O)/fold-$(1)/fusion: | $(call bare,fold-$(1)/inner/predictions.tsv) $(B)/fuse
	@mkdir -p $$(@D)
	$$(call place,score)fuse --fit $(FUSE) -o $$@ $(call at,fold-$(1)/inner/predictions.tsv)
endef
$(foreach f,$(FOLDLIST),$(eval $(call fold,$(f))))

define one
$(run)/predictions.tsv: | $(O)/fold-$(1)/fusion $(pair) $(B)/fuse
	@mkdir -p $$(@D)
	$$(call place,score)fuse -m $(O)/fold-$(1)/fusion -o $$@ $(paired)
endef
$(foreach f,$(FOLDLIST),$(foreach s,$(SEEDLIST),$(eval $(call one,$(f),$(s)))))

$(O)/folds.tsv: | $(O)/members/$(firstword $(MEMBERS))/folds.tsv
	cp $| $@

trained-by = MEMBERS FUSE INNER
uses       = fuse

# ---- models for use, in one folder ----

# Of the members, and weights that are fitted on all that the folds held out.
M = $(O)/model
$(M)/fusion: | $(call bare,predictions.tsv) $(B)/fuse
	@mkdir -p $(@D)
	$(call place,score)fuse --fit $(FUSE) --seeds each -o $@ $(call at,predictions.tsv)

whole = $(foreach m,$(MEMBERS),$(foreach s,$(SEEDLIST),$(if $(filter-out 1,$(s)),$(if $(filter $(m),$(SEEDLESS)),,$(O)/members/$(m)/model-$(s)),$(O)/members/$(m)/model-1)))
$(M)/recognise: | $(M)/fusion $(whole) $(call bare,pipe) pipelines/bundle
	@pipelines/bundle $(O) $(MEMBERS)

# All of them in one file, which tonfall takes, if none needs a speaker's statistics.
pack   = $(if $(filter none,$(ADAPT)),$(M)/tonfall.model)
copied = $(foreach w,$(whole),$(M)/$(notdir $(patsubst %/,%,$(dir $w)))-$(patsubst model-%,%,$(notdir $w)))
$(M)/tonfall.model: | $(M)/recognise $(B)/modelpack
	@modelpack -o $@ --set 'about=recipe $(RECIPE), corpus $(CORPUS)' --fusion $(M)/fusion $(copied)

$(O)/model.tsv: | $(M)/recognise
model: $(M)/recognise $(pack) $(O)/model.tsv
	$(last)
	@{ echo 'model: $(M)'; $(if $(pack),echo 'use: tonfall -m $(pack) call.wav'; )echo 'use: PATH=$$PWD/$(B):$$PATH $(M)/recognise call.wav'; }$(print)
