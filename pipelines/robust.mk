# The models of an experiment on changed sounds: each change of CHANGES, as the
# front ends make it (--as), in robust/CHANGE.

CHANGES = gain=-20 gain=12 pad=1 band=g711 band=telephone babble=20 babble=10 pink=20 pink=10 room=1
# $(call changed,CHANGE): its folder, robust/gain-20 for gain=-20.
changed = $(O)/robust/$(subst +,-,$(subst =,-,$(subst =-,-,$(1))))

define change
$(changed)/$(KIND).tensor: | $(table) $(makers:%=$(B)/%)
	@mkdir -p $$(@D)
	$$(call place,features,-)$$(call extract,$(table), --as $(1)) -o $$@

$(changed)/predictions.tsv: | $(foreach s,$(SEEDLIST),$(foreach f,$(FOLDLIST),$(changed)/fold-$(f)/seed-$(s)/predictions.tsv))
	@$$(call begin,$$@) pipelines/gather $$| $$(call into,$$@)
endef

# $(call changed-fold,CHANGE,F,S)
changed-run = $(changed)/fold-$(2)/seed-$(3)
define changed-fold
$(changed-run)/predictions.tsv: | $(changed)/$(KIND).tensor $(O)/fold-$(2)/seed-$(3)/model
	@mkdir -p $$(@D)
	$$(call place,predict,$(changed)/$(KIND).tensor)$(split) -q <$(changed)/$(KIND).tensor -f $(2) -s $(3) -p $(part) | $$(call recognise,$(O),$(2),$(3)) -o $$@
	$$(call tell,part)
endef

# Of a fusion: what its members say of them, by the weights of the experiment.
changed-pair = $(foreach m,$(MEMBERS),$(m)=$(subst $(O)/,$(O)/members/$(m)/,$(changed))/fold-$(2)/seed-$(call seed-of,$(m),$(3))/predictions.tsv)
define changed-fusion
$(changed-run)/predictions.tsv: | $(O)/fold-$(2)/fusion $(foreach p,$(changed-pair),$(patsubst $(firstword $(subst =, ,$(p)))=%,%,$(p)))
	@mkdir -p $$(@D)
	$$(call place,score)fuse -m $(O)/fold-$(2)/fusion -o $$@ $(changed-pair)
	$$(call tell,part)
endef

$(foreach c,$(CHANGES),$(eval $(call change,$(c)))\
    $(foreach f,$(FOLDLIST),$(foreach s,$(SEEDLIST),\
        $(eval $(call $(if $(MEMBERS),changed-fusion,changed-fold),$(c),$(f),$(s))))))

every-change = $(foreach c,$(CHANGES),$(foreach s,$(SEEDLIST),$(foreach f,$(FOLDLIST),$(call changed-run,$(c),$(f),$(s))/predictions.tsv)))
all-changed = $(foreach c,$(CHANGES),$(call changed,$(c))/predictions.tsv)
member-robust: $(all-changed)
robust: $(O)/robust/table.tsv
	@{ cat $<; }$(print)
# Of the changes that are asked for, which may be others than last time.
$(O)/robust/table.tsv: FORCE | $(O)/predictions.tsv $(all-changed)
	@$(call begin,$@) pipelines/robust $(O) $(foreach c,$(CHANGES),$(c):$(call changed,$(c))) $(call keep,$@)
