package main

import (
	hdr "github.com/HdrHistogram/hdrhistogram-go"

	"github.com/freshet-bench/freshet/harness"
	"github.com/freshet-bench/freshet/results"
)

// observeAll tells each of several observers.
func observeAll(list ...harness.Observer) harness.Observer {
	return harness.Observer{
		Plan: func(plan results.Plan, dir string) {
			for _, o := range list {
				if o.Plan != nil {
					o.Plan(plan, dir)
				}
			}
		},
		Window: func(w results.Window) {
			for _, o := range list {
				if o.Window != nil {
					o.Window(w)
				}
			}
		},
		Event: func(e results.Event) {
			for _, o := range list {
				if o.Event != nil {
					o.Event(e)
				}
			}
		},
		Ages: func(stage string, q results.Quantiles) {
			for _, o := range list {
				if o.Ages != nil {
					o.Ages(stage, q)
				}
			}
		},
		Histogram: func(stage string, ages *hdr.Histogram) {
			for _, o := range list {
				if o.Histogram != nil {
					o.Histogram(stage, ages)
				}
			}
		},
	}
}
