import { eq } from 'drizzle-orm';
import type { Context } from '#lib/server/context.ts';
import * as rows from '#lib/server/db/schema.ts';
import { durable } from '#tests/support/realtime/live.ts';
import type { ScriptedSmtp } from '#tests/support/mail/scripted-smtp.ts';
import type { Cast, Ledger } from './journey.ts';
import { sha256 } from './world.ts';

/** What was acknowledged and is not there, or is there twice. */
export async function missingFrom(ctx: Context, { galleryId }: Cast, ledger: Ledger): Promise<string[]> {
	const held = await durable(ctx, galleryId);
	const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
	const { read } = ctx.db;
	const files = await read.select().from(rows.file).where(eq(rows.file.galleryId, galleryId)).all();
	const versions = await read.select().from(rows.version).all();
	return [
		...[...ledger.marks].filter(([key, value]) => !same(held[key], value)).map(([key]) => `mark ${key}`),
		...[...ledger.uploads].flatMap(([name, bytes]) => {
			const found = files.filter((file) => file.name === name);
			const whole = versions.filter((each) => each.fileId === found[0]?.id && each.sha256 === sha256(bytes));
			return found.length === 1 && whole.length === 1
				? []
				: [`upload ${name}: ${found.length} files, ${whole.length} versions`];
		}),
		...[...ledger.finals].flatMap(([fileId, bytes]) => {
			const whole = versions.filter((each) => each.fileId === fileId && each.sha256 === sha256(bytes));
			return whole.length === 1 ? [] : [`final of ${fileId}: ${whole.length} versions`];
		}),
		...[...ledger.titles].flatMap(([fileId, title]) =>
			files.find(({ id }) => id === fileId)?.title === title ? [] : [`title of ${fileId}`]
		),
		...(ledger.orderId === undefined || (await read.select().from(rows.order).all()).length === 1
			? []
			: ['the order'])
	];
}

/** Afterwards: every item that was ordered is delivered once, and everybody was told once. */
export async function unfinished(
	ctx: Context,
	smtp: ScriptedSmtp,
	{ orderId }: Ledger,
	copiesAllowed: boolean
): Promise<string[]> {
	const { read } = ctx.db;
	const items = await read.select().from(rows.orderItem).all();
	const pins = await read.select().from(rows.deliveryFile).all();
	const mails = await read.select().from(rows.mail).all();
	const arrived = Map.groupBy(smtp.mails, ({ messageId }) => messageId);
	const about = Map.groupBy(mails, ({ template, to, orderId, deliveryId }) =>
		[template, to, orderId, deliveryId].join(' ')
	);
	const found: string[] = [];
	const complain = (wrong: boolean, words: string) => wrong && found.push(words);
	complain(items.length !== (orderId === undefined ? 0 : 2), `${items.length} items`);
	for (const item of items) complain(item.state !== 'delivered', `an item is ${item.state}`);
	for (const { fileId } of items)
		complain(pins.filter((pin) => pin.fileId === fileId).length !== 1, `${fileId} is not in one delivery`);
	for (const mail of mails) complain(mail.status !== 'sent', `a mail is ${mail.status}`);
	for (const [what, rows] of about) complain(rows.length !== 1, `${rows.length} mails: ${what}`);
	for (const { messageId } of mails) {
		const copies = arrived.get(messageId)?.length ?? 0;
		complain(copies === 0, `never arrived: ${messageId}`);
		complain(copies > (copiesAllowed ? 2 : 1), `${copies} copies of ${messageId}`);
	}
	for (const copies of arrived.values())
		complain(new Set(copies.map(({ text }) => text)).size > 1, 'copies of a mail differ');
	return found;
}
