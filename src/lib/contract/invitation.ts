import * as v from 'valibot';
import { Id } from '#lib/domain/id.ts';
import { Rejected } from './delivery.ts';
import { Time } from './time.ts';

/** Somebody who was invited, with the link that is theirs. */
export const InvitationLink = v.object({
	id: Id,
	email: v.string(),
	name: v.string(),
	url: v.string(),
	sentAt: Time,
	openedAt: v.nullable(Time),
	revokedAt: v.nullable(Time)
});
export type InvitationLink = v.InferOutput<typeof InvitationLink>;

export const InvitationsSent = v.object({
	sent: v.array(v.string()),
	rejected: v.array(Rejected),
	links: v.array(v.object({ address: v.string(), url: v.string() }))
});
export type InvitationsSent = v.InferOutput<typeof InvitationsSent>;

/** The mail as a recipient would read it. */
export const LetterPreview = v.object({ from: v.string(), subject: v.string(), html: v.string() });
export type LetterPreview = v.InferOutput<typeof LetterPreview>;

/** Where a test went. */
export const TestSent = v.object({ to: v.string() });
export type TestSent = v.InferOutput<typeof TestSent>;

/** Whose browser it is from now on: another participant where the address was somebody's already. */
export const AddressConfirmed = v.object({ participantId: Id });
