import { Transform, type Readable } from 'node:stream';

/** Passes bytes on and fails at the end if they were not exactly so many: a cut source must not look whole. */
export function expectBytes(promised: number) {
	let seen = 0;
	return new Transform({
		readableHighWaterMark: 1 << 20,
		writableHighWaterMark: 1 << 20,
		transform(chunk: Buffer, _encoding, done) {
			seen += chunk.length;
			done(seen > promised ? new Error(`more than the promised ${promised} bytes came`) : null, chunk);
		},
		flush(done) {
			done(seen === promised ? null : new Error(`${seen} of ${promised} promised bytes came`));
		}
	});
}

async function* pieces(bytes: Readable): AsyncGenerator<Buffer> {
	for await (const chunk of bytes) yield chunk;
}

/** Whether two streams carry the same bytes; both are read no further than their first difference. */
export async function isSame(one: Readable, other: Readable) {
	const [left, right] = [pieces(one), pieces(other)];
	let [a, b] = [Buffer.alloc(0), Buffer.alloc(0)];
	try {
		for (;;) {
			if (a.length === 0) a = (await left.next()).value ?? a;
			if (b.length === 0) b = (await right.next()).value ?? b;
			const shared = Math.min(a.length, b.length);
			if (shared === 0) return a.length === b.length;
			if (!a.subarray(0, shared).equals(b.subarray(0, shared))) return false;
			[a, b] = [a.subarray(shared), b.subarray(shared)];
		}
	} finally {
		one.destroy();
		other.destroy();
	}
}
