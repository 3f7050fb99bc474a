import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { etagInput, layOutArchive, type ArchiveEntry } from './layout.ts';
import { readDirectory, type Listed } from './read-directory.fixture.ts';
import { sliceArchive } from './slice.ts';
import { leastCpuMs } from '#tests/support/measure/cost.ts';

const MTIME = Date.UTC(2026, 10, 23, 9, 30, 14);
const entry = <Ref = string>(
	name: string,
	size: number,
	ref: Ref,
	change: Partial<ArchiveEntry<Ref>> = {}
) => ({
	name,
	size,
	crc32: 0,
	mtimeMs: MTIME,
	ref,
	...change
});
/** An entry whose ref is its bytes. */
const real = (name: string, text: string, mtimeMs = MTIME): ArchiveEntry<Buffer> => {
	const ref = Buffer.from(text);
	return { name, size: ref.length, crc32: crc32(ref), mtimeMs, ref };
};

function bytesOf(entries: ArchiveEntry<Buffer>[], start?: number, end?: number): Buffer {
	const parts = [...sliceArchive(layOutArchive(entries), start, end)];
	return Buffer.concat(
		parts.map((part) => (part.kind === 'bytes' ? part.bytes : part.entry.ref.subarray(part.from, part.to)))
	);
}

const folder = mkdtempSync(join(tmpdir(), 'archive-'));
afterAll(() => rmSync(folder, { recursive: true }));
function written(entries: ArchiveEntry<Buffer>[]): string {
	const path = join(folder, 'a.zip');
	writeFileSync(path, bytesOf(entries));
	return path;
}

describe('refused', () => {
	test.each([
		['a size below nothing', entry('a', -1, '')],
		['half a byte', entry('a', 1.5, '')],
		['more than numbers can count', entry('a', 2 ** 53, '')],
		['no CRC-32', entry('a', 1, '', { crc32: -1 })],
		['no name', entry('', 1, '')],
		['a name that no ZIP can hold', entry('a'.repeat(65_536), 1, '')]
	])('%s', (_, odd) => {
		expect(() => layOutArchive([odd])).toThrow(RangeError);
	});

	test.each([
		[-1, 5],
		[0, 23]
	])('bytes %d to %d of an archive of 22', (start, end) => {
		expect(() => [...sliceArchive(layOutArchive([]), start, end)]).toThrow(RangeError);
	});
});

const SHOOT = [
	real('DSC_1.jpg', 'first'),
	real('日本 (2).jpg', 'second, longer'),
	real('empty', ''),
	real('Zoë/x.tif', 'in a folder', 0)
];

describe('a real archive', () => {
	test('unzip finds no error in it', () => {
		expect(execFileSync('unzip', ['-t', written(SHOOT)], { encoding: 'utf8' })).toContain(
			'No errors detected'
		);
	});

	test('and unpacks the bytes, names and times', () => {
		execFileSync('unzip', ['-o', '-q', written(SHOOT), '-d', folder], {
			env: { ...process.env, LC_ALL: 'C.UTF-8', TZ: 'Asia/Tokyo' }
		});
		for (const { name, ref } of SHOOT) expect(readFileSync(join(folder, name))).toEqual(ref);
		expect(statSync(join(folder, 'DSC_1.jpg')).mtimeMs).toBe(MTIME);
		expect(statSync(join(folder, 'DSC_1.jpg')).mode & 0o777).toBe(0o644);
	});

	test('a clock on the wall shows the same in every zone, and takes no more room', () => {
		const walls = SHOOT.map((each) => ({ ...each, isWallClock: true }));
		expect(bytesOf(walls)).toHaveLength(layOutArchive(walls).totalBytes);
		expect(etagInput({ entries: walls })).not.toBe(etagInput({ entries: SHOOT }));
		for (const [zone, hours] of [
			['Asia/Tokyo', 9],
			['America/Denver', -7],
			['UTC', 0]
		] as const) {
			execFileSync('unzip', ['-o', '-q', written(walls), '-d', folder], {
				env: { ...process.env, LC_ALL: 'C.UTF-8', TZ: zone }
			});
			expect(statSync(join(folder, 'DSC_1.jpg')).mtimeMs).toBe(MTIME - hours * 3_600_000);
		}
	});

	test('an empty one is 22 bytes that every program opens', () => {
		expect(bytesOf([])).toHaveLength(22);
		expect(readDirectory(bytesOf([]), 22)).toEqual([]);
	});

	test('is exactly as long as said, and reads back by another implementation', () => {
		const bytes = fc.string({ maxLength: 50 });
		const names = fc.uniqueArray(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }), {
			maxLength: 10
		});
		fc.assert(
			fc.property(names, fc.array(bytes, { minLength: 10, maxLength: 10 }), (list, contents) => {
				const entries = list.map((name, i) => real(name, contents[i] ?? ''));
				const archive = bytesOf(entries);
				expect(archive).toHaveLength(layOutArchive(entries).totalBytes);
				const listed = readDirectory(archive, archive.length);
				expect(listed.map(({ name }) => name)).toEqual(list);
				listed.forEach(({ dataOffset, size, crc32: sum }) => {
					expect(crc32(archive.subarray(dataOffset, dataOffset + size))).toBe(sum);
				});
			})
		);
	});
});

