import type { Row } from '../row.ts';
import { SECRET } from '../scene.ts';

const STAFF = '303 303 303 303 200 200 303';
const BOSSES = '303 303 303 303 403 200 303';
const SIGNED_OUT = 'announcement fact member_session > web access.changed';

/** The studio's pages: by the member's session only. */
export const pageRows: Row[] = [
	{ route: 'GET /', is: '303 303 303 303 303 303 303' },
	{ route: 'GET /api/v1/openapi.json', is: '200 200 200 200 200 200 200', says: '"openapi":"3.1' },
	{ route: 'GET /healthz', is: '200 200 200 200 200 200 200', says: 'ok' },
	// there is no worker beside this server, and it says so
	{ route: 'GET /readyz', is: '503 503 503 503 503 503 503' },
	{ route: 'GET /studio', is: STAFF, says: SECRET.title },
	{ route: 'GET /studio/g/[gallery]', is: STAFF, says: SECRET.proof },
	{ route: 'GET /studio/g/[gallery]/access', is: BOSSES, says: 'cleo@client.test' },
	{ route: 'GET /studio/g/[gallery]/choosing', is: BOSSES, says: SECRET.title },
	{ route: 'GET /studio/g/[gallery]/downloads', is: BOSSES, says: SECRET.title },
	{ route: 'GET /studio/g/[gallery]/send', is: BOSSES, says: SECRET.title },
	{ route: 'GET /studio/g/[gallery]/settings', is: BOSSES, says: SECRET.title },
	{ route: 'GET /studio/mail', is: BOSSES, says: 'cleo@client.test' },
	{
		route: 'POST /studio/mail?/retry',
		is: '401 401 401 401 403 200 403',
		send: (s) => `mail=${s.mail}`,
		leaves: 'mail'
	},
	{ route: 'GET /studio/new', is: BOSSES, says: SECRET.title },
	{ route: 'GET /studio/products', is: BOSSES, says: 'For the web' },
	{ route: 'GET /studio/orders', is: STAFF, says: SECRET.title },
	{ route: 'GET /studio/orders/[order]', is: STAFF, says: SECRET.note },
	{
		route: 'POST /language',
		is: '303 303 303 303 303 303 403',
		send: 'language=de&to=/studio',
		leaves: {
			stranger: 'participant',
			guest: 'participant',
			client: 'participant',
			retoucher: 'member',
			photographer: 'member'
		}
	},
	{ route: 'GET /studio/people', is: STAFF },
	{
		route: 'POST /studio/people?/studio',
		is: '401 401 401 401 403 200 403',
		send: 'name=Dust&replyTo=',
		leaves: 'studio'
	},
	{
		route: 'POST /studio/people?/add',
		is: '401 401 401 401 403 200 403',
		send: 'email=dan@evil.test&name=dan&role=photographer&password=long enough 42',
		leaves: 'member'
	},
	{ route: 'POST /studio/people?/remove', is: '401 401 401 401 403 404 403', send: 'id=x' },
	{
		route: 'POST /studio/people?/password',
		is: '401 401 401 401 403 404 403',
		send: 'id=x&password=long enough 42'
	},
	{
		route: 'POST /studio/people?/token',
		is: '401 401 401 401 200 200 403',
		send: 'name=script',
		leaves: 'api_token'
	},
	{ route: 'POST /studio/people?/revoke', is: '401 401 401 401 404 404 403', send: 'id=x' },
	{ route: 'GET /studio/sign-in', is: '200 200 200 200 303 303 200' },
	{
		route: 'POST /studio/sign-in',
		is: '401 401 401 401 401 401 403',
		send: 'email=ann@studio.test&password=wrong'
	},
	{ route: 'GET /studio/sign-out', is: '303 303 303 303 303 303 303' },
	{
		route: 'POST /studio/sign-out',
		is: '200 200 200 200 200 200 403',
		send: '',
		leaves: { retoucher: SIGNED_OUT, photographer: SIGNED_OUT }
	}
];
