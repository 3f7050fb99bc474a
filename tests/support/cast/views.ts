import type { StudioFile } from '#lib/contract/file.ts';
import type { Version } from '#lib/contract/version.ts';

const BORN = '2026-01-01T00:00:00.000Z';

/** A file as the studio's browser is told of it. */
export const aFileView = (id: string, change: Partial<StudioFile> = {}): StudioFile => ({
	...{ id, galleryId: 'g', name: `${id}.jpg`, cameraName: `${id}.jpg`, state: 'PROOF', version: 1 },
	...{ kind: 'jpeg', width: 3, height: 2, bytes: 1, sha256: '', status: 'ready', picture: 'yes' },
	...{ released: null, renditions: [], createdAt: BORN },
	...change
});

/** One of a file's versions, likewise. */
export const aVersionView = (version: number, change: Partial<Version> = {}): Version => ({
	...{ version, name: 'a.jpg', status: 'current', state: 'PROOF', bytes: 1, sha256: '', kind: 'jpeg' },
	...{ width: 3, height: 2, released: true, takenBack: false, deliveries: [], renditions: [] },
	createdAt: BORN,
	...change
});
