import { Upload, type DetailedError } from 'tus-js-client';
import { createUpload, ENDPOINT, isPassing, RETRY_MS } from './tus-wire.ts';
import type { UploadItem } from './upload-item.svelte.ts';

export type UploadTarget = {
	galleryId: string;
	/** Finals for this order: matched to its items first. */
	orderId?: string;
	/** Replaces this very file, whatever the name. */
	fileId?: string;
	/** They replace what they match, and become FINAL; for what cannot be matched somebody is asked. */
	finals?: boolean;
};
type Events = { onrefused: (error: Error | DetailedError) => void; onsent: () => void };

const CHUNK_BYTES = 64 * 1024 * 1024;

/** Makes the upload known to the server, or finds an earlier try of the same file to go on with; rejects where it is refused. */
export async function announceUpload(item: UploadItem, target: UploadTarget, events: Events): Promise<void> {
	const metadata = metadataOf(item, target);
	const task = taskOf(item, metadata, events);
	item.task = task;
	const [earlier] = await task.findPreviousUploads();
	if (earlier) task.resumeFromPreviousUpload(earlier);
	else task.options.uploadUrl = await createUpload(item.size, metadata);
}

function metadataOf(item: UploadItem, { galleryId, orderId, fileId, finals }: UploadTarget) {
	const metadata: Record<string, string> = { galleryId, filename: item.name, drop: item.drop };
	if (item.section) metadata['section'] = item.section;
	if (orderId) metadata['orderId'] = orderId;
	if (fileId) metadata['fileId'] = fileId;
	if (finals) Object.assign(metadata, { state: 'FINAL', replace: 'yes', match: 'ask' });
	if (item.state) metadata['state'] = item.state;
	return metadata;
}

function taskOf(item: UploadItem, metadata: Record<string, string>, { onrefused, onsent }: Events) {
	return new Upload(item.source, {
		endpoint: ENDPOINT,
		metadata,
		chunkSize: CHUNK_BYTES,
		retryDelays: RETRY_MS,
		removeFingerprintOnSuccess: true,
		fingerprint: async () => fingerprintOf(item, metadata),
		onShouldRetry: (error) => isPassing(error),
		onProgress: (sent) => void (item.sent = sent),
		onAfterResponse: (_, response) => {
			item.fileId = response.getHeader('Proofsheet-File') ?? item.fileId;
			item.unmatchedId = response.getHeader('Proofsheet-Unmatched');
			if (item.unmatchedId) item.status = 'unmatched';
		},
		onError: onrefused,
		onSuccess: onsent
	});
}

/** The same file for the same place: a reload goes on with it, another gallery begins anew. */
function fingerprintOf({ name, size, section, source }: UploadItem, metadata: Record<string, string>) {
	const { galleryId, orderId = '', fileId = '', state = '' } = metadata;
	return ['proofsheet', galleryId, orderId, fileId, state, section, name, size, source.lastModified].join(
		'|'
	);
}
