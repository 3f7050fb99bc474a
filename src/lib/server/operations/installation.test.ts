import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { AppError } from '#lib/domain/fault.ts';
import { aGallery } from '#tests/support/cast/cast.ts';
import { makeContext, type TestContext } from '#tests/support/cast/context.ts';
import { aStoredFile } from '#tests/support/cast/stored.ts';
import { IDENTITY_KEY } from '../storage/keys.ts';
import { adoptStorage, settleInstallation } from './installation.ts';

// A database and a storage that do not belong together are refused before anything is stored or erased.

let [ours, theirs]: TestContext[] = [];
beforeEach(async () => void ([ours, theirs] = [await makeContext(), await makeContext()]));
afterEach(async () => {
	await ours?.close();
	await theirs?.close();
});

const of = (one: TestContext | undefined) => {
	if (!one) throw new Error('no context');
	return one;
};
async function withFile(one: TestContext | undefined) {
	const { id } = await aGallery(of(one).ctx);
	return aStoredFile(of(one).ctx, id);
}
/** The database of one beside the storage of the other. */
const across = () => ({ ...of(theirs).ctx, storage: of(ours).ctx.storage });
const identityFile = () => join(of(ours).dir, 'objects', IDENTITY_KEY);

test('a first start tells both, and the next ones find them together', async () => {
	expect(await settleInstallation(of(ours).ctx)).toBe(true);
	await withFile(ours);
	expect(await settleInstallation(of(ours).ctx)).toBe(true);
});

test('a new database is refused beside the storage of a studio, with and without its identity', async () => {
	await settleInstallation(of(ours).ctx);
	await withFile(ours);
	await expect(settleInstallation(across())).rejects.toThrow('belongs to another studio');
	rmSync(identityFile());
	await expect(settleInstallation(across())).rejects.toThrow('knows none of them');
});

test('two installations on one place: the first has it, the second is refused', async () => {
	await settleInstallation(of(theirs).ctx);
	await settleInstallation(of(ours).ctx);
	await expect(settleInstallation(across())).rejects.toThrow('belongs to another studio');
});

test('a studio from before there were identities is taken over when its files are there', async () => {
	await withFile(ours);
	expect(await settleInstallation(of(ours).ctx)).toBe(true);
	await expect(settleInstallation(across())).rejects.toThrow('belongs to another studio');
});

test('a storage that was emptied is refused: a disk that is not mounted looks so', async () => {
	await withFile(ours);
	await settleInstallation(of(ours).ctx);
	rmSync(join(of(ours).dir, 'objects'), { recursive: true });
	await expect(settleInstallation(of(ours).ctx)).rejects.toThrow('holds none of them');
});

test.each(['', '{', '[]', 'null', '{"identity":1}'])('an identity that reads %j is refused', async (text) => {
	await withFile(ours);
	await settleInstallation(of(ours).ctx);
	mkdirSync(join(of(ours).dir, 'objects'), { recursive: true });
	writeFileSync(identityFile(), text);
	await expect(settleInstallation(of(ours).ctx)).rejects.toThrow('studio.json');
	await adoptStorage(of(ours).ctx);
	expect(await settleInstallation(of(ours).ctx)).toBe(true);
});

test('a storage that cannot be asked at the first start is refused in words, with the fault in words', async () => {
	const { ctx } = of(ours);
	const open = async () => {
		throw new AppError('unavailable', 'faults:files.storage-key', { key: 'studio.json' });
	};
	const away = { ...ctx, storage: { ...ctx.storage, open } };
	await expect(settleInstallation(away)).rejects.toThrow(
		/cannot be reached \(Not a storage key: studio\.json\)/
	);
});
