import { DrizzleQueryError } from 'drizzle-orm';
import { NodePgPreparedQuery } from 'drizzle-orm/node-postgres';
import { PgDeleteBase, PgInsertBase, PgSelectBase, PgUpdateBase } from 'drizzle-orm/pg-core';

type Rows = readonly unknown[] | { rows: readonly unknown[]; rowCount: number | null };
type Question = { execute: (values?: Record<string, unknown>) => Promise<Rows> };

/** What drizzle's builders for SQLite answer with, which is how every feature asks. */
const verbs = {
	async all(this: Question, values?: Record<string, unknown>) {
		const answer = await asked(this, values);
		return 'rows' in answer ? answer.rows : answer;
	},
	async get(this: Question, values?: Record<string, unknown>) {
		const answer = await asked(this, values);
		return ('rows' in answer ? answer.rows : answer)[0];
	},
	async run(this: Question, values?: Record<string, unknown>) {
		const answer = await asked(this, values);
		return { changes: 'rows' in answer ? (answer.rowCount ?? 0) : answer.length };
	}
};

/** drizzle's own error repeats every value of the statement, which then stood in a log: hashes, addresses, texts. */
async function asked(question: Question, values?: Record<string, unknown>): Promise<Rows> {
	try {
		return await question.execute(values);
	} catch (error) {
		throw error instanceof DrizzleQueryError && error.cause ? error.cause : error;
	}
}

/** Gives the builders for PostgreSQL these verbs, for the whole process. */
export function teachVerbs() {
	for (const each of [PgSelectBase, PgInsertBase, PgUpdateBase, PgDeleteBase, NodePgPreparedQuery])
		Object.assign(each.prototype, verbs);
}
