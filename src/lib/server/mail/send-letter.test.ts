import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startScriptedSmtp, type ScriptedSmtp } from '#tests/support/mail/scripted-smtp.ts';
import { sendLetter } from './send-letter.ts';

const letter = {
	messageId: '<one@studio.test>',
	from: { name: 'Ann Light', address: 'proofs@studio.test' },
	replyTo: null,
	to: { name: 'Cleo', address: 'cleo@client.test' },
	subject: 'Pictures',
	html: '<p>Pictures</p>',
	text: 'Pictures'
};
const waits = { connectionTimeout: 300, greetingTimeout: 300, socketTimeout: 300 };

let smtp: ScriptedSmtp;
beforeEach(async () => void (smtp = await startScriptedSmtp()));
afterEach(() => smtp.close());

describe('a letter', () => {
	it('is sent when the server takes it', async () => {
		expect(await sendLetter(smtp.url, letter)).toEqual({ kind: 'sent' });
	});

	it('may have arrived when the server hangs after the whole message', async () => {
		smtp.script.push('hang');
		expect(await sendLetter(smtp.url, letter, waits)).toMatchObject({ kind: 'later', unknown: true });
		expect(smtp.mails).toHaveLength(1);
	});

	it('may have arrived when the connection drops after the whole message', async () => {
		smtp.script.push('drop');
		expect(await sendLetter(smtp.url, letter)).toMatchObject({ kind: 'later', unknown: true });
	});

	it.each([
		[{ rcpt: 450 }, 'later'],
		[{ data: 452 }, 'later'],
		[{ rcpt: 550 }, 'refused'],
		[{ data: 554 }, 'refused']
	] as const)('%o: %s', async (act, kind) => {
		smtp.script.push(act);
		expect(await sendLetter(smtp.url, letter)).toMatchObject({ kind });
	});
});

describe('a server that is wrongly set up', () => {
	let server: Server;
	let lines: string[];
	const answering = async (
		answer: (line: string) => string | null,
		greeting: string | null = '220 hello\r\n'
	) => {
		lines = [];
		server = createServer((socket: Socket) => {
			socket.on('error', () => undefined);
			if (greeting) socket.write(greeting);
			socket.on('data', (chunk) => {
				lines.push(String(chunk));
				const reply = answer(String(chunk));
				if (reply) socket.write(reply);
			});
		});
		server.listen(0, '127.0.0.1');
		await once(server, 'listening');
		return (server.address() as AddressInfo).port;
	};
	afterEach(() => void server?.close());

	it('never greets: later, and it has not arrived', async () => {
		const port = await answering(() => null, null);
		const sent = await sendLetter(`smtp://127.0.0.1:${port}`, letter, waits);
		expect(sent).toMatchObject({ kind: 'later', unknown: false });
	});

	it('refuses our password: later, since the mail is not to blame', async () => {
		const port = await answering((line) => {
			if (line.startsWith('EHLO')) return '250-hello\r\n250 AUTH PLAIN\r\n';
			return line.startsWith('AUTH') ? '535 no\r\n' : '250 ok\r\n';
		});
		const sent = await sendLetter(`smtp://ann:wrong@127.0.0.1:${port}`, letter, waits);
		expect(sent).toMatchObject({ kind: 'later', unknown: false });
	});

	it('refuses us in its greeting: later', async () => {
		const port = await answering(() => null, '554 not here\r\n');
		const sent = await sendLetter(`smtp://127.0.0.1:${port}`, letter, waits);
		expect(sent).toMatchObject({ kind: 'later', unknown: false });
	});
});
