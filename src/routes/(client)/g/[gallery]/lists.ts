/** Plain look-ups, made anew whenever what they are made of changes. */
export const byId = <T extends { id: string }>(list: readonly T[]): ReadonlyMap<string, T> =>
	new Map(list.map((each) => [each.id, each]));

export const dayOf = (instant: string) =>
	new Date(instant).toLocaleDateString('en-GB', { weekday: 'long', day: 'numeric', month: 'long' });
