# Everything here works with Go alone; the tools are fetched at the versions below.
STATICCHECK_VERSION := v0.8.2
GOVULNCHECK_VERSION := v1.9.0

FUZZTIME ?= 10s
tools    := bin/tools
static   := $(tools)/staticcheck-$(STATICCHECK_VERSION)/staticcheck
# The packages with tests that start containers.
container_tests := $(sort $(dir $(shell grep -rl --include='*_test.go' FRESHET_REQUIRE_DOCKER . )))
vuln     := $(tools)/govulncheck-$(GOVULNCHECK_VERSION)/govulncheck

# Tests run in the folders of their packages, so the path must not be relative.
ifdef FRESHET_TRACES
override FRESHET_TRACES := $(abspath $(FRESHET_TRACES))
export FRESHET_TRACES
endif

.DEFAULT_GOAL := build
.PHONY: build help test test-race test-containers lint vuln truth peers bench fuzz-short cover demo clean

build: ## Build ./bin/freshet (the default)
	go build -o bin/freshet ./cmd/freshet

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

test: ## Run all tests; with FRESHET_TRACES=folder also those on real traces
	go test ./...

test-race: ## Run the tests under the race detector, but for those in virtual time
	go test -race -short ./...

# One package after the other: brokers take all the cores that there are.
test-containers: ## Run the tests on Kafka in Docker, which must be there
	FRESHET_REQUIRE_DOCKER=1 go test -count=1 -p 1 -timeout 20m $(container_tests)

lint: $(static) ## Check formatting, go vet, staticcheck, known vulnerabilities
	@unformatted=$$(gofmt -l cmd examples harness report results scenarios scripts workload); \
	if [ -n "$$unformatted" ]; then echo "not formatted (gofmt -w them):"; echo "$$unformatted"; exit 1; fi
	go vet ./...
	$(static) ./...
	@$(MAKE) --no-print-directory vuln

# govulncheck ends with 3 for a finding. Anything else that fails is about
# reaching its database, and is said but not held against the change.
vuln: $(vuln) ## Look for known vulnerabilities, where the database can be reached
	@$(vuln) ./... >bin/govulncheck.log 2>&1; code=$$?; \
	case $$code in \
	0) echo "govulncheck: none known";; \
	3) cat bin/govulncheck.log; exit 1;; \
	*) echo "warning: govulncheck did not check anything: $$(tail -n 1 bin/govulncheck.log)";; \
	esac

# UPDATE=-update writes the table into docs/truth.md.
truth: ## Hold what runs report, and comparisons call, against known answers, and print the tables
	FRESHET_TRUTH=all go test ./harness -count=1 -run 'TestKnownAnswers' -v $(UPDATE)
	FRESHET_TRUTH=all go test ./harness -count=1 -run 'TestComparisonsCall|TestSmallestEffect' -v
	FRESHET_TRUTH=all go test ./harness/target/containers -count=1 -run 'TestKnownAnswers' -v

# Some 15 minutes; needs Docker and kcat. UPDATE=-update writes the table into docs/peers.md.
peers: ## Have other tools watch a broker that stands still, and print what each reports
	go run ./scripts/peers $(UPDATE)

bench: ## Run all benchmarks
	go test -run '^$$' -bench . -benchmem ./...

fuzz-short: ## Fuzz every parser for FUZZTIME (10s) each
	@set -e; grep -rlE --include='*_test.go' '^func Fuzz' . | xargs -n 1 dirname | sort -u | while read -r dir; do \
		for target in $$(grep -hoE '^func Fuzz[A-Za-z0-9_]*' "$$dir"/*_test.go | cut -c 6-); do \
			echo "$$dir $$target"; \
			go test -run '^$$' -fuzz "^$$target\$$" -fuzztime $(FUZZTIME) "$$dir"; \
		done; \
	done

cover: ## Measure the coverage of the tests, into coverage.html
	go test -coverpkg=./... -coverprofile=coverage.out ./...
	go tool cover -html=coverage.out -o coverage.html
	go tool cover -func=coverage.out | tail -n 1

demo: build ## Build, run the shipped scenario "quick" and print where its report is
	./bin/freshet run quick

clean: ## Remove what was built; run records stay
	rm -rf bin coverage.out coverage.html

$(static):
	GOBIN=$(CURDIR)/$(@D) go install honnef.co/go/tools/cmd/staticcheck@$(STATICCHECK_VERSION)

$(vuln):
	GOBIN=$(CURDIR)/$(@D) go install golang.org/x/vuln/cmd/govulncheck@$(GOVULNCHECK_VERSION)
