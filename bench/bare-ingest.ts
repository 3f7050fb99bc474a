// One process of the bare reference of ingest: a path comes in, three previews are written beside it.
import { writeFileSync } from 'node:fs';
import sharp from 'sharp';
import { barePreviews } from '#tests/support/media/bare-previews.ts';

sharp.concurrency(1);
sharp.cache(false);
process.on('message', async (path: string) => {
	const before = process.cpuUsage();
	for (const [i, bytes] of (await barePreviews(path)).entries()) writeFileSync(`${path}.${i}.webp`, bytes);
	const { user, system } = process.cpuUsage(before);
	process.send?.({ cpuSeconds: (user + system) / 1e6, rssMB: process.memoryUsage.rss() / 1e6 });
});
process.send?.('ready');
