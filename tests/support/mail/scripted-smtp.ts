import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { simpleParser, type ParsedMail } from 'mailparser';
import { SMTPServer } from 'smtp-server';

/** What the server does with one message; `drop` and `hang` have the whole message already, `stall` none of it. */
export type Act = 'take' | 'drop' | 'hang' | { rcpt: number } | { data: number } | { stall: () => void };

export type ScriptedSmtp = {
	url: string;
	/** Everything that arrived whole, also what was not acknowledged; `at` by performance.now(). */
	mails: (ParsedMail & { envelopeTo: string[]; raw: string; at: number })[];
	/** The next messages, one each; `take` afterwards. */
	script: Act[];
	/** Called when a message has been acknowledged, before its sender can know. */
	onTaken: () => void;
	close: () => Promise<void>;
};

const refusal = (code: number) => Object.assign(new Error(`scripted ${code}`), { responseCode: code });

/** A real SMTP server on loopback that fails as told. */
export async function startScriptedSmtp(port = 0): Promise<ScriptedSmtp> {
	const sockets = new Set<Socket>();
	const mails: ScriptedSmtp['mails'] = [];
	const script: Act[] = [];
	const now = () => script[0] ?? 'take';
	const server = new SMTPServer({
		authOptional: true,
		disabledCommands: ['STARTTLS', 'AUTH'],
		onRcptTo: (_address, _session, done) => {
			const act = now();
			if (typeof act !== 'object' || 'data' in act) return done();
			script.shift();
			if ('rcpt' in act) done(refusal(act.rcpt));
			else act.stall();
		},
		onData: (stream, session, done) => {
			const act = now();
			script.shift();
			const envelopeTo = session.envelope.rcptTo.map(({ address }) => address);
			// a sender that is killed in the middle has sent nothing
			void text(stream).then(
				async (raw) => {
					const at = performance.now();
					mails.push(
						Object.assign(await simpleParser(raw, { skipTextLinks: true, skipTextToHtml: true }), {
							envelopeTo,
							raw,
							at
						})
					);
					if (act === 'take') {
						done();
						made.onTaken();
					} else if (act === 'drop') for (const socket of sockets) socket.destroy();
					else if (typeof act === 'object' && 'data' in act) done(refusal(act.data));
				},
				() => undefined
			);
		}
	});
	server.on('error', () => undefined);
	server.server.on('connection', (socket: Socket) => {
		sockets.add(socket);
		socket.on('error', () => undefined);
		socket.on('close', () => sockets.delete(socket));
	});
	server.listen(port, '127.0.0.1');
	await once(server.server, 'listening');
	const address = server.server.address() as AddressInfo;
	const made: ScriptedSmtp = {
		url: `smtp://127.0.0.1:${address.port}`,
		mails,
		script,
		onTaken: () => undefined,
		close: () => {
			for (const socket of sockets) socket.destroy();
			return new Promise((resolve) => server.close(() => resolve()));
		}
	};
	return made;
}
