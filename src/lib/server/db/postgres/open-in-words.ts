import pg from 'pg';
import { t } from '#lib/messages/index.ts';
import type { KeyIn } from '#lib/messages/keys.ts';
import { isAway } from '../away.ts';
import { StartupError } from '../startup-error.ts';

/** The oldest version that is tested, as the server writes it. */
const FLOOR = 150_000;

type Key = KeyIn<'console:operations.'> & `server-${'password' | 'no-database' | 'rights'}`;

const SENTENCES: readonly [code: RegExp, key: Key][] = [
	[/^28/, 'server-password'],
	[/^3D000$/, 'server-no-database'],
	[/^42501$/, 'server-rights']
];

/** `host:port/database`, for sentences; who signs in, and with what, is nobody's business. */
export function nameOf(url: string): string {
	const { hostname, port, pathname, searchParams } = new URL(url);
	return `${hostname || searchParams.get('host') || ''}${port && `:${port}`}${pathname}`;
}

/** Runs what prepares the database on a connection of its own; what the server complains of becomes a sentence. */
export async function openInWords<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
	const name = nameOf(url);
	const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
	client.on('error', () => undefined);
	try {
		await client.connect();
		await assertServer(client, name);
		return await work(client);
	} catch (error) {
		if (error instanceof StartupError) throw error;
		const problem = error instanceof Error ? error.message || codeOf(error) : String(error);
		const key = SENTENCES.find(([code]) => code.test(codeOf(error)))?.[1];
		if (key) throw new StartupError(t(`console:operations.${key}`, { name, problem }), { cause: error });
		if (isAway(error) || error instanceof AggregateError)
			throw new StartupError(t('console:operations.server-away', { name, problem }), { cause: error });
		throw error;
	} finally {
		await client.end().catch(() => undefined);
	}
}

const codeOf = (error: unknown) => (error instanceof Error && 'code' in error ? String(error.code) : '');

async function assertServer(client: pg.Client, name: string) {
	const { rows } = await client.query<{ version: string; encoding: string }>(
		'select current_setting(\'server_version_num\') "version", current_setting(\'server_encoding\') "encoding"'
	);
	const { version = '0', encoding = '' } = rows[0] ?? {};
	if (Number(version) < FLOOR)
		throw new StartupError(
			t('console:operations.server-old', { name, version: String(Math.floor(Number(version) / 10_000)) })
		);
	if (encoding !== 'UTF8')
		throw new StartupError(t('console:operations.server-encoding', { name, encoding }));
}
