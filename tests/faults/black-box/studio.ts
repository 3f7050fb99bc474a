import { startApp, type App } from '#tests/support/app/app.ts';
import type { Seat } from '#lib/contract/seat.ts';
import type { Browser } from '#tests/support/realtime/live.ts';
import { startScriptedSmtp, type ScriptedSmtp } from '#tests/support/mail/scripted-smtp.ts';
import { enter, makeApi, until, type Api } from '#tests/support/app/api.ts';
import { tinyPicture } from './pictures.ts';

export type Guest = { browser: Browser; seat: Seat & { clientId: number } };
/** The built app with a gallery, proofs and four clients in it, from the outside. */
export type Studio = {
	app: App;
	api: Api;
	smtp: ScriptedSmtp;
	galleryId: string;
	proofs: { id: string; name: string }[];
	people: Guest[];
};

const PROOFS = 24;
const NAMES = ['cleo', 'ben', 'dora', 'eve'];

export async function openStudio(): Promise<Studio> {
	const smtp = await startScriptedSmtp();
	const app = await startApp({ SMTP_URL: smtp.url, MAIL_FROM: 'proofs@studio.test', LOG_LEVEL: 'error' });
	const api = makeApi(app.origin, app.token);
	const made = await api.send('POST', '/galleries', { title: 'Kills', preset: 'retouch' });
	const { id: galleryId }: { id: string } = await made.json();
	for (let n = 0; n < PROOFS; n++)
		await api.put(`/galleries/${galleryId}/files/PROOF_${n}.jpg`, await tinyPicture(n));
	const proofs = await until<{ id: string; name: string; status: string }[]>(
		() => api.json(`/galleries/${galleryId}/files`),
		(files) => files.every(({ status }) => status === 'ready')
	);
	const to = NAMES.map((name) => `${name}@client.test`);
	const sent = await api.send('POST', `/galleries/${galleryId}/invitations`, { to });
	const { links }: { links: { url: string }[] } = await sent.json();
	const people: Guest[] = [];
	for (const { url } of links) {
		const { cookie, seat, close } = await enter(app.origin, url, galleryId);
		close();
		people.push({ browser: { cookie, sessionId: '', galleryId, member: null }, seat });
	}
	return { app, api, smtp, galleryId, proofs, people };
}
