import { nextReleased, type Pair, type ReleaseQuestion } from '#lib/domain/states/released.ts';

/**
 * What clients see of a companion: nothing but beside the final of its picture. While the picture is under order a new
 * one waits for the delivery as the final does.
 * `pendingItems` are its picture's, `ofPicture` what clients see of that after the event.
 */
export function releasedCompanion(question: ReleaseQuestion, ofPicture: Pair | null): Pair | null {
	return ofPicture?.state === 'FINAL' ? nextReleased(question) : null;
}
