import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { simpleParser, type ParsedMail } from 'mailparser';
import { SMTPServer } from 'smtp-server';

/** What the server does with one message; `drop` and `hang` have the whole message already. */
export type Act = 'take' | 'drop' | 'hang' | { rcpt: number } | { data: number };

export type ScriptedSmtp = {
	url: string;
	/** Everything that arrived whole, also what was not acknowledged. */
	mails: (ParsedMail & { envelopeTo: string[]; raw: string })[];
	/** The next messages, one each; `take` afterwards. */
	script: Act[];
	close: () => Promise<void>;
};

const refusal = (code: number) => Object.assign(new Error(`scripted ${code}`), { responseCode: code });

/** A real SMTP server on loopback that fails as told. */
export async function startScriptedSmtp(): Promise<ScriptedSmtp> {
	const sockets = new Set<Socket>();
	const mails: ScriptedSmtp['mails'] = [];
	const script: Act[] = [];
	const now = () => script[0] ?? 'take';
	const server = new SMTPServer({
		authOptional: true,
		disabledCommands: ['STARTTLS', 'AUTH'],
		onRcptTo: (_address, _session, done) => {
			const act = now();
			if (typeof act !== 'object' || !('rcpt' in act)) return done();
			script.shift();
			done(refusal(act.rcpt));
		},
		onData: (stream, session, done) => {
			const act = now();
			script.shift();
			const envelopeTo = session.envelope.rcptTo.map(({ address }) => address);
			void text(stream).then(async (raw) => {
				mails.push(Object.assign(await simpleParser(raw), { envelopeTo, raw }));
				if (act === 'take') done();
				else if (act === 'drop') for (const socket of sockets) socket.destroy();
				else if (typeof act === 'object' && 'data' in act) done(refusal(act.data));
			});
		}
	});
	server.on('error', () => undefined);
	server.server.on('connection', (socket: Socket) => {
		sockets.add(socket);
		socket.on('error', () => undefined);
		socket.on('close', () => sockets.delete(socket));
	});
	server.listen(0, '127.0.0.1');
	await once(server.server, 'listening');
	const { port } = server.server.address() as AddressInfo;
	return {
		url: `smtp://127.0.0.1:${port}`,
		mails,
		script,
		close: () => {
			for (const socket of sockets) socket.destroy();
			return new Promise((resolve) => server.close(() => resolve()));
		}
	};
}
