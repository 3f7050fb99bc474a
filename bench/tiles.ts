// A picture of 45 megapixels cut into tiles, against sharp encoding it whole: node bench/tiles.ts
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { closeOtherReaders } from '#lib/server/media/open.ts';
import { fulfil } from '#lib/server/media/picture.ts';
import { renderTask } from '#lib/server/media/tasks.ts';
import { byTurns, isQuick, report, type Sample } from './report.ts';

const SIZE = { width: 8192, height: 5464 };
const self = fileURLToPath(import.meta.url);
const [role, into = ''] = process.argv.slice(2).filter((word) => word !== 'quick');

/** In a process of its own each time, so that its memory is that of one picture. */
async function alone(how: 'ours' | 'bare', folder: string): Promise<Sample> {
	const child = fork(self, [how, folder], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
	const [sample] = await once(child, 'message');
	await once(child, 'exit');
	return sample as Sample; // the other end is below
}

async function cut() {
	closeOtherReaders();
	const path = join(into, 'original.jpg');
	const began = performance.now();
	if (role === 'ours') await fulfil(renderTask({ path, kind: 'jpeg', into }, 'tiles'), null);
	else writeFileSync(join(into, 'whole.webp'), await sharp(path).webp({ quality: 80, effort: 0 }).toBuffer());
	const ms = performance.now() - began;
	const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
	process.send?.({ ms, 'CPU s': (userCPUTime + systemCPUTime) / 1e6, 'MB peak': maxRSS / 1000 });
}

async function measure() {
	const folder = mkdtempSync(join(tmpdir(), 'proofsheet-bench-'));
	try {
		const noise = { type: 'gaussian' as const, mean: 128, sigma: 30 };
		const grain = sharp({ create: { ...SIZE, channels: 3, background: '#888', noise } });
		await grain.blur(1.2).jpeg({ quality: 90 }).toFile(join(folder, 'original.jpg'));
		const rounds = isQuick ? 1 : 5;
		const turns = await byTurns(
			rounds,
			() => alone('ours', folder),
			() => alone('bare', folder)
		);
		report({
			what: 'a picture of 45 megapixels in tiles, from a cold decoder',
			...turns,
			bare: 'sharp, in one',
			goals: [
				{ of: 'CPU s', as: 'ratio', better: 'less', aim: 1.2 },
				{ of: 'MB peak', better: 'less', aim: 600 }
			]
		});
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

await (role ? cut() : measure());
