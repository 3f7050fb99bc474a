import type { IncomingMessage } from 'node:http';
import { AppError } from '#lib/domain/fault.ts';

/** The JSON body of a raw request; a SyntaxError (400) when it is none. */
export async function readJson(req: IncomingMessage, maxBytes: number): Promise<unknown> {
	return JSON.parse(await readText(req, maxBytes));
}

export async function readText(req: IncomingMessage, maxBytes: number): Promise<string> {
	const chunks: Buffer[] = [];
	let length = 0;
	// not destroyed: the refusal is still to be sent on this connection
	for await (const chunk of req.iterator({ destroyOnReturn: false })) {
		length += chunk.length;
		if (length > maxBytes) throw new AppError('too-big', 'faults:detail.body-too-big');
		chunks.push(chunk);
	}
	return Buffer.concat(chunks).toString('utf8');
}
