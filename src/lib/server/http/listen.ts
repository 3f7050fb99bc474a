import type { Server } from 'node:http';
import type { Env } from '#src/env.ts';
import { hasSentence, t } from '#lib/messages/index.ts';
import { StartupError } from '../db/startup-error.ts';

/** Listens where the settings say, or says which of them does not fit this machine. */
export async function listen(server: Server, { PORT: port, HOST: host }: Pick<Env, 'PORT' | 'HOST'>) {
	await new Promise<void>((resolve, reject) => {
		const refuse = (error: NodeJS.ErrnoException) => {
			const key = `studio:operations.listen-${error.code ?? ''}`;
			const words = t(hasSentence(key) ? key : 'studio:operations.listen-refused', {
				port,
				host,
				problem: error.message
			});
			reject(new StartupError(words, { cause: error }));
		};
		server.once('error', refuse);
		server.listen(port, host, () => {
			server.off('error', refuse);
			resolve();
		});
	});
}
