import type { Room } from '#lib/client/room/room.svelte.ts';
import type { Presence } from '#lib/realtime/presence.ts';

/** Leading the others through the pictures, or following somebody who does. */
export class Following {
	leading = $state(false);
	/** Whom my viewer follows. */
	person = $state<string>();
	readonly #room: () => Room | undefined;

	constructor(room: () => Room | undefined) {
		this.#room = room;
	}

	get leaders(): Presence[] {
		const room = this.#room();
		const me = room?.seat?.participantId;
		return (room?.presence ?? []).filter((each) => each.leading && each.participantId !== me);
	}

	/** The picture that whom I follow is looking at; null: none; undefined: I follow nobody. */
	get led(): string | null | undefined {
		return this.leaders.find((each) => each.participantId === this.person)?.looking;
	}

	lead() {
		this.leading = !this.leading;
		this.person = undefined;
		this.#room()?.lead(this.leading);
	}

	follow(participantId: string | undefined) {
		this.person = participantId;
		this.#room()?.follow(participantId ?? null);
	}
}
