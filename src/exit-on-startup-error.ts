import { StartupError } from '#lib/server/db/startup-error.ts';
import { WrongSettings } from './env.ts';

/** Starts a process; a reason not to is one sentence on stderr and an exit, without a stack. */
export async function exitOnStartupError(start: () => Promise<void>) {
	try {
		await start();
	} catch (error) {
		if (!(error instanceof StartupError || error instanceof WrongSettings)) throw error;
		process.stderr.write(`${error.message}\n`);
		process.exit(1);
	}
}
