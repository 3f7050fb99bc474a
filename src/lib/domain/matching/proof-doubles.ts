import { isSameSpelling } from '#lib/domain/naming/keys.ts';

/** A file as a proof upload is compared with it: every name it had, the bytes of every version. */
export type KnownFile = { fileId: string; names: readonly string[]; sha256s: readonly string[] };

/** Same name and same bytes as any version: the upload is skipped and said. Other bytes make a second file. */
export function findSameProof(
	drop: { name: string; sha256: string },
	files: readonly KnownFile[]
): string | null {
	const same = files.find(
		({ names, sha256s }) =>
			sha256s.includes(drop.sha256) && names.some((name) => isSameSpelling(name, drop.name))
	);
	return same?.fileId ?? null;
}
