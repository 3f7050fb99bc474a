import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sharedMedia } from '#tests/support/media/media.ts';
import { damaged, picture } from '#tests/support/media/pictures.ts';

export type Hostile = { name: string; bytes: Buffer };

const START = Buffer.from([0xff, 0xd8]);

/** Patches width and height of a JPEG's frame header. */
function withSize(jpeg: Buffer, width: number, height: number): Buffer {
	const bytes = Buffer.from(jpeg);
	const at = bytes.findIndex((byte, n) => byte === 0xff && [0xc0, 0xc2].includes(bytes[n + 1] ?? 0));
	bytes.writeUInt16BE(height, at + 5);
	bytes.writeUInt16BE(width, at + 7);
	return bytes;
}

/** Application segments as large as they go, before the picture itself. */
function withSegments(jpeg: Buffer, count: number, head: string): Buffer {
	const body = Buffer.alloc(65_533, 0x41);
	body.write(head, 0, 'latin1');
	const segment = Buffer.concat([Buffer.from([0xff, 0xe1, 0xff, 0xff]), body]);
	return Buffer.concat([START, ...Array<Buffer>(count).fill(segment), jpeg.subarray(2)]);
}

/** A TIFF whose only directory names itself as the next. */
function loopingTiff(): Buffer {
	const bytes = Buffer.alloc(64);
	bytes.write('II*\0', 0, 'latin1');
	bytes.writeUInt32LE(8, 4);
	bytes.writeUInt16LE(1, 8);
	bytes.writeUInt16LE(0x100, 10);
	bytes.writeUInt16LE(4, 12);
	bytes.writeUInt32LE(1, 14);
	bytes.writeUInt32LE(0xffffffff, 18);
	bytes.writeUInt32LE(8, 22);
	return bytes;
}

/** Files that were made to harm: ours, and the shared samples where they are at hand. */
export async function hostileFiles(): Promise<Hostile[]> {
	const jpeg = await picture({ seed: 7, width: 1200, height: 800 });
	const noise = Buffer.from(Array.from({ length: 200_000 }, (_, n) => (n * 2_654_435_761) >>> 24));
	const folder = sharedMedia('broken');
	const shared = (folder ? readdirSync(folder) : []).map((name) => ({
		name: `shared-${name}`,
		bytes: readFileSync(join(folder ?? '', name))
	}));
	return [
		{ name: 'cut.jpg', bytes: damaged(jpeg) },
		{ name: 'huge.jpg', bytes: withSize(jpeg, 65_500, 65_500) },
		{ name: 'thin.jpg', bytes: withSize(jpeg, 65_500, 1) },
		{ name: 'nothing.jpg', bytes: withSize(jpeg, 0, 0) },
		{ name: 'exif.jpg', bytes: withSegments(jpeg, 100, 'Exif\0\0II*\0\x08\0\0\0\xff\xff') },
		{ name: 'xmp.jpg', bytes: withSegments(jpeg, 100, 'http://ns.adobe.com/xap/1.0/\0<x:xmpmeta') },
		{ name: 'noise.jpg', bytes: Buffer.concat([jpeg.subarray(0, 600), noise]) },
		{ name: 'loop.tif', bytes: loopingTiff() },
		{ name: 'list.mp4', bytes: Buffer.from('#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n') },
		{ name: 'script.gif', bytes: Buffer.from('GIF89a/*<svg onload=alert(1)>*/=1;') },
		...shared
	];
}
