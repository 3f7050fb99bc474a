import * as v from 'valibot';

/** One setting: what it is for, its default as written in the README, and how its text becomes a value. */
type Setting<T> = { description: string; default: string; parse: (raw: string | undefined, all: Raw) => T };
type Raw = Record<string, string | undefined>;

const text = (fallback: string) => (raw: string | undefined) => raw?.trim() || fallback;
const whole = (fallback: number, min: number, max: number) => (raw: string | undefined) => {
	const schema = v.pipe(v.number(), v.integer(), v.minValue(min), v.maxValue(max));
	return v.parse(schema, raw?.trim() ? Number(raw) : fallback);
};
const oneOf =
	<const T extends string>(options: readonly [T, ...T[]]) =>
	(raw: string | undefined) =>
		v.parse(v.picklist(options), raw?.trim() || options[0]);
const yes = (raw: string | undefined) =>
	['1', 'true', 'yes', 'on'].includes((raw ?? '').trim().toLowerCase());

function origin(raw: string | undefined, all: Raw) {
	const url = new URL(raw?.trim() || `http://localhost:${all['PORT']?.trim() || 3000}`);
	if (!['http:', 'https:'].includes(url.protocol) || url.pathname !== '/')
		throw new Error('must be a scheme and a host, like https://proofs.example.com');
	return url.origin;
}

/** Every setting of the app. The README table is generated from this. */
export const settings = {
	PORT: { description: 'Port to listen on', default: '3000', parse: whole(3000, 0, 65535) },
	HOST: { description: 'Address to listen on', default: '127.0.0.1', parse: text('127.0.0.1') },
	ORIGIN: {
		description: 'The public address, used in mails and for the Origin check',
		default: 'http://localhost:PORT',
		parse: origin
	},
	DATA_DIR: {
		description: 'Where the database, the secret and the files live',
		default: './data',
		parse: text('./data')
	},
	ROLE: {
		description: 'What this process does: `all`, `web` or `worker`',
		default: 'all',
		parse: oneOf(['all', 'web', 'worker'])
	},
	STORAGE: { description: '`disk`, or `s3://bucket/prefix`', default: 'disk', parse: text('disk') },
	S3_ENDPOINT: { description: 'Address of an S3-compatible store', default: '', parse: text('') },
	S3_REGION: { description: 'Region of the bucket', default: 'us-east-1', parse: text('us-east-1') },
	S3_FORCE_PATH_STYLE: {
		description: 'Bucket in the path instead of the host name',
		default: 'no',
		parse: yes
	},
	SMTP_URL: {
		description:
			'Mail server, like `smtps://user:password@mail.example.com`. Empty: mails stay on the studio’s outbox page',
		default: '',
		parse: text('')
	},
	MAIL_FROM: {
		description: 'Sender address of mails',
		default: 'proofsheet@localhost',
		parse: text('proofsheet@localhost')
	},
	OWNER_EMAIL: {
		description: 'With OWNER_PASSWORD: make the first owner without the set-up page',
		default: '',
		parse: text('')
	},
	OWNER_PASSWORD: {
		description: 'Password of that first owner (8 characters or more)',
		default: '',
		parse: text('')
	},
	GRACE_SECONDS: {
		description: 'How long a delivery waits after the last change',
		default: '120',
		parse: whole(120, 0, 86_400)
	},
	TRUST_PROXY: {
		description: 'Number of reverse proxies in front whose X-Forwarded-For is believed',
		default: '0',
		parse: whole(0, 0, 10)
	},
	LOG_LEVEL: {
		description: 'debug, info, warn or error',
		default: 'info',
		parse: oneOf(['info', 'debug', 'warn', 'error', 'silent'])
	}
} satisfies Record<string, Setting<unknown>>;

/** Kit asks this file for its own kind of definitions; `$app/env/*` is not used (it does not resolve outside the bundle). */
export const variables = {};

export type Env = { [K in keyof typeof settings]: ReturnType<(typeof settings)[K]['parse']> };

/** Reads and checks every setting; throws one sentence that lists all that is wrong. */
export function readEnv(raw: Raw): Env {
	const problems: string[] = [];
	const read = ([name, setting]: [string, Setting<unknown>]) => {
		try {
			return [name, setting.parse(raw[name], raw)];
		} catch (error) {
			problems.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
			return [name, undefined];
		}
	};
	const entries = Object.entries(settings).map(read);
	if (problems.length) throw new Error(`These settings are wrong: ${problems.join('; ')}`);
	return Object.fromEntries(entries) as Env; // each entry was parsed by its own setting
}
