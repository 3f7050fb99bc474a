import type { FileState } from '#lib/domain/states/file-state.ts';
import { sqliteTable } from 'drizzle-orm/sqlite-core';
import { count, flag, id, json, time, words } from '../columns.ts';

// The studio and its members.

export const studio = sqliteTable('studio', {
	id: id().primaryKey(),
	name: words().notNull(),
	replyTo: words(),
	nextOrderNumber: count().notNull().default(1001),
	stateWords: json<Partial<Record<FileState, string>>>().notNull(),
	/** Deadlines are days there; null: the server's, until somebody signs in by a browser that says its own. */
	timeZone: words(),
	showBadges: flag().notNull().default(true),
	/** Endings of editors that finals came with and were taken: no question any more. */
	acceptSuffixes: json<string[]>().notNull().default([]),
	createdAt: time().notNull()
});

export const member = sqliteTable('member', {
	id: id().primaryKey(),
	studioId: id()
		.notNull()
		.references(() => studio.id),
	email: words().notNull().unique(),
	name: words().notNull(),
	passwordHash: words().notNull(),
	role: words({ enum: ['owner', 'photographer', 'retoucher'] }).notNull(),
	createdAt: time().notNull(),
	removedAt: time()
});

/** lucia's sessions of members; `id` is the SHA-256 of the cookie's value. */
export const memberSession = sqliteTable('member_session', {
	id: id().primaryKey(),
	memberId: id()
		.notNull()
		.references(() => member.id),
	expiresAt: time().notNull(),
	createdAt: time().notNull()
});

export const apiToken = sqliteTable('api_token', {
	id: id().primaryKey(),
	memberId: id()
		.notNull()
		.references(() => member.id),
	name: words().notNull(),
	hash: words().notNull().unique(),
	createdAt: time().notNull(),
	lastUsedAt: time(),
	revokedAt: time()
});
