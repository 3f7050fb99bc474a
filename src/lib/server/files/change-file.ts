import { eq } from 'drizzle-orm';
import * as v from 'valibot';
import type { ChangeFile, SetStates } from '#lib/contract/file-inputs.ts';
import type { StudioFile } from '#lib/contract/file.ts';
import type { MemberActor } from '#lib/domain/access/actor.ts';
import { AppError } from '#lib/domain/fault.ts';
import type { Context } from '../context.ts';
import { writersTurn } from '../db/in-turns.ts';
import type { Transaction } from '../db/open.ts';
import { file } from '../db/schema.ts';
import { byActor, record } from '../events/index.ts';
import { findVisibleGallery, notFound, requireAbility } from '../access/index.ts';
import { rememberName } from './file-rows.ts';
import type { FileRow } from './present.ts';
import { putState } from './put-state.ts';
import { findVisibleFile, viewFile, viewFiles, filesById } from './queries.ts';

/** State, name, title, section of one file. The camera name never changes; every name it had still finds it. */
export async function changeFile(
	ctx: Context,
	actor: MemberActor,
	fileId: string,
	input: ChangeFile
): Promise<StudioFile> {
	return ctx.db.transaction(async (tx) => {
		const { file: row } = await findVisibleFile(tx, actor, fileId, ctx.clock.now());
		if (input.state) requireAbility(actor, 'set-states');
		if (input.state && row.companionOf !== null)
			throw new AppError('conflict', 'faults:files.companion-state');
		if (Object.keys(input).some((name) => name !== 'state')) requireAbility(actor, 'manage-files');
		const about = { galleryId: row.galleryId, by: byActor(actor), fileIds: [fileId] };
		const described = await putWords(tx, row, input);
		if (described) await record(tx, ctx, { name: 'file.described', ...about, ...described });
		if (input.state) await putState(tx, ctx, about, input.state);
		return viewFile(tx, fileId);
	});
}

/** Whether clients see what changed; null: nothing did. */
async function putWords(
	tx: Transaction,
	row: FileRow,
	{ name, title, section }: ChangeFile
): Promise<{ shown: boolean } | null> {
	const next = {
		name: name ?? row.name,
		title: title === undefined ? row.title : title || null,
		section: section ?? row.section
	};
	if (next.name === row.name && next.title === row.title && next.section === row.section) return null;
	await tx.update(file).set(next).where(eq(file.id, row.id)).run();
	// companions are found by their picture and ending alone
	if (name && row.companionOf === null) await rememberName(tx, row.id, row.galleryId, name);
	const isOther = next.name !== row.name || next.section !== row.section;
	return { shown: row.releasedVersion !== null && isOther };
}

/** One state for many ticked pictures of a gallery, in one commit: all, or none if one of them is not to be found there. */
export async function setStates(
	ctx: Context,
	actor: MemberActor,
	galleryId: string,
	{ fileIds, state }: v.InferOutput<typeof SetStates>
): Promise<StudioFile[]> {
	return ctx.db.transaction(async (tx) => {
		await findVisibleGallery(tx, actor, galleryId, ctx.clock.now());
		const here = (await filesById(tx, fileIds)).filter(
			(row) => row.galleryId === galleryId && row.deletedAt === null && row.companionOf === null
		);
		if (here.length < new Set(fileIds).size) throw notFound();
		requireAbility(actor, 'set-states');
		await putState(tx, ctx, { galleryId, by: byActor(actor), fileIds }, state);
		await writersTurn();
		return viewFiles(tx, await filesById(tx, fileIds));
	});
}
