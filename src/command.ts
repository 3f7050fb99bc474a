import { parseArgs } from 'node:util';
import { createContext } from '#lib/server/context.ts';
import { createToken } from '#lib/server/studio/create-token.ts';
import { backup } from '#lib/server/operations/backup.ts';
import { doctor } from '#lib/server/operations/doctor.ts';
import { restore } from '#lib/server/operations/restore.ts';
import { readEnv } from './env.ts';

/** `bin/proofsheet …`: small commands on the same settings as the server. Answers go to stdout, words to stderr. */
const USAGE = `Usage:
  proofsheet token create --email E --name N   print a new API token
  proofsheet doctor                            check what the settings need
  proofsheet backup DIR                        consistent copy while running
  proofsheet restore DIR                       restore into an empty data folder
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
		const ctx = createContext(readEnv(process.env));
		answer(await createToken(ctx, values.email, values.name));
		ctx.db.close();
		return 0;
	},
	async doctor() {
		return (await doctor(readEnv(process.env), answer)) ? 0 : 1;
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
	}
};

function usage(): Promise<number> {
	say(USAGE);
	return Promise.resolve(2);
}

const [name = '', ...rest] = process.argv.slice(2);
const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
try {
	process.exitCode = await (command ? command(rest) : usage());
} catch (error) {
	say(error instanceof Error ? error.message : String(error));
	process.exitCode = 1;
}
