import { presetSettings } from '#lib/domain/products/presets.ts';
import { MANAGERS, MEMBERS, type Row } from '../row.ts';

const product = '/api/v1/products/[product]';
const download = 'GET /g/[gallery]/files/[file]/download';
const settings = presetSettings('web');

/** What is fetched besides originals. */
export const productRows: Row[] = [
	{ route: 'GET /api/v1/products', is: MEMBERS, says: 'For the web' },
	{
		route: 'POST /api/v1/products',
		is: '401 401 401 401 403 201 201',
		send: { name: 'Small', settings },
		says: 'Small',
		leaves: 'fact product'
	},
	{
		route: 'POST /api/v1/products',
		is: '401 401 401 401 422 422 422',
		send: { name: 'Large', settings: { ...settings, size: { by: 'percent', percent: 200 } } }
	},
	{
		route: `PATCH ${product}`,
		is: MANAGERS,
		send: { name: 'Smaller' },
		says: 'Smaller',
		leaves: 'announcement fact gallery product > client gallery.changed'
	},
	{
		route: `PATCH ${product}`,
		is: '401 401 401 401 403 404 404',
		at: () => ({ product: 'nothing' }),
		send: {}
	},
	{
		route: `DELETE ${product}`,
		is: '401 401 401 401 403 204 204',
		leaves: 'announcement fact gallery product > client gallery.changed'
	},
	{ route: `DELETE ${product}`, is: '401 401 401 401 403 404 404', at: () => ({ product: 'nothing' }) },
	{
		route: 'GET /api/v1/files/[file]/products/[product]',
		is: MEMBERS,
		at: (s) => ({ file: s.files.delivered.id }),
		leaves: 'download_log rendition'
	},
	{
		route: 'GET /api/v1/files/[file]/products/[product]',
		is: '401 401 401 401 404 404 404',
		at: () => ({ product: 'nothing' })
	},
	{
		route: 'POST /g/[gallery]/download-choices',
		is: '401 401 200 200 401 401 403',
		send: { all: true },
		says: '['
	},
	{
		route: 'POST /g/[gallery]/archives',
		is: '404 404 409 202 404 404 403',
		send: { all: true, product: 'web' },
		says: '"done":1',
		leaves: 'archive job rendition'
	},
	{
		route: 'POST /g/[gallery]/archives',
		is: '404 404 404 404 404 404 403',
		send: { all: true, product: 'other' }
	},
	{
		// of originals there is nothing to wait for
		route: 'GET /g/[gallery]/archives/[archive]',
		is: '404 404 404 404 404 404 404'
	},
	{
		route: 'GET /g/[gallery]/archives/[archive]',
		is: '404 404 404 200 404 404 404',
		at: (s) => ({ archive: s.products.status.split('/').at(-1) ?? '' }),
		says: '"done":1'
	},
	{
		// its row offers the product of finals
		route: download,
		is: '404 404 404 200 404 404 404',
		at: (s) => ({ file: s.files.delivered.id }),
		query: '?product=web',
		leaves: 'download_log rendition'
	},
	{ route: download, is: '404 404 404 404 404 404 404', query: '?product=web' },
	{
		route: download,
		is: '404 404 404 404 404 404 404',
		at: (s) => ({ file: s.files.delivered.id }),
		query: '?product=other'
	}
];
