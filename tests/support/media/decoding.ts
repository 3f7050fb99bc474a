import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll } from 'vitest';
import { sniffKind } from '#lib/domain/kinds/sniff.ts';
import {
	startDecoders,
	type Decoders,
	type Pictured,
	type PictureResult
} from '#lib/server/media/decoders.ts';
import { ingestTask } from '#lib/server/media/tasks.ts';

const entry = resolve(import.meta.dirname, '../../../src/decoder.ts');

export type DecodingHost = {
	/** What a decoder of its own process makes of these bytes under this name. */
	decode: (bytes: Buffer, name: string) => Promise<PictureResult>;
	/** Why decoders came to their end unasked. */
	ends: () => string[];
};

/** Real decoders for the tests of a file, closed behind them. */
export function decodingHost(): DecodingHost {
	let root: string;
	let decoders: Decoders;
	const reasons: string[] = [];
	beforeAll(async () => {
		root = await mkdtemp(join(tmpdir(), 'decoding-'));
		decoders = startDecoders({
			entry,
			count: 1,
			log: { warn: (about) => void reasons.push(JSON.stringify(about)) }
		});
	});
	afterAll(async () => {
		await decoders.close();
		await rm(root, { recursive: true });
	});
	return {
		ends: () => reasons,
		async decode(bytes, name) {
			const into = await mkdtemp(join(root, 'task-'));
			const path = join(into, 'original');
			await writeFile(path, bytes);
			return decoders.run(ingestTask({ path, kind: sniffKind(bytes.subarray(0, 64), name).kind, into }));
		}
	};
}

export function pictured(result: PictureResult): Pictured {
	if (result.outcome !== 'pictured') throw new Error(JSON.stringify(result));
	return result;
}

/** The colours in the middle of the four quarters of the largest preview. */
export async function quadrants({ renditions }: Pictured): Promise<number[][]> {
	const { data, info } = await sharp(renditions[0]?.path).raw().toBuffer({ resolveWithObject: true });
	const at = (x: number, y: number) => {
		const index = (Math.floor(y * info.height) * info.width + Math.floor(x * info.width)) * info.channels;
		return [...data.subarray(index, index + 3)];
	};
	return [at(0.25, 0.25), at(0.75, 0.25), at(0.25, 0.75), at(0.75, 0.75)];
}

/** A copy with some bits turned round, the same for the same seed. */
export function flipped(bytes: Buffer, seed: number, flips = 6): Buffer {
	const copy = Buffer.from(bytes);
	let state = seed * 2_654_435_761;
	for (let i = 0; i < flips; i++) {
		state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
		const at = state % copy.length;
		copy[at] = (copy[at] ?? 0) ^ (1 << (state >>> 29));
	}
	return copy;
}
