import type { Context } from '../context.ts';
import { ownTurn } from '../db/in-turns.ts';
import { makeGate, type Gate } from './gate.ts';

const gates = new WeakMap<Context, Gate>();

function gateOf(ctx: Context): Gate {
	const known = gates.get(ctx) ?? makeGate();
	gates.set(ctx, known);
	return known;
}

/** An answer that is long for its size: few at once for each asker (a session, a member), begun in a turn of its own. */
export function inLine<T>(ctx: Context, asker: string, work: () => Promise<T>): Promise<T> {
	return gateOf(ctx).pass(asker, async () => {
		await ownTurn();
		return work();
	});
}

/** Routes of the framework whose answers grow with a gallery or an order. */
const LONG = new Set([
	'/(client)/g/[gallery]',
	'/(client)/g/[gallery]/order-draft',
	'/(client)/g/[gallery]/orders',
	'/(client)/g/[gallery]/selections/[sid]/lock',
	'/(client)/o/[order]',
	'/(client)/o/[order].json',
	'/(client)/o/[order]/changes',
	'/(client)/o/[order]/items',
	'/(studio)/studio/(inside)',
	'/(studio)/studio/(inside)/g/[gallery]',
	'/(studio)/studio/(inside)/g/[gallery]/choosing',
	'/(studio)/studio/(inside)/g/[gallery]/send',
	'/(studio)/studio/(inside)/orders',
	'/(studio)/studio/(inside)/orders/[order]',
	'/api/v1/galleries/[gallery]/files',
	'/api/v1/galleries/[gallery]/match',
	'/api/v1/galleries/[gallery]/states',
	'/api/v1/galleries/[gallery]/deliveries',
	'/api/v1/galleries/[gallery]/orders',
	'/api/v1/galleries/[gallery]/orders/offers',
	'/api/v1/galleries/[gallery]/selections',
	'/api/v1/orders',
	'/api/v1/selections/[selection]',
	'/api/v1/selections/[selection]/names'
]);
const OF_ORDERS = /^\/api\/v1\/orders\/\[order\]/;

export const isLong = (routeId: string | null) =>
	routeId !== null && (LONG.has(routeId) || OF_ORDERS.test(routeId));
