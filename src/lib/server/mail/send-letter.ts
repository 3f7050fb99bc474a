import { createTransport } from 'nodemailer';
import { readAddress } from '#lib/domain/addresses/plain-address.ts';
import type { Key } from '#lib/messages/keys.ts';
import type { Letter } from './letter.ts';

/**
 * sent: the server took it. refused: it said no for good (5xx). later: it may be tried again; `unknown` when the
 * whole message was there but the answer was lost, so that it may have arrived.
 */
export type Sent =
	{ kind: 'sent' } | { kind: 'refused'; error: string } | { kind: 'later'; unknown: boolean; error: string };

type Waits = { connectionTimeout: number; greetingTimeout: number; socketTimeout: number };

/** In milliseconds: a server that hangs never holds the other mails for longer. */
const WAITS: Waits = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 30_000 };

/** Sends one letter over one connection. Never throws for what a mail server can do. */
export async function sendLetter(smtpUrl: string, letter: Letter, waits: Waits = WAITS): Promise<Sent> {
	// given as text an address may be read as several; whoever queued it, only one plain address leaves here
	const read = readAddress(letter.to.address);
	if (!read.ok) return { kind: 'refused', error: `shared:address.${read.why}` satisfies Key };
	const watch = watchData();
	const transport = createTransport({
		...connectionOf(smtpUrl),
		...waits,
		logger: watch.logger,
		transactionLog: true
	});
	const { messageId, from, replyTo, to, subject, html, text } = letter;
	try {
		await transport.sendMail({
			messageId,
			from,
			...(replyTo ? { replyTo } : {}),
			to: { name: to.name, address: read.address },
			envelope: { from: from.address, to: [read.address] },
			subject,
			html,
			text,
			headers: { 'Auto-Submitted': 'auto-generated' },
			disableFileAccess: true,
			disableUrlAccess: true
		});
		return { kind: 'sent' };
	} catch (error) {
		return judge(error, watch.answerLost());
	} finally {
		transport.close();
	}
}

/** Settings of one connection; a server that does not answer is given up soon. */
export function connectionOf(smtpUrl: string) {
	const { hostname, searchParams } = new URL(smtpUrl);
	const isLoopback = hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.');
	return {
		url: smtpUrl,
		// a mail server in the same private network may do without, if the URL says so
		...(searchParams.has('requireTLS') ? {} : { requireTLS: !isLoopback })
	};
}

/** nodemailer does not say how far it came: its log does. 354 means that the message itself goes out now. */
function watchData() {
	let goesOut = false;
	let answered = false;
	const hear = (entry: { tnx?: unknown }, line: unknown) => {
		if (entry.tnx !== 'server') return;
		if (goesOut) answered = true;
		if (String(line).startsWith('354')) goesOut = true;
	};
	const quiet = () => undefined;
	const logger = {
		level: quiet,
		trace: quiet,
		debug: hear,
		info: quiet,
		warn: quiet,
		error: quiet,
		fatal: quiet
	};
	return { logger, answerLost: () => goesOut && !answered };
}

function judge(thrown: unknown, answerLost: boolean): Sent {
	const { code, responseCode, message } = read(thrown);
	if (answerLost) return { kind: 'later', unknown: true, error: message };
	// a 5xx to our greeting or password is about the settings, not about this mail
	const aboutMail = code === 'EENVELOPE' || code === 'EMESSAGE';
	if (aboutMail && (responseCode === null || responseCode >= 500)) return { kind: 'refused', error: message };
	return { kind: 'later', unknown: false, error: message };
}

function read(thrown: unknown) {
	if (!(thrown instanceof Error)) return { code: '', responseCode: null, message: String(thrown) };
	const code = 'code' in thrown ? String(thrown.code) : '';
	const responseCode =
		'responseCode' in thrown && typeof thrown.responseCode === 'number' ? thrown.responseCode : null;
	return { code, responseCode, message: thrown.message };
}
