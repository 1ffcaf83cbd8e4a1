package harness

// tellEvery bounds the records that the tracker is told of late. It knows all when
// the worker sleeps, is held or has nothing to do.
const tellEvery = 64

// finish passes a record: it may be committed. A client's goroutine may call it.
func (w *worker) finish(offset int64) {
	if next, moved := w.progress.finish(offset); moved && !w.rereading.Load() {
		w.reached(next)
	}
}

// finishHere is finish for the worker itself. The tracker is told of some records
// at a time.
func (w *worker) finishHere(offset int64) {
	next, moved := w.progress.finish(offset)
	if !moved || w.rereading.Load() {
		return
	}
	w.next = next
	if w.untold++; w.untold >= tellEvery {
		w.tell()
	}
}

// tell has the tracker know how far the worker has come.
func (w *worker) tell() {
	if w.untold > 0 {
		w.untold = 0
		w.reached(w.next)
	}
}

// reached notes the next offset to process. A store that knows what its predecessor
// did answers from there on.
func (w *worker) reached(next int64) {
	w.run.tracker.Position(w.stage.index, w.tp.topic, w.tp.partition, next)
	if w.shard != nil && next >= w.answersFrom {
		w.shard.setReady(true)
	}
}
