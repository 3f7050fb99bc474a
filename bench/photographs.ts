import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startDecoders } from '#lib/server/media/decoders.ts';
import { ingestTask } from '#lib/server/media/tasks.ts';
import { grainyJpeg } from '#tests/support/media/grain.ts';

/** Painting one takes seconds: so many differ. They are kept between runs, since nothing is measured by painting. */
const DISTINCT = 6;

/** Paths of JPEGs of 24 megapixels. */
export async function photographs(): Promise<string[]> {
	const kept = fileURLToPath(new URL('./results/photographs', import.meta.url));
	mkdirSync(kept, { recursive: true });
	const paths = Array.from({ length: DISTINCT }, (_, i) => join(kept, `${i}.jpg`));
	for (const path of paths) if (!existsSync(path)) writeFileSync(path, await grainyJpeg());
	return paths;
}

/** One decoder a core, niced as in the app, never idle until stopped; `stop` answers how many pictures were made. */
export async function processPictures(count = 2) {
	const paths = await photographs();
	const decoders = startDecoders({ entry: resolve('src/decoder.ts') });
	const into = mkdtempSync(join(tmpdir(), 'proofsheet-bench-'));
	let made = 0;
	let isOver = false;
	const work = async () => {
		for (let i = 0; !isOver; i++) {
			const path = paths[i % paths.length] ?? '';
			const { outcome } = await decoders.run(ingestTask({ path, kind: 'jpeg', into }));
			if (outcome !== 'pictured') throw new Error(`a photograph came out ${outcome}`);
			made++;
		}
	};
	const working = Promise.all(Array.from({ length: count }, work));
	return async () => {
		isOver = true;
		await working;
		await decoders.close();
		rmSync(into, { recursive: true, force: true });
		return made;
	};
}
