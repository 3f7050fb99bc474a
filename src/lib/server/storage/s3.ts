import { createReadStream } from 'node:fs';
import { lstat, rm } from 'node:fs/promises';
import { pipeline, Readable } from 'node:stream';
import {
	AbortMultipartUploadCommand,
	DeleteObjectCommand,
	GetObjectCommand,
	HeadObjectCommand,
	ListMultipartUploadsCommand,
	paginateListObjectsV2,
	S3Client,
	S3ServiceException
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { checkedKey, isKey } from './keys.ts';
import type { Range, Storage } from './storage.ts';
import { beyondEnd, missing, taken, unreachable } from './trouble.ts';
import { expectBytes, isSame } from './whole.ts';

export type S3Settings = {
	bucket: string;
	/** Put before every key, with a slash at its end; may be empty. */
	prefix: string;
	region: string;
	/** Address of a store other than Amazon's; empty for Amazon's. */
	endpoint: string;
	forcePathStyle: boolean;
};

// 10,000 parts of this are 160 GB; two are in memory at once
const PART_BYTES = 16 << 20;
const PARTS_AT_ONCE = 2;
const TRIES = 5;

const statusOf = (error: unknown) =>
	error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;

/** What S3 says, in our words; a request without an answer is its absence. Faults of others pass unchanged. */
function named(error: unknown) {
	const status = statusOf(error);
	if (status === 404) return missing();
	if (status === 416) return beyondEnd();
	const isSilent = status === undefined && error instanceof Error && '$metadata' in error;
	const isBusy = status !== undefined && (status >= 500 || status === 429);
	return isSilent || isBusy ? Object.assign(unreachable(), { cause: error }) : error;
}

const naming = <T>(work: Promise<T>): Promise<T> =>
	work.catch((error: unknown) => {
		throw named(error);
	});

function clientOf({ region, endpoint, forcePathStyle }: S3Settings) {
	return new S3Client({
		region,
		...(endpoint && { endpoint }),
		forcePathStyle,
		maxAttempts: TRIES,
		requestHandler: { connectionTimeout: 5_000, socketTimeout: 30_000 },
		// the SDK's own checksums travel in a form that many S3-compatible stores refuse
		requestChecksumCalculation: 'WHEN_REQUIRED',
		responseChecksumValidation: 'WHEN_REQUIRED'
	});
}

/** Objects in a bucket; large ones travel in parts, and a part that fails is sent again. */
export function s3Storage(settings: S3Settings): Storage {
	const client = clientOf(settings);
	const at = (key: string) => ({ Bucket: settings.bucket, Key: settings.prefix + checkedKey(key) });

	async function stat(key: string) {
		try {
			const { ContentLength } = await client.send(new HeadObjectCommand(at(key)));
			return { bytes: ContentLength ?? 0 };
		} catch (error) {
			if (statusOf(error) === 404) return null;
			throw named(error);
		}
	}

	async function put(key: string, bytes: Readable | Uint8Array) {
		// IfNoneMatch alone would do, but not every store knows it
		if (await stat(key)) throw taken(key);
		let sent = 0;
		const counted = Readable.from(counting(bytes, (more) => (sent += more)));
		const upload = new Upload({
			client,
			params: { ...at(key), Body: counted, ContentType: 'application/octet-stream', IfNoneMatch: '*' },
			partSize: PART_BYTES,
			queueSize: PARTS_AT_ONCE
		});
		await upload.done().catch(async (error: unknown) => {
			// our own first try may have arrived although its answer was lost: the key is ours alone
			if (statusOf(error) !== 412 || (await stat(key))?.bytes !== sent) throw named(error);
		});
		// completing many parts may answer 200 and yet fail
		if (sent > PART_BYTES && (await stat(key))?.bytes !== sent) throw unreachable();
		return { bytes: sent };
	}

	async function open(key: string, range?: Range) {
		const Range = range && `bytes=${range.start}-${range.end}`;
		const { Body, ContentLength } = await naming(client.send(new GetObjectCommand({ ...at(key), Range })));
		if (!(Body instanceof Readable)) throw unreachable();
		const promised = range ? range.end - range.start + 1 : ContentLength;
		if (promised === undefined || ContentLength !== promised) {
			Body.destroy();
			throw beyondEnd();
		}
		return pipeline(Body, expectBytes(promised), () => undefined);
	}

	async function putFile(key: string, path: string) {
		if (!(await lstat(path)).isFile()) throw new Error(`not an ordinary file: ${path}`);
		const isThere = (await stat(key)) !== null;
		if (isThere && !(await isSame(await open(key), createReadStream(path)))) throw taken(key);
		const stored = isThere
			? await stat(key)
			: await put(key, createReadStream(path, { highWaterMark: 1 << 20 }));
		await rm(path, { force: true });
		return stored ?? { bytes: 0 };
	}

	/** Page by page: the SDK has no paginator for these. */
	async function* unfinished() {
		const where = { Bucket: settings.bucket, Prefix: settings.prefix };
		let from = {};
		for (let isMore = true; isMore;) {
			const page = await naming(client.send(new ListMultipartUploadsCommand({ ...where, ...from })));
			yield* page.Uploads ?? [];
			from = { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker };
			isMore = page.IsTruncated === true && page.NextKeyMarker !== undefined;
		}
	}

	return {
		put,
		putFile,
		open,
		stat,
		remove: async (key) => void (await naming(client.send(new DeleteObjectCommand(at(key))))),
		async *list(prefix) {
			const pages = paginateListObjectsV2(
				{ client },
				{ Bucket: settings.bucket, Prefix: settings.prefix + prefix }
			);
			for await (const { Contents = [] } of pages)
				for (const { Key = '', LastModified, Size = 0 } of Contents) {
					const key = Key.slice(settings.prefix.length);
					if (isKey(key)) yield { key, bytes: Size, storedAt: LastModified?.getTime() ?? 0 };
				}
		},
		async forgetUnfinished(before) {
			for await (const { Key = '', UploadId, Initiated } of unfinished()) {
				// others may use the bucket too
				if (!isKey(Key.slice(settings.prefix.length)) || (Initiated?.getTime() ?? before) >= before) continue;
				const abort = new AbortMultipartUploadCommand({ Bucket: settings.bucket, Key, UploadId });
				await naming(client.send(abort));
			}
		},
		localPath: () => null
	};
}

async function* counting(bytes: Readable | Uint8Array, count: (more: number) => void) {
	if (bytes instanceof Uint8Array) {
		count(bytes.length);
		yield Buffer.from(bytes);
		return;
	}
	for await (const chunk of bytes) {
		count(chunk.length);
		yield chunk;
	}
}
