import { once } from 'node:events';
import { simpleParser, type ParsedMail } from 'mailparser';
import { SMTPServer } from 'smtp-server';

export type Inbox = {
	url: string;
	mails: ParsedMail[];
	/** The n-th mail (from 0) to this address, as soon as it is there. */
	mailTo: (address: string, n?: number) => Promise<ParsedMail>;
	close: () => Promise<void>;
};

/** A real SMTP server on loopback that keeps what it gets. */
export async function startInbox(): Promise<Inbox> {
	const mails: ParsedMail[] = [];
	let heard: (() => void)[] = [];
	const server = new SMTPServer({
		authOptional: true,
		disabledCommands: ['STARTTLS', 'AUTH'],
		onData: (stream, _session, done) => {
			simpleParser(stream)
				.then((mail) => {
					mails.push(mail);
					const listeners = heard;
					heard = [];
					for (const listener of listeners) listener();
					done();
				})
				.catch(done);
		}
	});
	server.listen(0, '127.0.0.1');
	await once(server.server, 'listening');
	const address = server.server.address();
	if (!address || typeof address === 'string') throw new Error('no port');
	return {
		url: `smtp://127.0.0.1:${address.port}`,
		mails,
		mailTo: async (to, n = 0) => {
			for (;;) {
				const found = mails.filter((mail) => addressesOf(mail).includes(to))[n];
				if (found) return found;
				await new Promise<void>((resolve) => heard.push(resolve));
			}
		},
		close: () => new Promise((resolve) => server.close(() => resolve()))
	};
}

const addressesOf = (mail: ParsedMail) =>
	[mail.to ?? []].flat().flatMap((group) => group.value.map((each) => each.address ?? ''));

/** The first link in a mail's text that fits. */
export function linkIn(mail: ParsedMail, pattern = /https?:\/\/\S+/): string {
	const found = pattern.exec(mail.text ?? '')?.[0];
	if (!found) throw new Error(`No link in:\n${mail.text}`);
	return found;
}
