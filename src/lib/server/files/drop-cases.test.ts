import { expect, test } from 'vitest';
import { bytesOf, dropDesk, FINAL, type DropDesk } from '#tests/support/app/drops.ts';
import { decideAll } from './decide-unmatched.ts';
import { markProcessed } from './mark-processed.ts';
import { restoreVersion } from './restore-version.ts';
import { listUnmatched } from './unmatched.ts';

// Drops that a table cannot tell: twins, questions, what comes late or twice.

let drops: DropDesk;
dropDesk((made) => void (drops = made));

test('twins: two files of one name are shown, never guessed; the section tells them apart', async () => {
	const first = await drops.proof('DSC_1.jpg', 'A', 'ceremony');
	await drops.proof('DSC_1.jpg', 'B', 'party');
	await drops.work();
	const twins = await drops.put(`galleries/${drops.galleryId}/files/DSC_1.jpg?${FINAL}`, bytesOf('A'));
	expect(twins.status).toBe(409);
	expect((await twins.json()).candidates).toHaveLength(2);
	const told = await drops.put(
		`galleries/${drops.galleryId}/files/DSC_1.jpg?${FINAL}&section=ceremony`,
		bytesOf('A')
	);
	expect((await told.json()).id).toBe(first);
});

test("a second camera's file of the same name is kept beside the first; an order knows its own", async () => {
	const first = await drops.proof('DSC_1.jpg', 'A');
	await drops.proof('DSC_1.jpg', 'B');
	await drops.work();
	expect(await drops.files()).toHaveLength(2);
	const orderId = await drops.orderAll([first]);
	const put = await drops.put(
		`galleries/${drops.galleryId}/files/DSC_1.jpg?orderId=${orderId}`,
		bytesOf('A')
	);
	expect(await put.json()).toMatchObject({
		id: first,
		incoming: { version: 2, state: 'FINAL', status: 'processing' }
	});
	await drops.work();
	expect((await drops.files()).find(({ id }) => id === first)).toMatchObject({ version: 2, state: 'FINAL' });
});

test('two uploads of one drop for one picture: the second is shown', async () => {
	await drops.proof('DSC_1.jpg', 'A');
	await drops.work();
	const put = (name: string) =>
		drops.put(`galleries/${drops.galleryId}/files/${name}?${FINAL}&match=forgiving&drop=d1`, bytesOf('A'));
	expect((await put('DSC_1.jpg')).status).toBe(200);
	expect((await put('DSC_1-Edit.jpg')).status).toBe(409);
});

test('match=ask keeps a question for a day, with its picture; an answer makes it a version', async () => {
	const fileId = await drops.proof('DSC_1.jpg', 'A');
	await drops.work();
	const put = await drops.drop('DSC_1-Edit.jpg', 'crop', `${FINAL}&match=ask`);
	const { unmatchedId } = await put.json();
	expect(put.status).toBe(409);
	await drops.work();
	const [question] = await listUnmatched(drops.app.ctx, drops.member, drops.galleryId);
	expect(question).toMatchObject({
		id: unmatchedId,
		fileId,
		ticked: true,
		status: 'ready',
		why: 'known-suffix'
	});
	const shown = await drops.uploads.fetch(question?.thumbnail ?? '', { as: drops.uploads.as });
	expect(shown.headers.get('content-type')).toBe('image/webp');
	const decided = await decideAll(drops.app.ctx, drops.member, drops.galleryId, {
		decisions: [{ id: unmatchedId, fileId }],
		always: ['-Edit']
	});
	expect(decided.files[0]).toMatchObject({ id: fileId, version: 2, state: 'FINAL' });
	expect(decided.left).toEqual([]);
	const sure = await drops.drop('DSC_1-Edit.jpg', 'stripped', `${FINAL}&match=ask`);
	expect(sure.status).toBe(200);
});

test('a lower number that finishes later replaces nothing; restore undoes a drop and discards what is coming', async () => {
	const fileId = await drops.proof('DSC_1.jpg', 'A');
	await drops.work();
	await drops.put(`files/${fileId}/original?state=FINAL`, bytesOf('A'));
	await drops.put(`files/${fileId}/original?state=FINAL`, bytesOf('crop'));
	const id = async (n: number) => (await drops.versionsOf(fileId)).find((row) => row.n === n)?.id ?? '';
	const kept = { outcome: 'kept', capture: {} } as const;
	const mark = (n: number) =>
		drops.app.ctx.db.transaction(async (tx) => markProcessed(tx, drops.app.ctx, await id(n), kept, []));
	await mark(3);
	await mark(2);
	expect(await drops.named('DSC_1.jpg')).toMatchObject({ version: 3, state: 'FINAL' });
	await drops.put(`files/${fileId}/original?state=FINAL`, bytesOf('B'));
	const back = await restoreVersion(drops.app.ctx, drops.member, fileId, { version: 1 });
	expect(back).toMatchObject({ version: 1, state: 'PROOF', released: { version: 1, state: 'PROOF' } });
	expect(back.incoming).toBeUndefined();
	await drops.work();
	expect(await drops.named('DSC_1.jpg')).toMatchObject({ version: 1, state: 'PROOF' });
	const next = await drops.put(`files/${fileId}/original?state=FINAL`, bytesOf('B'));
	expect((await next.json()).incoming.version).toBe(5);
});

test('a final sent again because its answer was lost is the same version, until it is processed', async () => {
	await drops.proof('DSC_1.jpg', 'A');
	const fileId = (await drops.named('DSC_1.jpg'))?.id ?? '';
	await drops.work();
	const drop = (of: string) =>
		drops.put(`files/${fileId}/original?state=FINAL`, bytesOf(of), { as: drops.uploads.as });
	const versions = () => drops.versionsOf(fileId);
	for (const of of ['B', 'B']) expect((await drop(of)).status).toBe(200);
	expect((await versions()).map(({ n }) => n)).toEqual([1, 2]);
	// another picture in between is another wish
	await drop('C');
	await drop('B');
	expect((await versions()).map(({ n }) => n)).toEqual([1, 2, 3, 4]);
	await drops.work();
	expect(await drops.named('DSC_1.jpg')).toMatchObject({ version: 4, state: 'FINAL' });
});
