import type { ProductSettings } from '#lib/domain/products/settings.ts';
import type { FileState } from '#lib/domain/states/file-state.ts';
import { LANGUAGES } from '#lib/messages/languages.ts';
import { boolean, id, int, json, string, table, timestampMs } from '../columns.ts';

// The studio and its members.

export const studio = table('studio', {
	id: id().primaryKey(),
	name: string().notNull(),
	replyTo: string(),
	nextOrderNumber: int().notNull().default(1001),
	stateWords: json<Partial<Record<FileState, string>>>().notNull(),
	/** Deadlines are days there; null: the server's, until somebody signs in by a browser that says its own. */
	timeZone: string(),
	/** What mails and pages speak where nobody said anything else; null: English. */
	language: string({ enum: LANGUAGES }),
	showBadges: boolean().notNull().default(true),
	/** Endings of editors that finals came with and were taken: no question any more. */
	acceptSuffixes: json<string[]>().notNull().default([]),
	/** Endings of finals that travel with their picture (domain/companions). */
	companionEndings: json<string[]>().notNull().default([]),
	createdAt: timestampMs().notNull()
});

/** What clients can fetch besides originals (domain/products). One that is archived is offered no more. */
export const product = table('product', {
	id: id().primaryKey(),
	studioId: id()
		.notNull()
		.references(() => studio.id),
	name: string().notNull(),
	settings: json<ProductSettings>().notNull(),
	/** Its place among the others. */
	position: int().notNull(),
	createdAt: timestampMs().notNull(),
	archivedAt: timestampMs()
});

export const member = table('member', {
	id: id().primaryKey(),
	studioId: id()
		.notNull()
		.references(() => studio.id),
	email: string().notNull().unique(),
	name: string().notNull(),
	passwordHash: string().notNull(),
	/** Their own setting; null: as their browser asks. */
	language: string({ enum: LANGUAGES }),
	role: string({ enum: ['owner', 'photographer', 'retoucher'] }).notNull(),
	createdAt: timestampMs().notNull(),
	removedAt: timestampMs()
});

/** lucia's sessions of members; `id` is the SHA-256 of the cookie's value. */
export const memberSession = table('member_session', {
	id: id().primaryKey(),
	memberId: id()
		.notNull()
		.references(() => member.id),
	expiresAt: timestampMs().notNull(),
	createdAt: timestampMs().notNull()
});

export const apiToken = table('api_token', {
	id: id().primaryKey(),
	memberId: id()
		.notNull()
		.references(() => member.id),
	name: string().notNull(),
	hash: string().notNull().unique(),
	createdAt: timestampMs().notNull(),
	lastUsedAt: timestampMs(),
	revokedAt: timestampMs()
});
