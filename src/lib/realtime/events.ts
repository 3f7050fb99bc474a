import * as v from 'valibot';
import { Id } from '#lib/domain/id.ts';
import type { AnnouncementEvent } from '#lib/contract/announcements.ts';

/** Every event that a browser can hear over Socket.IO; payloads are parsed by whoever uses them. */
export type ServerEvents = { [E in AnnouncementEvent]: (payload: unknown) => void } & {
	/** The last word before the server disconnects; a code of close-codes.ts. */
	closed: (payload: unknown) => void;
};
export const Closed = v.object({ code: v.number() });

/** What a socket asks for when it connects (`auth`, or the query): one gallery or all; `as=studio` for members. */
export const HandshakeSchema = v.object({
	gallery: v.optional(v.nullable(Id), null),
	as: v.optional(v.picklist(['client', 'studio']), 'client')
});
export type Handshake = v.InferOutput<typeof HandshakeSchema>;
