import { afterEach, expect, test, vi } from 'vitest';
import type { AccessRowView } from '#lib/contract/access.ts';
import { NO_RIGHTS } from '#lib/domain/access/rights.ts';
import { AccessTable, type AccessRow } from './access-table.svelte.ts';

afterEach(() => vi.unstubAllGlobals());

const cleo: AccessRowView = { subject: 'cleo@client.test', ...NO_RIGHTS, look: true };
const seen = { inherit: false, rows: [cleo], version: 'v1' };

type Body = { rows: AccessRow[]; version: string };

/** A table over a server that answers a PUT as the test says, and keeps what it was asked. */
function scene(answer: (n: number, body: Body) => Response) {
	const asked: Body[] = [];
	vi.stubGlobal('fetch', (path: string, init: RequestInit) => {
		if (init.method !== 'PUT') return Promise.resolve(Response.json(path.endsWith('/access') ? seen : []));
		asked.push(JSON.parse(String(init.body)));
		return Promise.resolve(answer(asked.length, asked.at(-1) as Body));
	});
	const table = new AccessTable('g', { access: seen, links: [] });
	return { table, asked };
}

test('what was refused is not shown as if it held', async () => {
	const { table } = scene(() => Response.json({ detail: 'Changed meanwhile.' }, { status: 412 }));
	const saved = table.change(cleo.subject, { mark: true });
	expect(table.rowOf(cleo.subject)?.mark).toBe(true);
	expect(await saved).toBe(false);
	expect(table.rowOf(cleo.subject)?.mark).toBe(false);
	expect(table.fault).toBe('Changed meanwhile.');
});

test('two changes one after the other are both kept, each on top of the one before', async () => {
	const { table, asked } = scene((n, { rows }) =>
		Response.json({ inherit: false, rows, version: `v${n + 1}` })
	);
	await Promise.all([
		table.change(cleo.subject, { mark: true }),
		table.change(cleo.subject, { order: true })
	]);
	expect(asked.map(({ version }) => version)).toEqual(['v1', 'v2']);
	expect(table.rowOf(cleo.subject)).toMatchObject({ mark: true, order: true });
});

test('what stood behind a refused change is not sent', async () => {
	const { table, asked } = scene(() => Response.json({ detail: 'No.' }, { status: 412 }));
	const both = [table.change(cleo.subject, { mark: true }), table.change(cleo.subject, { order: true })];
	expect(await Promise.all(both)).toEqual([false, false]);
	expect(asked).toHaveLength(1);
	expect(table.rowOf(cleo.subject)).toMatchObject({ mark: false, order: false });
});
