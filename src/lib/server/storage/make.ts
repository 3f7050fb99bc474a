import { join } from 'node:path';
import type { Env } from '#src/env.ts';
import { readBucket } from '#lib/domain/settings/places.ts';
import { diskStorage } from './disk.ts';
import { s3Storage } from './s3.ts';
import type { Storage } from './storage.ts';

/** The storage that the settings name: the local disk, or a bucket. */
export function makeStorage(env: Env, dataDir: string): Storage {
	if (env.STORAGE === 'disk') return diskStorage(join(dataDir, 'objects'), join(dataDir, 'tmp'));
	const place = readBucket(env.STORAGE);
	if (!place) throw new Error(`no storage: ${env.STORAGE}`);
	return s3Storage({
		...place,
		region: env.S3_REGION,
		endpoint: env.S3_ENDPOINT,
		forcePathStyle: env.S3_FORCE_PATH_STYLE
	});
}
