import type { Server } from 'node:http';
import type { Env } from '#src/env.ts';
import { t } from '#lib/messages/index.ts';
import { StartupError } from '../db/startup-error.ts';

const NAMED = ['EADDRINUSE', 'EADDRNOTAVAIL', 'ENOTFOUND', 'EACCES'] as const;

/** Listens where the settings say, or says which of them does not fit this machine. */
export async function listen(server: Server, { PORT: port, HOST: host }: Pick<Env, 'PORT' | 'HOST'>) {
	await new Promise<void>((resolve, reject) => {
		const refuse = (error: NodeJS.ErrnoException) => {
			const why = NAMED.find((code) => code === error.code) ?? 'refused';
			const words = t(`console:operations.listen-${why}`, {
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
