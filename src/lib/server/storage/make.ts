import { join } from 'node:path';
import type { Env } from '#src/env.ts';
import { diskStorage } from './disk.ts';
import { s3Storage } from './s3.ts';
import type { Storage } from './storage.ts';

const BUCKET = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/([\w./-]*))?$/;

/** The storage that the settings name: the local disk, or a bucket. */
export function makeStorage(env: Env, dataDir: string): Storage {
	if (env.STORAGE === 'disk') return diskStorage(join(dataDir, 'objects'), join(dataDir, 'tmp'));
	const [, bucket, folder = ''] = BUCKET.exec(env.STORAGE) ?? [];
	if (!bucket) throw new Error(`STORAGE must be "disk" or "s3://bucket/prefix", not "${env.STORAGE}"`);
	const prefix = folder.replace(/^\/+|\/+$/g, '');
	return s3Storage({
		bucket,
		prefix: prefix && `${prefix}/`,
		region: env.S3_REGION,
		endpoint: env.S3_ENDPOINT,
		forcePathStyle: env.S3_FORCE_PATH_STYLE
	});
}
