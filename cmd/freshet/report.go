package main

import (
	"path/filepath"

	"github.com/freshet-bench/freshet/report"
	"github.com/freshet-bench/freshet/results"
	"github.com/spf13/cobra"
)

func newReportCommand(p *program) *cobra.Command {
	var out format
	var files summaryFlags
	var page string
	cmd := &cobra.Command{
		Use:   "report <folder>",
		Short: "Judge a stored run again and write its report",
		Long: `Read a run record, derive every measure and verdict from it again, print the
summary and write the HTML report into the folder. Neither the scenario nor the
target is needed. A verdict that differs from the one that the run wrote is
marked, and a run that was killed is reported as cut short.

Exit code 0 once the report is written, whatever its verdict; 1 if the record
cannot be read or the report not be written.`,
		Example: `  freshet report freshet-runs/quick-20260102-150405
  freshet report freshet-runs/quick-20260102-150405 --out /tmp/quick.html
  freshet report freshet-runs/quick-20260102-150405 --format json | jq .outcome.checks
  freshet report freshet-runs/quick-20260102-150405 --junit junit.xml`,
		GroupID: groupRead,
		Args:    needs(1, 1, "the folder of one run record"),
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
			return nil, cobra.ShellCompDirectiveFilterDirs
		},
		RunE: func(_ *cobra.Command, args []string) error {
			if page == "" {
				page = filepath.Join(args[0], reportFile)
			}
			return p.report(args[0], page, out, files)
		},
	}
	out.bind(cmd.Flags(), formatText, formatJSON, formatJUnit, formatMarkdown)
	files.bind(cmd.Flags())
	cmd.Flags().StringVarP(&page, "out", "o", "", "write the HTML report to this `file` (default report.html in the folder)")
	return cmd
}

// report judges the record in dir and writes its report to page.
func (p *program) report(dir, page string, as format, files summaryFlags) error {
	if err := isRecord(dir); err != nil {
		return err
	}
	rec, err := results.Open(dir)
	if err != nil {
		return err
	}
	out := results.Judge(rec)
	sums, err := p.newSummaries(files, as, rec.Run.Scenario)
	if err != nil {
		return err
	}
	if err := p.writeResult(rec, out, as); err != nil {
		return err
	}
	if err := sums.end(0, report.Finished{Scenario: rec.Run.Scenario, Record: rec, Outcome: out}); err != nil {
		return err
	}
	if err := sums.print(p.stdout, as); err != nil {
		return err
	}
	if err := writeReport(page, rec, out); err != nil {
		return err
	}
	return p.printNotes(as, "\nReport  %s\n", page)
}
