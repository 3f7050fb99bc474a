import type { Row } from '../row.ts';
import { SECRET } from '../scene.ts';

const EVERYBODY = '200 200 200 200 200 200 200';
const wrong = () => ({ token: 'A'.repeat(43) });
const delivered = (s: { files: { delivered: { id: string } } }) => ({ file: s.files.delivered.id });

/** Links are keys: whoever holds one comes in, and a wrong one says nothing. */
export const linkRows: Row[] = [
	{ route: 'GET /i/[token]', is: EVERYBODY, says: SECRET.title },
	{ route: 'GET /i/[token]', is: '410 410 410 410 410 410 410', at: wrong },
	{
		route: 'POST /i/[token]',
		is: '303 303 303 303 303 303 403',
		send: '',
		leaves: {
			nobody: 'client_session invitation participant session_participant',
			stranger: 'client_session invitation participant session_participant',
			retoucher: 'client_session invitation participant session_participant',
			photographer: 'client_session invitation participant session_participant'
		}
	},
	{ route: 'GET /i/[token]/cover.webp', is: EVERYBODY },
	{ route: 'GET /i/[token]/cover.webp', is: '410 410 410 410 410 410 410', at: wrong },
	{ route: 'GET /i/[token]/code', is: EVERYBODY },
	{ route: 'POST /i/[token]/code?/enter', is: '200 410 410 410 200 200 403', send: 'code=000000' },
	{
		route: 'POST /i/[token]/code?/again',
		is: '200 200 200 200 200 200 403',
		send: '',
		leaves: { stranger: 'mail mailed_code', guest: 'mail mailed_code', client: 'mail mailed_code' }
	},
	{ route: 'GET /d/[token]', is: EVERYBODY, says: SECRET.delivered },
	{ route: 'GET /d/[token]', is: '410 410 410 410 410 410 410', at: wrong },
	{ route: 'GET /d/[token]/manifest.json', is: EVERYBODY, says: SECRET.delivered },
	{ route: 'GET /d/[token]/manifest.json', is: '410 410 410 410 410 410 410', at: wrong },
	{ route: 'GET /d/[token]/archive.zip', is: EVERYBODY, leaves: 'delivery_link download_log' },
	{ route: 'GET /d/[token]/archive.zip', is: '410 410 410 410 410 410 410', at: wrong },
	{
		route: 'GET /d/[token]/files/[file]',
		is: EVERYBODY,
		at: delivered,
		leaves: 'delivery_link download_log'
	},
	{ route: 'GET /d/[token]/files/[file]', is: '404 404 404 404 404 404 404' },
	{
		route: 'GET /d/[token]/files/[file]',
		is: '410 410 410 410 410 410 410',
		at: (s) => ({ ...wrong(), ...delivered(s) })
	},
	{ route: 'GET /d/[token]/r/[file]/[width].webp', is: EVERYBODY, at: delivered },
	{ route: 'GET /d/[token]/r/[file]/[width].webp', is: '404 404 404 404 404 404 404' },
	{ route: 'GET /d/[token]/r/[file]/film.mp4', is: '404 404 404 404 404 404 404', at: delivered },
	{ route: 'GET /d/[token]/r/[file]/film.m3u8', is: '404 404 404 404 404 404 404', at: delivered },
	{ route: 'GET /d/[token]/r/[file]/film.m3u8', is: '410 410 410 410 410 410 410', at: wrong },
	{ route: 'GET /d/[token]/r/[file]/film/[rung].m3u8', is: '404 404 404 404 404 404 404', at: delivered },
	{ route: 'GET /d/[token]/r/[file]/film/[rung].m3u8', is: '410 410 410 410 410 410 410', at: wrong },
	{ route: 'GET /d/[token]/r/[file]/film/[rung].mp4', is: '404 404 404 404 404 404 404', at: delivered },
	{ route: 'GET /d/[token]/r/[file]/film/[rung].mp4', is: '410 410 410 410 410 410 410', at: wrong },
	{ route: 'GET /d/[token]/r/[file]/film.mp4', is: '410 410 410 410 410 410 410', at: wrong },
	{
		route: 'GET /d/[token]/r/[file]/[version]/[width].webp',
		is: EVERYBODY,
		at: (s) => ({ token: s.finished.token, file: s.files.finished.id })
	},
	{
		// the version that a final replaced, of an order that is not delivered yet
		route: 'GET /d/[token]/r/[file]/[version]/[width].webp',
		is: '404 404 404 404 404 404 404',
		at: (s) => ({ token: s.finished.token, file: s.files.ordered.id, version: '2' })
	},
	{
		// sent without an order: nothing that was there before
		route: 'GET /d/[token]/r/[file]/[version]/[width].webp',
		is: '404 404 404 404 404 404 404'
	},
	{ route: 'GET /d/[token]/r/[file]/[version]/[width].webp', is: '410 410 410 410 410 410 410', at: wrong },
	{ route: 'GET /studio/setup/[token]', is: '410 410 410 410 410 410 410', at: wrong },
	{
		route: 'POST /studio/setup/[token]',
		is: '410 410 410 410 410 410 403',
		at: wrong,
		send: 'name=dan&email=dan@evil.test&password=long enough 42&studioName=x'
	}
];
