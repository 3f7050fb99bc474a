import { CannotStart } from '#lib/server/db/cannot-start.ts';
import { WrongSettings } from './env.ts';

/** Starts a process; a reason not to is one sentence on stderr and an exit, without a stack. */
export async function orSayWhy(start: () => Promise<void>) {
	try {
		await start();
	} catch (error) {
		if (!(error instanceof CannotStart || error instanceof WrongSettings)) throw error;
		process.stderr.write(`${error.message}\n`);
		process.exit(1);
	}
}
