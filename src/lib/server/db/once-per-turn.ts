/**
 * One reading for all who ask in a turn of the event loop. What they ask on behalf of was there before the turn began, and
 * so was every commit that its sender had been told of: the reading, made later, knows it. `forget` after a commit of one's own.
 */
export function oncePerTurn<T>(read: () => T) {
	let known: { is: T } | undefined;
	const forget = () => void (known = undefined);
	return {
		forget,
		read: (): T => {
			if (known === undefined) {
				known = { is: read() };
				setImmediate(forget);
			}
			return known.is;
		}
	};
}
