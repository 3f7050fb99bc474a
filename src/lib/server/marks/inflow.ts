import { LIMITS } from '#lib/realtime/limits.ts';

/** How fast one book may add to the log: what is rewritten does not grow the room, but the log keeps it for a while. */
export class Inflow {
	private left: number = LIMITS.personBytesBurst;
	private at: number | null = null;

	take(bytes: number, now: number): boolean {
		const elapsedMs = Math.max(0, now - (this.at ?? now));
		this.at = now;
		const refilled = this.left + (elapsedMs / 1000) * LIMITS.personBytesPerSecond;
		this.left = Math.min(LIMITS.personBytesBurst, refilled);
		if (this.left < bytes) return false;
		this.left -= bytes;
		return true;
	}
}
