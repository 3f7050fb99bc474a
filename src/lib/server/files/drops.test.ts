import { describe, expect, test } from 'vitest';
import { dropDesk, FINAL, type DropDesk } from '#tests/support/app/drops.ts';

let drops: DropDesk;
dropDesk((made) => void (drops = made));

type Row = {
	drop: string;
	of: string;
	query?: string;
	/** Names of the proofs that lie there. */
	there?: string[];
	status: number;
	/** What the one concerned file is afterwards. */
	after: { version: number; state: string };
	incoming?: string;
	item: string;
};
const FORGIVING = `${FINAL}&match=forgiving`;
const REPLACED = { status: 200, after: { version: 2, state: 'FINAL' }, item: 'ready' };
const UNTOUCHED = { after: { version: 1, state: 'PROOF' }, item: 'waiting' };

const rows: Row[] = [
	{ drop: 'DSC_1.jpg', of: 'A', ...REPLACED },
	{ drop: 'dsc_1.JPG', of: 'A', ...REPLACED },
	{
		drop: 'Cafe\u0301.jpg',
		of: 'A',
		there: ['Caf\u00e9.jpg'],
		...REPLACED
	},
	{ drop: 'DSC_1-Edit.jpg', of: 'A', status: 404, ...UNTOUCHED },
	{
		drop: 'DSC_1-Edit.jpg',
		of: 'A',
		query: FORGIVING,
		...REPLACED
	},
	{
		drop: 'DSC_1 (1).jpg',
		of: 'A',
		query: FORGIVING,
		...REPLACED
	},
	{
		drop: 'DSC_1_final.tif',
		of: 'A',
		query: FORGIVING,
		...REPLACED
	},
	{ drop: 'DSC_1.tif', of: 'A', status: 404, ...UNTOUCHED },
	{
		drop: 'DSC_1.tif',
		of: 'A',
		query: FORGIVING,
		...REPLACED
	},
	{
		drop: 'DSC_1.tif',
		of: 'A',
		query: FORGIVING,
		there: ['DSC_1.jpg', 'DSC_1.NEF'],
		status: 409,
		...UNTOUCHED
	},
	{
		drop: 'DSC_1.jpg',
		of: 'A',
		there: ['DSC_1.jpg', 'DSC_1.NEF'],
		...REPLACED
	},
	{
		drop: 'DSC_1-Edit.jpg',
		of: 'A',
		query: FORGIVING,
		there: ['DSC_1.jpg', 'DSC_1-Edit.png'],
		status: 200,
		...UNTOUCHED
	},
	{ drop: 'DSC_9.jpg', of: 'C', status: 404, ...UNTOUCHED },
	{
		drop: 'DSC_9.jpg',
		of: 'C',
		query: `${FINAL}&add=yes`,
		status: 201,
		...UNTOUCHED
	},
	{ drop: 'DSC_1.jpg', of: 'crop', ...REPLACED },
	{ drop: 'DSC_1.jpg', of: 'stripped', ...REPLACED },
	{
		drop: 'DSC_1.jpg',
		of: 'other',
		status: 200,
		...UNTOUCHED,
		incoming: 'asks unlike'
	},
	{
		drop: 'DSC_1.jpg',
		of: 'stripped other',
		status: 200,
		...UNTOUCHED,
		incoming: 'asks unlike'
	},
	{
		drop: 'DSC_1.jpg',
		of: 'damaged',
		status: 200,
		...UNTOUCHED,
		incoming: 'failed'
	},
	{ drop: 'DSC_1.jpg', of: 'same bytes', status: 200, after: { version: 1, state: 'FINAL' }, item: 'ready' },
	{ drop: 'DSC_1.jpg', of: 'html', status: 415, ...UNTOUCHED },
	{ drop: 'DSC_1.jpg', of: 'empty', status: 422, ...UNTOUCHED },
	{
		drop: 'DSC_1.xmp',
		of: 'xmp',
		query: FORGIVING,
		status: 404,
		...UNTOUCHED
	},
	{ drop: 'DSC_1.svg', of: 'A', status: 415, ...UNTOUCHED },
	{
		drop: 'DSC_1.jpg',
		of: 'A',
		query: '',
		status: 201,
		...UNTOUCHED
	},
	{
		drop: 'DSC_1.jpg',
		of: 'same bytes',
		query: '',
		status: 200,
		...UNTOUCHED
	},
	{
		drop: 'DSC_1.jpg',
		of: 'A',
		query: 'state=PROOF&replace=yes',
		status: 200,
		after: { version: 2, state: 'PROOF' },
		item: 'waiting'
	}
];

describe('a dropped name, its answer, the state of the picture and of its item', () => {
	test.each(rows)('$drop of $of ?$query → $status', async (row) => {
		const there = row.there ?? ['DSC_1.jpg'];
		const ids: string[] = [];
		for (const [i, name] of there.entries()) ids.push(await drops.proof(name, i === 0 ? 'A' : 'B'));
		await drops.work();
		await drops.orderAll(ids);
		const put = await drops.drop(row.drop, row.of, row.query ?? FINAL);
		const answer = await put.json();
		expect([put.status, answer.detail]).toEqual([row.status, put.ok ? undefined : expect.any(String)]);
		if (row.status === 409) expect(answer.candidates).toHaveLength(there.length);
		await drops.work();
		const file = (await drops.files()).find(({ id }) => id === ids[0]);
		const { incoming } = file ?? {};
		expect({ version: file?.version, state: file?.state }).toEqual(row.after);
		expect([incoming?.status, incoming?.asks].filter(Boolean).join(' ')).toBe(row.incoming ?? '');
		expect((await drops.itemOf(ids[0] ?? ''))?.state).toBe(row.item);
		// whatever became of it, clients still see the proof
		expect(file?.released).toEqual({ version: 1, state: 'PROOF' });
		expect(file?.cameraName).toBe(there[0]);
	});
});
