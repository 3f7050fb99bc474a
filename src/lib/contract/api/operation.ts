import * as v from 'valibot';

/** `member`: signed in, or a token; `client`: a session in the gallery; `link`: the token in the address. */
export type Who = 'anybody' | 'link' | 'client' | 'member';

/** What is answered besides JSON; an action answers with its page, or with JSON of the framework's own to its scripts. */
export type Plain = 'nothing' | 'page' | 'action' | 'text' | 'bytes' | 'redirect';

/** One way in, as docs/api.md and the OpenAPI document tell it; routes parse by the same schemas. */
export type Operation = {
	/** A method and a path; a named action of a page is `POST /o/{order}?/items`, a socket `SOCKET /sync/{gallery}`. */
	call: string;
	does: string;
	who: Who;
	query?: Record<string, v.GenericSchema>;
	/** Takes an `Idempotency-Key`, and needs one. */
	isOnce?: true;
	takes?: v.GenericSchema | 'bytes' | 'form';
	/** Without a body nothing of it is asked for. */
	mayBeEmpty?: true;
	gives: Record<number, v.GenericSchema | Plain>;
	/** Besides what anything of its kind may be refused with. */
	refuses?: readonly number[];
};

/** Current values instead of released ones: members only. */
export const AS = v.optional(v.picklist(['client', 'studio']));
/** Yes, with the pictures that somebody has ordered. */
export const CONFIRM = v.optional(v.literal('cancel-items'));

export const methodOf = ({ call }: Operation) => call.slice(0, call.indexOf(' '));
/** Without the name of an action. */
export const pathOf = ({ call }: Operation) => call.slice(call.indexOf(' ') + 1).replace(/\?\/\w+$/, '');
export const paramsIn = (path: string) => [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
export const isSocket = (operation: Operation) => methodOf(operation) === 'SOCKET';

const isChanging = (operation: Operation) => !['GET', 'HEAD', 'OPTIONS'].includes(methodOf(operation));

/** A client's page says who it believes to be whenever it changes something. */
export const namesParticipant = (operation: Operation) => operation.who === 'client' && isChanging(operation);

/** Every status that it may be refused with. */
export function refusalsOf(operation: Operation): number[] {
	const { who, takes, query, refuses = [] } = operation;
	const all = [400, 429, 503, ...refuses];
	if (who === 'member' || who === 'client') all.push(401, 403);
	if (who === 'anybody' && isChanging(operation)) all.push(403);
	if (namesParticipant(operation)) all.push(409);
	if (paramsIn(pathOf(operation)).length > 0) all.push(404);
	if (who === 'link') all.push(403, 410);
	if (takes) all.push(413, 415, 422);
	if (query) all.push(422);
	return [...new Set(all)].toSorted((a, b) => a - b);
}
