import { CallFault } from './api.ts';

/** One act of a person on a page: whether it is under way, why it was refused, and the same once more. */
export class Action {
	busy = $state(false);
	fault = $state.raw<CallFault>();
	#last: (() => Promise<unknown>) | undefined;

	/** Returns whether it was done. A refusal is kept as `fault`; any other error is thrown. */
	async run(work: () => Promise<unknown>): Promise<boolean> {
		this.#last = work;
		this.busy = true;
		this.fault = undefined;
		try {
			await work();
			return true;
		} catch (error) {
			if (!(error instanceof CallFault)) throw error;
			this.fault = error;
			return false;
		} finally {
			this.busy = false;
		}
	}

	retry(): Promise<boolean> {
		return this.#last ? this.run(this.#last) : Promise.resolve(false);
	}

	/** Why it was refused, in the server's words: of the field that is at fault, where it names one. */
	get sentence(): string | undefined {
		return this.fault?.sentence;
	}

	clear() {
		this.fault = undefined;
	}
}
