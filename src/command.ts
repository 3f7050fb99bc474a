import { parseArgs } from 'node:util';
import type { Context } from '#lib/server/context.ts';
import { createContext } from '#lib/server/create-context.ts';
import { removeOrphans } from '#lib/server/files/index.ts';
import { t } from '#lib/messages/index.ts';
import { createToken } from '#lib/server/studio/create-token.ts';
import { inWords } from '#lib/server/operations/checks/finding.ts';
import { backup } from '#lib/server/operations/backup.ts';
import { keepPrivate } from '#lib/server/operations/data-folder.ts';
import { doctorOf } from '#lib/server/operations/doctor.ts';
import { adoptStorage, settleInstallation, storageName } from '#lib/server/operations/installation.ts';
import { renewSecret } from '#lib/server/operations/renew-secret.ts';
import { restore } from '#lib/server/operations/restore.ts';
import { readEnv } from './env.ts';

/** `bin/proofsheet …`: small commands on the same settings as the server. Answers go to stdout, words to stderr. */
const USAGE = `Usage:
  proofsheet token create --email E --name N   print a new API token
  proofsheet doctor [--deep]                   check what the settings need, and the stored files (--deep: every byte)
  proofsheet backup DIR                        consistent copy while running
  proofsheet restore DIR                       restore into an empty data folder
  proofsheet sweep [--confirm]                 stored objects that no row names; erase what waits for a word
  proofsheet storage adopt                     this storage is this studio's, whatever it says
  proofsheet secret renew --links-end          a new secret; every link that was sent ends
`;

const say = (line: string) => void process.stderr.write(`${line}\n`);
const answer = (line: string) => void process.stdout.write(`${line}\n`);

const commands: Record<string, (args: string[]) => Promise<number>> = {
	async token(args) {
		const { values, positionals } = parseArgs({
			args,
			allowPositionals: true,
			options: { email: { type: 'string' }, name: { type: 'string' } }
		});
		if (positionals[0] !== 'create' || !values.email || !values.name) return usage();
		const ctx = await createContext(readEnv(process.env));
		await settleInstallation(ctx);
		answer(await createToken(ctx, values.email, values.name));
		await ctx.db.close();
		return 0;
	},
	async doctor([flag]) {
		if (flag !== undefined && flag !== '--deep') return usage();
		return (await doctorOf(process.env, answer, { path: process.env['PATH'] ?? '', deep: flag === '--deep' }))
			? 0
			: 1;
	},
	async backup([dir]) {
		if (!dir) return usage();
		await backup(readEnv(process.env), dir, say);
		return 0;
	},
	async restore([dir]) {
		if (!dir) return usage();
		await restore(readEnv(process.env), dir, say);
		return 0;
	},
	async sweep([flag]) {
		if (flag !== undefined && flag !== '--confirm') return usage();
		return withContext(async (ctx) => {
			if (!(await settleInstallation(ctx))) return 1;
			const { total, aside, held, erased } = await removeOrphans(ctx, { confirmed: flag === '--confirm' });
			say(aside ? t('console:operations.orphans', { count: aside }) : t('console:operations.orphans-none'));
			if (held) say(t('console:operations.orphans-held', { count: held, total }));
			if (erased) say(t('console:operations.orphans-erased', { count: erased }));
			return 0;
		});
	},
	async storage([act]) {
		if (act !== 'adopt') return usage();
		return withContext(async (ctx) => {
			await adoptStorage(ctx);
			say(t('console:operations.storage-adopted', { where: storageName(ctx.env), dir: ctx.env.DATA_DIR }));
			return 0;
		});
	},
	async secret([act, flag]) {
		if (act !== 'renew') return usage();
		if (flag !== '--links-end') {
			say(t('console:operations.secret-renew-asks'));
			return 2;
		}
		say(t('console:operations.secret-renewed', { count: await renewSecret(readEnv(process.env)) }));
		return 0;
	}
};

async function withContext(work: (ctx: Context) => Promise<number>): Promise<number> {
	const ctx = await createContext(readEnv(process.env));
	try {
		return await work(ctx);
	} finally {
		await ctx.db.close();
	}
}

function usage(): Promise<number> {
	say(USAGE);
	return Promise.resolve(2);
}

keepPrivate();
const [name = '', ...rest] = process.argv.slice(2);
const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
try {
	process.exitCode = await (command ? command(rest) : usage());
} catch (error) {
	say(inWords(error));
	process.exitCode = 1;
}
