import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Db, Transaction } from '#lib/server/db/open.ts';

const ANSWERS = new Set<string | symbol>(['get', 'all', 'run']);

/** The same database, but each statement answers a turn of the event loop later, as one across a network would. */
export function late(db: Db): Db {
	return {
		...db,
		read: lateOne(db.read),
		snapshot: (work) => db.snapshot((read) => work(lateOne(read))),
		transaction: (work) => db.transaction((tx) => work(lateOne<Transaction>(tx)))
	};
}

const known = new WeakMap<object, unknown>();

/** One for each connection: prepared statements are kept by it. */
function lateOne<T extends object>(connection: T): T {
	const wrapped = (known.get(connection) ?? wrap(connection)) as T; // made by the next line, from this very type
	known.set(connection, wrapped);
	return wrapped;
}

function wrap<T extends object>(target: T): T {
	return new Proxy(target, {
		get(_, name) {
			const value: unknown = Reflect.get(target, name, target);
			if (typeof value !== 'function' || name === 'constructor') return value;
			if (ANSWERS.has(name))
				return async (...values: unknown[]) => {
					await nextTurn();
					return Reflect.apply(value, target, values);
				};
			return (...values: unknown[]) => {
				const made: unknown = Reflect.apply(value, target, values);
				return typeof made === 'object' && made !== null ? wrap(made) : made;
			};
		}
	});
}
