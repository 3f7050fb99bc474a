/** An upload that was silent for so long has ended. */
export const QUIET_MS = 120_000;

export type UploadProgress = {
	/** 'asks' and 'unmatched' are questions to a person: they never block. */
	status: 'receiving' | 'processing' | 'ready' | 'failed' | 'asks' | 'unmatched' | 'refused' | 'cancelled';
	/** Of the last byte received; of the creation while there is none. */
	lastByteAt: number;
	/** The order it was dropped on; says something only while the file is not known. */
	orderId: string | null;
	/** The file it will become a version of, where that is known. */
	fileId: string | null;
};

/** An upload or processing that can still finish something: 2 minutes of silence end an upload. */
export function isUnderWay({ status, lastByteAt }: UploadProgress, now: number): boolean {
	return status === 'processing' || (status === 'receiving' && now - lastByteAt < QUIET_MS);
}

/** Can one of these still finish a waiting or ready item of the order? */
export function underWayFor(
	order: { id: string; pendingFileIds: ReadonlySet<string> },
	uploads: readonly UploadProgress[],
	now: number
): boolean {
	return uploads.some(
		(upload) =>
			isUnderWay(upload, now) &&
			(upload.fileId === null ? upload.orderId === order.id : order.pendingFileIds.has(upload.fileId))
	);
}
