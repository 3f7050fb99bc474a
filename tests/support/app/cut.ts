import { createHash } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Takes a download, loses the line half way, and takes the rest by Range; answers all its bytes. */
export async function fetchCut(url: URL | string): Promise<Buffer> {
	const cut = new AbortController();
	const first = await fetch(url, { signal: cut.signal });
	const size = Number(first.headers.get('content-length'));
	const etag = first.headers.get('etag') ?? '';
	const kept: Uint8Array[] = [];
	let held = 0;
	for await (const chunk of first.body ?? []) {
		kept.push(chunk);
		held += chunk.length;
		if (held * 2 >= size) break;
	}
	cut.abort();
	const rest = await fetch(url, { headers: { range: `bytes=${held}-`, 'if-range': etag } });
	if (held < size && rest.status !== 206) throw new Error(`Range was answered with ${rest.status}`);
	return Buffer.concat([...kept, Buffer.from(await rest.arrayBuffer())]);
}

/** What `unzip` finds in an archive: each name with the SHA-256 of its bytes. Throws where a checksum is wrong. */
export function unzipped(archive: Buffer): Map<string, string> {
	const folder = mkdtempSync(join(tmpdir(), 'proofsheet-zip-'));
	const path = join(folder, 'archive.zip');
	try {
		writeFileSync(path, archive);
		execFileSync('unzip', ['-tq', path]);
		const names = execFileSync('unzip', ['-Z1', path]).toString().trim().split('\n');
		const bytesOf = (name: string) => execFileSync('unzip', ['-p', path, name], { maxBuffer: 1 << 28 });
		return new Map(
			names.map((name) => [name, createHash('sha256').update(bytesOf(name)).digest('hex')] as const)
		);
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}
