import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allRoutes, isReading, SOCKETS } from '#tests/support/app/routes.ts';
import { conforming } from '#tests/support/app/conforming.ts';
import type { Change } from './facts.ts';
import { requestOf, valuesOf, type Row } from './row.ts';
import { HIDDEN, PEOPLE, SECRET, type Who } from './scene.ts';
import { setStage, type Stage } from './stage.ts';
import { TABLE } from './table.ts';

// Each route and action on the built app: who asks, what is answered, and that nothing else happened.

const ROUTES = allRoutes();
let stage: Stage;
let asked = 0;
let isTouched = false;
let promised: ReturnType<typeof conforming>;
beforeAll(async () => {
	stage = await setStage();
	const document = await fetch(`${stage.scene.ctx.env.ORIGIN}/api/v1/openapi.json`);
	promised = conforming(await document.json());
});
afterAll(async () => {
	console.info(`${TABLE.length} rows over ${ROUTES.length} routes, ${asked} requests`);
	await stage.close();
});

test('every route, method and action of the built app has rows', () => {
	const covered = new Set([...TABLE.map(({ route }) => route), ...SOCKETS]);
	expect([...covered].sort()).toEqual(ROUTES);
});

const statusesOf = ({ is }: Row) => is.split(' ').map(Number);
const leftBy = ({ leaves = '' }: Row, who: Who) =>
	typeof leaves === 'string' ? leaves : (leaves[who] ?? '');
const inWords = ({ tables, told }: Change) => [tables.join(' '), told.join(', ')].filter(Boolean).join(' > ');

describe.each(TABLE.map((row) => ({ row, name: `${row.route}${row.query ?? ''} → ${row.is}` })))(
	'$name',
	({ row }) => {
		test.each(PEOPLE.map((who, n) => ({ who, status: statusesOf(row)[n] ?? NaN })))(
			'$who hears $status',
			({ who, status }) => answers(row, who, status)
		);
	}
);

/** It is none of your business; as against: it is, but not now. */
const REFUSED = new Set([401, 403, 404, 410]);

async function answers(row: Row, who: Who, status: number) {
	const { scene, facts, back } = stage;
	const changes = status < 400 && (row.leaves !== undefined || !isReading(row.route));
	if (isTouched || changes) back();
	isTouched = changes;
	const values = await valuesOf(row, scene);
	const { url, init } = await requestOf(row, scene, who, values);
	facts.forget();
	const response = await fetch(url, init);
	const text = await response.text();
	asked++;
	expect({ status: response.status, text: text.slice(0, 300) }).toMatchObject({ status });
	// the studio's own pages are no contract
	if (promised.knows(row.route))
		expect(
			promised.fault(row.route, status, response.headers.get('content-type') ?? '', text)
		).toBeUndefined();
	const leaves = status < 400 ? leftBy(row, who) : '';
	// what was fetched is written down when the last byte is gone
	if (leaves.includes('download_log')) await expect.poll(() => inWords(facts.changed())).toBe(leaves);
	else expect(inWords(facts.changed())).toBe(leaves);
	expect(facts.strange()).toEqual([]);
	if (REFUSED.has(status)) for (const word of Object.values(SECRET)) expect(text).not.toContain(word);
	if (status < 300 && row.says) expect(text).toContain(row.says);
	if (['nobody', 'stranger', 'guest', 'client'].includes(who))
		for (const word of Object.values(HIDDEN)) expect(text).not.toContain(word);
	// who gets the pictures is not a retoucher's concern, and a delivery's link is a key
	if (who === 'retoucher' && !row.route.includes('/d/[token]'))
		expect(text).not.toMatch(/@client\.test|\/d\/[\w-]{20}/);
}
