# The model of a corpus on another one, TEST (with TESTDATA, its importer's folder,
# or TESTTABLE, a table), in on/TEST: of that, rows whose label the model knows.

TEST      =
TESTDATA  =
TESTTABLE =
unexport TESTDATA TESTTABLE
X := $(O)/on/$(TEST)

test-any    = pipelines/corpora/table $(call quote,$(TESTTABLE))
test-import = CLASSES=$$(pipelines/classes -m $(TEST)) TARGET=$(call quote,$(TARGET)) pipelines/corpora/$(TEST) $(call quote,$(TESTDATA))
$(X)/corpus.tsv: $(C)/corpus.tsv FORCE
	@mkdir -p $(@D)
	@$(call begin,$@) $(if $(TESTTABLE),$(test-any),$(test-import)) | pipelines/known $< $(TARGET) $(call keep,$@)

$(X)/audio.list: $(X)/corpus.tsv FORCE
	@$(call begin,$@) pipelines/corpora/files $< $(call keep,$@)

$(X)/$(KIND).tensor: $(X)/corpus.tsv $(X)/audio.list $(makers)
	$(call extract,$<) -o $@

across = $(SEEDLIST:%=$(X)/fold-1/seed-%/predictions.tsv)
ifeq ($(MEMBERS),)
$(across): $(X)/fold-1/seed-%/predictions.tsv: $(X)/$(KIND).tensor $(O)/model-% $(O)/whole.stats
	@mkdir -p $(@D)
	<$< $(call recognise,$(O),,$*) -o $@
else
across-of = $(foreach m,$(MEMBERS),$(m)=$(O)/members/$(m)/on/$(TEST)/fold-1/seed-$(call seed-of,$(m),$(1))/predictions.tsv)
$(across): $(X)/fold-1/seed-%/predictions.tsv: $(O)/model/fusion $(foreach m,$(MEMBERS),$(O)/members/$(m)/on/$(TEST)/predictions.tsv)
	@mkdir -p $(@D)
	fuse -m $< -o $@ $(call across-of,$*)
endif

$(X)/predictions.tsv: $(across)
	@$(call begin,$@) pipelines/gather $^ $(call into,$@)

$(X)/scores.txt: $(X)/predictions.tsv $(B)/confmat
	@$(call begin,$@) confmat -S $(X)/summary.tsv $< $(call into,$@)

member-cross: $(X)/predictions.tsv
cross: $(X)/scores.txt
	@cat $<