describe('a Range of it', () => {
	const whole = bytesOf(SHOOT);

	test('is the same bytes, wherever it is cut', () => {
		const position = fc.nat(whole.length);
		fc.assert(
			fc.property(position, position, (a, b) => {
				const [start, end] = a < b ? [a, b] : [b, a];
				expect(bytesOf(SHOOT, start, end)).toEqual(whole.subarray(start, end));
			}),
			{ numRuns: 500 }
		);
	});

	test('joins up at every byte', () => {
		for (let cut = 0; cut <= whole.length; cut++) {
			expect(Buffer.concat([bytesOf(SHOOT, 0, cut), bytesOf(SHOOT, cut)])).toEqual(whole);
		}
	});

	test('names the bytes of a file, not the file', () => {
		const { offsets } = layOutArchive(SHOOT);
		const end = offsets[1] ?? 0;
		expect([...sliceArchive(layOutArchive(SHOOT), end - 3, end - 1)]).toEqual([
			{ kind: 'file', entry: SHOOT[0], from: 2, to: 4 }
		]);
	});
});

/** The archive without its files' bytes: what a program reads that lists it. */
function directoryOf(entries: ArchiveEntry<string>[]): Listed[] {
	const layout = layOutArchive(entries);
	const start = layout.offsets[entries.length] ?? 0;
	const tail = [...sliceArchive(layout, start)].map((part) =>
		part.kind === 'bytes' ? part.bytes : Buffer.alloc(0)
	);
	return readDirectory(Buffer.concat(tail), layout.totalBytes, (offset) => {
		const [header] = sliceArchive(layout, offset, offset + 200);
		return header?.kind === 'bytes' ? Buffer.from(header.bytes) : Buffer.alloc(0);
	});
}

describe('ZIP64', () => {
	const GIB = 2 ** 30;

	test.each([
		['below the limit, headers and all', [0xffffff00], false],
		['below the limit, but not the directory', [0xfffffffe], true],
		['at the limit', [0xffffffff], true],
		['5 GiB', [5 * GIB], true],
		['the second starts at 4 GiB', [2 * GIB, 3 * GIB, 7], true],
		['70 GiB in all', Array.from({ length: 70 }, () => GIB), true],
		['a petabyte', [2 ** 50], true]
	])('%s', (_, sizes, wide) => {
		const entries = sizes.map((size, i) => entry(`f${i}.mov`, size, `r${i}`));
		const listed = directoryOf(entries);
		expect(listed.map(({ name, size }) => [name, size])).toEqual(
			entries.map(({ name, size }) => [name, size])
		);
		const offsets = layOutArchive(entries).offsets;
		listed.forEach(({ headerOffset, dataOffset, size }, i) => {
			expect(headerOffset).toBe(offsets[i]);
			expect(dataOffset + size).toBe(offsets[i + 1]);
		});
		expect(layOutArchive(entries).endBytes > 22).toBe(wide);
	});

	test('a file of 5 GiB is asked for in the right bytes', () => {
		const layout = layOutArchive([entry('a', 5 * GIB, 'a'), entry('b', 9, 'b')]);
		const second = layout.offsets[1] ?? 0;
		const parts = [...sliceArchive(layout, second - 10, second + 45)];
		expect(parts[0]).toMatchObject({ kind: 'file', entry: { ref: 'a' }, from: 5 * GIB - 10, to: 5 * GIB });
		expect(parts.at(-1)).toMatchObject({ kind: 'file', entry: { ref: 'b' }, from: 0 });
	});

	test('65,534 and 70,000 files, every one listed', () => {
		for (const [count, end] of [
			[65_534, 22],
			[65_535, 98],
			[70_000, 98]
		] as const) {
			const entries = Array.from({ length: count }, (_, i) => entry(`${i}`, 1, 'r'));
			expect(layOutArchive(entries).endBytes).toBe(end);
			expect(directoryOf(entries)).toHaveLength(count);
		}
	});

	test('unzip agrees on 66,000 files', () => {
		const entries = Array.from({ length: 66_000 }, (_, i) => real(`${i}.txt`, 'x'));
		const said = execFileSync('unzip', ['-tq', written(entries)], { encoding: 'utf8' });
		expect(said).toContain('No errors detected');
	});
});

test('10,000 files are laid out, and the last byte reached, in no time', async () => {
	const entries = Array.from({ length: 10_000 }, (_, i) => entry(`DSC_${i}.jpg`, 24_000_000, 'r'));
	const ends = () => {
		const layout = layOutArchive(entries);
		const { value: first } = sliceArchive(layout).next();
		return { first, last: [...sliceArchive(layout, layout.totalBytes - 1)] };
	};
	expect(ends()).toMatchObject({ first: { kind: 'bytes' }, last: { length: 1 } });
	expect(await leastCpuMs(500, ends)).toBeLessThan(500);
});

describe('the string that the ETag hashes', () => {
	const base = entry('a', 1, 'r', { crc32: 5 });

	test.each([{ name: 'b' }, { size: 2 }, { crc32: 6 }, { mtimeMs: MTIME + 1000 }])(
		'differs by %j',
		(change) => {
			expect(etagInput({ entries: [{ ...base, ...change }] })).not.toBe(etagInput({ entries: [base] }));
		}
	);

	test('differs by order, not by where the bytes are kept', () => {
		const other = entry('b', 1, 'r');
		expect(etagInput({ entries: [base, other] })).not.toBe(etagInput({ entries: [other, base] }));
		expect(etagInput({ entries: [{ ...base, ref: 'moved' }] })).toBe(etagInput({ entries: [base] }));
	});
});
