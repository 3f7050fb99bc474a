// The bare reference of receiving: bytes of a PUT through both hashes into a file that nothing brings to the disk, and
// nothing else: nobody is asked who sends, no row, no commit.  node bench/bare-receive.ts FOLDER
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { createServer } from 'node:http';
import { basename, join } from 'node:path';
import { crc32 } from 'node:zlib';
import { serveAlone } from './measured.ts';

const folder = process.argv[2] ?? '';

serveAlone(
	createServer((req, res) => {
		const hash = createHash('sha256');
		let sum = 0;
		const into = createWriteStream(join(folder, basename(req.url ?? '')), { highWaterMark: 1 << 20 });
		req.on('data', (chunk: Buffer) => {
			hash.update(chunk);
			sum = crc32(chunk, sum);
			if (into.write(chunk)) return;
			req.pause();
			into.once('drain', () => req.resume());
		});
		req.on('end', () => into.end(() => res.writeHead(201).end(`${hash.digest('hex')} ${sum}`)));
	})
);
