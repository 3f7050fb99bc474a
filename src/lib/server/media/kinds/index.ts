import { kindFacts } from '#lib/domain/kinds/kinds.ts';
import type { PlainReader } from './plain.ts';

/**
 * Kinds that libvips cannot read, each with who makes an ordinary file of it; all others are ordinary themselves. They
 * are loaded with the first file of their kind: photographs in JPEG pay nothing for them.
 */
const readers: Readonly<Record<string, () => Promise<PlainReader>>> = {
	heic: async () => (await import('./heic.ts')).heic,
	jxl: async () => (await import('./jxl.ts')).jxl,
	psd: async () => (await import('./psd.ts')).psd,
	tiff: async () => (await import('./tiff.ts')).tiff
};

/** Who reads this kind, or nothing where the original is ordinary. */
export const readerOf = (kind: string): Promise<PlainReader> | undefined =>
	kindFacts(kind).group === 'raw' ? raw() : Object.hasOwn(readers, kind) ? readers[kind]?.() : undefined;

/** One for all makers: what can be shown of a RAW is a JPEG inside it. */
const raw = async () => (await import('./raw.ts')).raw;
