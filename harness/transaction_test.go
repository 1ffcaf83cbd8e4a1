package harness

import (
	"testing"

	"github.com/twmb/franz-go/pkg/kgo"
)

func TestWhatIsDroppedAbortsItsTransaction(t *testing.T) {
	tx := &transaction{}
	b := batch{records: make([]*kgo.Record, 3), tx: tx}
	tx.give(3)
	tx.done(1)
	b.drop(1)
	tx.handed.Wait() // nothing is waited for that was dropped
	if !tx.failed() {
		t.Error("a transaction without some of its records is to be committed")
	}
}

func TestAnInboxWithoutAWorkerDropsWhatItIsGiven(t *testing.T) {
	tx := &transaction{}
	in := newInbox(inboxAtMost, func() {}, func() {})
	tx.give(2)
	in.put(batch{records: make([]*kgo.Record, 1), tx: tx})
	in.abandon()
	in.put(batch{records: make([]*kgo.Record, 1), tx: tx})
	tx.handed.Wait()
	if !tx.failed() {
		t.Error("a transaction that nobody worked on is to be committed")
	}
	if _, ok, _ := in.take(); ok {
		t.Error("an abandoned inbox has something to take")
	}
}

func TestAStageWithoutTransactionsTakesNoNotice(t *testing.T) {
	var tx *transaction
	tx.give(1)
	tx.done(1)
	tx.fail()
	if tx.failed() {
		t.Error("no transaction failed")
	}
}
