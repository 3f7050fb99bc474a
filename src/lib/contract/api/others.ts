import * as v from 'valibot';
import { Readiness } from '../health.ts';
import type { Operation } from './operation.ts';

export const others: readonly Operation[] = [
	{ call: 'GET /', does: 'leads to the studio', who: 'anybody', gives: { 303: 'redirect' } },
	{
		call: 'GET /api/v1/openapi.json',
		does: 'this page for programs: an OpenAPI 3.1 document, with the schemas that the server itself goes by',
		who: 'anybody',
		gives: { 200: v.record(v.string(), v.unknown()) }
	},
	{ call: 'GET /healthz', does: 'alive', who: 'anybody', gives: { 200: 'text' } },
	{
		call: 'GET /readyz',
		does: '200 when database, storage and worker answer, else 503; a worker counts from the tenth second of its life',
		who: 'anybody',
		gives: { 200: Readiness, 503: Readiness }
	},
	{
		call: 'GET /studio/setup/{token}',
		does: 'makes the first owner, once',
		who: 'link',
		gives: { 200: 'page', 303: 'redirect' }
	},
	{
		call: 'POST /studio/setup/{token}',
		does: 'the same',
		who: 'link',
		takes: 'form',
		gives: { 200: 'action', 303: 'redirect' },
		refuses: [409, 422]
	},
	{
		call: 'GET /studio/sign-in',
		does: 'the page to sign in',
		who: 'anybody',
		gives: { 200: 'page', 303: 'redirect' }
	},
	{
		call: 'POST /studio/sign-in',
		does: 'signs in',
		who: 'anybody',
		takes: 'form',
		gives: { 200: 'action', 303: 'redirect' },
		refuses: [401, 422, 429]
	},
	{
		call: 'GET /studio/sign-out',
		does: 'leads to the studio; changes nothing',
		who: 'anybody',
		gives: { 303: 'redirect' }
	},
	{
		call: 'POST /studio/sign-out',
		does: 'signs out',
		who: 'anybody',
		gives: { 200: 'action', 303: 'redirect' }
	},
	{
		call: 'POST /language',
		does: '`language=en` or `de`: this browser’s and its person’s own setting; back to `to`',
		who: 'anybody',
		takes: 'form',
		gives: { 303: 'redirect' }
	}
];
