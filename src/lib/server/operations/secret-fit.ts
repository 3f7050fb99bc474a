import { desc, eq } from 'drizzle-orm';
import { t } from '#lib/messages/index.ts';
import type { Tokens } from '../auth/tokens.ts';
import { StartupError } from '../db/startup-error.ts';
import type { Database, Db, Transaction } from '../db/open.ts';
import { deliveryLink, installation, invitation } from '../db/schema.ts';

/** What the database keeps of the secret: the hash of a token that nobody is ever sent. */
export const proofOf = (tokens: Tokens) => tokens.hash(tokens.make('proof', 'secret', 1));

export type Fit = { checked: number; strange: number; fits: boolean };

/** Compares stored links with what the secret makes of their rows; databases of earlier versions have no proof. */
export async function compareSecret(db: Database, tokens: Tokens): Promise<Fit> {
	const proof = (await db.select({ proof: installation.secretProof }).from(installation).get())?.proof;
	const links = await newestFirst(db);
	const strange = links.filter(({ kind, id, counter, hash }) => {
		return tokens.hash(tokens.make(kind, id, counter)) !== hash;
	});
	const isNewestOurs = links[0] === undefined || !strange.includes(links[0]);
	const fits = proof ? proof === proofOf(tokens) : isNewestOurs;
	return { checked: links.length, strange: strange.length, fits };
}

/** Another installation's secret would show and mail links that open nothing. */
export async function assertSecretFits(db: Database, tokens: Tokens, path: string) {
	if (!(await compareSecret(db, tokens)).fits)
		throw new StartupError(t('console:operations.secret-strange', { path }));
}

const AT_MOST = 200;

async function newestFirst(db: Database) {
	const invitations = await db
		.select({
			id: invitation.id,
			counter: invitation.counter,
			hash: invitation.tokenHash,
			at: invitation.createdAt
		})
		.from(invitation)
		.orderBy(desc(invitation.createdAt))
		.limit(AT_MOST)
		.all();
	const links = await db
		.select({
			id: deliveryLink.id,
			counter: deliveryLink.counter,
			hash: deliveryLink.tokenHash,
			at: deliveryLink.createdAt
		})
		.from(deliveryLink)
		.orderBy(desc(deliveryLink.createdAt))
		.limit(AT_MOST)
		.all();
	return [
		...invitations.map((row) => ({ ...row, kind: 'invitation' as const })),
		...links.map((row) => ({ ...row, kind: 'delivery' as const }))
	].sort((a, b) => b.at - a.at);
}

/** Every link gets the hash of its successor: whatever was sent so far opens nothing, what is shown from now on does. */
export async function rehashLinks(db: Pick<Db, 'transaction'>, tokens: Tokens): Promise<number> {
	return db.transaction(async (tx) => {
		const count = await rehash(tx, tokens);
		await tx
			.update(installation)
			.set({ secretProof: proofOf(tokens) })
			.run();
		return count;
	});
}

async function rehash(tx: Transaction, tokens: Tokens): Promise<number> {
	const invitations = await tx.select().from(invitation).all();
	for (const { id, counter } of invitations) {
		const tokenHash = tokens.hash(tokens.make('invitation', id, counter));
		await tx.update(invitation).set({ tokenHash }).where(eq(invitation.id, id)).run();
	}
	const links = await tx.select().from(deliveryLink).all();
	for (const { id, counter } of links) {
		const tokenHash = tokens.hash(tokens.make('delivery', id, counter));
		await tx.update(deliveryLink).set({ tokenHash }).where(eq(deliveryLink.id, id)).run();
	}
	return invitations.length + links.length;
}
