import { and, eq, inArray, isNotNull, isNull, or } from 'drizzle-orm';
import { needsApproval } from '#lib/domain/access/roles.ts';
import { stemKey, nameKey } from '#lib/domain/naming/keys.ts';
import { splitName } from '#lib/domain/naming/extension.ts';
import { cutsOf } from '#lib/domain/matching/endings.ts';
import type { UploadProgress } from '#lib/domain/orders/under-way.ts';
import { param } from '../db/expressions.ts';
import type { Transaction } from '../db/open.ts';
import { statement } from '../db/statement.ts';
import { file, fileName, member, upload, version } from '../db/schema.ts';

type OrderFacts = { galleryId: string; okForRetoucher: boolean; pendingFileIds: ReadonlySet<string> };

/** Uploads and processing in the gallery that could finish items; finals that will wait for an OK are none. */
export async function progressIn(tx: Transaction, order: OrderFacts): Promise<UploadProgress[]> {
	if (!order.pendingFileIds.size) return [];
	return [...(await receiving(tx, order)), ...(await processing(tx, order))];
}

async function receiving(tx: Transaction, order: OrderFacts): Promise<UploadProgress[]> {
	const { galleryId, pendingFileIds } = order;
	const rows = (await inTransfer(tx).all({ galleryId })).filter(({ role }) => !needsApproval(role, order));
	const named = rows.some(({ upload }) => isFinalByName(upload)) ? await namesOf(tx, pendingFileIds) : null;
	return rows.map(({ upload }) => ({
		status: 'receiving',
		lastByteAt: upload.updatedAt,
		orderId: upload.orderId,
		fileId:
			upload.fileId ?? upload.resultFileId ?? (named && isFinalByName(upload) ? named(upload.filename) : null)
	}));
}

function isFinalByName({ orderId, fileId, resultFileId, replace, state }: typeof upload.$inferSelect) {
	const isNamed = orderId === null && fileId === null && resultFileId === null;
	return isNamed && (replace || state === 'FINAL');
}

/** Finds a pending file that a dropped name may belong to (classes 1 to 4); which one does not matter here. */
async function namesOf(tx: Transaction, fileIds: ReadonlySet<string>) {
	const rows = await tx
		.select()
		.from(fileName)
		.where(inArray(fileName.fileId, [...fileIds]))
		.all();
	const byKey = new Map(
		rows.flatMap(
			(row) =>
				[
					[row.nameKey, row.fileId],
					[row.stemKey, row.fileId]
				] as const
		)
	);
	return (name: string): string | null => {
		const stripped = cutsOf(splitName(name).stem).map(({ stem }) => nameKey(stem));
		for (const key of [nameKey(name), stemKey(name), ...stripped]) {
			const fileId = byKey.get(key);
			if (fileId) return fileId;
		}
		return null;
	};
}

/**
 * A final that its picture may still place is under way until it has one; afterwards it is a question to a person, and
 * those never block.
 */
async function processing(tx: Transaction, order: OrderFacts): Promise<UploadProgress[]> {
	return (await inProcessing(tx).all({ galleryId: order.galleryId }))
		.filter(({ uploadedRole }) => !needsApproval(uploadedRole, order))
		.map(({ createdAt, fileId, companionOf, match }) => ({
			status: 'processing',
			lastByteAt: createdAt,
			orderId: null,
			fileId: companionOf ?? fileId ?? onlyCandidate(match)
		}));
}

const onlyCandidate = (match: typeof version.$inferSelect.match) =>
	match?.candidates.length === 1 ? (match.candidates[0] ?? null) : null;

const inTransfer = statement((tx: Transaction) =>
	tx
		.select({ upload, role: member.role })
		.from(upload)
		.leftJoin(member, eq(member.id, upload.memberId))
		.where(and(eq(upload.galleryId, param('galleryId')), eq(upload.status, 'receiving')))
		.prepare()
);

const inProcessing = statement((tx: Transaction) => {
	const { fileId, createdAt, uploadedRole, match, status, processedAt } = version;
	const isQuestion = and(eq(status, 'unmatched'), isNull(processedAt));
	return tx
		.select({ fileId, createdAt, uploadedRole, match, companionOf: file.companionOf })
		.from(version)
		.leftJoin(file, eq(file.id, fileId))
		.where(
			and(
				eq(version.galleryId, param('galleryId')),
				or(and(eq(status, 'processing'), isNotNull(fileId)), isQuestion)
			)
		)
		.prepare();
});
