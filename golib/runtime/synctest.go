// Bubbles of testing/synctest: rt/synctest.c has the accounting.

package runtime

import "unsafe"

type bubble struct {
	id uint64
	// more is known to C only
}

//go:linkname rtBubble rt_synctest_bubble
func rtBubble() *bubble

//go:linkname rtSetBubble rt_synctest_setbubble
func rtSetBubble(b *bubble)

//go:linkname rtBubbleStart rt_synctest_start
func rtBubbleStart(f func())

//go:linkname rtBubbleRun rt_synctest_run
func rtBubbleRun() (how int, b *bubble)

//go:linkname rtBubbleLeave rt_synctest_leave
func rtBubbleLeave()

//go:linkname rtBubbleWait rt_synctest_wait
func rtBubbleWait() bool

//go:linkname rtBubbleHold rt_synctest_hold
func rtBubbleHold(b *bubble)

//go:linkname rtBubbleRelease rt_synctest_release
func rtBubbleRelease(b *bubble)

//go:linkname rtBubbleAssociation rt_bubble_association
func rtBubbleAssociation(p unsafe.Pointer, id uint64, add bool) int

//go:linkname rtBubbleDisassociate rt_bubble_disassociate
func rtBubbleDisassociate(p unsafe.Pointer)

//go:linkname rtBubbleBlame rt_panic_setbubble
func rtBubbleBlame(b *bubble)

type synctestDeadlockError struct {
	reason string
	bubble *bubble
}

func (e synctestDeadlockError) Error() string { return e.reason }

//go:linkname synctest_Run internal/synctest.Run
func synctest_Run(f func()) {
	if rtBubble() != nil {
		panic("synctest.Run called from within a synctest bubble")
	}
	defer rtBubbleLeave()
	rtBubbleStart(f)
	switch how, b := rtBubbleRun(); how {
	case 1:
		panic(synctestDeadlockError{"deadlock: main bubble goroutine has exited but blocked goroutines remain", b})
	case 2:
		panic(synctestDeadlockError{"deadlock: all goroutines in bubble are blocked", b})
	}
}

//go:linkname synctest_Wait internal/synctest.Wait
func synctest_Wait() {
	if rtBubble() == nil {
		panic("goroutine is not in a bubble")
	}
	if !rtBubbleWait() {
		panic("wait already in progress")
	}
}

//go:linkname synctest_IsInBubble internal/synctest.IsInBubble
func synctest_IsInBubble() bool { return rtBubble() != nil }

//go:linkname synctest_acquire internal/synctest.acquire
func synctest_acquire() any {
	b := rtBubble()
	if b == nil {
		return nil
	}
	rtBubbleHold(b)
	return b
}

//go:linkname synctest_release internal/synctest.release
func synctest_release(b any) { rtBubbleRelease(b.(*bubble)) }

//go:linkname synctest_inBubble internal/synctest.inBubble
func synctest_inBubble(b any, f func()) {
	if rtBubble() != nil {
		panic("goroutine is already bubbled")
	}
	rtSetBubble(b.(*bubble))
	defer rtSetBubble(nil)
	f()
}

// What internal/synctest.Association counts.
const (
	unbubbled = iota
	currentBubble
	otherBubble
)

//go:linkname synctest_associate internal/synctest.associate
func synctest_associate(p unsafe.Pointer) int { return rtBubbleAssociation(p, rtBubble().id, true) }

//go:linkname synctest_disassociate internal/synctest.disassociate
func synctest_disassociate(p unsafe.Pointer) { rtBubbleDisassociate(p) }

//go:linkname synctest_isAssociated internal/synctest.isAssociated
func synctest_isAssociated(p unsafe.Pointer) bool {
	return rtBubbleAssociation(p, rtBubble().id, false) == currentBubble
}

//go:linkname time_runtimeIsBubbled time.runtimeIsBubbled
func time_runtimeIsBubbled() bool { return rtBubble() != nil }
