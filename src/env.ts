import * as v from 'valibot';
import { NewPassword } from '#lib/domain/new-password.ts';
import { database } from '#lib/domain/settings/database.ts';
import { folder, oneOf, whole, withoutQuotes, yesOrNo } from '#lib/domain/settings/kinds.ts';
import { mailServer, ownerAddress, sender } from '#lib/domain/settings/mail.ts';
import { endpoint, listenAddress, origin, region, storage } from '#lib/domain/settings/places.ts';
import { t, wordsOf } from '#lib/messages/index.ts';

/**
 * One setting: what it is for, its default as written in the README, and how its text becomes a value. `given` is ''
 * when it is not set; what is wrong is thrown as a sentence.
 */
type Setting<T> = { description: string; default: string; parse: (given: string, all: Given) => T };
type Raw = Record<string, string | undefined>;
type Given = (name: string) => string;

function password(given: string): string {
	const read = v.safeParse(NewPassword, given);
	if (given !== '' && !read.success) throw new Error(wordsOf(read.issues[0].message));
	return given;
}

/** A wrong PORT is refused as itself, not as an address that nobody wrote. */
function ownOrigin(all: Given): string {
	const own = `http://localhost:${all('PORT') || 3000}`;
	return /:\d+$/.test(own) && URL.canParse(own) ? own : 'http://localhost:3000';
}

/** Every setting of the app. The README table is generated from this. */
export const settings = {
	PORT: { description: 'Port to listen on', default: '3000', parse: whole(3000, 0, 65535) },
	HOST: { description: 'Address to listen on', default: '127.0.0.1', parse: listenAddress('127.0.0.1') },
	ORIGIN: {
		description: 'The public address, used in mails and for the Origin check',
		default: 'http://localhost:PORT',
		parse: (given, all) => origin(ownOrigin(all))(given)
	},
	DATA_DIR: {
		description: 'Where the database (unless DATABASE_URL names one), the secret and the files live',
		default: './data',
		parse: folder('./data')
	},
	DATABASE_URL: {
		description:
			'PostgreSQL (15 or newer) in place of the embedded database: `postgres://user:password@host:5432/name`',
		default: '',
		parse: database
	},
	ROLE: {
		description: 'What this process does: `all`, `web` or `worker`',
		default: 'all',
		parse: oneOf(['all', 'web', 'worker'])
	},
	STORAGE: { description: '`disk`, or `s3://bucket/prefix`', default: 'disk', parse: storage },
	S3_ENDPOINT: { description: 'Address of an S3-compatible store', default: '', parse: endpoint },
	S3_REGION: { description: 'Region of the bucket', default: 'us-east-1', parse: region('us-east-1') },
	S3_FORCE_PATH_STYLE: {
		description: 'Bucket in the path instead of the host name',
		default: 'no',
		parse: yesOrNo
	},
	SMTP_URL: {
		description:
			'Mail server, like `smtps://user:password@mail.example.com`. Empty: mails stay on the studio’s outbox page',
		default: '',
		parse: mailServer
	},
	MAIL_FROM: {
		description:
			'Sender of mails: an address, or `Studio Example <hello@studio.example>`. Without a name mails carry the studio’s',
		default: 'proofsheet@localhost',
		parse: sender('proofsheet@localhost')
	},
	OWNER_EMAIL: {
		description: 'With OWNER_PASSWORD: make the first owner without the set-up page',
		default: '',
		parse: ownerAddress
	},
	OWNER_PASSWORD: {
		description: 'Password of that first owner (8 characters or more)',
		default: '',
		parse: password
	},
	GRACE_SECONDS: {
		description: 'How long a delivery waits after the last change',
		default: '120',
		parse: whole(120, 0, 86_400)
	},
	FFMPEG_PATH: {
		description: 'The ffmpeg that films are read with, ffprobe beside it. Empty: the one in PATH',
		default: '',
		parse: folder('')
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

export type Problem = { name: string; words: string };

/** Settings that cannot be meant, all at once; its message is for whoever started this. */
export class WrongSettings extends Error {
	readonly problems: Problem[];
	constructor(problems: Problem[]) {
		const lines = problems.map(({ name, words }) => `  ${name}: ${words}`);
		super([t('console:setting.wrong'), ...lines].join('\n'));
		this.problems = problems;
	}
}

/** Reads and checks every setting; throws `WrongSettings`. */
export function readEnv(raw: Raw): Env {
	const problems: Problem[] = [];
	const given: Given = (name) =>
		(name === 'OWNER_PASSWORD' ? raw[name]?.trim() : withoutQuotes(raw[name])) ?? '';
	const read = ([name, setting]: [string, Setting<unknown>]) => {
		try {
			return [name, setting.parse(given(name), given)];
		} catch (error) {
			problems.push({ name, words: error instanceof Error ? error.message : String(error) });
			return [name, undefined];
		}
	};
	const entries = Object.entries(settings).map(read);
	if (problems.length) throw new WrongSettings(problems);
	return Object.fromEntries(entries) as Env; // each entry was parsed by its own setting
}
